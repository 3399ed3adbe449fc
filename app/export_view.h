// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A widget as a picture file: PNG as painted, SVG and PDF as vectors. Whole or not at all.
#include <QString>

#include "core/base/result.h"

class QWidget;

namespace gatoscope {

/// By extension: .png, .svg, .pdf. Unsupported for others; Unreadable where the file cannot be written.
Result<void> exportWidget(QWidget& widget, const QString& file);

} // namespace gatoscope
