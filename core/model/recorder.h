// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Copies what enters each softmax out of a run into the plain AttentionCache.
#include <memory>
#include <vector>

#include "core/model/gato_network.h"
#include "core/trace/attention_cache.h"

namespace gatoscope {

class Recorder {
public:
    /// `half`: queries and keys as float16, half the memory; values and outputs stay whole for the self-check.
    Recorder(int heads, bool half) : heads_(heads), half_(half) {}
    /// The first sequence of the batch of one layer.
    void add(const BlockRecord& record);
    std::shared_ptr<const AttentionSource> finish();

private:
    int heads_;
    bool half_;
    std::vector<LayerCache> layers_;
    std::size_t tokens_ = 0;
    int width_ = 0;
};

} // namespace gatoscope
