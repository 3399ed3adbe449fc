// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include "app/commands/commands.h"
#include "app/commands/predict_rows.h"
#include "app/console.h"
#include "app/output_file.h"
#include "core/trace/evaluation_report.h"

namespace gatoscope {

namespace {

constexpr std::size_t skippedSaid = 5;

/// One dataset of the command line; `run` already holds the policy.
Result<EvaluationJob> jobOf(const EvalOptions& options, const ModelRun& run) {
    const auto episodes = chosenEpisodes(options.input, *run.dataset);
    if (!episodes)
        return fail(episodes);
    EvaluationJob job{run.policy, run.dataset, run.map, run.tokenizer, episodes->begin, episodes->end};
    if (!options.input.steps.empty()) {
        const auto steps = parseRange(options.input.steps, std::numeric_limits<std::int64_t>::max(), "--steps");
        if (!steps)
            return fail(steps);
        job.beginStep = steps->begin;
        job.endStep = steps->end;
    }
    job.rule = options.window == "exact" ? WindowRule::Exact : WindowRule::Blocks;
    job.actionsOnly = options.targets == "actions";
    return job;
}

void saySkipped(const DatasetEvaluation& done) {
    for (std::size_t i = 0; i < std::min(skippedSaid, done.skipped.size()); ++i) {
        const SkippedEpisode& skipped = done.skipped[i];
        printWarning("Episode " + std::to_string(skipped.episode) + " was left out: " + skipped.error.text,
                     skipped.error.place);
    }
    if (done.skippedCount > static_cast<std::int64_t>(skippedSaid))
        printWarning(std::to_string(done.skippedCount) + " episodes in all were left out", done.path);
}

class Evaluator {
public:
    explicit Evaluator(const EvalOptions& options) : options_(options), line_("evaluating", options.output.quiet) {}

    /// The datasets are opened one at a time; the model once.
    Result<DatasetEvaluation> dataset(std::size_t number) {
        const auto count = static_cast<double>(options_.input.paths.size());
        const Progress progress = [&](double part) { return line_.at((static_cast<double>(number) + part) / count); };
        InputOptions input = options_.input;
        input.paths = {options_.input.paths[number]};
        auto run = policy_ ? openModelRun(input, policy_, progress) : openModelRun(input, options_.model, progress);
        if (!run)
            return fail(run);
        policy_ = run->policy;
        const auto job = jobOf(options_, *run);
        if (!job)
            return fail(job);
        if (options_.byStep.empty())
            return evaluateDataset(*job, progress);
        return withTable(*job, progress);
    }

private:
    Result<DatasetEvaluation> withTable(const EvaluationJob& job, const Progress& progress) {
        const auto format = tableFormat("", options_.byStep);
        if (!format)
            return fail(format);
        auto table =
            openTable(*format, options_.byStep, predictColumns(), {{"gatoscope.model", options_.model.folder}});
        if (!table)
            return fail(table);
        auto done =
            evaluateDataset(job, progress,
                            [&](std::int64_t episode, const TokenSequence& sequence,
                                const std::vector<Prediction>& predictions) -> Result<void> {
                                for (const Prediction& p : predictions)
                                    if (auto row = writePrediction(**table, sequence, episode, p, p.predictedId); !row)
                                        return row;
                                return {};
                            });
        if (!done)
            return done;
        if (auto finished = (*table)->finish(); !finished)
            return fail(finished);
        return done;
    }

    const EvalOptions& options_;
    ProgressLine line_;
    std::shared_ptr<const Policy> policy_;
};

} // namespace

Result<int> runEval(const EvalOptions& options) {
    const std::vector<std::string>& paths = options.input.paths;
    if (!options.byStep.empty() && paths.size() != 1)
        return fail(ErrorKind::Invalid,
                    "--by-step writes the predictions of one dataset and " + std::to_string(paths.size()) +
                        " were given; run eval once for each",
                    options.byStep);
    auto out = OutputFile::open(options.output.file);
    if (!out)
        return fail(out);
    std::vector<EvaluationOutcome> outcomes;
    std::string table;
    int code = Done;
    Evaluator evaluator(options);
    for (std::size_t i = 0; i < paths.size(); ++i) {
        auto done = evaluator.dataset(i);
        if (!done && (paths.size() == 1 || done.error().kind == ErrorKind::Cancelled))
            return fail(done);
        if (!done)
            code = printError(done.error()); // the others go on
        else if (!options.output.quiet)
            saySkipped(*done);
        if (done)
            table += (table.empty() ? "" : "\n") + evaluationTable(*done);
        outcomes.push_back({paths[i], std::move(done)});
    }
    const std::string text = options.json ? evaluationJson(outcomes) : table;
    if (auto written = (*out)->write(text); !written)
        return fail(written);
    if (auto committed = (*out)->commit(); !committed)
        return fail(committed);
    return code;
}

} // namespace gatoscope
