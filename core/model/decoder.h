// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Cached decoding of one sequence: keys and values of the tokens fed so far (spec/gato.md 10.2).
#include <cstddef>
#include <vector>

#include "core/model/gato_network.h"

namespace gatoscope {

class Decoder {
public:
    Decoder(const GatoNetwork& network, at::Device device, at::ScalarType dtype);

    std::size_t length() const { return length_; }
    /// Feeds tokens after those already cached; logits [V] float32 on the CPU of the last one.
    at::Tensor feed(const std::vector<InputToken>& tokens, const std::vector<float>& patches);
    void clear();
    void keepFirst(std::size_t tokens);
    /// Streaming: forgets the oldest tokens, whose traces stay in the later keys.
    void dropFirst(std::size_t tokens);

private:
    const GatoNetwork& network_;
    at::Device device_;
    at::ScalarType dtype_;
    std::vector<KeyValues> cache_;
    std::size_t length_ = 0;
};

} // namespace gatoscope
