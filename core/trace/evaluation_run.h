// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A policy measured on the episodes of a dataset, many short windows at a time, in bounded memory.
#include <memory>
#include <string>
#include <vector>

#include "core/trace/evaluation.h"
#include "core/trace/policy.h"

namespace gatoscope {

struct EvaluationJob {
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const Dataset> dataset;
    ChannelMap map;
    Tokenizer tokenizer;
    std::int64_t beginEpisode = 0, endEpisode = -1; // half-open; -1 = all
    std::int64_t beginStep = 0, endStep = -1;       // of every episode, as far as it has them; -1 = all
    WindowRule rule = WindowRule::Blocks;
    bool actionsOnly = false; // else text targets too
};

/// An episode that could not be read or run, and why.
struct SkippedEpisode {
    std::int64_t episode = 0;
    Error error;
};

struct DatasetEvaluation {
    std::string path, name, model;
    std::vector<Measures> measures;      // by channel and dimension
    std::vector<Measures> channels;      // channels of several dimensions taken together
    std::vector<SkippedEpisode> skipped; // at most 100 are kept
    std::int64_t skippedCount = 0;
    std::int64_t episodes = 0, steps = 0, tokens = 0, inputTokens = 0; // tokens: predicted; inputTokens: run through
    std::int64_t stepsRight = 0;                                       // steps whose action tokens were all met
    std::int64_t actionSteps = 0;
    double seconds = 0;
};

/// Sees each episode's predictions in order, for tables by step; an error ends the evaluation.
using EvaluationWatch =
    std::function<Result<void>(std::int64_t episode, const TokenSequence&, const std::vector<Prediction>&)>;

/// Fails where nothing can be measured: no action and no text is mapped, or the first episode does not fit the model.
/// Later episodes that cannot be read are skipped and listed.
Result<DatasetEvaluation> evaluateDataset(const EvaluationJob& job, const Progress& progress = {},
                                          const EvaluationWatch& watch = {});

} // namespace gatoscope
