// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/bench_statistics.h"

#include "core/tokens/patches.h"
#include "core/tokens/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace gatoscope {

namespace {

std::string elementName(const MappedChannel& channel, std::size_t element, std::size_t width) {
    if (channel.names.size() == width && !channel.names[element].empty()) {
        return channel.key + "." + channel.names[element];
    }
    if (width == 1)
        return channel.key;
    return channel.key + "[" + std::to_string(element) + "]";
}

double boundOf(const std::vector<double>& bounds, std::size_t element) {
    if (bounds.empty())
        return std::numeric_limits<double>::infinity();
    return bounds.size() == 1 ? bounds[0] : element < bounds.size() ? bounds[element] : bounds.back();
}

BenchDimension dimensionOf(const MappedChannel& channel, const Column& column, std::size_t element,
                           std::size_t stride) {
    BenchDimension result;
    result.name = elementName(channel, element, column.width);
    result.key = channel.key;
    result.unit = channel.unit;
    result.element = element;
    result.action = channel.role == Role::Action;
    const double low = boundOf(channel.low, element);
    const double high = boundOf(channel.high, element);
    if (result.action && std::isfinite(low) && std::isfinite(high) && low != high) {
        result.bounded = !(low == -1 && high == 1);
        result.low = low;
        result.high = high;
    }
    result.values.reserve(column.rows / stride + 1);
    for (std::size_t row = 0; row < column.rows; row += stride)
        result.values.push_back(column.number(row, element));
    return result;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, share < 0.1 ? "%.2f %%" : "%.1f %%", 100 * share);
    return text;
}

/// What the settings keep of a dimension, in its own unit.
std::string keptRange(const BenchDimension& dimension, const Settings& settings) {
    if (dimension.action && dimension.bounded)
        return number(dimension.low) + " to " + number(dimension.high);
    return "±" + number(companded(dimension.action, settings) ? settings.M : 1.0);
}

void addSaturating(const std::vector<BenchDimension>& dimensions, const std::vector<BenchStatistics>& a,
                   const Settings& settings, std::vector<BenchWarning>& result) {
    const std::int32_t begin = vocabulary(settings).continuousBegin;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].clipped == 0)
            continue;
        const std::int32_t last = static_cast<std::int32_t>(a[i].bins.size()) - 1;
        const std::string ends = a[i].bins.front() == 0
                                     ? "bin " + std::to_string(last) + " (id " + std::to_string(begin + last) + ")"
                                 : a[i].bins.back() == 0 ? "bin 0 (id " + std::to_string(begin) + ")"
                                                         : "bins 0 and " + std::to_string(last);
        result.push_back({Severity::Error, dimensions[i].name + " saturates",
                          "Values beyond " + keptRange(dimensions[i], settings) + " all map to " + ends,
                          percent(a[i].saturation()), static_cast<int>(i)});
    }
}

void addFewBins(const std::vector<BenchDimension>& dimensions, const std::vector<BenchStatistics>& a,
                std::int32_t fewBins, std::vector<BenchWarning>& result) {
    std::vector<std::size_t> few;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].count > fewBins && a[i].used < fewBins)
            few.push_back(i);
    }
    if (few.empty())
        return;
    std::sort(few.begin(), few.end(), [&](std::size_t x, std::size_t y) { return a[x].used < a[y].used; });
    BenchWarning warning;
    const std::string limit = std::to_string(fewBins);
    warning.title = few.size() == 1 ? dimensions[few[0]].name + " uses fewer than " + limit + " bins"
                                    : std::to_string(few.size()) + " dimensions use fewer than " + limit + " bins";
    for (std::size_t k = 0; k < few.size() && k < 4; ++k) {
        warning.detail += (k > 0 ? ", " : "") + dimensions[few[k]].name + " " + std::to_string(a[few[k]].used);
    }
    if (few.size() > 4)
        warning.detail += ", …";
    const std::string first = std::to_string(a[few.front()].used), last = std::to_string(a[few.back()].used);
    warning.amount = (first == last ? first : first + "…" + last) + " bins";
    warning.dimension = static_cast<int>(few[0]);
    result.push_back(std::move(warning));
}

} // namespace

