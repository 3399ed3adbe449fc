// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Teacher-forced runs over a window, and what is given up, step by step, where memory does not suffice.
#include <algorithm>
#include <chrono>
#include <cmath>

#include <ATen/ATen.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include "core/base/files.h"
#include "core/model/gato_policy.h"
#include "core/model/memory_ladder.h"
#include "core/model/recorder.h"

namespace gatoscope {

namespace {

constexpr std::int64_t rowsTogether = 128; // rows of logits at a time: 128 x 33,025 floats are 17 MB

std::vector<int> mutedIn(const std::vector<Intervention>& edits, int layer) {
    std::vector<int> heads;
    for (const Intervention& edit : edits)
        if (const auto* mute = std::get_if<MuteHead>(&edit); mute && mute->layer == layer)
            heads.push_back(mute->head);
    return heads;
}

/// float32 logits on the CPU for some rows of normed states [rows, d].
at::Tensor cpuLogits(const GatoNetwork& network, const at::Tensor& rows) {
    return network.logits(rows).to(at::kCPU, at::kFloat).contiguous();
}

/// Empty where a prediction is not a number or `stop` said so.
std::vector<Prediction> predictRows(const GatoNetwork& network, const at::Tensor& last, const TokenSequence& sequence,
                                    std::size_t first, const std::vector<std::size_t>& tokens, const Stop& stop) {
    std::vector<Prediction> out;
    const LegalSets legal(sequence);
    for (std::size_t begin = 0; begin < tokens.size(); begin += rowsTogether) {
        const std::size_t end = std::min(begin + static_cast<std::size_t>(rowsTogether), tokens.size());
        if (stop())
            return {};
        std::vector<std::int64_t> rows;
        for (std::size_t i = begin; i < end; ++i)
            rows.push_back(static_cast<std::int64_t>(tokens[i] - first) - 1);
        const at::Tensor picked = last.index_select(0, at::tensor(rows, at::kLong).to(last.device()));
        const at::Tensor logits = cpuLogits(network, network.finalNorm(picked)); // [rows, V]
        const auto vocab = static_cast<std::size_t>(logits.size(1));
        const float* values = logits.const_data_ptr<float>();
        out.resize(end);
        at::parallel_for(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end), 4,
                         [&](std::int64_t from, std::int64_t to) {
                             for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i) {
                                 out[i] = predictionOf({values + (i - begin) * vocab, vocab}, sequence.id(tokens[i]),
                                                       legal.of(tokens[i]));
                                 out[i].token = tokens[i];
                             }
                         });
        for (std::size_t i = begin; i < end; ++i)
            if (!std::isfinite(out[i].entropy))
                return {};
    }
    return out;
}

/// Rows of the lens that share their legal ids; one product over those ids serves them all (spec/attention.md 3.8).
struct LensGroup {
    LegalSet legal;
    std::vector<std::size_t> rows; // indices into the trace's lens
};

std::vector<LensGroup> lensGroups(const std::vector<LensRow>& lens, const TokenSequence& sequence) {
    std::vector<LensGroup> groups;
    const LegalSets sets(sequence);
    for (std::size_t i = 0; i < lens.size(); ++i) {
        LegalSet legal = sets.of(lens[i].token);
        const auto same =
            std::find_if(groups.begin(), groups.end(), [&](const LensGroup& group) { return group.legal == legal; });
        if (same == groups.end())
            groups.push_back({std::move(legal), {i}});
        else
            same->rows.push_back(i);
    }
    return groups;
}

/// The guess of one row of logits over the legal ids, in the order of their ranges.
void addGuess(LensRow& row, std::span<const float> logits, const LegalSet& legal, std::int32_t trueId) {
    std::vector<std::int32_t> ids;
    for (const auto& [begin, end] : legal.ranges)
        for (std::int32_t id = begin; id < end; ++id)
            ids.push_back(id);
    const auto best = static_cast<std::size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
    double sum = 0, weighted = 0, truth = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double shifted = logits[i] - logits[best], weight = std::exp(shifted);
        sum += weight;
        weighted += weight * shifted;
        if (ids[i] == trueId)
            truth = weight;
    }
    row.best.push_back(ids[best]);
    row.pBest.push_back(static_cast<float>(1 / sum));
    row.pTrue.push_back(static_cast<float>(truth / sum));
    row.entropy.push_back(static_cast<float>(std::log(sum) - weighted / sum));
}

