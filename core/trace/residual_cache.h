// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The AttentionSource that keeps of every layer only what its queries, keys and values are projected from, and projects
// again where it is read (spec/attention.md 4.2 D): a third of the memory of an AttentionCache in half precision.
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/trace/attention_source.h"
#include "core/trace/attention_weights.h"
#include "core/trace/half_table.h"

namespace gatoscope {

/// One layer of a run over N tokens with H heads of width h, D = H h.
struct ResidualLayer {
    HalfTable input;               // [N, D] the residual stream after the layer's first norm
    HalfTable output;              // [H, N, h] softmax(..) v as the run computed it, for the self-check
    std::vector<float> lse, norms; // [H, N] as in LayerCache
    std::vector<float> largest;    // [H] largest component of a value, by size
};

/// A single row or column is read without its keys: q . (W n_j) = (W^T q) . n_j costs one pass over the states. Where
/// many rows of a head are read, its keys are projected once; the two layers read last stay decoded.
class ResidualCache : public AttentionSource {
public:
    ResidualCache(std::vector<ResidualLayer> layers, std::shared_ptr<const AttentionWeights> weights,
                  std::size_t tokens);

    int layers() const override { return static_cast<int>(layers_.size()); }
    int heads() const override { return weights_->heads; }
    std::size_t tokens() const override { return tokens_; }
    int headWidth() const override { return static_cast<int>(headWidth_); }
    std::size_t bytes() const override; // with what is decoded now; the weights are the model's
    void row(int layer, int head, std::size_t query, std::span<float> out) const override;
    void column(int layer, int head, std::size_t key, std::span<float> out) const override;
    void block(int layer, int head, std::size_t queryBegin, std::size_t keyBegin, Grid& out) const override;
    float logSumExp(int layer, int head, std::size_t query) const override;
    std::vector<float> value(int layer, int head, std::size_t key) const override;
    std::vector<double> mixedValues(int layer, int head, std::span<const float> weights) const override;
    float largestValue(int layer, int head) const override;
    std::span<const float> valueNorms(int layer, int head) const override;
    std::vector<float> headOutput(int layer, int head, std::size_t query) const override;

private:
    struct HeadTables {
        std::vector<float> key, relative; // [N, h]; relative by distance, empty without relative positions
    };
    struct OpenLayer {
        int layer = 0;
        std::vector<float> input;                              // [N, D]
        std::vector<std::shared_ptr<const HeadTables>> tables; // by head; null until many rows are read
        std::vector<std::size_t> asked;                        // rows read so far, by head
    };
    std::shared_ptr<OpenLayer> open(int layer) const;
    std::shared_ptr<const HeadTables> tables(OpenLayer& layer, int head, bool needed) const;
    /// q of a row as it enters the content score (with u) and the position score (with v; empty without).
    struct Query {
        std::vector<float> content, position;
    };
    Query queryOf(const OpenLayer& layer, int head, std::size_t row) const;

    std::vector<ResidualLayer> layers_;
    std::shared_ptr<const AttentionWeights> weights_;
    std::size_t tokens_, headWidth_;
    float scale_;
    mutable std::mutex mutex_;                           // of open_, and of what lies in it but `input`
    mutable std::list<std::shared_ptr<OpenLayer>> open_; // newest first, two at most
};

} // namespace gatoscope
