// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled with AVX2 and FMA; called only where the processor has both.
#include <immintrin.h>

#include <cstddef>

namespace gatoscope {

namespace {

float sumOf(__m256 v) {
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
}

float dot(const float* a, const float* b, std::size_t width) {
    __m256 first = _mm256_setzero_ps(), second = _mm256_setzero_ps();
    std::size_t i = 0;
    for (; i + 16 <= width; i += 16) {
        first = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), first);
        second = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), second);
    }
    float total = sumOf(_mm256_add_ps(first, second));
    for (; i < width; ++i)
        total += a[i] * b[i];
    return total;
}

} // namespace

void dotRowsAvx2(const float* query, const float* keys, std::size_t count, std::size_t width, float* out);
void dotRowsAvx2(const float* query, const float* keys, std::size_t count, std::size_t width, float* out) {
    for (std::size_t j = 0; j < count; ++j)
        out[j] = dot(query, keys + j * width, width);
}

} // namespace gatoscope
