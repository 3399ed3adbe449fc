// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/channel_text.h"

#include <unordered_map>

namespace gatoscope {

ChannelText cutRows(const ChannelValues& channel, std::int64_t rows, const TextPieces& text, bool appendEos) {
    ChannelText result;
    result.sentenceOf.reserve(static_cast<std::size_t>(rows));
    std::unordered_map<std::string_view, std::int32_t> known;
    const std::int32_t eos = appendEos ? text.eosId() : -1;
    for (std::int64_t row = 0; row < rows; ++row) {
        const std::string& sentence = channel.sentence(row);
        const auto [at, fresh] = known.emplace(sentence, static_cast<std::int32_t>(result.spans.size()));
        result.sentenceOf.push_back(at->second);
        if (!fresh) {
            continue;
        }
        ChannelText::Span span;
        span.begin = static_cast<std::int64_t>(result.pool.size());
        if (const auto pieces = text.encode(sentence)) {
            for (const TextPiece& piece : **pieces) {
                result.pool.push_back(piece.id);
            }
            if (eos >= 0) {
                result.pool.push_back(eos);
            }
        } else {
            span.error = pieces.error().text;
        }
        span.count = static_cast<std::int32_t>(static_cast<std::int64_t>(result.pool.size()) - span.begin);
        result.spans.push_back(std::move(span));
    }
    return result;
}

} // namespace gatoscope
