// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One body for both compilations of exp_rows.h. The tag keeps their symbols apart: code for AVX2 must never be linked
// in place of the portable one.
#include <cstddef>
#include <cstdint>

#include "core/trace/exp_rows.h"

namespace gatoscope {

template <typename Tag>
struct ExpRows {
    /// 2^n times a polynomial of degree 6 on [-ln 2 / 2, ln 2 / 2]; n comes from adding 1.5 x 2^23, which rounds.
    static inline float expOf(float x) {
        constexpr float rounder = 12582912.0F, ln2High = 0.693359375F, ln2Low = -2.12194440e-4F;
        float y = x < -86.0F ? -86.0F : x; // no branch that would keep the loops from vectors
        y = y > 88.0F ? 88.0F : y;
        const float shifted = y * 1.44269504F + rounder, n = shifted - rounder;
        const float r = (y - n * ln2High) - n * ln2Low;
        float p = 1.9875691500e-4F;
        p = p * r + 1.3981999507e-3F;
        p = p * r + 8.3334519073e-3F;
        p = p * r + 4.1665795894e-2F;
        p = p * r + 1.6666665459e-1F;
        p = p * r + 5.0000001201e-1F;
        p = p * r * r + r + 1.0F;
        const std::uint32_t power = (__builtin_bit_cast(std::uint32_t, shifted) + 127U) << 23;
        return p * __builtin_bit_cast(float, power); // a product, so that NaN stays NaN
    }

    static void expRow(float* row, std::size_t count, float scale, float shift) {
#pragma omp simd
        for (std::size_t i = 0; i < count; ++i)
            row[i] = expOf(row[i] * scale - shift);
    }

    static SoftmaxSums softmaxSums(const float* logits, std::size_t count, float highest, float* weights) {
#pragma omp simd
        for (std::size_t i = 0; i < count; ++i)
            weights[i] = expOf(logits[i] - highest);
        double sum = 0, weighted = 0;
#pragma omp simd reduction(+ : sum, weighted)
        for (std::size_t i = 0; i < count; ++i) {
            const float x = logits[i] - highest, weight = weights[i];
            sum += static_cast<double>(weight);
            weighted += static_cast<double>(weight) * static_cast<double>(x);
        }
        return {sum, weighted};
    }

    static float highestOf(const float* row, std::size_t count) {
        float highest = -__builtin_inff();
#pragma omp simd reduction(max : highest)
        for (std::size_t i = 0; i < count; ++i)
            highest = row[i] > highest ? row[i] : highest;
        return highest;
    }

    static std::size_t countAbove(const float* row, std::size_t count, float x) {
        std::uint32_t above = 0;
#pragma omp simd reduction(+ : above)
        for (std::size_t i = 0; i < count; ++i)
            above += row[i] > x ? 1U : 0U;
        return above;
    }

    static double sumOfRow(const float* row, std::size_t count) {
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (std::size_t i = 0; i < count; ++i)
            sum += static_cast<double>(row[i]);
        return sum;
    }
};

} // namespace gatoscope
