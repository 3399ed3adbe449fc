// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/binner.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace gatoscope {
namespace {

constexpr double kNear = 1e-6;                // of a bin; see Binner::Binner for what the polynomial errs
constexpr double kRound = 6755399441055744.0; // 1.5 * 2^52: added and taken away, it rounds to a whole number

// Four values at once, in the compilers' own notation: without wide registers it becomes two steps of two.
using Four = double __attribute__((vector_size(32)));
using Bits = unsigned long long __attribute__((vector_size(32)));
using Mask = long long __attribute__((vector_size(32)));
using Ints = std::int32_t __attribute__((vector_size(16)));
constexpr std::size_t kLanes = Binner::kLanes;

// The wide registers, where the machine has them: the same operations in the same order, so the same results.
#if defined(__x86_64__)
#define GATOSCOPE_WIDE __attribute__((target("avx2")))
bool wide() {
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}
#else
#define GATOSCOPE_WIDE
bool wide() { return false; }
#endif
#define GATOSCOPE_INLINE inline __attribute__((always_inline))

GATOSCOPE_INLINE void load(const double* at, Four& out) { std::memcpy(&out, at, sizeof out); }

/// Bins below `last` and above 0 of four places; a partial row stores fewer.
GATOSCOPE_INLINE void store(const Four& place, double last, std::int32_t begin, std::size_t count, std::int32_t* out) {
    const Four zero{}, top = zero + last;
    Four at = place > zero ? place : zero;
    at = at < top ? at : top;
    const Ints bins = __builtin_convertvector(at, Ints) + begin;
    if (count >= kLanes) {
        std::memcpy(out, &bins, sizeof bins);
    } else {
        std::memcpy(out, &bins, count * sizeof *out);
    }
}

/// ln(u) for finite u >= 1: u = 2^e m, ln m = ln sqrt(2) + 2 artanh((m - sqrt 2) / (m + sqrt 2)).
GATOSCOPE_INLINE void logarithm(const Four& u, Four& out) {
    constexpr double ln2 = 0.69314718055994530942, root2 = 1.41421356237309504880;
    const Bits bits = reinterpret_cast<Bits>(u);
    const Four biased = reinterpret_cast<Four>((bits >> 52) | 0x4330000000000000ULL) - 4503599627370496.0;
    const Four m = reinterpret_cast<Four>((bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL);
    const Four s = (m - root2) / (m + root2), q = s * s;
    Four sum = q * (1.0 / 13) + 1.0 / 11;
    sum = sum * q + 1.0 / 9;
    sum = sum * q + 1.0 / 7;
    sum = sum * q + 1.0 / 5;
    sum = sum * q + 1.0 / 3;
    sum = sum * q + 1.0;
    out = (biased - 1022.5) * ln2 + 2.0 * s * sum; // the half: ln sqrt(2)
}

/// Bins of companded rows. `close` collects lanes that lie too near to an edge.
GATOSCOPE_INLINE void curvedRow(const double* x, std::size_t width, const Binner::Rule& rule, std::int32_t begin,
                                std::int32_t* out, Mask& close) {
    for (std::size_t i = 0; i < width; i += kLanes) {
        Four value;
        load(x + i, value);
        const Bits raw = reinterpret_cast<Bits>(value), sign = raw & 0x8000000000000000ULL;
        Four scaled;
        logarithm(reinterpret_cast<Four>(raw ^ sign) * rule.mu + 1.0, scaled);
        scaled *= rule.scale;
        Four place = reinterpret_cast<Four>(reinterpret_cast<Bits>(scaled) ^ sign) + rule.half;
        place = value == 0.0 ? Four{} + rule.zero : place;
        place = value == value ? place : Four{} - 0.5; // not a number: bin 0
        const Four off = place - ((place + kRound) - kRound);
        const Mask edge = (off < kNear) & (off > -kNear) & (scaled < rule.half + 0.5);
        close |= i + kLanes <= width ? edge : edge & Mask{-1, i + 1 < width ? -1 : 0, i + 2 < width ? -1 : 0, 0};
        store(place, rule.last, begin, width - i, out + i);
    }
}

/// One bit per row that has to be done again by the formula.
GATOSCOPE_INLINE std::uint64_t curved(const double* x, std::size_t rows, std::size_t width, std::size_t stride,
                                      Binner::Rule rule, std::int32_t begin, std::int32_t* out) {
    std::uint64_t again = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        Mask close{};
        curvedRow(x + row * width, width, rule, begin, out + row * stride, close);
        again |= std::uint64_t{(close[0] | close[1] | close[2] | close[3]) != 0} << row;
    }
    return again;
}

GATOSCOPE_INLINE void straight(const double* x, std::size_t rows, std::size_t width, std::size_t stride,
                               Binner::Rule rule, std::int32_t begin, std::int32_t* out) {
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = 0; i < width; i += kLanes) {
            Four value;
            load(x + row * width + i, value);
            value = value == value ? value : Four{} - 1.0; // not a number: bin 0
            store((value + 1.0) * rule.half, rule.last, begin, width - i, out + row * stride + i);
        }
    }
}