/// One layer's guesses for the predicted tokens.
void addLens(std::vector<LensRow>& lens, const std::vector<LensGroup>& groups, const GatoNetwork& network,
             const at::Tensor& x, const TokenSequence& sequence, std::size_t first) {
    for (const LensGroup& group : groups) {
        std::vector<std::int64_t> rows;
        for (const std::size_t i : group.rows)
            rows.push_back(static_cast<std::int64_t>(lens[i].token - first) - 1);
        const at::Tensor picked = x.index_select(0, at::tensor(rows, at::kLong).to(x.device()));
        const at::Tensor normed = network.finalNorm(picked);
        std::vector<at::Tensor> parts; // [rows, ids of the range]
        for (const auto& [begin, end] : group.legal.ranges)
            parts.push_back(network.logits(normed, begin, end));
        const at::Tensor logits = at::cat(parts, 1).to(at::kCPU, at::kFloat).contiguous();
        const auto width = static_cast<std::size_t>(logits.size(1));
        for (std::size_t r = 0; r < group.rows.size(); ++r)
            addGuess(lens[group.rows[r]], {logits.const_data_ptr<float>() + r * width, width}, group.legal,
                     sequence.id(lens[group.rows[r]].token));
    }
}

/// Bytes of the kept attention of a window. Whole and Half: q, k, v, z of every layer, two tables more with relative
/// positions; Residual: the states and z.
std::size_t attentionBytes(const Settings& settings, std::size_t tokens, AttentionKeep keep) {
    const std::size_t relative = settings.pos_sequence == Settings::PosSequence::XlRelative ? 2 : 0;
    const std::size_t perNumber =
        keep == AttentionKeep::Residual ? 2 * 2 : (2 + relative) * (keep == AttentionKeep::Half ? 2 : 4) + 2 * 4;
    const auto layers = static_cast<std::size_t>(settings.layers), width = static_cast<std::size_t>(settings.width);
    return layers * tokens * (width * perNumber + static_cast<std::size_t>(settings.heads) * 2 * 4);
}

/// The same request without the predictions of steps that left the window.
RunOptions within(const RunOptions& options, const TokenSequence& sequence, const Window& window) {
    RunOptions out = options;
    const std::size_t first = sequence.firstOf(window.beginStep);
    std::erase_if(out.predict, [&](std::size_t token) { return token <= first; });
    return out;
}

std::vector<float> floatsOf(const at::Tensor& row) {
    const at::Tensor plain = row.to(at::kCPU, at::kFloat).contiguous();
    return {plain.const_data_ptr<float>(), plain.const_data_ptr<float>() + plain.numel()};
}

} // namespace

Result<std::shared_ptr<const Trace>> GatoPolicy::runOnce(const TokenSequence& sequence, const Window& window,
                                                         const RunOptions& options, bool sparing,
                                                         const std::string& note, const Progress& progress) const {
    return guarded(info_.path, [&]() -> Result<std::shared_ptr<const Trace>> {
        const auto started = std::chrono::steady_clock::now();
        const auto in = input(sequence, window, options.interventions);
        if (!in)
            return fail(in);
        const c10::InferenceMode inference;
        auto trace = std::make_shared<Trace>();
        trace->mode = options.rule == WindowRule::Blocks ? "blocks" : "exact window";
        trace->firstToken = sequence.firstOf(window.beginStep);
        trace->tokens = sequence.firstOf(window.endStep) - trace->firstToken;
        trace->device = info_.device;
        trace->dtype = info_.dtype;
        trace->note = note;
        const bool residual = options.attention && options.keep == AttentionKeep::Residual;
        Recorder recorder(network_.settings().heads, options.keep, residual ? projections() : nullptr);
        const auto last =
            through(*trace, *in, sequence, options, sparing, options.attention ? &recorder : nullptr, progress);
        if (!last)
            return fail(last);
        bool stopped = false;
        const Stop stop = [&] { return stopped = stopped || !report(progress, 1); };
        trace->predictions = predictRows(network_, *last, sequence, trace->firstToken, options.predict, stop);
        if (stopped)
            return fail(ErrorKind::Cancelled, "The run was stopped.");
        if (trace->predictions.size() != options.predict.size())
            return notFinite();
        if (options.attention) {
            const at::Tensor rows = last->to(at::kFloat);
            trace->lastScale = floatsOf((rows.var(1, false) + network_.settings().norm_eps).rsqrt());
            trace->attention = recorder.finish();
        }
        trace->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
        return trace;
    });
}

