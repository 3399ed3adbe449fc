// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The two type faces of the window and their sizes, with the system's nearest where they are missing.
#include <QFont>

namespace gatoscope {

constexpr double kBodyPx = 12.5, kMonoPx = 12, kSmallPx = 11, kTinyPx = 10, kEmphasisPx = 13, kBigIdPx = 26;

/// Inter for words. Sizes are CSS pixels (1/96 inch), so they scale with the screen.
QFont bodyFont(double px = kBodyPx, QFont::Weight weight = QFont::Normal);
/// JetBrains Mono for every number: tabular, ligatures off.
QFont monoFont(double px = kMonoPx, QFont::Weight weight = QFont::Normal);
/// Whether the two faces are installed, for `doctor` and the about page.
bool bodyFontInstalled();
bool monoFontInstalled();

} // namespace gatoscope
