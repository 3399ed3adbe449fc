// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/residual_cache.h"

#include <algorithm>
#include <cmath>

#include "core/trace/dot_of.h"
#include "core/trace/dot_rows.h"
#include "core/trace/exp_rows.h"

namespace gatoscope {

namespace {

constexpr std::size_t kOpenLayers = 2; // one for the window's thread, one for the statistics'

/// W_h n + b of one head: [h]. matrix: the head's rows [h, D].
std::vector<float> projected(const float* state, const float* matrix, const float* bias, std::size_t headWidth,
                             std::size_t width) {
    std::vector<float> out(headWidth);
    dotRows(state, matrix, headWidth, width, out.data());
    for (std::size_t c = 0; c < headWidth; ++c)
        out[c] += bias[c];
    return out;
}

/// W_h of many rows, without bias where it is null: [count, h].
std::vector<float> projectedRows(const float* states, std::size_t count, const float* matrix, const float* bias,
                                 std::size_t headWidth, std::size_t width) {
    std::vector<float> out(count * headWidth);
    for (std::size_t j = 0; j < count; ++j) {
        float* row = out.data() + j * headWidth;
        dotRows(states + j * width, matrix, headWidth, width, row);
        for (std::size_t c = 0; bias != nullptr && c < headWidth; ++c)
            row[c] += bias[c];
    }
    return out;
}

/// W_h^T x: [D]. What a head's vector is to be multiplied with, as a direction among the states.
std::vector<float> backProjected(std::span<const float> vector, const float* matrix, std::size_t width) {
    std::vector<float> out(width, 0.0F);
    for (std::size_t c = 0; c < vector.size(); ++c, matrix += width)
        for (std::size_t i = 0; i < width; ++i)
            out[i] += vector[c] * matrix[i];
    return out;
}

} // namespace

ResidualCache::ResidualCache(std::vector<ResidualLayer> layers, std::shared_ptr<const AttentionWeights> weights,
                             std::size_t tokens)
    : layers_(std::move(layers)), weights_(std::move(weights)), tokens_(tokens),
      headWidth_(weights_->width / static_cast<std::size_t>(weights_->heads)),
      scale_(1.0F / std::sqrt(static_cast<float>(headWidth_))) {}

std::size_t ResidualCache::bytes() const {
    std::size_t bytes = 0;
    for (const ResidualLayer& layer : layers_)
        bytes += layer.input.bytes() + layer.output.bytes() +
                 (layer.lse.size() + layer.norms.size() + layer.largest.size()) * sizeof(float);
    const std::lock_guard lock(mutex_);
    for (const auto& open : open_) {
        bytes += open->input.size() * sizeof(float);
        for (const auto& tables : open->tables)
            bytes += tables ? (tables->key.size() + tables->relative.size()) * sizeof(float) : 0;
    }
    return bytes;
}

std::shared_ptr<ResidualCache::OpenLayer> ResidualCache::open(int layer) const {
    {
        const std::lock_guard lock(mutex_);
        const auto known =
            std::find_if(open_.begin(), open_.end(), [&](const auto& open) { return open->layer == layer; });
        if (known != open_.end()) {
            open_.splice(open_.begin(), open_, known);
            return open_.front();
        }
    }
    auto made = std::make_shared<OpenLayer>(); // decoded outside the lock: another thread may want the other layer
    made->layer = layer;
    const HalfTable& input = layers_[static_cast<std::size_t>(layer)].input;
    const float* values = input.read(0, input.size(), made->input);
    if (made->input.empty())
        made->input.assign(values, values + input.size());
    made->tables.resize(static_cast<std::size_t>(heads()));
    made->asked.resize(static_cast<std::size_t>(heads()));
    const std::lock_guard lock(mutex_);
    open_.push_front(made);
    if (open_.size() > kOpenLayers)
        open_.pop_back();
    return made;
}

/// Null while projecting the head's keys would cost more than the rows read so far; unless `needed`.
std::shared_ptr<const ResidualCache::HeadTables> ResidualCache::tables(OpenLayer& layer, int head, bool needed) const {
    const auto h = static_cast<std::size_t>(head);
    {
        const std::lock_guard lock(mutex_);
        if (layer.tables[h] || (!needed && ++layer.asked[h] < headWidth_))
            return layer.tables[h];
    }
    const AttentionLayerWeights& weights = weights_->layers[static_cast<std::size_t>(layer.layer)];
    const std::size_t width = weights_->width, first = h * headWidth_;
    auto made = std::make_shared<HeadTables>();
    std::vector<float> buffer;
    made->key = projectedRows(layer.input.data(), tokens_, weights.key.read(first, headWidth_, buffer),
                              weights.keyBias.data() + first, headWidth_, width);
    if (!weights.relative.empty())
        made->relative = projectedRows(weights_->sinusoid.data(), tokens_,
                                       weights.relative.read(first, headWidth_, buffer), nullptr, headWidth_, width);
    const std::lock_guard lock(mutex_);
    return layer.tables[h] = std::move(made);
}

ResidualCache::Query ResidualCache::queryOf(const OpenLayer& layer, int head, std::size_t row) const {
    const AttentionLayerWeights& weights = weights_->layers[static_cast<std::size_t>(layer.layer)];
    const std::size_t first = static_cast<std::size_t>(head) * headWidth_, width = weights_->width;
    std::vector<float> buffer;
    Query query;
    query.content = projected(layer.input.data() + row * width, weights.query.read(first, headWidth_, buffer),
                              weights.queryBias.data() + first, headWidth_, width);
    if (weights.relative.empty())
        return query;
    query.position = query.content;
    for (std::size_t c = 0; c < headWidth_; ++c) {
        query.content[c] += weights.content[first + c];
        query.position[c] += weights.position[first + c];
    }
    return query;
}

void ResidualCache::row(int layer, int head, std::size_t query, std::span<float> out) const {
    const std::shared_ptr<OpenLayer> open = this->open(layer);
    const auto known = tables(*open, head, false);
    const AttentionLayerWeights& weights = weights_->layers[static_cast<std::size_t>(layer)];
    const std::size_t visible = query + 1, width = weights_->width, first = static_cast<std::size_t>(head) * headWidth_;
    const Query q = queryOf(*open, head, query);
    std::vector<float> buffer, byDistance(weights.relative.empty() ? 0 : visible);
    if (known) {
        dotRows(q.content.data(), known->key.data(), visible, headWidth_, out.data());
        if (!byDistance.empty())
            dotRows(q.position.data(), known->relative.data(), visible, headWidth_, byDistance.data());
    } else {
        const float* keys = weights.key.read(first, headWidth_, buffer);
        const std::vector<float> direction = backProjected(q.content, keys, width);
        dotRows(direction.data(), open->input.data(), visible, width, out.data());
        const float fixed = dotOf(q.content.data(), weights.keyBias.data() + first, headWidth_);
        for (std::size_t j = 0; j < visible; ++j)
            out[j] += fixed;
        if (!byDistance.empty()) {
            const float* relative = weights.relative.read(first, headWidth_, buffer);
            const std::vector<float> among = backProjected(q.position, relative, width);
            dotRows(among.data(), weights_->sinusoid.data(), visible, width, byDistance.data());
        }
    }
    for (std::size_t j = 0; j < byDistance.size(); ++j)
        out[j] += byDistance[query - j];
    expRow(out.data(), visible, scale_, logSumExp(layer, head, query));
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(visible), out.end(), 0.0F);
}

