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
    explicit Recorder(int heads) : heads_(heads) {}
    /// The first sequence of the batch of one layer.
    void add(const BlockRecord& record);
    std::shared_ptr<const AttentionSource> finish();

private:
    int heads_;
    std::vector<LayerCache> layers_;
    std::size_t tokens_ = 0;
    int width_ = 0;
};

} // namespace gatoscope
