// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/export.h"
#include "core/base/files.h"
#include "core/base/nearest_name.h"
#include "core/episode/open_dataset.h"

namespace gatoscope {

namespace {

/// By the stored name, else by the map's key where only one channel has it.
Result<Channel> findChannel(const Dataset& dataset, const ChannelMap& map, const std::string& name) {
    if (const Channel* channel = dataset.channel(name); channel != nullptr)
        return *channel;
    const MappedChannel* byKey = nullptr;
    for (const MappedChannel& mapped : map.channels) {
        if (mapped.key == name && byKey != nullptr)
            return fail(ErrorKind::Invalid, "two channels have the key '" + name + "'; name one by its source",
                        "--channel");
        byKey = mapped.key == name ? &mapped : byKey;
    }
    if (byKey != nullptr)
        if (const Channel* channel = dataset.channel(byKey->source); channel != nullptr)
            return *channel;
    std::vector<std::string> sources;
    for (const Channel& channel : dataset.channels())
        sources.push_back(channel.source);
    return fail(ErrorKind::NotFound,
                "the data set has no channel '" + name + "'; the nearest is '" + nearestName(name, sources) +
                    "' and gatoscope info lists all",
                "--channel");
}

/// What -o and --format ask for: a kind that suits the channel.
Result<std::string> kindOf(const ExportOptions& options, const Channel& channel) {
    const std::string& file = options.output.file;
    std::string kind = options.output.format.empty() ? fileExtension(file) : options.output.format;
    if (channel.image && options.output.format.empty() && (pathKind(file) == PathKind::Folder || kind.empty()) &&
        !file.empty())
        kind = "png";
    const bool values = kind == "csv" || kind == "json" || kind == "parquet" || kind == "npy";
    const bool frames = kind == "png" || kind == "npy" || kind == "mp4";
    if (channel.image ? frames : values)
        return kind;
    return fail(ErrorKind::Invalid,
                channel.image ? "frames of '" + channel.source + "' are exported as .png, .npy or .mp4, and '" + file +
                                    "' is none of them"
                              : "values of '" + channel.source + "' are exported as .csv, .npy or .parquet, and '" +
                                    file + "' is none of them",
                "-o");
}

Result<ExportTask> prepare(const ExportOptions& options, const Progress& progress) {
    ExportTask task;
    auto dataset = openDataset(options.input.paths, nullptr, progress);
    if (!dataset)
        return fail(dataset);
    task.dataset = *dataset;
    auto map = resolveMap(options.input, *task.dataset);
    if (!map)
        return fail(map);
    auto channel = findChannel(*task.dataset, *map, options.channel);
    if (!channel)
        return fail(channel);
    task.channel = *channel;
    auto kind = kindOf(options, task.channel);
    if (!kind)
        return fail(kind);
    task.kind = *kind;
    task.file = options.output.file;
    InputOptions input = options.input;
    if (input.episodes.empty())
        input.episodes = "0";
    auto chosen = chosenEpisodes(input, *task.dataset);
    if (!chosen)
        return fail(chosen);
    if (chosen->end - chosen->begin != 1)
        return fail(ErrorKind::Invalid, "export takes one episode, and --episode names several",
                    "--episode " + options.input.episodes);
    auto episode = task.dataset->episode(chosen->begin);
    if (!episode)
        return fail(episode);
    task.episode = *episode;
    auto rows = task.channel.alignment == Alignment::Once ? Result<std::int64_t>(task.episode->info().steps)
                                                          : task.episode->rows(task.channel.source);
    if (!rows)
        return fail(rows);
    auto steps = parseRange(options.input.steps, *rows, "--steps");
    if (!steps)
        return fail(steps);
    task.steps = *steps;
    task.fps = framesPerSecond(*map);
    task.mapped.source = task.mapped.key = task.channel.source;
    task.mapped.modality = Modality::Image;
    if (const MappedChannel* mapped = map->find(task.channel.source); mapped != nullptr)
        task.mapped = *mapped;
    return task;
}

} // namespace

Result<int> runExport(const ExportOptions& options) {
    ProgressLine line("exporting", options.output.quiet);
    auto task = prepare(options, line.progress());
    if (!task)
        return fail(task);
    auto done = task->channel.image ? exportFrames(*task, line.progress()) : exportValues(*task);
    if (!done)
        return fail(done);
    return 0;
}

} // namespace gatoscope
