// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What enters the softmax of every layer, as plain floats: the AttentionSource that a model run leaves behind.
#include <cstddef>
#include <span>
#include <vector>

#include "core/trace/attention_source.h"
#include "core/trace/half_table.h"

namespace gatoscope {

/// One layer of a run over N tokens with H heads of width h. Row-major [H, N, h].
struct LayerCache {
    HalfTable query;           // q (+ u for xl_relative), as it enters the content score
    HalfTable key;             // k
    std::vector<float> value;  // v
    std::vector<float> output; // softmax(..) v, before the output projection
    std::vector<float> lse;    // [H, N] log-sum-exp of the scaled scores
    std::vector<float> norms;  // [H, N] length of each value after the head's part of the output projection
    HalfTable position;        // xl_relative only: q + v, else empty
    HalfTable relative;        // xl_relative only: projected sinusoid of distance p, [H, N, h], else empty
};

/// score_ij = scale (query_i . key_j [+ position_i . relative_{i-j}]); a_ij = exp(score_ij - lse_i).
class AttentionCache : public AttentionSource {
public:
    AttentionCache(std::vector<LayerCache> layers, int heads, std::size_t tokens, int headWidth);

    int layers() const override { return static_cast<int>(layers_.size()); }
    int heads() const override { return heads_; }
    std::size_t tokens() const override { return tokens_; }
    int headWidth() const override { return width_; }
    std::size_t bytes() const override;
    void row(int layer, int head, std::size_t query, std::span<float> out) const override;
    void column(int layer, int head, std::size_t key, std::span<float> out) const override;
    void block(int layer, int head, std::size_t queryBegin, std::size_t keyBegin, Grid& out) const override;
    float logSumExp(int layer, int head, std::size_t query) const override;
    std::vector<float> value(int layer, int head, std::size_t key) const override;
    std::vector<double> mixedValues(int layer, int head, std::span<const float> weights) const override;
    float largestValue(int layer, int head) const override;
    std::span<const float> valueNorms(int layer, int head) const override;
    std::vector<float> headOutput(int layer, int head, std::size_t query) const override;

    /// The cached key of a token: [headWidth]; the k bias cannot be seen anywhere else (spec/gato.md 16.4).
    std::vector<float> key(int layer, int head, std::size_t token) const;

private:
    std::size_t place(int head, std::size_t token) const {
        return (static_cast<std::size_t>(head) * tokens_ + token) * static_cast<std::size_t>(width_);
    }
    /// Rows [token, token + count) of a head.
    const float* rows(const HalfTable& table, int head, std::size_t token, std::size_t count,
                      std::vector<float>& buffer) const {
        return table.read(place(head, token), count * static_cast<std::size_t>(width_), buffer);
    }

    std::vector<LayerCache> layers_;
    int heads_ = 0;
    std::size_t tokens_ = 0;
    int width_ = 0;
    float scale_ = 1;
};

} // namespace gatoscope
