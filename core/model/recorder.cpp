// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/recorder.h"

#include <cstring>

#include <ATen/ATen.h>

namespace gatoscope {

namespace {

std::vector<float> floats(const at::Tensor& tensor) {
    if (!tensor.defined())
        return {};
    const at::Tensor plain = tensor.to(at::kCPU, at::kFloat).contiguous();
    std::vector<float> out(static_cast<std::size_t>(plain.numel()));
    std::memcpy(out.data(), plain.const_data_ptr<float>(), plain.nbytes());
    return out;
}

} // namespace

void Recorder::add(const BlockRecord& record) {
    tokens_ = static_cast<std::size_t>(record.query.size(2));
    width_ = static_cast<int>(record.query.size(3));
    LayerCache layer;
    layer.query = floats(record.query[0]);
    layer.key = floats(record.key[0]);
    layer.value = floats(record.value[0]);
    layer.output = floats(record.output[0]);
    layer.lse = floats(record.lse[0]);
    layer.norms = floats(record.valueNorms[0]);
    if (record.relative.defined()) {
        layer.position = floats(record.positionQuery[0]);
        layer.relative = floats(record.relative);
    }
    if (half_)
        for (HalfTable* table : {&layer.query, &layer.key, &layer.position, &layer.relative})
            table->halve();
    layers_.push_back(std::move(layer));
}

std::shared_ptr<const AttentionSource> Recorder::finish() {
    return std::make_shared<AttentionCache>(std::move(layers_), heads_, tokens_, width_);
}

} // namespace gatoscope
