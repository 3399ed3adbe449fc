// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Icons drawn for this project (`:/icons/NAME.svg`, one colour), tinted by the palette at the moment they are painted.
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace gatoscope {

/// Follows the theme: text 2, accent while checked, text 3 while disabled. Empty pixmaps for an unknown name.
QIcon themedIcon(const QString& name);
/// One picture in one colour, `size` in device-independent pixels.
QPixmap tintedPixmap(const QString& name, const QColor& color, QSize size, double devicePixelRatio);

} // namespace gatoscope
