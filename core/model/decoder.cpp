// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/decoder.h"

#include <ATen/ATen.h>

namespace gatoscope {

Decoder::Decoder(const GatoNetwork& network, at::Device device, at::ScalarType dtype)
    : network_(network), device_(device), dtype_(dtype), cache_(static_cast<std::size_t>(network.settings().layers)) {}

at::Tensor Decoder::feed(const std::vector<InputToken>& tokens, const std::vector<float>& patches) {
    ModelInput in = onDevice(makeInput(tokens, patches, network_.settings().patch), device_, dtype_);
    in.offset = static_cast<std::int64_t>(length_);
    at::Tensor x = network_.embed(in);
    for (std::size_t layer = 0; layer < cache_.size(); ++layer) {
        BlockOptions options;
        options.cache = &cache_[layer];
        x = network_.block(static_cast<int>(layer), x, options);
    }
    length_ += tokens.size();
    return network_.logits(network_.finalNorm(x[0].select(0, x.size(1) - 1))).to(at::kCPU, at::kFloat).contiguous();
}

void Decoder::clear() {
    for (KeyValues& layer : cache_)
        layer = {};
    length_ = 0;
}

void Decoder::keepFirst(std::size_t tokens) {
    for (KeyValues& layer : cache_)
        layer.keepFirst(static_cast<std::int64_t>(tokens));
    length_ = std::min(length_, tokens);
}

void Decoder::dropFirst(std::size_t tokens) {
    for (KeyValues& layer : cache_)
        layer.dropFirst(static_cast<std::int64_t>(tokens));
    length_ -= tokens;
}

} // namespace gatoscope