GATOSCOPE_INLINE void count(const double* x, std::size_t n, double limit, Binner::Odd& odd) {
    Mask nan{}, beyond{};
    std::size_t i = 0;
    for (; i + kLanes <= n; i += kLanes) {
        Four value;
        load(x + i, value);
        nan -= value != value;
        beyond -= (value > limit) | (value < -limit);
    }
    odd = {nan[0] + nan[1] + nan[2] + nan[3], beyond[0] + beyond[1] + beyond[2] + beyond[3]};
    for (; i < n; ++i) {
        odd.nan += x[i] != x[i] ? 1 : 0;
        odd.clipped += x[i] > limit || x[i] < -limit ? 1 : 0;
    }
}

GATOSCOPE_INLINE void spread(const float* in, std::size_t n, double* out) {
    for (std::size_t i = 0; i < n; ++i) {
        float value = 0;
        std::memcpy(&value, in + i, sizeof value);
        out[i] = static_cast<double>(value);
    }
}

GATOSCOPE_WIDE std::uint64_t curvedWide(const double* x, std::size_t rows, std::size_t width, std::size_t stride,
                                        const Binner::Rule& rule, std::int32_t begin, std::int32_t* out) {
    return curved(x, rows, width, stride, rule, begin, out);
}
GATOSCOPE_WIDE void straightWide(const double* x, std::size_t rows, std::size_t width, std::size_t stride,
                                 const Binner::Rule& rule, std::int32_t begin, std::int32_t* out) {
    straight(x, rows, width, stride, rule, begin, out);
}
GATOSCOPE_WIDE void countWide(const double* x, std::size_t n, double limit, Binner::Odd& odd) {
    count(x, n, limit, odd);
}
GATOSCOPE_WIDE void spreadWide(const float* in, std::size_t n, double* out) { spread(in, n, out); }

} // namespace

Binner::Binner(const Settings& settings, bool companded) : settings_(settings), companded_(companded) {
    const bool neko = settings.bin_rule == Settings::BinRule::Neko;
    rule_.last = neko ? settings.n_bins : settings.n_bins - 1;
    rule_.half = settings.n_bins / 2.0;
    rule_.mu = settings.mu;
    rule_.scale = rule_.half / std::log(settings.mu * settings.M + 1.0);
    rule_.zero = exact(0.0) + 0.5;
    limit_ = companded ? settings.M : 1.0;
    // The polynomial and the rounding of mu |x| + 1 move ln by less than 3e-12, a place by less than 3e-12 scale.
    always_ = companded && (!(rule_.scale < 1e5) || !std::isfinite(settings.mu * settings.M));
}

std::int32_t Binner::bin(double x) const {
    const double one[kLanes] = {x, x, x, x};
    std::int32_t found = 0;
    bins(one, 1, 1, 1, 0, &found);
    return found;
}

void Binner::bins(const double* x, std::size_t rows, std::size_t width, std::size_t stride, std::int32_t begin,
                  std::int32_t* out) const {
    if (!companded_) {
        return wide() ? straightWide(x, rows, width, stride, rule_, begin, out)
                      : straight(x, rows, width, stride, rule_, begin, out);
    }
    constexpr std::size_t together = 64;
    for (std::size_t row = 0; row < rows; row += together) {
        const std::size_t some = std::min(together, rows - row);
        const double* from = x + row * width;
        std::int32_t* to = out + row * stride;
        std::uint64_t again = ~std::uint64_t{0};
        if (!always_) {
            again = wide() ? curvedWide(from, some, width, stride, rule_, begin, to)
                           : curved(from, some, width, stride, rule_, begin, to);
        }
        for (std::size_t r = 0; again != 0 && r < some; ++r) {
            for (std::size_t i = 0; (again >> r & 1) != 0 && i < width; ++i) {
                to[r * stride + i] = begin + exact(from[r * width + i]);
            }
        }
    }
}

Binner::Odd Binner::odd(const double* x, std::size_t n) const {
    Odd found;
    wide() ? countWide(x, n, limit_, found) : count(x, n, limit_, found);
    return found;
}

void widen(const float* in, std::size_t n, double* out) { wide() ? spreadWide(in, n, out) : spread(in, n, out); }

} // namespace gatoscope
