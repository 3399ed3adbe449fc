// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/mu_law.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace gatoscope {

double compand(double x, double mu, double M) {
    return std::copysign(std::log1p(mu * std::abs(x)) / std::log(mu * M + 1.0), x);
}

double expand(double y, double mu, double M) {
    return std::copysign(std::expm1(std::abs(y) * std::log(mu * M + 1.0)) / mu, y);
}

namespace {
bool isIdentity(double low, double high) {
    return !std::isfinite(low) || !std::isfinite(high) || (low == -1.0 && high == 1.0);
}
} // namespace

double affineToUnit(double x, double low, double high) {
    return isIdentity(low, high) ? x : (x - low) / (high - low) * 2.0 - 1.0;
}

double affineFromUnit(double y, double low, double high) {
    return isIdentity(low, high) ? y : low + (y + 1.0) / 2.0 * (high - low);
}

Binned toBin(double y, const Settings& settings) {
    Binned result;
    if (std::isnan(y)) {
        result.encoded = y;
        return result;
    }
    result.clipped = std::abs(y) > 1.0;
    result.encoded = std::clamp(y, -1.0, 1.0);
    const int last = settings.bin_rule == Settings::BinRule::Neko ? settings.n_bins : settings.n_bins - 1;
    const double place = std::floor((result.encoded + 1.0) * (settings.n_bins / 2.0));
    result.bin = std::clamp(static_cast<std::int32_t>(place), 0, last);
    return result;
}

Binned binValue(double x, bool companded, const Settings& settings) {
    if (!companded) {
        return toBin(x, settings);
    }
    Binned result = toBin(compand(x, settings.mu, settings.M), settings);
    result.clipped = std::abs(x) > settings.M; // F(x) may round to 1 just beyond M
    return result;
}

double binEdge(std::int32_t bin, const Settings& settings) { return -1.0 + 2.0 * bin / settings.n_bins; }

double binCentre(std::int32_t bin, const Settings& settings) { return -1.0 + (2.0 * bin + 1.0) / settings.n_bins; }

double binPoint(std::int32_t bin, const Settings& settings) {
    return settings.decode_point == Settings::DecodePoint::Left ? binEdge(bin, settings) : binCentre(bin, settings);
}

Binner::Binner(const Settings& settings, bool companded) : settings_(settings), companded_(companded) {
    mirror_ = settings.n_bins - 1;
    last_ = settings.bin_rule == Settings::BinRule::Neko ? settings.n_bins : settings.n_bins - 1;
    half_ = settings.n_bins / 2.0;
    mu_ = settings.mu;
    limit_ = companded ? settings.M : 1.0;
    zero_ = exact(0.0);
    if (companded) {
        makeCells();
    }
}

/// Cells cover u = mu |x| + 1 from 1 to mu M + 1 in steps of its leading bits. Mirrored values need F(x) off an edge,
/// which the guard makes sure of.
void Binner::makeCells() {
    constexpr int mantissa = 52;
    const double scale = std::log(mu_ * settings_.M + 1.0);
    const double ratio = std::exp(2.0 * scale / settings_.n_bins); // between neighbouring edges
    int bits = 4;
    while (bits < 14 && 1.0 + std::ldexp(1.0, -bits) > ratio * (1 - 1e-9)) {
        ++bits;
    }
    const double top = mu_ * settings_.M + 1.0;
    guard_ = 1e-13 * (10.0 + scale);
    end_ = top * (1.0 - guard_);
    shift_ = mantissa - bits;
    first_ = std::bit_cast<std::uint64_t>(1.0) >> shift_;
    const std::uint64_t count = (std::bit_cast<std::uint64_t>(top) >> shift_) - first_ + 1;
    if (bits == 14 || !std::isfinite(top) || count > 65536 || end_ <= 1.0) {
        return;
    }
    // Edges at and above zero: bin b begins where F = -1 + 2 b / n.
    std::vector<double> edges;
    const std::int32_t start = (settings_.n_bins + 1) / 2;
    for (std::int32_t b = start; b <= settings_.n_bins; ++b) {
        edges.push_back(std::exp(binEdge(b, settings_) * scale));
    }
    cells_.resize(count);
    std::size_t next = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double from = std::bit_cast<double>((first_ + i) << shift_) * (1.0 - 2 * guard_);
        const double to = std::bit_cast<double>((first_ + i + 1) << shift_) * (1.0 + 2 * guard_);
        while (next < edges.size() && edges[next] < from) {
            ++next;
        }
        const bool inside = next < edges.size() && edges[next] < to;
        cells_[i] = {inside ? edges[next] : std::numeric_limits<double>::infinity(),
                     start - 1 + static_cast<std::int32_t>(next)};
    }
}

} // namespace gatoscope
