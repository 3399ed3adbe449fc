// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Free-running actions: recorded observations, sampled actions, the cache reused while the window's start stands.
#include <algorithm>
#include <chrono>
#include <random>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include "core/model/decoder.h"
#include "core/model/gato_policy.h"
#include "core/trace/sampling.h"

namespace gatoscope {

namespace {

constexpr std::size_t longestText = 64; // cap of a sampled text action without an end piece

/// One step as it enters the model: its observation with separator, then its (recorded or sampled) actions.
struct StepTokens {
    std::vector<InputToken> observation, actions;
    std::vector<float> patches;
    std::size_t firstAction = 0; // index in the sequence
    std::size_t recordedActions = 0;
    std::size_t size() const { return observation.size() + actions.size(); }
};

class FreeRun {
public:
    FreeRun(const TokenSequence& sequence, const GatoNetwork& network, at::Device device, at::ScalarType dtype,
            const SampleOptions& options)
        : sequence_(sequence), legal_(sequence), settings_(network.settings()), options_(options),
          decoder_(network, device, dtype), generator_(options.seed) {}

    Result<ActTrace> run(std::int64_t begin, std::int64_t end, const Progress& progress);

private:
    Result<StepTokens> recorded(std::int64_t step) const;
    Result<void> enter(std::int64_t step);
    std::int64_t windowStart(std::int64_t step) const;
    void restart(std::int64_t from, std::int64_t step);
    void moveWindow(std::int64_t from);
    Result<void> actAt(std::int64_t step);
    at::Tensor feedPending();
    void record(std::int64_t step, std::size_t token, const at::Tensor& logits, std::int32_t id);
    std::int32_t choose(const at::Tensor& logits, std::size_t token);

