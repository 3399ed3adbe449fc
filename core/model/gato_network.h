// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The Gato network: embedding, blocks, head, as functions over named parameters (spec/gato.md 6 to 8).
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/model/attention.h"
#include "core/model/checkpoint.h"
#include "core/model/model_input.h"
#include "core/model/packed_input.h"

namespace gatoscope {

/// Keys and values of earlier tokens of one layer, in buffers with room to grow: the first `length` of [B, H, room, h].
struct KeyValues {
    at::Tensor key, value;
    std::int64_t length = 0;

    /// Adds [B, H, L, h]; the views of all kept tokens follow in keys() and values().
    void append(const at::Tensor& newKey, const at::Tensor& newValue);
    void dropFirst(std::int64_t tokens);
    void keepFirst(std::int64_t tokens) { length = tokens < length ? tokens : length; }
    at::Tensor keys() const { return key.slice(2, 0, length); }
    at::Tensor values() const { return value.slice(2, 0, length); }
};

/// What a block hands out when asked: all [B, H, L, h] as they enter the score, lse [B, H, L], relative [H, S, h].
struct BlockRecord {
    at::Tensor query, key, value, output, lse, positionQuery, relative;
    at::Tensor valueNorms; // [B, H, L] ||v W_O|| by head, float32
    at::Tensor input;      // [B, L, d] what q, k and v are projected from
};

/// Asked between parts of long work: true ends it, and what it returns is of no use then.
using Stop = std::function<bool()>;

struct BlockOptions {
    KeyValues* cache = nullptr;       // read, then extended
    BlockRecord* record = nullptr;    // filled where given
    bool eager = false;               // differentiable attention with weights (relevance)
    at::Tensor* weights = nullptr;    // eager: [B, H, L, S]
    at::Tensor* headOutput = nullptr; // eager: z [B, H, L, h], part of the graph
    std::vector<int> mutedHeads;
    bool sparing = false; // slower, with smaller temporaries: heads and rows in parts
    Stop stop;
};

class GatoNetwork {
public:
    GatoNetwork(Settings settings, Parameters parameters);

    const Settings& settings() const { return settings_; }
    const Parameters& parameters() const { return parameters_; }
    Parameters& parameters() { return parameters_; }
    const at::Tensor& parameter(const std::string& name) const;

    /// [B, L, d] embeddings; padding rows are zero.
    at::Tensor embed(const ModelInput& input, const Stop& stop = {}) const;
    /// One block: x [B, L, d] -> [B, L, d].
    at::Tensor block(int layer, const at::Tensor& x, const BlockOptions& options = {}) const;
    /// The last norm on any rows [..., d].
    at::Tensor finalNorm(const at::Tensor& x) const;
    /// Logits [..., V] of normed rows.
    at::Tensor logits(const at::Tensor& normed) const;
    /// Logits [..., end - begin] of a range of ids alone.
    at::Tensor logits(const at::Tensor& normed, std::int64_t begin, std::int64_t end) const;

    /// Training: [N, d] embeddings, and the states after the last block. branchScale: [N, 2 layers] factors of every
    /// attention and feed-forward branch (stochastic depth), or undefined.
    at::Tensor embed(const PackedInput& input) const;
    at::Tensor packedHidden(const PackedInput& input, const at::Tensor& branchScale) const;
    /// Sum of the losses of the tokens that rows [T] of `hidden` predict.
    HeadResult packedLoss(const at::Tensor& hidden, const at::Tensor& rows, const at::Tensor& targets,
                          bool wantRight) const;

    /// The direction [d], float32, that the logit of `id` reads in a centred state divided by its deviation.
    at::Tensor readout(std::int64_t id) const;

    /// Sinusoids of distances 0 … count - 1 in the precision of `like`, on its device: [count, d].
    at::Tensor distances(std::int64_t count, const at::Tensor& like) const;

private:
    at::Tensor patches(const at::Tensor& pixels, const Stop& stop = {}) const; // [N, 3, P, P] -> [N, d]
    at::Tensor patchBlock(const at::Tensor& pixels) const;
    at::Tensor packedAttention(int layer, const at::Tensor& x, const PackedInput& input) const;
    void addRelative(int layer, AttentionInput& input) const;
    at::Tensor feedForward(const std::string& block, const at::Tensor& x) const;
    at::Tensor valueNorms(const std::string& attention, const at::Tensor& values) const;
    at::Tensor attention(int layer, const at::Tensor& x, const BlockOptions& options) const;
    at::Tensor tokenRows(const at::Tensor& ids) const;

    /// The sinusoid of the most distances asked for so far; copies of a network share it.
    struct Sinusoid {
        std::mutex mutex;
        at::Tensor table;
    };
    Settings settings_;
    Parameters parameters_;
    std::shared_ptr<Sinusoid> sinusoid_ = std::make_shared<Sinusoid>();
};

} // namespace gatoscope
