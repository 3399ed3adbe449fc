// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/bench_statistics.h"

#include "core/tokens/mu_law.h"
#include "core/tokens/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

namespace {

constexpr int kMostBins = 1 << 20; // a table of counts per dimension

/// Everything that one pass over a dimension needs, worked out once.
class RoundTrip {
public:
    RoundTrip(const BenchDimension& dimension, const Settings& settings)
        : m_settings(settings), m_compand(companded(dimension.action, settings)),
          m_affine(dimension.action && dimension.bounded), m_low(dimension.low), m_high(dimension.high) {
        const std::int32_t bins = settings.n_bins + (settings.bin_rule == Settings::BinRule::Neko ? 1 : 0);
        m_decoded.resize(static_cast<std::size_t>(std::max(1, bins)));
        for (std::size_t b = 0; b < m_decoded.size(); ++b) {
            double value = binPoint(static_cast<std::int32_t>(b), settings);
            if (m_compand)
                value = expand(value, settings.mu, settings.M);
            if (m_affine)
                value = m_low + (value + 1) / 2 * (m_high - m_low);
            m_decoded[b] = value;
        }
    }

    Binned bin(double x) const {
        if (m_affine)
            x = (x - m_low) / (m_high - m_low) * 2 - 1;
        return toBin(m_compand ? compand(x, m_settings.mu, m_settings.M) : x, m_settings);
    }
    double decoded(std::int32_t bin) const { return m_decoded[index(bin)]; }
    std::size_t index(std::int32_t bin) const {
        return std::min(static_cast<std::size_t>(std::max(0, bin)), m_decoded.size() - 1);
    }
    std::size_t bins() const { return m_decoded.size(); }

private:
    const Settings& m_settings;
    bool m_compand, m_affine;
    double m_low, m_high;
    std::vector<double> m_decoded;
};

void countUse(BenchStatistics& result) {
    for (std::size_t b = 0; b < result.bins.size(); ++b) {
        if (result.bins[b] == 0)
            continue;
        if (result.used++ == 0)
            result.fewest = static_cast<std::int32_t>(b);
        result.most = static_cast<std::int32_t>(b);
    }
}

bool ofDimension(const BenchDimension& dimension, const Settings& settings, const std::atomic<bool>* stop,
                 BenchStatistics& result) {
    const RoundTrip trip(dimension, settings);
    result.bins.assign(trip.bins(), 0);
    result.low = std::numeric_limits<double>::infinity();
    result.high = -result.low;
    double squares = 0;
    std::int64_t finite = 0;
    for (std::size_t i = 0; i < dimension.values.size(); ++i) {
        if (stop != nullptr && i % 8192 == 0 && stop->load())
            return false;
        const double x = dimension.values[i];
        if (std::isnan(x)) {
            ++result.nan;
            continue;
        }
        const Binned binned = trip.bin(x);
        ++result.count;
        ++result.bins[trip.index(binned.bin)];
        if (binned.clipped)
            ++result.clipped;
        if (!std::isfinite(x))
            continue;
        const double error = std::abs(trip.decoded(binned.bin) - x);
        squares += error * error;
        ++finite;
        result.worst = std::max(result.worst, error);
        result.low = std::min(result.low, x);
        result.high = std::max(result.high, x);
    }
    if (finite > 0)
        result.rmse = std::sqrt(squares / static_cast<double>(finite));
    if (finite == 0)
        result.low = result.high = 0;
    countUse(result);
    return true;
}

} // namespace

bool companded(bool action, const Settings& settings) { return !action || settings.compand_actions; }

std::vector<BenchStatistics> benchStatistics(const std::vector<BenchDimension>& dimensions, const Settings& settings,
                                             const std::atomic<bool>* stop) {
    if (settings.n_bins < 1 || settings.n_bins > kMostBins)
        return {};
    std::vector<BenchStatistics> result(dimensions.size());
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        if (!ofDimension(dimensions[i], settings, stop, result[i]))
            return {};
    }
    return result;
}

TriedValue tryValue(double value, bool action, const Settings& settings) {
    const bool compands = companded(action, settings);
    const Binned binned = toBin(compands ? compand(value, settings.mu, settings.M) : value, settings);
    TriedValue tried;
    tried.value = value;
    tried.encoded = binned.encoded;
    tried.bin = binned.bin;
    tried.clipped = binned.clipped;
    tried.id = vocabulary(settings).continuousBegin + binned.bin;
    const double point = binPoint(binned.bin, settings);
    tried.decoded = compands ? expand(point, settings.mu, settings.M) : point;
    return tried;
}

BinReach binReach(double low, double high, bool action, const Settings& settings) {
    return {tryValue(low, action, settings).bin, tryValue(high, action, settings).bin};
}

double halfBinWidth(double x, const Settings& settings) {
    const double y = compand(std::abs(x), settings.mu, settings.M);
    if (!(y <= 1))
        return std::numeric_limits<double>::quiet_NaN();
    const std::int32_t bin = std::min(toBin(y, settings).bin, settings.n_bins - 1);
    const double from = expand(binEdge(bin, settings), settings.mu, settings.M);
    const double to = expand(binEdge(bin + 1, settings), settings.mu, settings.M);
    return (to - from) / 2;
}

} // namespace gatoscope
