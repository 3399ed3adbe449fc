// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/episode/channel_map.h"

namespace gatoscope {
namespace {

constexpr std::int64_t kLargestDiscrete = 1023; // contract 2: integers in [0, 1023] count as discrete

void say(std::vector<Finding>& report, const Channel& channel, const char* id, std::string text) {
    report.push_back({Severity::Info, id, std::move(text), channel.source, -1, -1});
}

bool finiteWithin(const std::vector<double>& values) {
    return !values.empty() && std::all_of(values.begin(), values.end(), [](double value) {
        return std::isfinite(value) && value >= 0 && value <= static_cast<double>(kLargestDiscrete);
    });
}

void guessDeclaredBox(const Channel& channel, MappedChannel& mapped, std::vector<Finding>& report) {
    const Declared& space = channel.declared;
    if (isInteger(channel.dtype) && finiteWithin(space.low) && finiteWithin(space.high)) {
        mapped.modality = Modality::Discrete;
        const double high = *std::max_element(space.high.begin(), space.high.end());
        mapped.n = {static_cast<std::int64_t>(high) + 1};
        say(report, channel, "guessed-discrete",
            "the declared space is an integer Box inside [0, 1023], so the channel is discrete with values 0 to " +
                std::to_string(static_cast<std::int64_t>(high)));
        return;
    }
    mapped.modality = Modality::Continuous;
    const auto finite = [](double bound) { return std::isfinite(bound); };
    const bool usable = !space.low.empty() && space.low.size() == space.high.size() &&
                        std::any_of(space.low.begin(), space.low.end(), finite) &&
                        std::any_of(space.high.begin(), space.high.end(), finite);
    if (mapped.role != Role::Action || !usable)
        return;
    const auto uniform = [](std::vector<double> bounds) {
        const bool same = std::equal(bounds.begin() + 1, bounds.end(), bounds.begin());
        bounds.resize(same ? 1 : bounds.size());
        return bounds;
    };
    mapped.low = uniform(space.low);
    mapped.high = uniform(space.high);
    for (std::size_t i = 0; i < space.low.size(); ++i) {
        if (space.low[i] != space.high[i])
            continue;
        mapped.low.clear();
        mapped.high.clear();
        say(report, channel, "declared-bounds",
            "the declared bounds of component " + std::to_string(i) + " are equal, so no bounds are used");
        return;
    }
    say(report, channel, "declared-bounds", "actions are scaled from the declared bounds to [-1, 1]");
}

void guessDeclared(const Channel& channel, MappedChannel& mapped, std::vector<Finding>& report) {
    const Declared& space = channel.declared;
    switch (space.space) {
    case Declared::Space::Discrete:
    case Declared::Space::MultiDiscrete:
    case Declared::Space::MultiBinary:
        mapped.modality = Modality::Discrete;
        mapped.n = space.n;
        mapped.start = space.start;
        if (std::all_of(mapped.start.begin(), mapped.start.end(), [](std::int64_t start) { return start == 0; }))
            mapped.start.clear();
        say(report, channel, "declared-space", "the declared space is discrete, so the channel is discrete");
        return;
    case Declared::Space::Text:
        mapped.modality = Modality::Text;
        return;
    default:
        guessDeclaredBox(channel, mapped, report);
    }
}

bool samplesWithin(const Column& sample, std::int64_t& highest) {
    const std::size_t count = sample.rows * sample.width;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t value =
            sample.integer(i / std::max<std::size_t>(sample.width, 1), i % std::max<std::size_t>(sample.width, 1));
        if (value < 0 || value > kLargestDiscrete)
            return false;
        highest = std::max(highest, value);
    }
    return count > 0;
}

void guessUndeclared(const Channel& channel, const Column* sample, MappedChannel& mapped,
                     std::vector<Finding>& report) {
    if (channel.dtype == DType::Text) {
        mapped.modality = Modality::Text;
        return;
    }
    mapped.modality = Modality::Continuous;
    if (!isInteger(channel.dtype))
        return;
    std::int64_t highest = 0;
    if (channel.dtype == DType::Bool ||
        (sample != nullptr && isInteger(sample->dtype) && samplesWithin(*sample, highest))) {
        mapped.modality = Modality::Discrete;
        say(report, channel, "guessed-discrete",
            channel.dtype == DType::Bool ? "the channel holds truth values, so it is discrete"
                                         : "no space is declared and the whole numbers lie inside [0, 1023] (largest " +
                                               std::to_string(highest) + "), so the channel is discrete");
    } else {
        say(report, channel, "guessed-continuous",
            "whole numbers outside [0, 1023] or of unknown range, so the channel is continuous");
    }
}

} // namespace

MappedChannel guessChannel(const Channel& channel, const std::string& key, Role role, const Column* sample,
                           std::vector<Finding>& report) {
    MappedChannel mapped;
    mapped.source = channel.source;
    mapped.key = key;
    mapped.role = role;
    mapped.names = channel.names;
    mapped.unit = channel.unit;
    if (channel.image)
        mapped.modality = Modality::Image;
    else if (channel.declared.space != Declared::Space::Unknown)
        guessDeclared(channel, mapped, report);
    else
        guessUndeclared(channel, sample, mapped, report);
    if (mapped.modality == Modality::Text && role != Role::Ignore && width(channel) != 1) {
        mapped.role = Role::Ignore;
        report.push_back({Severity::Warning, "several-texts",
                          "the channel holds " + std::to_string(width(channel)) +
                              " texts per step, and a text channel holds one, so it is ignored",
                          channel.source, -1, -1});
    }
    return mapped;
}

} // namespace gatoscope