void ResidualCache::column(int layer, int head, std::size_t key, std::span<float> out) const {
    const std::shared_ptr<OpenLayer> open = this->open(layer);
    const AttentionLayerWeights& weights = weights_->layers[static_cast<std::size_t>(layer)];
    const std::size_t below = tokens_ - key, width = weights_->width,
                      first = static_cast<std::size_t>(head) * headWidth_;
    std::vector<float> buffer;
    const std::vector<float> k =
        projected(open->input.data() + key * width, weights.key.read(first, headWidth_, buffer),
                  weights.keyBias.data() + first, headWidth_, width);
    const float* queries = weights.query.read(first, headWidth_, buffer);
    const std::vector<float> direction = backProjected(k, queries, width);
    std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(key), 0.0F);
    dotRows(direction.data(), open->input.data() + key * width, below, width, out.data() + key);
    float fixed = dotOf(k.data(), weights.queryBias.data() + first, headWidth_);
    if (!weights.relative.empty())
        fixed += dotOf(k.data(), weights.content.data() + first, headWidth_);
    const float* lse = layers_[static_cast<std::size_t>(layer)].lse.data() + static_cast<std::size_t>(head) * tokens_;
    const auto known = weights.relative.empty() ? nullptr : tables(*open, head, true);
    for (std::size_t i = key; i < tokens_; ++i) {
        float score = out[i] + fixed;
        if (known) // of distance i - key
            score += dotOf(queryOf(*open, head, i).position.data(), known->relative.data() + (i - key) * headWidth_,
                           headWidth_);
        out[i] = score * scale_ - lse[i];
    }
    expRow(out.data() + key, below, 1, 0);
}

