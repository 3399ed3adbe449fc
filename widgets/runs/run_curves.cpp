// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_curves.h"

#include "widgets/common/number_format.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

std::vector<double> smoothed(const std::vector<double>& values, double weight) {
    if (weight <= 0)
        return values;
    weight = std::min(weight, 0.9999);
    std::vector<double> out;
    out.reserve(values.size());
    double sum = 0, mass = 0;
    for (const double value : values) {
        if (std::isfinite(value)) {
            sum = weight * sum + value;
            mass = weight * mass + 1;
        }
        out.push_back(mass > 0 ? sum / mass : std::numeric_limits<double>::quiet_NaN());
    }
    return out;
}

double ChartRange::place(double value) const {
    if (!log)
        return (value - low) / (high - low);
    return value > 0 ? std::log(value / low) / std::log(high / low) : std::numeric_limits<double>::quiet_NaN();
}

double ChartRange::value(double place) const {
    return log ? low * std::pow(high / low, place) : low + place * (high - low);
}

ChartRange chartRange(const std::vector<const std::vector<double>*>& curves, bool log) {
    double low = INFINITY, high = -INFINITY;
    for (const auto* curve : curves)
        for (const double value : *curve)
            if (std::isfinite(value) && (!log || value > 0)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
    if (!(low <= high))
        return {log ? 0.1 : 0.0, 1, log};
    if (log) {
        const double air = std::max(1.05, std::pow(high / low, 0.05));
        return {low / air, high * air, true};
    }
    double air = (high - low) * 0.06;
    if (air <= 0)
        air = std::max(std::abs(high) * 0.1, 1e-9);
    const bool fromZero = low >= 0 && low < 0.35 * high;
    return {fromZero ? 0 : low - air, high + air, false};
}

std::vector<ChartTick> chartTicks(const ChartRange& range, int most) {
    std::vector<ChartTick> out;
    most = std::max(2, most);
    if (range.log) {
        const double decades = std::log10(range.high / range.low);
        const std::vector<double> marks = decades > most             ? std::vector<double>{1}
                                          : decades * 3 > 1.0 * most ? std::vector<double>{1, 3}
                                                                     : std::vector<double>{1, 1.5, 2, 3, 4, 5, 7};
        const int skip = std::max(1, static_cast<int>(std::ceil(decades / most)));
        for (int decade = static_cast<int>(std::floor(std::log10(range.low))); decade <= std::log10(range.high);
             decade += decades > most ? skip : 1)
            for (const double mark : marks) {
                const double value = mark * std::pow(10.0, decade);
                if (value >= range.low && value <= range.high)
                    out.push_back({value, formatNumber(value, 2)});
            }
        while (static_cast<int>(out.size()) > most + 1) { // every second one
            std::vector<ChartTick> fewer;
            for (std::size_t i = 0; i < out.size(); i += 2)
                fewer.push_back(out[i]);
            out = std::move(fewer);
        }
        return out;
    }
    const double rough = (range.high - range.low) / most, base = std::pow(10.0, std::floor(std::log10(rough)));
    const double step = rough <= base ? base : rough <= 2 * base ? 2 * base : rough <= 5 * base ? 5 * base : 10 * base;
    for (double value = std::ceil(range.low / step) * step; value <= range.high + step * 1e-9; value += step)
        out.push_back({value, formatNumber(std::abs(value) < step * 1e-6 ? 0 : value, 4)});
    return out;
}

std::vector<QPointF> chartPoints(const MetricSeries& series, const std::vector<double>& values, const ChartRange& steps,
                                 const ChartRange& range, double width, double height) {
    std::vector<QPointF> out;
    const std::size_t count = std::min(series.steps.size(), values.size());
    const auto point = [&](std::size_t i) {
        return QPointF(steps.place(static_cast<double>(series.steps[i])) * width,
                       (1 - range.place(values[i])) * height);
    };
    for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
        const double column = std::floor(point(begin).x());
        std::size_t least = begin, greatest = begin;
        while (end < count && std::floor(point(end).x()) == column) {
            least = values[end] < values[least] || std::isnan(values[least]) ? end : least;
            greatest = values[end] > values[greatest] || std::isnan(values[greatest]) ? end : greatest;
            ++end;
        }
        if (end == begin) // a place that is no number
            end = begin + 1;
        std::vector<std::size_t> kept = {begin, std::min(least, greatest), std::max(least, greatest), end - 1};
        kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
        for (const std::size_t i : kept)
            out.push_back(point(i));
    }
    return out;
}

} // namespace gatoscope
