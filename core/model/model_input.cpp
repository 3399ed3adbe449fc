// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model_input.h"

#include <cstring>

#include <ATen/ATen.h>

namespace gatoscope {

std::vector<InputToken> inputTokens(const TokenSequence& sequence, std::size_t begin, std::size_t end) {
    std::vector<InputToken> out;
    out.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
        const Token token = sequence.at(i);
        InputToken input;
        input.image = token.kind == Kind::Image;
        input.id = input.image ? 0 : token.id;
        input.local = token.local;
        input.action = isAction(token.kind);
        if (input.image) {
            input.row = static_cast<std::int16_t>(token.row.eval);
            input.column = static_cast<std::int16_t>(token.column.eval);
        }
        out.push_back(input);
    }
    return out;
}

ModelInput makeInput(const std::vector<InputToken>& tokens, const std::vector<float>& patches, int patch) {
    const auto length = static_cast<std::int64_t>(tokens.size());
    ModelInput out;
    out.ids = at::zeros({1, length}, at::kLong);
    out.local = at::full({1, length}, -1, at::kLong);
    out.image = at::zeros({1, length}, at::kBool);
    out.action = at::zeros({1, length}, at::kBool);
    std::vector<std::int64_t> rows, columns;
    auto* ids = out.ids.data_ptr<std::int64_t>();
    auto* local = out.local.data_ptr<std::int64_t>();
    auto* image = out.image.data_ptr<bool>();
    auto* action = out.action.data_ptr<bool>();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        ids[i] = tokens[i].id;
        local[i] = tokens[i].local;
        image[i] = tokens[i].image;
        action[i] = tokens[i].action;
        if (!tokens[i].image)
            continue;
        rows.push_back(tokens[i].row);
        columns.push_back(tokens[i].column);
    }
    out.row = at::tensor(rows, at::kLong);
    out.column = at::tensor(columns, at::kLong);
    out.patches = at::empty({static_cast<std::int64_t>(rows.size()), 3, patch, patch}, at::kFloat);
    if (!rows.empty())
        std::memcpy(out.patches.data_ptr<float>(), patches.data(), out.patches.nbytes());
    return out;
}

ModelInput onDevice(const ModelInput& input, at::Device device, at::ScalarType dtype) {
    ModelInput out = input;
    for (at::Tensor* tensor : {&out.ids, &out.local, &out.image, &out.action, &out.row, &out.column})
        *tensor = tensor->to(device);
    if (out.pad.defined())
        out.pad = out.pad.to(device);
    out.patches = out.patches.to(device, dtype);
    return out;
}

} // namespace gatoscope
