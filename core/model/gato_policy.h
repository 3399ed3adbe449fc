// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The Policy of the LibTorch Gato. The only place, beside learn's trainer, where LibTorch's exceptions are caught.
#include <memory>
#include <mutex>
#include <string>

#include "core/model/gato_network.h"
#include "core/trace/engine.h"
#include "core/trace/policy.h"
#include "core/trace/window_batch.h"

namespace gatoscope {

class Recorder;
struct AttentionWeights;

class GatoPolicy : public Policy, public WindowBatchPolicy {
public:
    /// Reads a checkpoint folder onto a device.
    static Result<std::shared_ptr<const GatoPolicy>> open(const std::string& folder, const OpenPolicyOptions& options,
                                                          const Progress& progress = {});

    const PolicyInfo& info() const override { return info_; }
    Result<std::shared_ptr<const Trace>> run(const TokenSequence& sequence, const Window& window,
                                             const RunOptions& options, const Progress& progress) const override;
    Result<std::vector<std::vector<Prediction>>> runMany(std::span<const WindowRun> windows,
                                                         const Progress& progress) const override;
    Result<ActTrace> act(const TokenSequence& sequence, std::int64_t begin, std::int64_t end,
                         const SampleOptions& options, const Progress& progress) const override;
    Result<std::vector<float>> relevance(const TokenSequence& sequence, const Window& window, std::size_t query,
                                         std::int32_t id, const Progress& progress) const override;
    Result<Grid> logitEffects(const Trace& trace, std::size_t query, std::int32_t id) const override;
    Result<Grid> hidden(const TokenSequence& sequence, const Window& window, int layer) const override;
    Result<std::vector<GradientFacts>> gradients(const TokenSequence& sequence, const Window& window) const override;
    Result<ParameterHistogram> histogram(const std::string& parameter, int bins) const override;

private:
    GatoPolicy(PolicyInfo info, GatoNetwork network, Parameters attentionOnCpu, at::Device device,
               at::ScalarType dtype);
    Result<ModelInput> input(const TokenSequence& sequence, const Window& window,
                             const std::vector<Intervention>& edits) const;
    Result<std::shared_ptr<const Trace>> runOnce(const TokenSequence& sequence, const Window& window,
                                                 const RunOptions& options, bool sparing, const std::string& note,
                                                 const Progress& progress) const;
    Result<at::Tensor> through(Trace& trace, const ModelInput& input, const TokenSequence& sequence,
                               const RunOptions& options, bool sparing, Recorder* recorder,
                               const Progress& progress) const;
    Result<std::shared_ptr<const GatoPolicy>> onCpu() const;
    std::shared_ptr<const AttentionWeights> projections() const;
    Result<void> fits(const TokenSequence& sequence, const Window& window) const;
    Result<void> predictPass(std::span<const WindowRun> windows, std::span<const std::size_t> chosen,
                             std::vector<std::vector<Prediction>>& out) const;
    tl::unexpected<Error> notFinite() const; // names the parameter to blame

    PolicyInfo info_;
    GatoNetwork network_;
    at::Device device_;
    at::ScalarType dtype_;
    Parameters attentionOnCpu_; // of a model on a device: the attention's parameters as the checkpoint holds them
    mutable std::mutex onceMutex_;
    mutable std::shared_ptr<const GatoPolicy> cpu_;               // where a device had no room
    mutable std::shared_ptr<const AttentionWeights> projections_; // once a residual cache was wanted
};

/// Runs `work` and turns what LibTorch throws into an Error: out of memory into OutOfResource.
template <typename Work>
auto guarded(const std::string& place, Work&& work) -> decltype(work());
Error torchError(const std::exception& failure, const std::string& place);

template <typename Work>
auto guarded(const std::string& place, Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::exception& failure) {
        return tl::unexpected<Error>(torchError(failure, place));
    }
}

} // namespace gatoscope
