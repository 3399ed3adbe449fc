// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/attention_cache.h"

#include <algorithm>
#include <cmath>

#include "core/trace/dot_of.h"
#include "core/trace/dot_rows.h"

namespace gatoscope {

AttentionCache::AttentionCache(std::vector<LayerCache> layers, int heads, std::size_t tokens, int headWidth)
    : layers_(std::move(layers)), heads_(heads), tokens_(tokens), width_(headWidth),
      scale_(1.0F / std::sqrt(static_cast<float>(headWidth))) {}

std::size_t AttentionCache::bytes() const {
    std::size_t floats = 0;
    for (const LayerCache& layer : layers_)
        floats += layer.query.size() + layer.key.size() + layer.value.size() + layer.output.size() + layer.lse.size() +
                  layer.position.size() + layer.relative.size();
    return floats * sizeof(float);
}

void AttentionCache::row(int layer, int head, std::size_t query, std::span<float> out) const {
    const LayerCache& cache = layers_[static_cast<std::size_t>(layer)];
    const std::size_t width = static_cast<std::size_t>(width_), visible = query + 1;
    dotRows(at(cache.query, head, query), at(cache.key, head, 0), visible, width, out.data());
    if (!cache.relative.empty()) {
        std::vector<float> byDistance(visible);
        dotRows(at(cache.position, head, query), at(cache.relative, head, 0), visible, width, byDistance.data());
        for (std::size_t j = 0; j < visible; ++j)
            out[j] += byDistance[query - j];
    }
    const float lse = cache.lse[static_cast<std::size_t>(head) * tokens_ + query];
    for (std::size_t j = 0; j < visible; ++j)
        out[j] = std::exp(out[j] * scale_ - lse);
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(visible), out.end(), 0.0F);
}

float AttentionCache::cell(const LayerCache& cache, int head, std::size_t query, std::size_t key) const {
    const std::size_t width = static_cast<std::size_t>(width_);
    float score = dotOf(at(cache.query, head, query), at(cache.key, head, key), width);
    if (!cache.relative.empty())
        score += dotOf(at(cache.position, head, query), at(cache.relative, head, query - key), width);
    return std::exp(score * scale_ - cache.lse[static_cast<std::size_t>(head) * tokens_ + query]);
}

void AttentionCache::column(int layer, int head, std::size_t key, std::span<float> out) const {
    const LayerCache& cache = layers_[static_cast<std::size_t>(layer)];
    std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(key), 0.0F);
    if (cache.relative.empty()) {
        const std::size_t rows = tokens_ - key;
        dotRows(at(cache.key, head, key), at(cache.query, head, key), rows, static_cast<std::size_t>(width_),
                out.data() + key);
        const float* lse = cache.lse.data() + static_cast<std::size_t>(head) * tokens_;
        for (std::size_t i = key; i < tokens_; ++i)
            out[i] = std::exp(out[i] * scale_ - lse[i]);
        return;
    }
    for (std::size_t i = key; i < tokens_; ++i)
        out[i] = cell(cache, head, i, key);
}

void AttentionCache::block(int layer, int head, std::size_t queryBegin, std::size_t keyBegin, Grid& out) const {
    std::vector<float> whole(tokens_);
    for (std::size_t r = 0; r < out.rows; ++r) {
        row(layer, head, queryBegin + r, whole);
        std::copy_n(whole.begin() + static_cast<std::ptrdiff_t>(keyBegin), out.columns, out.row(r).begin());
    }
}

float AttentionCache::logSumExp(int layer, int head, std::size_t query) const {
    return layers_[static_cast<std::size_t>(layer)].lse[static_cast<std::size_t>(head) * tokens_ + query];
}

std::span<const float> AttentionCache::value(int layer, int head, std::size_t key) const {
    return {at(layers_[static_cast<std::size_t>(layer)].value, head, key), static_cast<std::size_t>(width_)};
}

std::span<const float> AttentionCache::headOutput(int layer, int head, std::size_t query) const {
    return {at(layers_[static_cast<std::size_t>(layer)].output, head, query), static_cast<std::size_t>(width_)};
}

std::span<const float> AttentionCache::key(int layer, int head, std::size_t token) const {
    return {at(layers_[static_cast<std::size_t>(layer)].key, head, token), static_cast<std::size_t>(width_)};
}

} // namespace gatoscope
