// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The projections of every attention layer as plain numbers, shared by all runs of a model: what a ResidualCache
// computes queries, keys and values from.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace gatoscope {

enum class WeightNumber { Float32, BFloat16, Float16 };

/// A row-major matrix where the checkpoint holds it (mostly a mapped file), read as float32 in the precision of the
/// run: numbers are rounded to `used` first.
class WeightRows {
public:
    WeightRows() = default;
    /// `owner` keeps `data` alive.
    WeightRows(std::shared_ptr<const void> owner, const void* data, std::size_t width, WeightNumber stored,
               WeightNumber used)
        : owner_(std::move(owner)), data_(data), width_(width), stored_(stored), used_(used) {}

    bool empty() const { return data_ == nullptr; }
    /// `count` rows from `first`: where they lie, or decoded into `buffer`.
    const float* read(std::size_t first, std::size_t count, std::vector<float>& buffer) const;

private:
    std::shared_ptr<const void> owner_;
    const void* data_ = nullptr;
    std::size_t width_ = 0;
    WeightNumber stored_ = WeightNumber::Float32, used_ = WeightNumber::Float32;
};

/// Matrices [D, D] map a normed state to H heads of width h; the others are [D].
struct AttentionLayerWeights {
    WeightRows query, key, value;
    WeightRows relative; // xl_relative only, of the sinusoid
    std::vector<float> queryBias, keyBias, valueBias;
    std::vector<float> content, position; // xl_relative only: u and v, added to the query
};

struct AttentionWeights {
    std::vector<AttentionLayerWeights> layers;
    int heads = 0;
    std::size_t width = 0;       // D
    std::vector<float> sinusoid; // xl_relative only: [distances, D], as many as the context
};

} // namespace gatoscope
