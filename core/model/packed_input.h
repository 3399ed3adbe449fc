// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Many sequences of unequal length as one run of tokens without padding: what training feeds the network.
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

namespace gatoscope {

/// Neighbouring sequences of similar length; only attention sees them padded to the longest.
struct PackedGroup {
    std::int64_t first = 0, tokens = 0;      // of the flat tokens
    std::int64_t sequences = 0, longest = 0; // S, L
    at::Tensor padded;                       // int64 [S * L] token (from first) of each cell; undefined: none is padded
    at::Tensor flat;                         // int64 [tokens] cell of each token
    at::Tensor keep;                         // float [S * L, 1] 1 = a token, 0 = padding
};

/// N tokens of S sequences one after the other, M of them patches that show U distinct pictures.
struct PackedInput {
    at::Tensor ids;                  // int64 [N - M] of the tokens that are no patches
    at::Tensor order, inverse;       // int64 [N]: token i is row order[i] of (ids' rows, then patches), and back
    at::Tensor place;                // int64 [N] local index, local_pos = an action, local_pos + 1 = none
    at::Tensor pixels;               // float [U, 3, P, P]
    at::Tensor picture, row, column; // int64 [M]
    at::Tensor position;             // int64 [N] index in its own sequence
    at::Tensor sequence;             // int64 [N] which sequence
    std::vector<PackedGroup> groups;
    std::int64_t sequences = 0;
};

PackedInput onDevice(const PackedInput& input, at::Device device);

/// rows [n, d] -> rows[index] (times keep [m, 1]); the gradient goes back by the inverse index (times inverseKeep):
/// much faster than adding scattered rows, and exact, because every row is used once or not at all.
at::Tensor gatherRows(const at::Tensor& rows, const at::Tensor& index, const at::Tensor& keep,
                      const at::Tensor& inverse, const at::Tensor& inverseKeep);

/// Sum over targets of the cross-entropy of rows [T, e] against table [V, e], a few rows at a time: the logits of all
/// targets are never held together, and the gradients are made in the same pass.
struct HeadResult {
    at::Tensor loss;  // float [], part of the graph
    at::Tensor right; // bool [T] target is the most probable id; undefined unless asked for
};
HeadResult headLoss(const at::Tensor& rows, const at::Tensor& table, const at::Tensor& targets, bool wantRight);

} // namespace gatoscope
