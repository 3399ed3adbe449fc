// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One body for both compilations of dotRows.
#include <array>
#include <cstddef>

namespace gatoscope {

/// Sixteen running sums let the compiler use vector registers without reassociating anything itself.
inline float dotOf(const float* a, const float* b, std::size_t width) {
    constexpr std::size_t lanes = 16;
    std::array<float, lanes> sums{};
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes)
        for (std::size_t lane = 0; lane < lanes; ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    float total = 0;
    for (std::size_t half = lanes / 2; half > 0; half /= 2)
        for (std::size_t lane = 0; lane < half; ++lane)
            sums[lane] += sums[lane + half];
    total = sums[0];
    for (; i < width; ++i)
        total += a[i] * b[i];
    return total;
}

} // namespace gatoscope
