// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/evaluation_run.h"

#include <algorithm>
#include <chrono>

#include "core/trace/window_batch.h"

namespace gatoscope {

namespace {

constexpr std::size_t tokensTogether = 8192; // input tokens gathered before the model runs
constexpr std::size_t skippedKept = 100;

using Sequence = std::shared_ptr<const TokenSequence>;

/// Episodes read and waiting for the model, with the windows they need.
struct Waiting {
    struct Part {
        std::int64_t episode = 0;
        Sequence sequence;
        std::vector<WindowRun> windows;
    };
    std::vector<Part> parts;
    std::size_t tokens = 0;
};

Result<void> checkTargets(const EvaluationJob& job) {
    bool acts = false, text = false;
    for (const MappedChannel& channel : job.map.channels) {
        acts = acts || channel.role == Role::Action;
        text = text || (channel.role == Role::Observation &&
                        (channel.modality == Modality::Text || channel.modality == Modality::TextIds));
    }
    if (acts || (text && !job.actionsOnly))
        return {};
    return fail(ErrorKind::Invalid,
                "actions to predict were looked for and this dataset maps none; map an action channel with --map",
                job.dataset->path());
}

class Run {
public:
    Run(const EvaluationJob& job, const Progress& progress, const EvaluationWatch& watch)
        : job_(job), progress_(progress), watch_(watch), begin_(job.beginEpisode),
          end_(job.endEpisode < 0 ? job.dataset->episodeCount() : job.endEpisode) {}

    Result<DatasetEvaluation> all() {
        const auto started = std::chrono::steady_clock::now();
        for (std::int64_t episode = begin_; episode < end_; ++episode) {
            if (auto read = gather(episode); !read) {
                if (auto skipped = skip(episode, read.error()); !skipped)
                    return fail(skipped);
            }
            if (waiting_.tokens >= tokensTogether)
                if (auto done = flush(episode + 1); !done)
                    return fail(done);
        }
        if (auto done = flush(end_); !done)
            return fail(done);
        out_.path = job_.dataset->path();
        out_.name = job_.dataset->name();
        out_.model = job_.policy->info().path;
        out_.measures = evaluation_.measures();
        out_.channels = overDimensions(out_.measures);
        out_.tokens = evaluation_.tokens();
        out_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        if (out_.tokens == 0)
            return fail(ErrorKind::Invalid, "The chosen steps hold no token to predict.", out_.path);
        return out_;
    }

private:
    Result<void> gather(std::int64_t episode) {
        auto opened = job_.dataset->episode(episode);
        if (!opened)
            return fail(opened);
        auto sequence = tokenize(*opened, job_.dataset->channels(), job_.map, job_.tokenizer, {}, {});
        if (!sequence)
            return fail(sequence);
        const std::int64_t steps = (*sequence)->steps();
        const std::int64_t end = job_.endStep < 0 ? steps : std::min(job_.endStep, steps);
        if (job_.beginStep >= end)
            return {};
        Waiting::Part part{episode, *sequence, {}};
        for (const Window& window : windowsOf(**sequence, job_.beginStep, end, job_.rule)) {
            part.windows.push_back({*sequence, window, wantedTokens(**sequence, window, job_.actionsOnly)});
            waiting_.tokens += (*sequence)->firstOf(window.endStep) - (*sequence)->firstOf(window.beginStep);
        }
        waiting_.parts.push_back(std::move(part));
        return {};
    }

    /// The first episode stands for the dataset: what is wrong with it is most likely wrong with all.
    Result<void> skip(std::int64_t episode, const Error& error) {
        if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::OutOfResource || episode == begin_)
            return tl::unexpected<Error>(error);
        ++out_.skippedCount;
        if (out_.skipped.size() < skippedKept)
            out_.skipped.push_back({episode, error});
        return {};
    }

    Result<void> flush(std::int64_t next) {
        Waiting now = std::move(waiting_);
        waiting_ = {};
        std::vector<WindowRun> windows;
        for (const Waiting::Part& part : now.parts)
            windows.insert(windows.end(), part.windows.begin(), part.windows.end());
        const double before = fraction(done_), after = fraction(next);
        done_ = next;
        auto predicted = runWindows(*job_.policy, windows,
                                    [&](double f) { return report(progress_, before + f * (after - before)); });
        if (!predicted && predicted.error().kind != ErrorKind::Cancelled)
            return alone(now);
        if (!predicted)
            return fail(predicted);
        std::size_t w = 0;
        for (const Waiting::Part& part : now.parts) {
            std::vector<Prediction> episode;
            for (std::size_t i = 0; i < part.windows.size(); ++i, ++w)
                std::move((*predicted)[w].begin(), (*predicted)[w].end(), std::back_inserter(episode));
            if (auto added = add(part, episode); !added)
                return added;
        }
        return {};
    }

    /// One of the windows cannot be run: episode by episode, so that the others count.
    Result<void> alone(const Waiting& now) {
        for (const Waiting::Part& part : now.parts) {
            auto predicted =
                runWindows(*job_.policy, part.windows, [&](double) { return report(progress_, fraction(done_)); });
            if (!predicted) {
                if (auto skipped = skip(part.episode, predicted.error()); !skipped)
                    return skipped;
                continue;
            }
            std::vector<Prediction> episode;
            for (auto& window : *predicted)
                std::move(window.begin(), window.end(), std::back_inserter(episode));
            if (auto added = add(part, episode); !added)
                return added;
        }
        return {};
    }

    Result<void> add(const Waiting::Part& part, const std::vector<Prediction>& predictions) {
        ++out_.episodes;
        for (const WindowRun& run : part.windows) {
            out_.steps += run.window.endStep - run.window.countFrom;
            out_.inputTokens += static_cast<std::int64_t>(part.sequence->firstOf(run.window.endStep) -
                                                          part.sequence->firstOf(run.window.beginStep));
        }
        std::int64_t step = -1;
        bool right = true;
        const auto closeStep = [&] {
            out_.actionSteps += step >= 0 ? 1 : 0;
            out_.stepsRight += step >= 0 && right ? 1 : 0;
        };
        for (const Prediction& p : predictions) {
            if (!isAction(part.sequence->kind(p.token)))
                continue;
            if (const std::int64_t own = part.sequence->stepOf(p.token); own != step) {
                closeStep();
                step = own;
                right = true;
            }
            right = right && p.predictedId == p.trueId;
        }
        closeStep();
        evaluation_.add(part.episode, *part.sequence, predictions);
        return watch_ ? watch_(part.episode, *part.sequence, predictions) : Result<void>{};
    }

    double fraction(std::int64_t episode) const {
        return static_cast<double>(episode - begin_) / static_cast<double>(std::max<std::int64_t>(1, end_ - begin_));
    }

    const EvaluationJob& job_;
    const Progress& progress_;
    const EvaluationWatch& watch_;
    std::int64_t begin_, end_, done_ = begin_;
    Waiting waiting_;
    Evaluation evaluation_;
    DatasetEvaluation out_;
};

} // namespace

Result<DatasetEvaluation> evaluateDataset(const EvaluationJob& job, const Progress& progress,
                                          const EvaluationWatch& watch) {
    if (auto targets = checkTargets(job); !targets)
        return fail(targets);
    return Run(job, progress, watch).all();
}

} // namespace gatoscope
