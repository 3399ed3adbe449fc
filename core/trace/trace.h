// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The record of one run of a policy over a window: plain data, no torch.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/grid.h"
#include "core/tokens/tokenizer.h"
#include "core/trace/attention_source.h"
#include "core/trace/prediction.h"

namespace gatoscope {

/// Logit lens (spec/attention.md 3.8): each layer's own guess for one predicted token, over its legal ids.
struct LensRow {
    std::size_t token = 0;                    // the predicted token
    std::vector<std::int32_t> best;           // [layers + 1] most probable legal id after each block (0 = embeddings)
    std::vector<float> pTrue, pBest, entropy; // [layers + 1] each, softmax over the legal ids
};

struct Trace {
    std::string mode;           // "exact window", "blocks" or "streaming": which cache rule produced it
    std::size_t firstToken = 0; // of the window, in the sequence
    std::size_t tokens = 0;     // N
    std::vector<Prediction> predictions;
    std::vector<LensRow> lens;
    std::shared_ptr<const AttentionSource> attention; // null unless asked for
    std::vector<float> lastScale; // with attention: 1 / deviation of each row as the last norm divides by it, [N]
    double seconds = 0;
    std::string device, dtype;
    std::string note; // what was given up for want of memory; "" = nothing
};

} // namespace gatoscope