    const TokenSequence& sequence_;
    const LegalSets legal_;
    const Settings& settings_;
    const SampleOptions& options_;
    Decoder decoder_;
    std::mt19937_64 generator_;
    std::vector<StepTokens> steps_; // of steps firstStep_ ...
    std::int64_t firstStep_ = 0;    // first step kept in steps_
    std::int64_t start_ = 0;        // first step of the window in the cache
    std::vector<InputToken> pending_;
    std::vector<float> pendingPatches_;
    bool reused_ = false;
    std::vector<double> reusedSeconds_;
    ActTrace out_;
};

Result<StepTokens> FreeRun::recorded(std::int64_t step) const {
    StepTokens out;
    const std::size_t begin = sequence_.firstOf(step), end = sequence_.firstOf(step + 1);
    std::vector<InputToken> all = inputTokens(sequence_, begin, end);
    const auto split = std::find_if(all.begin(), all.end(), [](const InputToken& token) { return token.action; });
    out.observation.assign(all.begin(), split);
    out.actions.assign(split, all.end());
    out.firstAction = begin + out.observation.size();
    out.recordedActions = out.actions.size();
    if (std::any_of(all.begin(), all.end(), [](const InputToken& token) { return token.image; })) {
        auto patches = patchesOf(sequence_, step, step + 1);
        if (!patches)
            return fail(patches);
        out.patches = std::move(*patches);
    }
    return out;
}

std::int64_t FreeRun::windowStart(std::int64_t step) const {
    const auto room = static_cast<std::size_t>(settings_.context);
    std::size_t used = steps_[static_cast<std::size_t>(step - firstStep_)].size();
    std::int64_t start = step;
    while (start > firstStep_) {
        const std::size_t more = steps_[static_cast<std::size_t>(start - 1 - firstStep_)].size();
        if (used + more > room)
            break;
        used += more;
        --start;
    }
    return start;
}

/// Recomputes: the steps of the window so far become pending, up to and without the actions of `step`.
void FreeRun::restart(std::int64_t from, std::int64_t step) {
    decoder_.clear();
    pending_.clear();
    pendingPatches_.clear();
    start_ = from;
    for (std::int64_t s = from; s < step; ++s) {
        const StepTokens& earlier = steps_[static_cast<std::size_t>(s - firstStep_)];
        pending_.insert(pending_.end(), earlier.observation.begin(), earlier.observation.end());
        pending_.insert(pending_.end(), earlier.actions.begin(), earlier.actions.end());
        pendingPatches_.insert(pendingPatches_.end(), earlier.patches.begin(), earlier.patches.end());
    }
}

/// Streaming: whole oldest steps leave the cache; the rest is kept as it is.
void FreeRun::moveWindow(std::int64_t from) {
    std::size_t gone = 0;
    for (std::int64_t s = start_; s < from; ++s)
        gone += steps_[static_cast<std::size_t>(s - firstStep_)].size();
    decoder_.dropFirst(std::min(gone, decoder_.length()));
    start_ = from;
}

Result<void> FreeRun::enter(std::int64_t step) {
    auto tokens = recorded(step);
    if (!tokens)
        return fail(tokens);
    if (tokens->size() > static_cast<std::size_t>(settings_.context))
        return fail(ErrorKind::Invalid, "Step " + std::to_string(step) + " alone has " +
                                            std::to_string(tokens->size()) + " tokens and the model's context is " +
                                            std::to_string(settings_.context) + ".");
    steps_.push_back(std::move(*tokens));
    const std::int64_t from = windowStart(step);
    const bool absolute = settings_.pos_sequence == Settings::PosSequence::Absolute;
    reused_ = true;
    if (from != start_) {
        if (options_.streaming && !absolute && decoder_.length() > 0)
            moveWindow(from);
        else
            reused_ = false, restart(from, step);
    }
    const StepTokens& now = steps_.back();
    pending_.insert(pending_.end(), now.observation.begin(), now.observation.end());
    pendingPatches_.insert(pendingPatches_.end(), now.patches.begin(), now.patches.end());
    return {};
}

at::Tensor FreeRun::feedPending() {
    at::Tensor logits = decoder_.feed(pending_, pendingPatches_);
    pending_.clear();
    pendingPatches_.clear();
    return logits;
}

std::int32_t FreeRun::choose(const at::Tensor& logits, std::size_t token) {
    const std::span<const float> row(logits.const_data_ptr<float>(), static_cast<std::size_t>(logits.numel()));
    return sampleId(row, legal_.of(token), options_, generator_);
}

void FreeRun::record(std::int64_t step, std::size_t token, const at::Tensor& logits, std::int32_t id) {
    const Token about = sequence_.at(token);
    SampledAction action;
    action.step = step;
    action.channel = about.channel;
    action.element = about.element;
    action.id = id;
    const std::span<const float> row(logits.const_data_ptr<float>(), static_cast<std::size_t>(logits.numel()));
    action.prediction = predictionOf(row, about.id, legal_.of(token));
    action.prediction.token = token;
    out_.actions.push_back(std::move(action));
}

Result<void> FreeRun::actAt(std::int64_t step) {
    const auto started = std::chrono::steady_clock::now();
    StepTokens& now = steps_.back();
    std::vector<InputToken> sampled;
    const std::size_t before = decoder_.length() + pending_.size(); // tokens up to the separator
    for (std::size_t k = 0; k < now.recordedActions; ++k) {
        const std::size_t token = now.firstAction + k;
        const at::Tensor logits = feedPending();
        std::int32_t id = choose(logits, token);
        record(step, token, logits, id);
        InputToken next = now.actions[k];
        next.id = id;
        sampled.push_back(next);
        pending_.push_back(next);
        if (sequence_.kind(token) == Kind::TextAction && sequence_.text() && id == sequence_.text()->eosId())
            break;
        if (sampled.size() > longestText + now.recordedActions)
            break;
    }
    if (options_.recordedHistory) { // the recorded actions stand in the history instead
        decoder_.keepFirst(before);
        pending_ = now.actions;
    } else {
        now.actions = std::move(sampled);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    if (reused_)
        reusedSeconds_.push_back(seconds / static_cast<double>(std::max<std::size_t>(1, now.recordedActions)));
    return {};
}

Result<ActTrace> FreeRun::run(std::int64_t begin, std::int64_t end, const Progress& progress) {
    const auto started = std::chrono::steady_clock::now();
    out_.mode = options_.streaming ? "streaming" : "exact window";
    firstStep_ = begin;
    std::size_t history = 0;
    while (firstStep_ > 0 && history < static_cast<std::size_t>(settings_.context)) { // recorded steps before the first
        --firstStep_;
        history += sequence_.firstOf(firstStep_ + 1) - sequence_.firstOf(firstStep_);
    }
    for (std::int64_t step = firstStep_; step < begin; ++step) {
        auto tokens = recorded(step);
        if (!tokens)
            return fail(tokens);
        steps_.push_back(std::move(*tokens));
    }
    start_ = -1; // the first step always fills the cache anew
    for (std::int64_t step = begin; step < end; ++step) {
        if (auto entered = enter(step); !entered)
            return fail(entered);
        if (auto acted = actAt(step); !acted)
            return fail(acted);
        if (!report(progress, static_cast<double>(step + 1 - begin) / static_cast<double>(end - begin)))
            return fail(ErrorKind::Cancelled, "The run was stopped.");
    }
    if (!reusedSeconds_.empty()) {
        std::nth_element(reusedSeconds_.begin(),
                         reusedSeconds_.begin() + static_cast<std::ptrdiff_t>(reusedSeconds_.size() / 2),
                         reusedSeconds_.end());
        out_.secondsPerAction = reusedSeconds_[reusedSeconds_.size() / 2];
    }
    out_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return std::move(out_);
}

} // namespace

Result<ActTrace> GatoPolicy::act(const TokenSequence& sequence, std::int64_t begin, std::int64_t end,
                                 const SampleOptions& options, const Progress& progress) const {
    return guarded(info_.path, [&]() -> Result<ActTrace> {
        const bool acts = std::any_of(sequence.channels().begin(), sequence.channels().end(),
                                      [](const SequenceChannel& channel) { return channel.action; });
        if (!acts)
            return fail(ErrorKind::Invalid, "The episode has no action channel; map one to the role action.",
                        info_.path);
        if (begin < end)
            if (auto fit = fits(sequence, Window{begin, begin + 1, begin}); !fit)
                return fail(fit);
        const c10::InferenceMode inference;
        return FreeRun(sequence, network_, device_, dtype_, options).run(begin, end, progress);
    });
}

} // namespace gatoscope
