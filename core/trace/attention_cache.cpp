// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/attention_cache.h"

#include <algorithm>
#include <cmath>

#include "core/trace/dot_of.h"
#include "core/trace/dot_rows.h"
#include "core/trace/exp_rows.h"

namespace gatoscope {

AttentionCache::AttentionCache(std::vector<LayerCache> layers, int heads, std::size_t tokens, int headWidth)
    : layers_(std::move(layers)), heads_(heads), tokens_(tokens), width_(headWidth),
      scale_(1.0F / std::sqrt(static_cast<float>(headWidth))) {}

std::size_t AttentionCache::bytes() const {
    std::size_t bytes = 0;
    for (const LayerCache& layer : layers_)
        bytes += layer.query.bytes() + layer.key.bytes() + layer.position.bytes() + layer.relative.bytes() +
                 (layer.value.size() + layer.output.size() + layer.lse.size() + layer.norms.size()) * sizeof(float);
    return bytes;
}

void AttentionCache::row(int layer, int head, std::size_t query, std::span<float> out) const {
    const LayerCache& cache = layers_[static_cast<std::size_t>(layer)];
    const std::size_t width = static_cast<std::size_t>(width_), visible = query + 1;
    std::vector<float> one, many;
    dotRows(rows(cache.query, head, query, 1, one), rows(cache.key, head, 0, visible, many), visible, width,
            out.data());
    if (!cache.relative.empty()) {
        std::vector<float> byDistance(visible);
        dotRows(rows(cache.position, head, query, 1, one), rows(cache.relative, head, 0, visible, many), visible, width,
                byDistance.data());
        for (std::size_t j = 0; j < visible; ++j)
            out[j] += byDistance[query - j];
    }
    const float lse = cache.lse[static_cast<std::size_t>(head) * tokens_ + query];
    expRow(out.data(), visible, scale_, lse);
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(visible), out.end(), 0.0F);
}

void AttentionCache::column(int layer, int head, std::size_t key, std::span<float> out) const {
    const LayerCache& cache = layers_[static_cast<std::size_t>(layer)];
    const std::size_t below = tokens_ - key, width = static_cast<std::size_t>(width_);
    std::vector<float> one, many, distances;
    std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(key), 0.0F);
    dotRows(rows(cache.key, head, key, 1, one), rows(cache.query, head, key, below, many), below, width,
            out.data() + key);
    if (!cache.relative.empty()) {
        const float* position = rows(cache.position, head, key, below, many);
        const float* relative = rows(cache.relative, head, 0, below, distances); // of distance i - key
        for (std::size_t i = 0; i < below; ++i)
            out[key + i] += dotOf(position + i * width, relative + i * width, width);
    }
    const float* lse = cache.lse.data() + static_cast<std::size_t>(head) * tokens_;
    for (std::size_t i = key; i < tokens_; ++i)
        out[i] = out[i] * scale_ - lse[i];
    expRow(out.data() + key, below, 1, 0);
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

std::vector<float> AttentionCache::value(int layer, int head, std::size_t key) const {
    const float* found = layers_[static_cast<std::size_t>(layer)].value.data() + place(head, key);
    return {found, found + width_};
}

std::vector<double> AttentionCache::mixedValues(int layer, int head, std::span<const float> weights) const {
    const auto width = static_cast<std::size_t>(width_);
    const float* value = layers_[static_cast<std::size_t>(layer)].value.data() + place(head, 0);
    std::vector<double> mixed(width, 0.0);
    for (std::size_t j = 0; j < weights.size(); ++j, value += width)
        if (weights[j] != 0)
            for (std::size_t c = 0; c < width; ++c)
                mixed[c] += static_cast<double>(weights[j]) * value[c];
    return mixed;
}

float AttentionCache::largestValue(int layer, int head) const {
    const float* value = layers_[static_cast<std::size_t>(layer)].value.data() + place(head, 0);
    float largest = 0;
    for (std::size_t i = 0; i < tokens_ * static_cast<std::size_t>(width_); ++i)
        largest = std::max(largest, std::abs(value[i]));
    return largest;
}

std::span<const float> AttentionCache::valueNorms(int layer, int head) const {
    return {layers_[static_cast<std::size_t>(layer)].norms.data() + static_cast<std::size_t>(head) * tokens_, tokens_};
}

std::vector<float> AttentionCache::headOutput(int layer, int head, std::size_t query) const {
    const float* found = layers_[static_cast<std::size_t>(layer)].output.data() + place(head, query);
    return {found, found + width_};
}

std::vector<float> AttentionCache::key(int layer, int head, std::size_t token) const {
    std::vector<float> buffer;
    const float* found = rows(layers_[static_cast<std::size_t>(layer)].key, head, token, 1, buffer);
    return {found, found + width_};
}

} // namespace gatoscope
