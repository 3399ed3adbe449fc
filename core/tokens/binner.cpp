// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/binner.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gatoscope {
namespace {

constexpr double kNear = 1e-5; // of a bin; what the polynomial and the rounding of mu |x| + 1 err is far less
constexpr std::size_t kBlock = 256;
constexpr double kRound = 6755399441055744.0; // 1.5 * 2^52: added and taken away, it rounds to a whole number

/// The wide registers, where the machine has them: the same operations in the same order, so the same results.
#if defined(__x86_64__) && defined(__GNUC__)
#define GATOSCOPE_WIDE __attribute__((target("avx2"), flatten))
bool wide() {
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
}
#else
#define GATOSCOPE_WIDE
bool wide() { return false; }
#endif

/// ln(u) for finite u >= 1, to about 1e-12: u = 2^e m, ln m = ln sqrt(2) + 2 artanh((m - sqrt 2) / (m + sqrt 2)).
inline double logarithm(double u) {
    constexpr double ln2 = 0.69314718055994530942, root2 = 1.41421356237309504880;
    const auto bits = std::bit_cast<std::uint64_t>(u);
    const double biased = std::bit_cast<double>((bits >> 52) | 0x4330000000000000U) - 4503599627370496.0;
    const double exponent = biased - 1022.5; // the half: ln sqrt(2)
    const auto m = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U);
    const double s = (m - root2) / (m + root2), q = s * s;
    double sum = 1.0 / 13;
    sum = sum * q + 1.0 / 11;
    sum = sum * q + 1.0 / 9;
    sum = sum * q + 1.0 / 7;
    sum = sum * q + 1.0 / 5;
    sum = sum * q + 1.0 / 3;
    sum = sum * q + 1.0;
    return exponent * ln2 + 2 * s * sum;
}

/// Places on the scale of bins. Returns how many lie so near to an edge that the formula must decide.
inline std::int64_t places(const double* x, std::size_t count, const Binner::Rule& rule, double* out) {
    std::int64_t close = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double value = logarithm(rule.mu * std::abs(x[i]) + 1.0) * rule.scale;
        double place = rule.half + std::copysign(value, x[i]);
        place = x[i] == 0 ? rule.zero : place;
        place = x[i] != x[i] ? -0.5 : place; // not a number: bin 0
        const double whole = (place + kRound) - kRound;
        out[i] = place;
        const bool edge = std::abs(place - whole) < kNear;
        const bool inside = value < rule.half + 0.5;
        close += static_cast<std::int64_t>(edge & inside);
    }
    return close;
}

inline void whole(const double* place, std::size_t count, double last, std::int32_t begin, std::int32_t* out) {
    for (std::size_t i = 0; i < count; ++i) {
        double at = place[i] > 0 ? place[i] : 0;
        at = at < last ? at : last;
        out[i] = begin + static_cast<std::int32_t>(at);
    }
}

inline void straight(const double* x, std::size_t count, const Binner::Rule& rule, std::int32_t begin,
                     std::int32_t* out) {
    for (std::size_t i = 0; i < count; ++i) {
        double at = (x[i] + 1.0) * rule.half;
        at = at > 0 ? at : 0; // NaN too
        at = at < rule.last ? at : rule.last;
        out[i] = begin + static_cast<std::int32_t>(at);
    }
}

GATOSCOPE_WIDE std::int64_t placesWide(const double* x, std::size_t count, const Binner::Rule& rule, double* out) {
    return places(x, count, rule, out);
}
GATOSCOPE_WIDE void wholeWide(const double* place, std::size_t count, double last, std::int32_t begin,
                              std::int32_t* out) {
    whole(place, count, last, begin, out);
}
GATOSCOPE_WIDE void straightWide(const double* x, std::size_t count, const Binner::Rule& rule, std::int32_t begin,
                                 std::int32_t* out) {
    straight(x, count, rule, begin, out);
}

} // namespace

Binner::Binner(const Settings& settings, bool companded) : settings_(settings), companded_(companded) {
    const bool neko = settings.bin_rule == Settings::BinRule::Neko;
    rule_.last = neko ? settings.n_bins : settings.n_bins - 1;
    rule_.half = settings.n_bins / 2.0;
    rule_.mu = settings.mu;
    rule_.scale = rule_.half / std::log(settings.mu * settings.M + 1.0);
    limit_ = companded ? settings.M : 1.0;
    rule_.zero = exact(0.0) + 0.5;
    // Where ln(mu M + 1) is tiny, rounding moves a place by more than kNear can see.
    always_ =
        companded && (!(rule_.scale < 1e8) || settings.n_bins > 100000 || !std::isfinite(settings.mu * settings.M));
}

std::int32_t Binner::bin(double x) const {
    std::int32_t found = 0;
    bins(&x, 1, 0, &found);
    return found;
}

void Binner::bins(const double* x, std::size_t count, std::int32_t begin, std::int32_t* out) const {
    if (!companded_) {
        return wide() ? straightWide(x, count, rule_, begin, out) : straight(x, count, rule_, begin, out);
    }
    if (always_) {
        std::transform(x, x + count, out, [&](double value) { return begin + exact(value); });
        return;
    }
    double place[kBlock];
    for (std::size_t first = 0; first < count; first += kBlock) {
        const std::size_t n = std::min(kBlock, count - first);
        const double* in = x + first;
        const std::int64_t close = wide() ? placesWide(in, n, rule_, place) : places(in, n, rule_, place);
        wide() ? wholeWide(place, n, rule_.last, begin, out + first) : whole(place, n, rule_.last, begin, out + first);
        for (std::size_t i = 0; close > 0 && i < n; ++i) {
            if (std::abs(place[i] - std::round(place[i])) < kNear) {
                out[first + i] = begin + exact(in[i]);
            }
        }
    }
}

} // namespace gatoscope
