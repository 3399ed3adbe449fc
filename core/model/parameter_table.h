// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Names, shapes and order of a model's parameters for given settings (spec/checkpoint.md). No torch.
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/tokens/settings.h"

namespace gatoscope {

struct ParameterSpec {
    enum class Start { Normal, Residual, One, Zero }; // N(0, 0.02); scaled by 1/sqrt(2 layers); norms; biases
    std::string name;
    std::vector<std::int64_t> shape;
    Start start = Start::Normal;
    bool decayed = false; // weight decay: >= 2-D weights, neither biases, norms nor position tables (spec/gato.md 9)

    std::int64_t count() const;
};

/// Every parameter a checkpoint of these settings holds, in the order of spec/checkpoint.md.
std::vector<ParameterSpec> parameterTable(const Settings& settings);

/// What the architecture keys must satisfy: width divisible by heads, even ffn_dim for geglu_split, image_mid by groups
/// …
Result<void> validateModel(const Settings& settings);

} // namespace gatoscope
