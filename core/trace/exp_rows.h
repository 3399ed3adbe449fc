// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Exponentials of whole rows of floats: AVX2 where the processor has it, else portable code. Serial on purpose.
#include <cstddef>

namespace gatoscope {

/// Sums over one row of logits, in double.
struct SoftmaxSums {
    double sum = 0;      // of exp(x - highest)
    double weighted = 0; // of exp(x - highest) (x - highest)
};

/// row[i] = exp(scale row[i] - shift), within 2e-7 of the value; below -86 it stays at 4.5e-38; NaN stays NaN.
void expRow(float* row, std::size_t count, float scale, float shift);

/// weights[i] = exp(logits[i] - highest), as expRow; a sum is not finite where a logit is not.
SoftmaxSums softmaxSums(const float* logits, std::size_t count, float highest, float* weights);

/// The greatest of a row, NaN aside; -infinity of an empty one.
float highestOf(const float* row, std::size_t count);

/// How many are greater than x.
std::size_t countAbove(const float* row, std::size_t count, float x);

/// Sum in double.
double sumOfRow(const float* row, std::size_t count);

} // namespace gatoscope
