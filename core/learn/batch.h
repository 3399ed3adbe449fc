// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sequences to tensors: token order by length, equal patches once, patch positions drawn, targets picked.
#include <cstdint>
#include <string>
#include <vector>

#include "core/learn/sampler.h"
#include "core/model/packed_input.h"

namespace gatoscope {

struct BatchOptions {
    bool training = true;     // draws patch positions and branches; else evaluation indices, every branch
    bool actionsOnly = false; // text is no target
    double stochasticDepth = 0;
};

struct Batch {
    PackedInput input;
    at::Tensor rows, targets; // int64 [T]: row i - 1 of the flat tokens predicts target i
    at::Tensor actions;       // bool [T] which targets are actions
    at::Tensor branchScale;   // float [S, 2 layers] or undefined
    std::int64_t tokens = 0, targetCount = 0;
    std::string contents; // which episodes, for messages
};

/// A batch of one or more sequences. Pure: the same sequences make the same tensors.
Batch makeBatch(std::vector<Sequence> sequences, const Settings& settings, const BatchOptions& options);

} // namespace gatoscope
