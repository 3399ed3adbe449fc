// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// AdamW over named parameters with clipping (spec/gato.md 9).
#include <cstdint>
#include <string>
#include <vector>

#include "core/model/checkpoint.h"
#include "core/trace/training.h"

namespace gatoscope {

class Optimizer {
public:
    /// Parameters become leaves that want gradients; the order is the parameter table's.
    Optimizer(const Settings& settings, Parameters& parameters, const TrainOptions& options);

    void clearGradients();
    /// The gradients as one list (undefined ones as zeros), for sums over processes.
    std::vector<at::Tensor> gradients();
    /// Multiplies gradients by `scale`, clips, steps with `rate`. The norm is that before clipping; when it is not
    /// finite nothing is changed.
    double step(double rate, double scale);

    std::int64_t count() const { return count_; }
    /// first and second moments by parameter name, with "first." and "second." before it.
    Parameters state() const;
    void restore(const Parameters& state, std::int64_t count);

private:
    TrainOptions options_;
    std::vector<std::string> names_;
    std::vector<at::Tensor> values_, first_, second_;
    std::vector<bool> decayed_;
    std::int64_t count_ = 0;
};

} // namespace gatoscope
