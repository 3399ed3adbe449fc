// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inner products for attention rows: AVX2 where the processor has it, else portable code. Serial on purpose
// (spec/attention.md 0.4: OpenMP makes hover unreliable).
#include <cstddef>

namespace gatoscope {

/// out[j] = query . keys[j] for j in [0, count); keys [count, width] row-major.
void dotRows(const float* query, const float* keys, std::size_t count, std::size_t width, float* out);

} // namespace gatoscope
