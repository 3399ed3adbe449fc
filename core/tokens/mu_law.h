// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Continuous values and bins (spec/gato.md 4). Pure functions, double precision, one scalar code path; `Binner` is the
// same function made fast.
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

/// binValue(x).bin for millions of values: a table over the leading bits of mu |x| + 1 with at most one bin edge per
/// cell; next to an edge the defining formula itself decides, so that every bin is the formula's.
class Binner {
public:
    Binner(const Settings& settings, bool companded);
    /// NaN gives bin 0.
    std::int32_t bin(double x) const;
    bool clipped(double x) const { return x > limit_ || x < -limit_; }

private:
    struct Cell {
        double edge;        // of the bin above, in units of mu |x| + 1; infinity: none in this cell
        std::int32_t below; // bin before the edge
    };
    void makeCells();
    std::int32_t exact(double x) const { return binValue(x, companded_, settings_).bin; }

    Settings settings_;
    bool companded_ = false;
    std::int32_t last_ = 1023; // highest bin: n - 1, or n by NEKO's rule
    std::int32_t mirror_ = 1023;
    std::int32_t zero_ = 512;
    double half_ = 512, limit_ = 1, mu_ = 100, end_ = 0, guard_ = 0;
    int shift_ = 0; // bits of the double that a cell ignores
    std::uint64_t first_ = 0;
    std::vector<Cell> cells_; // empty: always by the formula
};

inline std::int32_t Binner::bin(double x) const {
    if (!companded_) {
        const double place = (x + 1.0) * half_;
        if (!(place >= 0)) {
            return 0;
        }
        return place >= last_ ? last_ : static_cast<std::int32_t>(place);
    }
    if (x == 0) {
        return zero_;
    }
    const double u = mu_ * (x < 0 ? -x : x) + 1.0;
    if (cells_.empty() || !(u < end_)) {
        return exact(x);
    }
    std::uint64_t bits = 0;
    __builtin_memcpy(&bits, &u, sizeof bits);
    const Cell& cell = cells_[(bits >> shift_) - first_];
    const double beyond = u - cell.edge;
    if (beyond < guard_ * u && -beyond < guard_ * u) {
        return exact(x);
    }
    const std::int32_t bin = cell.below + (beyond >= 0 ? 1 : 0);
    return x < 0 ? mirror_ - bin : bin;
}

} // namespace gatoscope
