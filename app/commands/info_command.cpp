// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "app/commands/table.h"
#include "app/console.h"
#include "core/episode/json_text.h"
#include "core/episode/open_dataset.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace gatoscope {

namespace {

void appendMaybe(std::string& out, const std::string& text) {
    if (text.empty())
        out += "null";
    else
        appendJsonText(out, text);
}

void appendFinite(std::string& out, double value) {
    if (std::isfinite(value))
        appendNumber(out, value);
    else
        out += "null";
}

template <typename T>
void appendList(std::string& out, const std::vector<T>& values, const std::function<void(const T&)>& one) {
    out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
        out += i == 0 ? "" : ", ";
        one(values[i]);
    }
    out += ']';
}

/// Unknown and infinite bounds are null; an image's or any long uniform bound is one number, others one per component.
void appendBounds(std::string& out, const std::vector<double>& bounds, bool image) {
    const bool any = std::any_of(bounds.begin(), bounds.end(), [](double b) { return std::isfinite(b); });
    const bool uniform = std::all_of(bounds.begin(), bounds.end(), [&](double b) { return b == bounds.front(); });
    if (!any)
        out += "null";
    else if (uniform && (image || bounds.size() > 1024))
        appendFinite(out, bounds.front());
    else
        appendList<double>(out, bounds, [&](const double& b) { appendFinite(out, b); });
}

/// Discrete spaces have their first and last value as bounds.
std::pair<std::vector<double>, std::vector<double>> boundsOf(const Declared& declared) {
    if (declared.n.empty())
        return {declared.low, declared.high};
    std::pair<std::vector<double>, std::vector<double>> bounds;
    for (std::size_t i = 0; i < declared.n.size(); ++i) {
        const std::size_t s = std::min(i, declared.start.size() - 1);
        const std::int64_t start = declared.start.empty() ? 0 : declared.start[s];
        bounds.first.push_back(static_cast<double>(start));
        bounds.second.push_back(static_cast<double>(start + declared.n[i] - 1));
    }
    return bounds;
}

void appendChannel(std::string& out, const Channel& channel) {
    out += "\n  {\"key\": ";
    appendJsonText(out, channel.source);
    out += ", \"dtype\": ";
    appendJsonText(out, name(channel.dtype));
    out += ", \"shape\": ";
    appendList<std::int64_t>(out, channel.shape, [&](const std::int64_t& side) {
        side < 0 ? static_cast<void>(out += "null") : appendInteger(out, side);
    });
    out += ", \"names\": ";
    if (channel.names.empty())
        out += "null";
    else
        appendList<std::string>(out, channel.names, [&](const std::string& n) { appendJsonText(out, n); });
    const auto [low, high] = boundsOf(channel.declared);
    out += ", \"low\": ";
    appendBounds(out, low, channel.image);
    out += ", \"high\": ";
    appendBounds(out, high, channel.image);
    out += '}';
}

void appendEpisode(std::string& out, std::int64_t index, const Result<EpisodeInfo>& info) {
    out += "\n  {\"index\": ";
    appendInteger(out, index);
    out += ", \"id\": ";
    appendMaybe(out, info ? info->id : "");
    out += ", \"steps\": ";
    if (info)
        appendInteger(out, info->steps);
    else
        out += "null";
    out += ", \"task\": ";
    appendMaybe(out, info ? info->task : "");
    out += ", \"return\": ";
    if (info && info->totalReward)
        appendFinite(out, *info->totalReward);
    else
        out += "null";
    out += ", \"success\": ";
    out += info && info->success ? (*info->success ? "true" : "false") : "null";
    out += '}';
}

void appendFinding(std::string& out, const Finding& finding) {
    out += "\n  {\"severity\": ";
    appendJsonText(out, name(finding.severity));
    out += ", \"text\": ";
    appendJsonText(out, finding.text);
    out += ", \"where\": ";
    appendMaybe(out, finding.where);
    out += '}';
}

