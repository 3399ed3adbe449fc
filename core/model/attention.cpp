// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/attention.h"

#include <cmath>
#include <limits>

#include <ATen/ATen.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

namespace gatoscope {

namespace {

/// [L, S] bool, true where a query must not see a key: key index > query index, queries aligned at the end.
at::Tensor future(std::int64_t queries, std::int64_t keys, const at::Device& device) {
    const auto options = at::TensorOptions().dtype(at::kLong).device(device);
    const at::Tensor i = at::arange(keys - queries, keys, options).unsqueeze(1);
    return at::arange(keys, options).unsqueeze(0).gt(i);
}

/// Position scores by key from scores by distance. Distances run backwards along the last axis, so one strided view
/// turns (query i, distance i - j) into (query i, key j): element (i, j) lies at i (S - 1) + j + L - 1. Future cells
/// hold garbage; the caller masks them.
at::Tensor positionScores(const AttentionInput& in) {
    const std::int64_t batch = in.q.size(0), heads = in.q.size(1), queries = in.q.size(2), keys = in.k.size(2);
    const at::Tensor backwards = in.relative.flip(1).transpose(1, 2).unsqueeze(0);      // [1, H, h, S]
    const at::Tensor byDistance = at::matmul(in.positionQuery, backwards).contiguous(); // [B, H, L, S]
    return byDistance.as_strided({batch, heads, queries, keys}, {heads * queries * keys, queries * keys, keys - 1, 1},
                                 queries - 1);
}

at::Tensor scaledScores(const AttentionInput& in) {
    const double scale = 1 / std::sqrt(static_cast<double>(in.q.size(3)));
    at::Tensor scores = at::matmul(in.q, in.k.transpose(2, 3));
    if (in.relative.defined())
        scores = scores + positionScores(in);
    scores = scores * scale;
    return scores.masked_fill(future(in.q.size(2), in.k.size(2), in.q.device()),
                              -std::numeric_limits<float>::infinity());
}

/// What scores are made of, in float32.
AttentionInput wide(const AttentionInput& in) {
    const auto wider = [](const at::Tensor& t) { return t.defined() ? t.to(at::kFloat) : t; };
    return {wider(in.q), wider(in.k), in.v, wider(in.positionQuery), wider(in.relative)};
}

AttentionOutput plain(const AttentionInput& in, bool wantLse) {
    AttentionOutput out;
    // Rows are read later from q and k in float32: only a sum over such scores makes them sum to 1.
    const at::Tensor scores = scaledScores(wantLse ? wide(in) : in);
    if (wantLse)
        out.lse = at::logsumexp(scores, {-1});
    out.out = at::matmul(at::softmax(scores, -1, at::kFloat).to(in.v.scalar_type()), in.v);
    return out;
}

/// Additive mask for a slice of heads: position scores scaled, minus infinity in the future.
at::Tensor relativeMask(const AttentionInput& in, const at::Tensor& hidden) {
    const double scale = 1 / std::sqrt(static_cast<double>(in.q.size(3)));
    return positionScores(in).mul(scale).masked_fill_(hidden, -std::numeric_limits<float>::infinity());
}

/// Heads [begin, begin + count) of a layer.
AttentionInput headsOf(const AttentionInput& in, std::int64_t begin, std::int64_t count) {
    const auto part = [&](const at::Tensor& t, std::int64_t axis) {
        return t.defined() ? t.slice(axis, begin, std::min(begin + count, in.q.size(1))) : t;
    };
    return {part(in.q, 1), part(in.k, 1), part(in.v, 1), part(in.positionQuery, 1), part(in.relative, 0)};
}

AttentionOutput fusedRelative(const AttentionInput& in, std::int64_t together) {
    const at::Tensor hidden = future(in.q.size(2), in.k.size(2), in.q.device());
    std::vector<at::Tensor> outs, sums;
    for (std::int64_t head = 0; head < in.q.size(1); head += together) {
        const AttentionInput part = headsOf(in, head, together);
        const at::Tensor mask = relativeMask(part, hidden);
        auto [out, lse] = at::_scaled_dot_product_flash_attention_for_cpu(part.q, part.k, part.v, 0.0, false, mask);
        outs.push_back(out);
        sums.push_back(lse);
    }
    return {at::cat(outs, 1), at::cat(sums, 1)};
}

AttentionOutput plainByHead(const AttentionInput& in, bool wantLse) {
    std::vector<at::Tensor> outs, sums;
    for (std::int64_t head = 0; head < in.q.size(1); ++head) {
        const AttentionOutput one = plain(headsOf(in, head, 1), wantLse);
        outs.push_back(one.out);
        sums.push_back(one.lse);
    }
    return {at::cat(outs, 1), wantLse ? at::cat(sums, 1) : at::Tensor()};
}

bool fusedFits(const AttentionInput& in) {
    return in.q.is_cpu() && in.q.scalar_type() == at::kFloat && in.q.size(2) == in.k.size(2) && in.q.size(2) > 1;
}

} // namespace

AttentionOutput attend(const AttentionInput& in, bool wantLse, bool sparing) {
    if (!fusedFits(in))
        return sparing ? plainByHead(in, wantLse) : plain(in, wantLse);
    if (in.relative.defined())
        return fusedRelative(in, sparing ? 1 : 4); // the mask of four heads stays near the cache
    auto [out, lse] = at::_scaled_dot_product_flash_attention_for_cpu(in.q, in.k, in.v, 0.0, true);
    return {out, lse};
}

at::Tensor attendTraining(const AttentionInput& in) {
    if (in.relative.defined()) // the fused back end has no gradient for its mask
        return plain(in, false).out;
    // Of short rows the blocks are small, and in bfloat16 each product of two is a call of oneDNN that takes longer to
    // set up than to compute: half of a step's time.
    constexpr std::int64_t shortRows = 768;
    if (in.q.is_cpu() && in.q.scalar_type() == at::kBFloat16 && in.q.size(2) < shortRows) {
        const c10::impl::ExcludeDispatchKeyGuard wide(c10::DispatchKey::AutocastCPU);
        return at::scaled_dot_product_attention(in.q.to(at::kFloat), in.k.to(at::kFloat), in.v.to(at::kFloat), {}, 0.0,
                                                true)
            .to(at::kBFloat16);
    }
    return at::scaled_dot_product_attention(in.q, in.k, in.v, {}, 0.0, true);
}

EagerAttention attendEager(const AttentionInput& in) {
    EagerAttention out;
    out.weights = at::softmax(scaledScores(in), -1);
    out.out = at::matmul(out.weights, in.v);
    return out;
}

} // namespace gatoscope
