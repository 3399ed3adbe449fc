// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Continuous values and bins (spec/gato.md 4). Pure functions, double precision; for many values at once see binner.h.
#include <cstdint>
#include <vector>

#include "core/tokens/settings.h"

namespace gatoscope {

/// F(x) = sgn(x) ln(mu |x| + 1) / ln(M mu + 1), not clipped.
double compand(double x, double mu, double M);
/// The inverse of `compand`.
double expand(double y, double mu, double M);

/// Declared bounds to [-1, 1] and back; [-1, 1] and bounds that are not finite change nothing (spec/gato.md 16.9).
double affineToUnit(double x, double low, double high);
bool isIdentity(double low, double high); // such bounds
double affineFromUnit(double y, double low, double high);

struct Binned {
    double encoded = 0; // in [-1, 1], after clipping; NaN stays NaN
    std::int32_t bin = 0;
    bool clipped = false; // strictly outside
};

/// y (companded or affine) to its bin: clamp(floor((y + 1) n / 2), 0, n - 1), or NEKO's rule (+1 is bin n). NaN: bin 0.
Binned toBin(double y, const Settings& settings);
/// x to its bin, companded first or not. Clipped: |x| > M where companded, |x| > 1 where not, strictly.
Binned binValue(double x, bool companded, const Settings& settings);

/// Lower edge and centre of a bin in [-1, 1]: -1 + 2 b / n, -1 + (2 b + 1) / n.
double binEdge(std::int32_t bin, const Settings& settings);
double binCentre(std::int32_t bin, const Settings& settings);
/// The point that decoding uses (decode_point).
double binPoint(std::int32_t bin, const Settings& settings);

} // namespace gatoscope