/// The map as strict JSON: infinite bounds, which a map file may hold, become null.
Result<std::string> strictMap(const ChannelMap& map) {
    auto json = parseJson(toJson(map), "channel map");
    if (!json)
        return fail(json);
    return json->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<void> writeJson(OutputFile& out, const Dataset& dataset, const ChannelMap& map, ProgressLine& progress) {
    auto mapText = strictMap(map);
    if (!mapText)
        return fail(mapText);
    std::string text = "{\"format\": ";
    appendJsonText(text, dataset.format());
    text += ", \"path\": ";
    appendJsonText(text, dataset.path());
    text += ",\n \"episode_count\": " + std::to_string(dataset.episodeCount());
    text += ", \"step_count\": " + std::to_string(dataset.stepCount()) + ",\n \"channels\": [";
    const char* separator = "";
    for (const Channel& channel : dataset.channels()) {
        text += std::exchange(separator, ",");
        appendChannel(text, channel);
    }
    text += "],\n \"episodes\": [";
    std::vector<Finding> report = dataset.report();
    for (std::int64_t i = 0; i < dataset.episodeCount(); ++i) {
        auto info = dataset.episodeInfo(i);
        if (!info)
            report.push_back({Severity::Error, "episode-unreadable", info.error().text, info.error().place, i, -1});
        text += i == 0 ? "" : ",";
        appendEpisode(text, i, info);
        if (!progress.at(static_cast<double>(i) / static_cast<double>(dataset.episodeCount())))
            return fail(ErrorKind::Cancelled, "interrupted");
        if (auto written = out.write(std::exchange(text, "")); !written)
            return written;
    }
    text += "],\n \"map\": " + *mapText + ",\n \"report\": [";
    for (std::size_t i = 0; i < report.size(); ++i) {
        text += i == 0 ? "" : ",";
        appendFinding(text, report[i]);
    }
    return out.write(text + "]}\n");
}

std::string shapeText(const Channel& channel) {
    if (channel.shape.empty())
        return "scalar";
    std::string text;
    for (const std::int64_t side : channel.shape)
        text += (text.empty() ? "" : " x ") + (side < 0 ? std::string("?") : std::to_string(side));
    return text;
}

std::string boundsText(const std::vector<double>& bounds) {
    if (bounds.empty())
        return "?";
    std::string text;
    appendNumber(text, *std::min_element(bounds.begin(), bounds.end()));
    return text;
}

std::string padded(std::string text, std::size_t size) {
    text.resize(std::max(text.size() + 1, size), ' ');
    return text;
}

std::string channelText(const Channel& channel, const ChannelMap& map, std::size_t column) {
    std::string line =
        "  " + padded(channel.source, column + 2) + padded(name(channel.dtype), 9) + padded(shapeText(channel), 16);
    const MappedChannel* mapped = map.find(channel.source);
    line += padded(mapped == nullptr ? "ignore" : name(mapped->role), 13);
    line += mapped == nullptr || mapped->role == Role::Ignore ? "" : padded(name(mapped->modality), 12);
    const auto [low, high] = boundsOf(channel.declared);
    if (!low.empty() && !high.empty()) {
        std::string top;
        appendNumber(top, *std::max_element(high.begin(), high.end()));
        line += "[" + boundsText(low) + ", " + top + "]";
    }
    while (line.back() == ' ')
        line.pop_back();
    return line + "\n";
}

std::string episodeText(std::int64_t index, const Result<EpisodeInfo>& info) {
    std::string line = "  " + padded(std::to_string(index), 8);
    if (!info)
        return line + "unreadable: " + info.error().text + "\n";
    line += padded(info->id, 22) + padded(std::to_string(info->steps), 8);
    if (info->totalReward) {
        std::string value;
        appendNumber(value, *info->totalReward);
        line += "return " + value + "  ";
    }
    if (info->success)
        line += *info->success ? "success  " : "no success  ";
    line += info->task;
    while (line.back() == ' ')
        line.pop_back();
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line + "\n";
}

std::string counted(std::int64_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string infoText(const Dataset& dataset, const ChannelMap& map) {
    std::string text = dataset.path() + "\nformat " + dataset.format() + ", " +
                       counted(dataset.episodeCount(), "episode") + ", " + counted(dataset.stepCount(), "step") + ", ";
    appendNumber(text, framesPerSecond(map));
    text += map.fps ? " steps per second\n" : " steps per second (assumed)\n";
    std::size_t column = 0;
    for (const Channel& channel : dataset.channels())
        column = std::max(column, channel.source.size());
    text += "\nchannels: stored as, per step, role and modality, declared range\n";
    for (const Channel& channel : dataset.channels())
        text += channelText(channel, map, std::min<std::size_t>(column, 48));
    text += "\nepisodes: index, id, steps\n";
    constexpr std::int64_t kShown = 20;
    for (std::int64_t i = 0; i < std::min(kShown, dataset.episodeCount()); ++i)
        text += episodeText(i, dataset.episodeInfo(i));
    if (dataset.episodeCount() > kShown)
        text += "  … and " + std::to_string(dataset.episodeCount() - kShown) + " more (--json lists all)\n";
    text += "\nreport:\n";
    for (const Finding& finding : dataset.report())
        text += std::string("  ") + name(finding.severity) + ": " + finding.text +
                (finding.where.empty() ? "" : " (" + finding.where + ")") + "\n";
    if (dataset.report().empty())
        text += "  nothing was assumed\n";
    return text;
}

} // namespace

Result<int> runInfo(const InfoOptions& options) {
    ProgressLine progress("reading", options.output.quiet);
    auto dataset = openDataset(options.input.paths, nullptr, progress.progress());
    if (!dataset)
        return fail(dataset);
    auto map = resolveMap(options.input, **dataset);
    if (!map)
        return fail(map);
    auto output = OutputFile::open(options.output.file);
    if (!output)
        return fail(output);
    auto written =
        options.json ? writeJson(**output, **dataset, *map, progress) : (*output)->write(infoText(**dataset, *map));
    if (written)
        written = (*output)->commit();
    if (!written)
        return fail(written);
    return 0;
}

} // namespace gatoscope
