// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/optimizer.h"

#include <cmath>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace gatoscope {

Optimizer::Optimizer(const Settings& settings, Parameters& parameters, const TrainOptions& options)
    : options_(options) {
    for (const ParameterSpec& spec : parameterTable(settings)) {
        at::Tensor& value = parameters.at(spec.name);
        value = value.detach().clone().contiguous().set_requires_grad(true);
        names_.push_back(spec.name);
        values_.push_back(value);
        first_.push_back(at::zeros_like(value).detach());
        second_.push_back(at::zeros_like(value).detach());
        decayed_.push_back(spec.decayed);
    }
}

void Optimizer::clearGradients() {
    for (at::Tensor& value : values_)
        value.mutable_grad() = at::Tensor();
}

std::vector<at::Tensor> Optimizer::gradients() {
    std::vector<at::Tensor> out;
    for (at::Tensor& value : values_) {
        if (!value.grad().defined())
            value.mutable_grad() = at::zeros_like(value).detach();
        out.push_back(value.grad());
    }
    return out;
}

double Optimizer::step(double rate, double scale) {
    const at::NoGradGuard plain;
    std::vector<at::Tensor> gradient = gradients();
    const double norm =
        at::linalg_vector_norm(at::stack(at::_foreach_norm(gradient)), 2).to(at::kDouble).item<double>() * scale;
    if (!std::isfinite(norm))
        return norm;
    const double clipped = options_.clip > 0 && norm > options_.clip ? options_.clip / (norm + 1e-6) : 1;
    at::_foreach_mul_(gradient, scale * clipped);
    ++count_;
    for (const bool decayed : {true, false}) {
        std::vector<at::Tensor> values, gradients, first, second;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (decayed_[i] != decayed)
                continue;
            values.push_back(values_[i]);
            gradients.push_back(gradient[i]);
            first.push_back(first_[i]);
            second.push_back(second_[i]);
        }
        if (values.empty())
            continue;
        const at::Tensor count = at::full({}, static_cast<double>(count_), values[0].options().dtype(at::kFloat));
        at::_fused_adamw_(values, gradients, first, second, {}, std::vector<at::Tensor>(values.size(), count.detach()),
                          rate, options_.beta1, options_.beta2, decayed ? options_.weightDecay : 0, options_.epsilon,
                          false, false);
    }
    return norm;
}

Parameters Optimizer::state() const {
    Parameters out;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        out["first." + names_[i]] = first_[i];
        out["second." + names_[i]] = second_[i];
    }
    return out;
}

void Optimizer::restore(const Parameters& state, std::int64_t count) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
        first_[i].copy_(state.at("first." + names_[i]));
        second_[i].copy_(state.at("second." + names_[i]));
    }
    count_ = count;
}

} // namespace gatoscope
