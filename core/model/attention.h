// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The attention function: one interface, a fused back end where there is one, plain ATen otherwise.
#include <ATen/core/Tensor.h>

namespace gatoscope {

/// What one layer's attention computes. q [B, H, L, h], k and v [B, H, S, h] with S >= L: the last L keys belong to the
/// queries (causal, aligned at the end). relative: projected sinusoid by distance [H, S, h] or undefined;
/// positionQuery: q + v of xl_relative [B, H, L, h] or undefined; q then already holds q + u.
struct AttentionInput {
    at::Tensor q, k, v, positionQuery, relative;
};
struct AttentionOutput {
    at::Tensor out; // [B, H, L, h]
    at::Tensor lse; // [B, H, L] float32 log-sum-exp of the scaled scores; undefined unless asked for
};
/// sparing: head after head, so that the scores of one head are all that is held at a time.
AttentionOutput attend(const AttentionInput& input, bool wantLse, bool sparing = false);

/// Differentiable, without weights: fused where there is no relative position, else plain. [B, H, L, h]
at::Tensor attendTraining(const AttentionInput& input);

/// The eager form: softmax(scores) [B, H, L, S] as well. For relevance and tests.
struct EagerAttention {
    at::Tensor out, weights;
};
EagerAttention attendEager(const AttentionInput& input);

} // namespace gatoscope
