// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/exp_rows_body.h"

namespace gatoscope {

namespace {

struct Table {
    decltype(&expRow) exp;
    decltype(&softmaxSums) softmax;
    decltype(&highestOf) highest;
    decltype(&countAbove) above;
    decltype(&sumOfRow) sum;
};

template <typename Tag>
constexpr Table tableOf() {
    using Rows = ExpRows<Tag>;
    return {&Rows::expRow, &Rows::softmaxSums, &Rows::highestOf, &Rows::countAbove, &Rows::sumOfRow};
}

} // namespace

struct Portable;
#if defined(__x86_64__) && defined(GATOSCOPE_AVX2)
struct WithAvx2;
extern template struct ExpRows<WithAvx2>;
#endif

static const Table& table() {
#if defined(__x86_64__) && defined(GATOSCOPE_AVX2)
    static const Table best =
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? tableOf<WithAvx2>() : tableOf<Portable>();
#else
    static const Table best = tableOf<Portable>();
#endif
    return best;
}

void expRow(float* row, std::size_t count, float scale, float shift) { table().exp(row, count, scale, shift); }

SoftmaxSums softmaxSums(const float* logits, std::size_t count, float highest, float* weights) {
    return table().softmax(logits, count, highest, weights);
}

float highestOf(const float* row, std::size_t count) { return table().highest(row, count); }

std::size_t countAbove(const float* row, std::size_t count, float x) { return table().above(row, count, x); }

double sumOfRow(const float* row, std::size_t count) { return table().sum(row, count); }

} // namespace gatoscope