void ResidualCache::block(int layer, int head, std::size_t queryBegin, std::size_t keyBegin, Grid& out) const {
    std::vector<float> whole(tokens_);
    for (std::size_t r = 0; r < out.rows; ++r) {
        row(layer, head, queryBegin + r, whole);
        std::copy_n(whole.begin() + static_cast<std::ptrdiff_t>(keyBegin), out.columns, out.row(r).begin());
    }
}

float ResidualCache::logSumExp(int layer, int head, std::size_t query) const {
    return layers_[static_cast<std::size_t>(layer)].lse[static_cast<std::size_t>(head) * tokens_ + query];
}

std::vector<float> ResidualCache::value(int layer, int head, std::size_t key) const {
    const AttentionLayerWeights& weights = weights_->layers[static_cast<std::size_t>(layer)];
    const std::size_t first = static_cast<std::size_t>(head) * headWidth_;
    std::vector<float> buffer;
    return projected(open(layer)->input.data() + key * weights_->width, weights.value.read(first, headWidth_, buffer),
                     weights.valueBias.data() + first, headWidth_, weights_->width);
}

/// sum_j w_j (W n_j + b) = W (sum_j w_j n_j) + b sum_j w_j.
std::vector<double> ResidualCache::mixedValues(int layer, int head, std::span<const float> mix) const {
    const AttentionLayerWeights& weights = weights_->layers[static_cast<std::size_t>(layer)];
    const std::size_t width = weights_->width, first = static_cast<std::size_t>(head) * headWidth_;
    const std::shared_ptr<OpenLayer> open = this->open(layer);
    std::vector<double> state(width, 0.0), out(headWidth_, 0.0);
    double sum = 0;
    for (std::size_t j = 0; j < mix.size(); ++j) {
        sum += mix[j];
        const float* input = open->input.data() + j * width;
        for (std::size_t c = 0; mix[j] != 0 && c < width; ++c)
            state[c] += static_cast<double>(mix[j]) * input[c];
    }
    std::vector<float> buffer;
    const float* matrix = weights.value.read(first, headWidth_, buffer);
    for (std::size_t c = 0; c < headWidth_; ++c, matrix += width) {
        out[c] = sum * weights.valueBias[first + c];
        for (std::size_t i = 0; i < width; ++i)
            out[c] += state[i] * matrix[i];
    }
    return out;
}

float ResidualCache::largestValue(int layer, int head) const {
    return layers_[static_cast<std::size_t>(layer)].largest[static_cast<std::size_t>(head)];
}

std::span<const float> ResidualCache::valueNorms(int layer, int head) const {
    return {layers_[static_cast<std::size_t>(layer)].norms.data() + static_cast<std::size_t>(head) * tokens_, tokens_};
}

std::vector<float> ResidualCache::headOutput(int layer, int head, std::size_t query) const {
    std::vector<float> buffer;
    const std::size_t place = (static_cast<std::size_t>(head) * tokens_ + query) * headWidth_;
    const float* found = layers_[static_cast<std::size_t>(layer)].output.read(place, headWidth_, buffer);
    return {found, found + headWidth_};
}

} // namespace gatoscope
