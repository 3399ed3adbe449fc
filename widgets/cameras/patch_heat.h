// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Shares of attention on the patches of pictures: their scales, their labels, their interpolation. Pure.
#include <map>
#include <memory>
#include <vector>

#include <QImage>
#include <QString>

#include "widgets/common/attention_row.h"

namespace gatoscope {

/// What the colour of a patch says (spec/attention.md 3.2).
enum class HeatScale {
    Root,    // root of the share against the largest in view
    Largest, // share against the largest in view
    Whole,   // share, from 0 to 1
    Picture, // share of all that falls on the picture, against the largest
    Ratio,   // share against uniform, a decade below to a decade above
    Log,     // log10 of the share, from 1e-4 to 1
};

struct HeatRange {
    double largest = 1; // of the patches in view
    double sum = 1;     // of the picture's patches
    double visible = 1; // tokens that the row can read: uniform is 1 / visible
};
/// Place on the ramp, [0, 1].
double heatLevel(HeatScale scale, double share, const HeatRange& range);
/// What stands in a patch: "6.4%", "×3.1".
QString heatLabel(HeatScale scale, double share, const HeatRange& range);
/// The two ends of the ramp as text.
std::pair<QString, QString> heatEnds(HeatScale scale, const HeatRange& range);

/// Ready to be painted; by channel, by element (frames of a stack follow each other). Immutable once made.
struct PatchHeat {
    std::map<int, std::vector<float>> levels; // NaN: cannot be read
    std::map<int, std::vector<QString>> labels;
    double opacity = 0.65; // of the brightest; darker patches let more of the picture through
    bool smooth = false;   // bilinear instead of whole patches
};

/// Bilinear with half-pixel centres, clamped at the border, `factor` pixels per patch; opacity grows with the value.
QImage smoothHeat(const float* levels, int rows, int columns, int factor, double opacity);

} // namespace gatoscope
