// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Core's plain types to Qt's and back: strings, pictures, tables of numbers. All conversion is here.
#include <string>
#include <string_view>

#include <QImage>
#include <QString>

#include "core/base/grid.h"
#include "core/base/image.h"

namespace gatoscope {

QString toQString(std::string_view text); // UTF-8; what is not becomes U+FFFD
std::string toStd(const QString& text);

/// A deep copy, Format_RGB32; null for an empty image.
QImage toQImage(const Image& image);
/// Any format; alpha dropped, never premultiplied; row padding (bytesPerLine) honoured.
Image toImage(const QImage& image);
/// One pixel per cell on the heat ramp, `low` dark and `high` bright; NaN is transparent.
QImage toQImage(const Grid& grid, float low, float high);

/// The subword mark U+2581 as a visible low line: "▁go" reads "_go".
QString shownPiece(std::string_view piece);

} // namespace gatoscope
