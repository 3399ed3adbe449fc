// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Bins of many values at once (spec/gato.md 4): every bin is the defining formula's, most are found without it.
#include <cstddef>
#include <cstdint>

#include "core/tokens/mu_law.h"

namespace gatoscope {

/// binValue(x).bin for millions of values. The logarithm is taken by a short polynomial, good to 1e-9 of a bin's width
/// times the count of bins; a value that comes to lie within kNear of a bin's edge is left to binValue().
class Binner {
public:
    Binner(const Settings& settings, bool companded);

    /// out[i] = begin + bin of x[i]. NaN gives bin 0.
    void bins(const double* x, std::size_t count, std::int32_t begin, std::int32_t* out) const;
    std::int32_t bin(double x) const;

    bool clipped(double x) const { return x > limit_ || x < -limit_; }
    double limit() const { return limit_; } // values beyond it, on either side, are clipped

    /// What the vector loops read.
    struct Rule {
        double half = 512, last = 1023; // bins on one side of zero; highest bin: n - 1, or n by NEKO's rule
        double mu = 100, scale = 0;     // scale: bins per unit of the natural logarithm
        double zero = 512.5;            // where x = 0 lies: inside its bin, not on the bin's edge
    };

private:
    std::int32_t exact(double x) const { return binValue(x, companded_, settings_).bin; }

    Settings settings_;
    Rule rule_;
    double limit_ = 1;
    bool companded_ = false, always_ = false; // always_: by the formula alone
};

} // namespace gatoscope
