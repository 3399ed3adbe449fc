// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/recorder.h"

#include <cmath>
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

/// As float16 where every number fits.
HalfTable halved(const at::Tensor& tensor) {
    constexpr double most = 65504;
    HalfTable table(floats(tensor));
    if (tensor.abs().max().to(at::kFloat).item<float>() <= most)
        table.halve();
    return table;
}

WeightNumber numberOf(at::ScalarType type) {
    return type == at::kBFloat16 ? WeightNumber::BFloat16
           : type == at::kHalf   ? WeightNumber::Float16
                                 : WeightNumber::Float32;
}

WeightRows rowsOf(at::Tensor matrix, at::ScalarType used) {
    if (matrix.scalar_type() != at::kBFloat16 && matrix.scalar_type() != at::kHalf)
        matrix = matrix.to(at::kFloat);
    matrix = matrix.contiguous();
    const void* data = matrix.const_data_ptr();
    const auto width = static_cast<std::size_t>(matrix.size(1));
    const WeightNumber stored = numberOf(matrix.scalar_type());
    return {std::make_shared<at::Tensor>(std::move(matrix)), data, width, stored, numberOf(used)};
}

} // namespace

void Recorder::add(const BlockRecord& record) {
    tokens_ = static_cast<std::size_t>(record.query.size(2));
    width_ = static_cast<int>(record.query.size(3));
    if (keep_ == AttentionKeep::Residual)
        addResidual(record);
    else
        addWhole(record);
}

void Recorder::addWhole(const BlockRecord& record) {
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
    if (keep_ == AttentionKeep::Half)
        for (HalfTable* table : {&layer.query, &layer.key, &layer.position, &layer.relative})
            table->halve();
    layers_.push_back(std::move(layer));
}

void Recorder::addResidual(const BlockRecord& record) {
    ResidualLayer layer;
    layer.input = halved(record.input[0]);
    layer.output = halved(record.output[0]);
    layer.lse = floats(record.lse[0]);
    layer.norms = floats(record.valueNorms[0]);
    layer.largest = floats(record.value[0].abs().amax({1, 2}));
    residuals_.push_back(std::move(layer));
}

std::shared_ptr<const AttentionSource> Recorder::finish() {
    if (keep_ == AttentionKeep::Residual)
        return std::make_shared<ResidualCache>(std::move(residuals_), weights_, tokens_);
    return std::make_shared<AttentionCache>(std::move(layers_), heads_, tokens_, width_);
}

std::shared_ptr<const AttentionWeights> attentionWeights(const GatoNetwork& network, const Parameters& onCpu,
                                                         at::ScalarType used) {
    const Settings& settings = network.settings();
    const bool relative = settings.pos_sequence == Settings::PosSequence::XlRelative;
    auto weights = std::make_shared<AttentionWeights>();
    weights->heads = settings.heads;
    weights->width = static_cast<std::size_t>(settings.width);
    for (int layer = 0; layer < settings.layers; ++layer) {
        const std::string name = "blocks." + std::to_string(layer) + ".attn.";
        const auto matrix = [&](const char* part) { return rowsOf(onCpu.at(name + part + ".weight"), used); };
        const auto numbers = [&](const std::string& part) { return floats(network.parameter(name + part)); };
        AttentionLayerWeights one{matrix("q"),       matrix("k"),       matrix("v"), {}, numbers("q.bias"),
                                  numbers("k.bias"), numbers("v.bias"), {},          {}};
        if (relative) {
            one.relative = matrix("rel");
            one.content = numbers("rel_u");
            one.position = numbers("rel_v");
        }
        weights->layers.push_back(std::move(one));
    }
    if (relative)
        weights->sinusoid = floats(network.distances(settings.context, network.parameter("blocks.0.attn.rel.weight")));
    return weights;
}

} // namespace gatoscope
