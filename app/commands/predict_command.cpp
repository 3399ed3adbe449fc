// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/commands/commands.h"
#include "app/commands/model_inputs.h"
#include "app/commands/predict_rows.h"
#include "app/console.h"

namespace gatoscope {

namespace {

Result<void> predictRecorded(TableWriter& table, const ModelRun& run, const TokenSequence& sequence,
                             std::int64_t episode, const IndexRange& steps, const PredictOptions& options,
                             const Progress& progress) {
    const WindowRule rule = options.window == "exact" ? WindowRule::Exact : WindowRule::Blocks;
    const auto done =
        predictEpisode(*run.policy, sequence, steps.begin, steps.end, rule, options.targets != "all", progress);
    if (!done)
        return fail(done);
    for (const Prediction& prediction : done->predictions)
        if (auto written = writePrediction(table, sequence, episode, prediction, prediction.predictedId); !written)
            return written;
    return {};
}

Result<void> predictFree(TableWriter& table, const ModelRun& run, const TokenSequence& sequence, std::int64_t episode,
                         const IndexRange& steps, const PredictOptions& options, const Progress& progress) {
    const auto done = run.policy->act(sequence, steps.begin, steps.end, options.sample, progress);
    if (!done)
        return fail(done);
    for (const SampledAction& action : done->actions)
        if (auto written = writePrediction(table, sequence, episode, action.prediction, action.id); !written)
            return written;
    return {};
}

Result<void> predictOne(TableWriter& table, const ModelRun& run, std::int64_t episode, const PredictOptions& options,
                        const Progress& progress) {
    const auto sequence = tokensOf(run, episode, {});
    if (!sequence)
        return fail(sequence);
    const auto steps = parseRange(options.input.steps, (*sequence)->steps(), "--steps");
    if (!steps)
        return fail(steps);
    return options.act.empty() ? predictRecorded(table, run, **sequence, episode, *steps, options, progress)
                               : predictFree(table, run, **sequence, episode, *steps, options, progress);
}

} // namespace

Result<int> runPredict(const PredictOptions& options) {
    auto format = tableFormat(options.output.format, options.output.file);
    if (!format)
        return fail(format);
    ProgressLine line("predicting", options.output.quiet);
    const auto run = openModelRun(options.input, options.model, line.progress());
    if (!run)
        return fail(run);
    const bool acts = std::any_of(run->map.channels.begin(), run->map.channels.end(),
                                  [](const MappedChannel& channel) { return channel.role == Role::Action; });
    if (!acts && options.targets != "all")
        return fail(
            ErrorKind::Invalid,
            "actions were looked for and this dataset maps none; use --targets all for text, or map an action channel",
            run->dataset->path());
    const auto episodes = chosenEpisodes(options.input, *run->dataset);
    if (!episodes)
        return fail(episodes);
    auto table = openTable(*format, options.output.file, predictColumns(), {{"gatoscope.model", options.model.folder}});
    if (!table)
        return fail(table);
    const auto count = static_cast<double>(episodes->end - episodes->begin);
    for (std::int64_t i = episodes->begin; i < episodes->end; ++i) {
        const auto before = static_cast<double>(i - episodes->begin);
        auto done =
            predictOne(**table, *run, i, options, [&](double part) { return line.at((before + part) / count); });
        if (!done)
            return fail(done);
    }
    if (auto finished = (*table)->finish(); !finished)
        return fail(finished);
    return 0;
}

} // namespace gatoscope
