// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A loaded model as the rest of the program sees it: plain data in and out, no torch (design 6).
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/tokens/tokenizer.h"
#include "core/trace/intervention.h"
#include "core/trace/trace.h"

namespace gatoscope {

struct ParameterInfo {
    std::string name;
    std::vector<std::int64_t> shape;
    std::string dtype; // on disk
    std::int64_t count = 0;
    std::string file = {}; // of the checkpoint folder, the one that holds it
};

struct PolicyInfo {
    std::string name, path;
    Settings settings;
    std::vector<ParameterInfo> parameters;
    std::int64_t parameterCount = 0;
    std::string device, dtype; // "cpu", "cuda:0"; "float32" …
    std::string run;           // JSON object of the training run, "" where there is none
};

/// Counts, range and shape of one parameter's values for the model dock.
struct ParameterHistogram {
    double least = 0, greatest = 0, mean = 0, deviation = 0;
    std::int64_t notFinite = 0;
    std::vector<std::int64_t> counts; // equal bins over [least, greatest]
};

/// How windows lie over an episode (contract 4).
enum class WindowRule { Blocks, Exact };

/// What a run keeps of its attention; every form is read through the same AttentionSource.
enum class AttentionKeep {
    Whole,    // queries, keys, values and outputs, float32
    Half,     // queries and keys float16
    Residual, // the states they are projected from, float16; projected again where they are read
};

struct RunOptions {
    std::vector<std::size_t> predict;          // sequence indices of tokens to predict; their rows are index - 1
    bool attention = false;                    // keep what the AttentionSource needs
    bool lens = false;                         // logit lens of the predicted tokens
    AttentionKeep keep = AttentionKeep::Whole; // the first to try; less where memory does not suffice
    std::size_t memory = 0;                    // bytes that the kept attention may take; 0 = any (see Trace::note)
    std::vector<Intervention> interventions;
    WindowRule rule = WindowRule::Exact; // the one that the window was made by; named in the trace
};

struct SampleOptions {
    bool greedy = true;
    double temperature = 1;
    int topK = 0; // 0 = all
    double topP = 1;
    std::uint64_t seed = 0;
    bool raw = false;             // without the legal mask
    bool recordedHistory = false; // recorded actions instead of the model's own earlier ones
    bool streaming = false;       // evict whole steps from the cache instead of recomputing the window
};

/// One sampled action token, its distribution, and the step and component it stands for.
struct SampledAction {
    std::int64_t step = 0;
    std::int32_t channel = 0, element = 0;
    std::int32_t id = -1;
    Prediction prediction; // trueId = the recorded token's id, -1 where nothing was recorded
};
struct ActTrace {
    std::string mode;
    std::vector<SampledAction> actions;
    double seconds = 0;
    double secondsPerAction = 0; // median over steps that reused the cache
};

/// Const and thread-safe, but one run at a time is the rule (torch uses the cores itself).
class Policy {
public:
    virtual ~Policy() = default;
    virtual const PolicyInfo& info() const = 0;

    /// Teacher-forced over the tokens of steps [window.beginStep, window.endStep). Fails with counts and remedy where
    /// the window does not fit the model (context, local_pos, patch).
    virtual Result<std::shared_ptr<const Trace>> run(const TokenSequence& sequence, const Window& window,
                                                     const RunOptions& options, const Progress& progress) const = 0;

    /// Free-running: the actions of steps [begin, end) one token at a time, recorded observations, own earlier actions.
    virtual Result<ActTrace> act(const TokenSequence& sequence, std::int64_t begin, std::int64_t end,
                                 const SampleOptions& options, const Progress& progress) const = 0;

    /// Chefer relevance (spec/attention.md 3.5) of row `query` (index in the window) for the logit of `id`: [tokens].
    virtual Result<std::vector<float>> relevance(const TokenSequence& sequence, const Window& window, std::size_t query,
                                                 std::int32_t id, const Progress& progress) const = 0;

    /// What each head adds to the logit of `id` at row `query` (index in the window) of a run with attention, the last
    /// norm's division kept as it was: [layers, heads] (spec/attention.md 3.7, direct effect).
    virtual Result<Grid> logitEffects(const Trace& trace, std::size_t query, std::int32_t id) const = 0;

    /// Hidden states of a window for tests and views: [tokens, width] after block `layer`; 0 = embeddings, layers + 1 =
    /// after the last norm.
    virtual Result<Grid> hidden(const TokenSequence& sequence, const Window& window, int layer) const = 0;

    /// d(mean loss over targets)/d(parameter) of a window: norm, sum and first element by parameter (tests).
    struct GradientFacts {
        std::string name;
        double norm = 0, sum = 0, first = 0;
    };
    virtual Result<std::vector<GradientFacts>> gradients(const TokenSequence& sequence, const Window& window) const = 0;

    virtual Result<ParameterHistogram> histogram(const std::string& parameter, int bins) const = 0;
};

/// Predictions of many windows of an episode, each step counted once (contract 4).
struct EpisodePredictions {
    std::vector<Prediction> predictions; // in token order
    std::vector<std::string> modes;
    double seconds = 0;
};
/// targetsOnlyActions: one row per action token; else text (and separator) targets too. Tokens without a predictor
/// (the first of a window) are left out.
Result<EpisodePredictions> predictEpisode(const Policy& policy, const TokenSequence& sequence, std::int64_t beginStep,
                                          std::int64_t endStep, WindowRule rule, bool actionsOnly,
                                          const Progress& progress = {});

} // namespace gatoscope
