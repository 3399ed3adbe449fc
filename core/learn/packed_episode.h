// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The tokens of an episode in the form that batches are made from: small, whole, without the episode behind it.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/tokens/tokenizer.h"

namespace gatoscope {

/// Where a patch lies: training draws within [first, last], evaluation takes `eval`, per axis.
struct PatchPlace {
    struct Axis {
        std::uint16_t first = 0, last = 0, eval = 0;
    } row, column;
};

struct PackedEpisode {
    enum Flag : std::uint8_t { Image = 1, Target = 2, Action = 4 };
    std::vector<std::int32_t> ids;     // of tokens; for an image token the index of its patch below
    std::vector<std::int16_t> local;   // -1: none
    std::vector<std::uint8_t> flags;   // Flag, joined
    std::vector<std::uint32_t> first;  // first token of each step, and the end
    std::vector<std::uint32_t> images; // image tokens before each step, and all
    std::vector<PatchPlace> places;    // of image tokens, in order
    std::vector<std::uint8_t> pixels;  // distinct patches [P, 3, side, side], raw levels
    std::vector<std::uint64_t> hashes; // of the distinct patches

    std::size_t steps() const { return first.size() - 1; }
    std::uint32_t tokens() const { return first.back(); }
    std::size_t bytes() const;
};

/// Decodes every image of the sequence once. Errors name channel and step.
Result<PackedEpisode> packEpisode(const TokenSequence& sequence);

/// 64 bits of any bytes, good enough to tell patches apart before they are compared.
std::uint64_t hashBytes(const std::uint8_t* bytes, std::size_t count);
/// One round of splitmix64: the counter-based randomness of everything in training.
std::uint64_t mixed(std::uint64_t value);

} // namespace gatoscope
