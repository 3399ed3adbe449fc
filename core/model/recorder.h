// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Copies what enters each softmax, or what that is projected from, out of a run into a plain AttentionSource.
#include <memory>
#include <vector>

#include "core/model/gato_network.h"
#include "core/trace/attention_cache.h"
#include "core/trace/policy.h"
#include "core/trace/residual_cache.h"

namespace gatoscope {

class Recorder {
public:
    /// Half: queries and keys as float16; values and outputs stay whole for the self-check. `weights`: of the model,
    /// for Residual alone.
    Recorder(int heads, AttentionKeep keep, std::shared_ptr<const AttentionWeights> weights)
        : heads_(heads), keep_(keep), weights_(std::move(weights)) {}
    /// The first sequence of the batch of one layer.
    void add(const BlockRecord& record);
    std::shared_ptr<const AttentionSource> finish();

private:
    void addWhole(const BlockRecord& record);
    void addResidual(const BlockRecord& record);

    int heads_;
    AttentionKeep keep_;
    std::shared_ptr<const AttentionWeights> weights_;
    std::vector<LayerCache> layers_;
    std::vector<ResidualLayer> residuals_;
    std::size_t tokens_ = 0;
    int width_ = 0;
};

/// The attention projections of a model as plain numbers. Matrices are read where `parameters` hold them, on the CPU;
/// what the run does not use in float32 is rounded to `used`.
std::shared_ptr<const AttentionWeights> attentionWeights(const GatoNetwork& network, const Parameters& onCpu,
                                                         at::ScalarType used);

} // namespace gatoscope
