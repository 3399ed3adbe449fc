// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Gradient relevance, layer by layer from the last to the first, and parameter gradients for tests.
#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "core/model/gato_policy.h"

namespace gatoscope {

namespace {

using torch::autograd::grad;

at::Tensor leaf(const at::Tensor& tensor) { return tensor.detach().clone().set_requires_grad(true); }

} // namespace

Result<std::vector<float>> GatoPolicy::relevance(const TokenSequence& sequence, const Window& window, std::size_t query,
                                                 std::int32_t id, const Progress& progress) const {
    return guarded(info_.path, [&]() -> Result<std::vector<float>> {
        const auto in = input(sequence, window, {});
        if (!in)
            return fail(in);
        const std::int64_t tokens = in->ids.size(1);
        if (static_cast<std::int64_t>(query) >= tokens || id < 0 || id >= vocabulary(network_.settings()).size)
            return fail(ErrorKind::NotFound, "Row " + std::to_string(query) + " or id " + std::to_string(id) +
                                                 " is outside this window of " + std::to_string(tokens) + " tokens.");
        const int layers = network_.settings().layers;
        std::vector<at::Tensor> inputs; // of each block, and the last one's output
        {
            const at::NoGradGuard plain;
            inputs.push_back(network_.embed(*in));
            for (int l = 0; l < layers; ++l)
                inputs.push_back(network_.block(l, inputs.back()));
        }
        const at::AutoGradMode gradients(true);
        const auto row = static_cast<std::int64_t>(query);
        at::Tensor x = leaf(inputs.back());
        const at::Tensor target = network_.logits(network_.finalNorm(x[0][row]))[id];
        at::Tensor gradient = grad({target}, {x})[0];
        at::Tensor relevance = at::zeros({tokens}, at::TensorOptions().dtype(at::kFloat).device(device_));
        relevance[row] = 1;
        for (int l = layers - 1; l >= 0; --l) {
            x = leaf(inputs[static_cast<std::size_t>(l)]);
            at::Tensor weights; // [1, H, N, N], one layer at a time
            BlockOptions options;
            options.eager = true;
            options.weights = &weights;
            const at::Tensor out = network_.block(l, x, options);
            const auto back = grad({out}, {weights, x}, {gradient});
            const at::Tensor passed = (back[0] * weights.detach()).clamp_min(0).mean(1)[0].to(at::kFloat); // [N, N]
            relevance = relevance + at::matmul(relevance, passed);
            gradient = back[1];
            if (!report(progress, 1 - static_cast<double>(l) / layers))
                return fail(ErrorKind::Cancelled, "The relevance was stopped.");
        }
        relevance[row] -= 1; // the token's own start is not shown
        const at::Tensor plain = relevance.to(at::kCPU).contiguous();
        return std::vector<float>(plain.const_data_ptr<float>(), plain.const_data_ptr<float>() + tokens);
    });
}

Result<std::vector<Policy::GradientFacts>> GatoPolicy::gradients(const TokenSequence& sequence,
                                                                 const Window& window) const {
    return guarded(info_.path, [&]() -> Result<std::vector<GradientFacts>> {
        const auto in = input(sequence, window, {});
        if (!in)
            return fail(in);
        const at::AutoGradMode enabled(true);
        Parameters leaves;
        std::vector<at::Tensor> ordered;
        for (const ParameterInfo& parameter : info_.parameters) {
            leaves[parameter.name] = leaf(network_.parameters().at(parameter.name));
            ordered.push_back(leaves[parameter.name]);
        }
        const GatoNetwork network(network_.settings(), leaves);
        at::Tensor x = network.embed(*in);
        BlockOptions options;
        options.eager = true;
        for (int l = 0; l < network.settings().layers; ++l)
            x = network.block(l, x, options);
        const std::size_t first = sequence.firstOf(window.beginStep), end = sequence.firstOf(window.endStep);
        std::vector<std::int64_t> rows, ids;
        for (std::size_t i = first + 1; i < end; ++i) {
            if (!sequence.at(i).target)
                continue;
            rows.push_back(static_cast<std::int64_t>(i - first) - 1);
            ids.push_back(sequence.id(i));
        }
        if (rows.empty())
            return fail(ErrorKind::Invalid, "The window has no targets.", info_.path);
        const at::Tensor picked = x[0].index_select(0, at::tensor(rows, at::kLong).to(device_));
        const at::Tensor loss =
            at::cross_entropy_loss(network.logits(network.finalNorm(picked)), at::tensor(ids, at::kLong).to(device_));
        const auto back = grad({loss}, ordered, {}, std::nullopt, false, true);
        std::vector<GradientFacts> out;
        for (std::size_t i = 0; i < ordered.size(); ++i) {
            const at::Tensor g =
                back[i].defined() ? back[i].to(at::kCPU, at::kDouble).flatten() : at::zeros({1}, at::kDouble);
            out.push_back(
                {info_.parameters[i].name, g.norm().item<double>(), g.sum().item<double>(), g[0].item<double>()});
        }
        return out;
    });
}

} // namespace gatoscope
