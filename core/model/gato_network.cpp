// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/gato_network.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

namespace gatoscope {

namespace {

at::Tensor linear(const Parameters& p, const std::string& name, const at::Tensor& x) {
    return at::linear(x, p.at(name + ".weight"), p.at(name + ".bias"));
}

at::Tensor conv(const Parameters& p, const std::string& name, const at::Tensor& x, std::int64_t padding) {
    return at::conv2d(x, p.at(name + ".weight"), p.at(name + ".bias"), 1, padding);
}

/// Sinusoid of distances 0 … n-1: [n, d] = [sin(p f_k) | cos(p f_k)], f_k = 10000^(-2k/d) (spec/gato.md 16.21).
at::Tensor sinusoid(std::int64_t n, std::int64_t width, const at::Tensor& like) {
    const at::Tensor k = at::arange(0, width, 2, at::kDouble);
    const at::Tensor frequency = at::pow(10000.0, k.neg() / static_cast<double>(width));
    const at::Tensor angle = at::arange(n, at::kDouble).unsqueeze(1) * frequency;
    return at::cat({angle.sin(), angle.cos()}, 1).to(like.device(), like.scalar_type());
}

} // namespace

void KeyValues::append(const at::Tensor& newKey, const at::Tensor& newValue) {
    const std::int64_t wanted = length + newKey.size(2);
    if (!key.defined() || key.size(2) < wanted) {
        std::vector<std::int64_t> shape = newKey.sizes().vec();
        shape[2] = std::max<std::int64_t>(wanted, length * 2);
        const at::Tensor largerKey = at::empty(shape, newKey.options()),
                         largerValue = at::empty(shape, newKey.options());
        if (length > 0) {
            largerKey.slice(2, 0, length).copy_(keys());
            largerValue.slice(2, 0, length).copy_(values());
        }
        key = largerKey;
        value = largerValue;
    }
    key.slice(2, length, wanted).copy_(newKey);
    value.slice(2, length, wanted).copy_(newValue);
    length = wanted;
}

void KeyValues::dropFirst(std::int64_t tokens) {
    key = key.slice(2, tokens, length).contiguous();
    value = value.slice(2, tokens, length).contiguous();
    length -= tokens;
}

GatoNetwork::GatoNetwork(Settings settings, Parameters parameters)
    : settings_(std::move(settings)), parameters_(std::move(parameters)) {}

const at::Tensor& GatoNetwork::parameter(const std::string& name) const { return parameters_.at(name); }

at::Tensor GatoNetwork::patches(const at::Tensor& pixels, const Stop& stop) const {
    // 32 x 128 x 16 x 16 floats are 4 MB: more would not stay near a CPU's cache; a GPU wants fewer launches.
    const std::int64_t together = pixels.is_cpu() ? 32 : 1024;
    if (pixels.size(0) <= together)
        return patchBlock(pixels);
    std::vector<at::Tensor> parts;
    for (const at::Tensor& part : pixels.split(together)) {
        if (stop && stop())
            return at::zeros({pixels.size(0), settings_.width}, pixels.options());
        parts.push_back(patchBlock(part));
    }
    return at::cat(parts);
}

at::Tensor GatoNetwork::patchBlock(const at::Tensor& pixels) const { // [N, 3, P, P] -> [N, d]
    const Parameters& p = parameters_;
    const std::string image = "embed.image.";
    auto groupNorm = [&](const at::Tensor& x, const std::string& name) {
        return at::group_norm(x, settings_.image_groups, p.at(image + name + ".weight"), p.at(image + name + ".bias"),
                              1e-5);
    };
    if (settings_.image_block == Settings::ImageBlock::Neko) {
        at::Tensor h = conv(p, image + "conv1", at::gelu(pixels), 1); // [N, mid, P, P]
        h = conv(p, image + "conv2", at::gelu(groupNorm(h, "norm")), 1);
        return linear(p, image + "proj", (pixels + h).flatten(1));
    }
    const double black = settings_.patch_scale ? -0.25 : -1; // raw 0, as GIA pads an RGB patch to four channels
    at::Tensor x =
        at::cat({pixels, at::full({pixels.size(0), 1, pixels.size(2), pixels.size(3)}, black, pixels.options())}, 1);
    x = conv(p, image + "stem", x, 0); // [N, 64, P, P]
    at::Tensor h = conv(p, image + "conv1", at::gelu(groupNorm(x, "norm1")), 1);
    h = conv(p, image + "conv2", at::gelu(groupNorm(h, "norm2")), 1);
    return linear(p, image + "proj", (x + h).flatten(1));
}

at::Tensor GatoNetwork::tokenRows(const at::Tensor& ids) const {
    const at::Tensor rows = at::embedding(parameter("embed.tokens.weight"), ids);
    return settings_.factor_dim > 0 ? at::linear(rows, parameter("embed.factor.weight")) : rows;
}

at::Tensor GatoNetwork::embed(const ModelInput& in, const Stop& stop) const {
    const auto column = [](const at::Tensor& mask) { return mask.unsqueeze(-1); };
    at::Tensor x = tokenRows(in.ids) * column(in.image.logical_not()); // [B, L, d]
    if (in.patches.size(0) > 0) {
        const at::Tensor value = patches(in.patches, stop) + at::embedding(parameter("embed.row.weight"), in.row) +
                                 at::embedding(parameter("embed.column.weight"), in.column);
        x = x.masked_scatter(column(in.image), value);
    }
    x = x + at::embedding(parameter("embed.local.weight"), in.local.clamp_min(0)) * column(in.local.ge(0));
    if (settings_.action_pos == Settings::ActionPos::Shared)
        x = x + parameter("embed.action") * column(in.action);
    if (settings_.pos_sequence == Settings::PosSequence::Absolute)
        x = x + parameter("embed.position.weight").slice(0, in.offset, in.offset + in.ids.size(1));
    return in.pad.defined() ? x * column(in.pad.logical_not()) : x;
}

/// [count, d]. Two million sines a layer would cost more than the layer's products on a fast device.
at::Tensor GatoNetwork::distances(std::int64_t count, const at::Tensor& like) const {
    const std::lock_guard lock(sinusoid_->mutex);
    at::Tensor& table = sinusoid_->table;
    if (!table.defined() || table.size(0) < count || table.device() != like.device() ||
        table.scalar_type() != like.scalar_type()) {
        const c10::InferenceMode plain(false); // it serves gradients too
        table = sinusoid(std::max<std::int64_t>(count, settings_.context), settings_.width, like);
    }
    return table.slice(0, 0, count);
}

void GatoNetwork::addRelative(int layer, AttentionInput& in) const {
    if (settings_.pos_sequence != Settings::PosSequence::XlRelative)
        return;
    const std::string name = "blocks." + std::to_string(layer) + ".attn.";
    const std::int64_t keys = in.k.size(2), heads = in.q.size(1), width = in.q.size(3);
    in.relative = at::linear(distances(keys, in.q), parameter(name + "rel.weight"))
                      .view({keys, heads, width})
                      .transpose(0, 1); // [H, S, h]
    in.positionQuery = in.q + parameter(name + "rel_v").unsqueeze(1);
    in.q = in.q + parameter(name + "rel_u").unsqueeze(1);
}

at::Tensor GatoNetwork::attention(int layer, const at::Tensor& x, const BlockOptions& options) const {
    const std::string name = "blocks." + std::to_string(layer) + ".attn.";
    const std::int64_t batch = x.size(0), length = x.size(1), heads = settings_.heads, width = settings_.width / heads;
    auto split = [&](const char* part) { // [B, L, d] -> [B, H, L, h]
        return linear(parameters_, name + part, x).view({batch, length, heads, width}).transpose(1, 2);
    };
    AttentionInput in{split("q"), split("k"), split("v"), {}, {}};
    if (options.cache != nullptr) {
        options.cache->append(in.k, in.v);
        in.k = options.cache->keys();
        in.v = options.cache->values();
    }
    addRelative(layer, in);
    at::Tensor out; // [B, H, L, h]
    if (options.eager) {
        const EagerAttention eager = attendEager(in);
        if (options.weights != nullptr)
            *options.weights = eager.weights;
        if (options.headOutput != nullptr)
            *options.headOutput = eager.out;
        out = eager.out;
    } else {
        const AttentionOutput fused = attend(in, options.record != nullptr, options.sparing);
        out = fused.out;
        if (options.record != nullptr)
            *options.record = {in.q, in.k, in.v, out, fused.lse, in.positionQuery, in.relative, valueNorms(name, in.v),
                               x};
    }
    if (!options.mutedHeads.empty()) {
        at::Tensor keep = at::ones({1, heads, 1, 1}, out.options());
        for (const int head : options.mutedHeads)
            keep.select(1, head).zero_();
        out = out * keep;
    }
    return linear(parameters_, name + "o", out.transpose(1, 2).reshape({batch, length, settings_.width}));
}

/// By the Gram matrix of each head's slice of the projection: [B, H, S, h] values are never widened to the model's
/// width.
at::Tensor GatoNetwork::valueNorms(const std::string& attention, const at::Tensor& values) const {
    const std::int64_t heads = settings_.heads, width = settings_.width / heads;
    const at::Tensor slices = parameter(attention + "o.weight")
                                  .to(at::kFloat)
                                  .view({settings_.width, heads, width})
                                  .permute({1, 2, 0}); // [H, h, d]
    const at::Tensor gram = at::matmul(slices, slices.transpose(1, 2)), v = values.to(at::kFloat);
    return (at::matmul(v, gram) * v).sum(-1).clamp_min(0).sqrt(); // [B, H, S]
}

at::Tensor GatoNetwork::feedForward(const std::string& block, const at::Tensor& x) const {
    const char* form = settings_.gelu == Settings::Gelu::Tanh ? "tanh" : "none";
    at::Tensor h = linear(parameters_, block + "ffn.up", x);
    if (settings_.ffn == Settings::Ffn::Gelu) {
        h = at::gelu(h, form);
    } else { // the first half goes through GELU and gates the second
        const std::vector<at::Tensor> halves = h.chunk(2, -1);
        h = at::gelu(halves[0], form) * halves[1];
    }
    return linear(parameters_, block + "ffn.down", h);
}

at::Tensor GatoNetwork::block(int layer, const at::Tensor& x, const BlockOptions& options) const {
    const std::string name = "blocks." + std::to_string(layer) + ".";
    auto norm = [&](const at::Tensor& rows, const char* which) {
        return at::layer_norm(rows, {settings_.width}, parameter(name + which + ".weight"),
                              parameter(name + which + ".bias"), settings_.norm_eps);
    };
    const at::Tensor mid = x + attention(layer, norm(x, "norm1"), options);
    if (options.stop && options.stop())
        return mid;
    const at::Tensor rows = norm(mid, "norm2");
    constexpr std::int64_t together = 256, wide = std::int64_t{4} << 20;
    const bool slow = options.stop && rows.is_cpu() && std::int64_t{settings_.width} * settings_.ffn_dim >= wide;
    if (!slow && !options.sparing)
        return mid + feedForward(name, rows);
    std::vector<at::Tensor> parts; // so that a wide model ends within a fraction of a second
    for (const at::Tensor& part : rows.split(together, 1)) {
        if (options.stop && options.stop())
            return mid;
        parts.push_back(feedForward(name, part));
    }
    return mid + at::cat(parts, 1);
}

at::Tensor GatoNetwork::finalNorm(const at::Tensor& x) const {
    return at::layer_norm(x, {settings_.width}, parameter("final_norm.weight"), parameter("final_norm.bias"),
                          settings_.norm_eps);
}

at::Tensor GatoNetwork::readout(std::int64_t id) const {
    const at::Tensor& table = parameter(settings_.tied_head ? "embed.tokens.weight" : "head.weight");
    at::Tensor row = table[id].to(at::kFloat);
    if (settings_.tied_head && settings_.factor_dim > 0)
        row = at::mv(parameter("embed.factor.weight").to(at::kFloat), row);
    row = row * parameter("final_norm.weight").to(at::kFloat);
    return row - row.mean(); // the norm takes the mean away
}

at::Tensor GatoNetwork::logits(const at::Tensor& normed) const { return logits(normed, 0, vocabulary(settings_).size); }

at::Tensor GatoNetwork::logits(const at::Tensor& normed, std::int64_t begin, std::int64_t end) const {
    if (!settings_.tied_head)
        return at::linear(normed, parameter("head.weight").slice(0, begin, end));
    const at::Tensor table = parameter("embed.tokens.weight").slice(0, begin, end);
    if (settings_.factor_dim == 0)
        return at::linear(normed, table);
    return at::linear(at::matmul(normed, parameter("embed.factor.weight")), table);
}

} // namespace gatoscope
