// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What goes into the network for a run of tokens: index tensors and patches, batch of one or many.
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/tokens/tokenizer.h"

namespace gatoscope {

/// One token as the embedding needs it.
struct InputToken {
    std::int32_t id = 0; // patches: 0, unused
    std::int32_t local = -1;
    std::int16_t row = 0, column = 0; // evaluation indices of patches
    bool image = false, action = false, pad = false;
};

/// B sequences of L tokens; patches of all of them in (batch, position) order.
struct ModelInput {
    at::Tensor ids;          // int64 [B, L]
    at::Tensor local;        // int64 [B, L], -1 = none
    at::Tensor image;        // bool [B, L]
    at::Tensor action;       // bool [B, L]
    at::Tensor pad;          // bool [B, L] or undefined
    at::Tensor patches;      // float [N, 3, P, P]
    at::Tensor row, column;  // int64 [N]
    std::int64_t offset = 0; // position of the first token (pos_sequence absolute, cached decoding)
};

/// Tokens of a sequence by index range, as the embedding needs them.
std::vector<InputToken> inputTokens(const TokenSequence& sequence, std::size_t begin, std::size_t end);

/// One sequence as a batch of one. `patches` float values [N, 3, P, P] of its image tokens.
ModelInput makeInput(const std::vector<InputToken>& tokens, const std::vector<float>& patches, int patch);

/// The same on a device and dtype (patches only).
ModelInput onDevice(const ModelInput& input, at::Device device, at::ScalarType dtype);

} // namespace gatoscope
