// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/min_max_pyramid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

MinMax both(MinMax a, MinMax b) {
    if (a.empty())
        return b;
    if (b.empty())
        return a;
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

MinMax single(double value) { return std::isfinite(value) ? MinMax{value, value} : MinMax{kNan, kNan}; }

} // namespace

MinMaxPyramid::MinMaxPyramid(std::vector<double> values) : m_values(std::move(values)) {
    std::size_t count = m_values.size() / 2;
    if (count == 0)
        return;
    std::vector<MinMax> level(count);
    for (std::size_t i = 0; i < count; ++i)
        level[i] = both(single(m_values[2 * i]), single(m_values[2 * i + 1]));
    m_levels.push_back(std::move(level));
    while ((count = m_levels.back().size() / 2) > 0) {
        const std::vector<MinMax>& below = m_levels.back();
        std::vector<MinMax> next(count);
        for (std::size_t i = 0; i < count; ++i)
            next[i] = both(below[2 * i], below[2 * i + 1]);
        m_levels.push_back(std::move(next));
    }
}

MinMax MinMaxPyramid::range(std::size_t begin, std::size_t end) const {
    end = std::min(end, m_values.size());
    MinMax result{kNan, kNan};
    while (begin < end) {
        std::size_t blocks = 0; // the largest aligned block that starts at begin and ends before end
        while (blocks < m_levels.size() && begin % (std::size_t{2} << blocks) == 0 &&
               begin + (std::size_t{2} << blocks) <= end) {
            ++blocks;
        }
        if (blocks == 0) {
            result = both(result, single(m_values[begin]));
            ++begin;
        } else {
            const std::size_t length = std::size_t{1} << blocks;
            result = both(result, m_levels[blocks - 1][begin / length]);
            begin += length;
        }
    }
    return result;
}

std::vector<CurvePoint> MinMaxPyramid::points(double first, double last, int pixels) const {
    std::vector<CurvePoint> result;
    if (m_values.empty() || pixels < 1 || !(last >= first))
        return result;
    const double end = static_cast<double>(m_values.size());
    const auto from = static_cast<std::size_t>(std::clamp(std::floor(first) - 1.0, 0.0, end));
    const auto to = static_cast<std::size_t>(std::clamp(std::ceil(last) + 2.0, 0.0, end));
    if (to - from <= 2 * static_cast<std::size_t>(pixels)) {
        result.reserve(to - from);
        for (std::size_t i = from; i < to; ++i) {
            result.push_back({static_cast<double>(i), std::isfinite(m_values[i]) ? m_values[i] : kNan});
        }
        return result;
    }
    result.reserve(2 * static_cast<std::size_t>(pixels));
    const double column = (last - first) / pixels;
    for (int p = 0; p < pixels; ++p) {
        const auto b = static_cast<std::size_t>(std::clamp(std::ceil(first + p * column), 0.0, end));
        const double edge = p + 1 == pixels ? std::floor(last) + 1 : std::ceil(first + (p + 1) * column);
        const auto e = static_cast<std::size_t>(std::clamp(edge, 0.0, end));
        if (b >= e)
            continue;
        const MinMax extremes = range(b, e);
        const double x = first + p * column;
        const bool up = p % 2 == 0; // up one column, down the next: the line between them stays short
        result.push_back({x, up ? extremes.low : extremes.high});
        if (!extremes.empty() && extremes.high != extremes.low)
            result.push_back({x, up ? extremes.high : extremes.low});
    }
    return result;
}

} // namespace gatoscope
