// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/dot_rows.h"

#include "core/trace/dot_of.h"

namespace gatoscope {

#if defined(__x86_64__) && defined(GATOSCOPE_AVX2)
void dotRowsAvx2(const float* query, const float* keys, std::size_t count, std::size_t width, float* out);
#endif

void dotRows(const float* query, const float* keys, std::size_t count, std::size_t width, float* out) {
#if defined(__x86_64__) && defined(GATOSCOPE_AVX2)
    static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (fast)
        return dotRowsAvx2(query, keys, count, width, out);
#endif
    for (std::size_t j = 0; j < count; ++j)
        out[j] = dotOf(query, keys + j * width, width);
}

} // namespace gatoscope
