// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The network over packed sequences: the same function as over a batch, without padding outside attention.
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "core/model/gato_network.h"

namespace gatoscope {

at::Tensor GatoNetwork::embed(const PackedInput& in) const { // [N, d]
    at::Tensor rows = tokenRows(in.ids);
    if (in.picture.size(0) > 0) {
        // Equal patches are embedded once: pictures of an episode share most of them.
        const at::Tensor value = at::embedding(patches(in.pixels), in.picture) +
                                 at::embedding(parameter("embed.row.weight"), in.row) +
                                 at::embedding(parameter("embed.column.weight"), in.column);
        rows = gatherRows(at::cat({rows, value.to(rows.scalar_type())}), in.order, {}, in.inverse, {});
    }
    const at::Tensor& local = parameter("embed.local.weight");
    const at::Tensor none = at::zeros({1, settings_.width}, local.options());
    const at::Tensor action =
        settings_.action_pos == Settings::ActionPos::Shared ? parameter("embed.action").unsqueeze(0) : none;
    at::Tensor x = rows + at::embedding(at::cat({local, action, none}), in.place);
    if (settings_.pos_sequence == Settings::PosSequence::Absolute)
        x = x + at::embedding(parameter("embed.position.weight"), in.position);
    return x;
}

at::Tensor GatoNetwork::packedAttention(int layer, const at::Tensor& x, const PackedInput& in) const { // [N, d]
    const std::string name = "blocks." + std::to_string(layer) + ".attn.";
    const std::int64_t heads = settings_.heads, width = settings_.width / heads;
    const at::Tensor weight =
        at::cat({parameter(name + "q.weight"), parameter(name + "k.weight"), parameter(name + "v.weight")});
    const at::Tensor bias =
        at::cat({parameter(name + "q.bias"), parameter(name + "k.bias"), parameter(name + "v.bias")});
    const at::Tensor all = at::linear(x, weight, bias); // [N, 3 d]
    std::vector<std::int64_t> sizes;
    for (const PackedGroup& group : in.groups)
        sizes.push_back(group.tokens);
    // One split: a slice for each group would add up full-sized gradients.
    const std::vector<at::Tensor> parts = all.split_with_sizes(sizes);
    std::vector<at::Tensor> outs;
    for (std::size_t g = 0; g < in.groups.size(); ++g) {
        const PackedGroup& group = in.groups[g];
        at::Tensor part = parts[g];
        if (group.padded.defined())
            part = gatherRows(part, group.padded, group.keep, group.flat, {});
        const std::vector<at::Tensor> qkv =
            part.view({group.sequences, group.longest, 3, heads, width}).permute({2, 0, 3, 1, 4}).unbind(0);
        AttentionInput input{qkv[0], qkv[1], qkv[2], {}, {}};
        addRelative(layer, input);
        // Relative positions have a fused form too, without gradients.
        const bool fused = input.relative.defined() && !at::GradMode::is_enabled();
        const at::Tensor out = (fused ? attend(input, false).out : attendTraining(input))
                                   .transpose(1, 2)
                                   .reshape({group.sequences * group.longest, settings_.width});
        outs.push_back(group.padded.defined() ? gatherRows(out, group.flat, {}, group.padded, group.keep) : out);
    }
    const at::Tensor z = outs.size() == 1 ? outs[0] : at::cat(outs);
    return at::linear(z, parameter(name + "o.weight"), parameter(name + "o.bias"));
}

at::Tensor GatoNetwork::packedHidden(const PackedInput& in, const at::Tensor& branchScale) const { // [N, d]
    at::Tensor x = embed(in);
    auto keep = [&](const at::Tensor& branch, std::int64_t which) {
        return branchScale.defined() ? branch * branchScale.select(1, which).unsqueeze(1) : branch;
    };
    for (int layer = 0; layer < settings_.layers; ++layer) {
        const std::string name = "blocks." + std::to_string(layer) + ".";
        auto norm = [&](const at::Tensor& rows, const char* which) {
            return at::layer_norm(rows, {settings_.width}, parameter(name + which + ".weight"),
                                  parameter(name + which + ".bias"), settings_.norm_eps);
        };
        x = x + keep(packedAttention(layer, norm(x, "norm1"), in), std::int64_t{2} * layer);
        x = x + keep(feedForward(name, norm(x, "norm2")), std::int64_t{2} * layer + 1);
    }
    return x;
}

HeadResult GatoNetwork::packedLoss(const at::Tensor& hidden, const at::Tensor& rows, const at::Tensor& targets,
                                   bool wantRight) const {
    at::Tensor normed = finalNorm(at::embedding(hidden, rows));
    if (!settings_.tied_head)
        return headLoss(normed, parameter("head.weight"), targets, wantRight);
    if (settings_.factor_dim > 0)
        normed = at::matmul(normed, parameter("embed.factor.weight"));
    return headLoss(normed, parameter("embed.tokens.weight"), targets, wantRight);
}

} // namespace gatoscope
