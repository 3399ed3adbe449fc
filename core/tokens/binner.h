// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Bins of many values at once (spec/gato.md 4): every bin is the defining formula's, most are found without it.
#include <cstddef>
#include <cstdint>

#include "core/tokens/mu_law.h"

namespace gatoscope {

/// binValue(x).bin for millions of values. The logarithm is taken by a short polynomial; a value that comes to lie so
/// near to a bin's edge that the polynomial could err is left to binValue().
class Binner {
public:
    static constexpr std::size_t kLanes = 4; // values that are taken at once

    Binner(const Settings& settings, bool companded);

    /// Rows of `width` values, one after the other in `x`: out[r * stride + i] = begin + bin of x[r * width + i]. NaN
    /// gives bin 0. Reads, and ignores, up to kLanes - 1 values beyond the last one.
    void bins(const double* x, std::size_t rows, std::size_t width, std::size_t stride, std::int32_t begin,
              std::int32_t* out) const;
    std::int32_t bin(double x) const;

    bool clipped(double x) const { return x > limit_ || x < -limit_; }
    /// What a block holds of a kind that is flagged.
    struct Odd {
        std::int64_t nan = 0, clipped = 0;
    };
    Odd odd(const double* x, std::size_t count) const;

    /// What the loops read.
    struct Rule {
        double half = 512, last = 1023; // bins on one side of zero; highest bin: n - 1, or n by NEKO's rule
        double mu = 100, scale = 50;    // scale: bins per unit of the natural logarithm
        double zero = 512.5;            // where x = 0 lies: inside its bin, not on the bin's edge
    };

private:
    std::int32_t exact(double x) const { return binValue(x, companded_, settings_).bin; }

    Settings settings_;
    Rule rule_;
    double limit_ = 1;
    bool companded_ = false, always_ = false; // always_: by the formula alone
};

/// Numbers without a promise of alignment as doubles.
void widen(const float* in, std::size_t count, double* out);

} // namespace gatoscope