/// The states [N, d] after the last block; the trace's lens and the recorder are filled on the way.
Result<at::Tensor> GatoPolicy::through(Trace& trace, const ModelInput& in, const TokenSequence& sequence,
                                       const RunOptions& options, bool sparing, Recorder* recorder,
                                       const Progress& progress) const {
    const int layers = network_.settings().layers;
    if (options.lens)
        for (const std::size_t token : options.predict)
            trace.lens.push_back({token, {}, {}, {}, {}});
    const std::vector<LensGroup> groups = lensGroups(trace.lens, sequence);
    bool stopped = false;
    int layer = 0;
    const Stop stop = [&] { return stopped = stopped || !report(progress, static_cast<double>(layer) / (layers + 1)); };
    at::Tensor x = network_.embed(in, stop); // [1, N, d]
    for (; layer < layers && !stop(); ++layer) {
        addLens(trace.lens, groups, network_, x[0], sequence, trace.firstToken);
        BlockRecord record;
        BlockOptions block;
        block.record = recorder != nullptr ? &record : nullptr;
        block.mutedHeads = mutedIn(options.interventions, layer);
        block.sparing = sparing;
        block.stop = stop;
        x = network_.block(layer, x, block);
        if (recorder != nullptr && !stopped)
            recorder->add(record);
    }
    if (stopped)
        return fail(ErrorKind::Cancelled, "The run was stopped.");
    addLens(trace.lens, groups, network_, x[0], sequence, trace.firstToken);
    if (!at::isfinite(x).all().item<bool>())
        return notFinite();
    return at::Tensor(x[0]);
}

Result<std::shared_ptr<const Trace>> GatoPolicy::run(const TokenSequence& sequence, const Window& window,
                                                     const RunOptions& options, const Progress& progress) const {
    MemoryLadder ladder(window, options, !device_.is_cpu());
    ladder.fit(options.memory, [&](AttentionKeep keep, const Window& now) {
        return attentionBytes(network_.settings(), sequence.firstOf(now.endStep) - sequence.firstOf(now.beginStep),
                              keep);
    });
    const GatoPolicy* policy = this;
    while (true) {
        RunOptions now = within(options, sequence, ladder.window());
        now.keep = ladder.keep();
        auto trace = policy->runOnce(sequence, ladder.window(), now, ladder.sparing(), ladder.note(), progress);
        if (trace || trace.error().kind != ErrorKind::OutOfResource || !ladder.down())
            return trace;
        if (!device_.is_cpu())
            at::accelerator::emptyCache();
        if (ladder.onCpu()) {
            const auto other = onCpu();
            if (!other)
                return trace;
            policy = other->get(); // kept by this one
        }
    }
}

std::shared_ptr<const AttentionWeights> GatoPolicy::projections() const {
    const std::lock_guard lock(onceMutex_);
    if (!projections_)
        projections_ = attentionWeights(network_, device_.is_cpu() ? network_.parameters() : attentionOnCpu_, dtype_);
    return projections_;
}

/// A copy of the model on the CPU, made once, for windows that the device has no room for.
Result<std::shared_ptr<const GatoPolicy>> GatoPolicy::onCpu() const {
    const std::lock_guard lock(onceMutex_);
    if (!cpu_) {
        auto opened = open(info_.path, {"cpu", "float32"});
        if (!opened)
            return opened;
        cpu_ = std::move(*opened);
    }
    return cpu_;
}

} // namespace gatoscope