std::vector<BenchDimension> benchDimensions(const ChannelMap& map, const std::vector<Channel>& channels,
                                            const std::map<std::string, std::shared_ptr<const Column>>& columns,
                                            std::size_t mostValues) {
    std::vector<BenchDimension> result;
    for (const Role role : {Role::Observation, Role::Action}) {
        for (const MappedChannel& mapped : map.channels) {
            if (mapped.role != role || mapped.modality != Modality::Continuous)
                continue;
            const auto stored = std::find_if(channels.begin(), channels.end(),
                                             [&](const Channel& c) { return c.source == mapped.source; });
            const auto found = columns.find(mapped.source);
            if (stored == channels.end() || found == columns.end() || !found->second)
                continue;
            const Column& column = *found->second;
            if (column.dtype == DType::Text)
                continue;
            const std::size_t stride = mostValues > 0 ? std::max<std::size_t>(1, column.rows / mostValues) : 1;
            for (std::size_t e = 0; e < column.width; ++e)
                result.push_back(dimensionOf(mapped, column, e, stride));
        }
    }
    return result;
}

void appendDimensions(std::vector<BenchDimension>& dimensions, const std::vector<BenchDimension>& more) {
    for (const BenchDimension& other : more) {
        const auto same = std::find_if(dimensions.begin(), dimensions.end(), [&](const BenchDimension& d) {
            return d.key == other.key && d.element == other.element && d.action == other.action;
        });
        if (same == dimensions.end()) {
            dimensions.push_back(other);
        } else {
            same->values.insert(same->values.end(), other.values.begin(), other.values.end());
        }
    }
}

std::vector<StepItem> stepItems(const TokenSequence& sequence, std::int64_t step) {
    std::vector<StepItem> result;
    if (step < 0 || step >= sequence.steps())
        return result;
    const std::size_t end = sequence.firstOf(step + 1);
    for (std::size_t i = sequence.firstOf(step); i < end;) {
        const Token token = sequence.at(i);
        if (token.channel < 0) {
            ++i;
            continue;
        }
        const SequenceChannel& channel = sequence.channels()[static_cast<std::size_t>(token.channel)];
        StepItem item;
        item.channel = channel.map.key;
        item.modality = channel.map.modality;
        item.action = channel.action;
        if (token.kind == Kind::Image) {
            const PatchGrid grid = sequence.gridOf(i);
            item.image = grid.original;
            item.count = std::max(1, grid.count());
        } else {
            while (i + static_cast<std::size_t>(item.count) < end &&
                   sequence.at(i + static_cast<std::size_t>(item.count)).channel == token.channel) {
                ++item.count;
            }
        }
        i += static_cast<std::size_t>(item.count);
        result.push_back(std::move(item));
    }
    return result;
}

Result<SequenceLength> sequenceLength(const std::vector<StepItem>& items, Record record, const Settings& settings) {
    SequenceLength result;
    for (const StepItem& item : items) {
        std::int64_t count = item.count;
        if (item.modality == Modality::Image) {
            const Result<PatchGrid> grid = patchGrid(item.image, settings);
            if (!grid)
                return fail(grid.error().kind, grid.error().text, item.channel);
            count = grid->count();
        }
        result.perStep += count;
        if (!item.action)
            result.observation += count;
    }
    if (record == Record::Episode && !items.empty())
        ++result.perStep;
    if (result.perStep > 0)
        result.stepsPerWindow = settings.context / result.perStep;
    return result;
}

std::vector<BenchWarning> benchWarnings(const std::vector<BenchDimension>& dimensions,
                                        const std::vector<BenchStatistics>& a, const Settings& settingsA,
                                        const std::vector<BenchStatistics>& b, const Settings& settingsB,
                                        std::int32_t fewBins) {
    std::vector<BenchWarning> result;
    if (a.size() != dimensions.size())
        return result;
    addSaturating(dimensions, a, settingsA, result);
    addFewBins(dimensions, a, fewBins, result);
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].nan == 0)
            continue;
        result.push_back({Severity::Error, dimensions[i].name + " holds NaN", "Not a number has no bin",
                          std::to_string(a[i].nan), static_cast<int>(i)});
    }
    for (std::size_t i = 0; i < a.size() && b.size() == a.size(); ++i) {
        if (b[i].clipped <= a[i].clipped)
            continue;
        result.push_back({Severity::Warning, "B would clip " + dimensions[i].name,
                          "Range " + number(b[i].low) + "…" + number(b[i].high) +
                              (dimensions[i].unit.empty() ? "" : " " + dimensions[i].unit) + "; B keeps only " +
                              keptRange(dimensions[i], settingsB),
                          percent(b[i].saturation()), static_cast<int>(i)});
    }
    return result;
}

} // namespace gatoscope
