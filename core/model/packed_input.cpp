// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/packed_input.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

namespace gatoscope {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

at::Tensor picked(const at::Tensor& rows, const at::Tensor& index, const at::Tensor& keep) {
    at::Tensor out = rows.index_select(0, index);
    return keep.defined() ? out.mul_(keep.to(out.scalar_type())) : out;
}

/// Tensors that may be undefined are no arguments of their own.
struct GatherPlan {
    at::Tensor index, keep, inverse, inverseKeep;
};

class Gather : public torch::autograd::Function<Gather> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const GatherPlan& plan) {
        context->save_for_backward({plan.inverse, plan.inverseKeep});
        return picked(rows, plan.index, plan.keep);
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        return {picked(gradients[0].contiguous(), saved[0], saved[1]), {}};
    }
};

/// Rows of the head computed together. 128 x 33,025 floats are 17 MB; a GPU wants fewer and larger products.
std::int64_t rowsTogether(const at::Tensor& rows, bool half) { return !rows.is_cpu() ? 2048 : half ? 512 : 128; }

class Head : public torch::autograd::Function<Head> {
public:
    static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const at::Tensor& table,
                              const at::Tensor& targets) {
        at::Tensor sum = at::zeros({}, rows.options().dtype(at::kFloat));
        at::Tensor rowGradient = at::empty_like(rows), tableGradient = at::zeros_like(table);
        const bool half = rows.scalar_type() != table.scalar_type(); // under autocast
        const at::Tensor used = half ? table.to(rows.scalar_type()) : table;
        const std::int64_t together = rowsTogether(rows, half);
        for (std::int64_t begin = 0; begin < rows.size(0); begin += together) {
            const std::int64_t end = std::min(begin + together, rows.size(0));
            const at::Tensor part = rows.slice(0, begin, end);
            const at::Tensor target = targets.slice(0, begin, end).unsqueeze(1);
            at::Tensor p = at::log_softmax(at::linear(part, used), 1, at::kFloat);
            sum.sub_(p.gather(1, target).sum());
            p.exp_();
            p.scatter_add_(1, target, at::full_like(target, -1, p.options()));
            const at::Tensor gradient = half ? p.to(rows.scalar_type()) : p;
            rowGradient.slice(0, begin, end).copy_(at::matmul(gradient, used));
            if (half)
                tableGradient.add_(at::matmul(gradient.t(), part));
            else
                tableGradient.addmm_(gradient.t(), part);
        }
        context->save_for_backward({rowGradient, tableGradient});
        return sum;
    }
    static variable_list backward(AutogradContext* context, variable_list gradients) {
        const auto saved = context->get_saved_variables();
        return {saved[0] * gradients[0], saved[1] * gradients[0], {}};
    }
};

} // namespace

PackedInput onDevice(const PackedInput& input, at::Device device) {
    PackedInput out = input;
    if (device.is_cpu())
        return out;
    for (at::Tensor* tensor : {&out.ids, &out.order, &out.inverse, &out.place, &out.pixels, &out.picture, &out.row,
                               &out.column, &out.position, &out.sequence})
        if (tensor->defined()) // what serves training alone is missing where windows are predicted
            *tensor = tensor->to(device, true);
    for (PackedGroup& group : out.groups)
        for (at::Tensor* tensor : {&group.padded, &group.flat, &group.keep})
            if (tensor->defined())
                *tensor = tensor->to(device, true);
    return out;
}

at::Tensor gatherRows(const at::Tensor& rows, const at::Tensor& index, const at::Tensor& keep,
                      const at::Tensor& inverse, const at::Tensor& inverseKeep) {
    return Gather::apply(rows, GatherPlan{index, keep, inverse, inverseKeep});
}

HeadResult headLoss(const at::Tensor& rows, const at::Tensor& table, const at::Tensor& targets, bool wantRight) {
    HeadResult out;
    if (!wantRight) {
        out.loss = Head::apply(rows, table, targets);
        return out;
    }
    const at::NoGradGuard plain;
    out.loss = at::zeros({}, rows.options().dtype(at::kFloat));
    std::vector<at::Tensor> right;
    const std::int64_t together = rowsTogether(rows, false);
    for (std::int64_t begin = 0; begin < rows.size(0); begin += together) {
        const std::int64_t end = std::min(begin + together, rows.size(0));
        const at::Tensor target = targets.slice(0, begin, end);
        const at::Tensor logits = at::linear(rows.slice(0, begin, end), table).to(at::kFloat);
        out.loss.add_(at::cross_entropy_loss(logits, target, {}, at::Reduction::Sum));
        right.push_back(logits.argmax(1).eq(target));
    }
    out.right = right.empty() ? at::empty({0}, at::kBool) : at::cat(right);
    return out;
}

} // namespace gatoscope
