// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The sentences of one text channel, each distinct one cut once. Private to core/tokens.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/tokens/channel_values.h"

namespace gatoscope {

struct ChannelText {
    struct Span {
        std::int64_t begin = 0; // into pool
        std::int32_t count = 0;
        std::string error; // why this sentence could not be cut; it then has no ids
    };
    std::vector<std::int32_t> sentenceOf; // per row: index into spans
    std::vector<Span> spans;
    std::vector<std::int32_t> pool; // ids, EOS included where it is appended

    const Span& row(std::int64_t row) const {
        return spans[static_cast<std::size_t>(sentenceOf[static_cast<std::size_t>(row)])];
    }
    std::span<const std::int32_t> ids(std::int64_t at) const {
        const Span& span = row(at);
        return {pool.data() + span.begin, static_cast<std::size_t>(span.count)};
    }
};

/// Cuts rows [0, rows) of a channel of modality text; sentences that cannot be cut carry their error.
ChannelText cutRows(const ChannelValues& channel, std::int64_t rows, const TextPieces& text, bool appendEos);

} // namespace gatoscope
