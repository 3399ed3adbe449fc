// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/channel_values.h"
#include "core/tokens/tokenizer.h"

namespace gatoscope {

Result<Tokenizer> makeTokenizer(Settings settings) {
    const auto text = TextPieces::open(settings.text_model);
    if (!text) {
        return fail(text);
    }
    if (!(*text)->fallback()) {
        const int size = (*text)->size();
        if (settings.n_text != Settings{}.n_text && settings.n_text != size) {
            return fail(ErrorKind::Invalid,
                        "n_text is " + std::to_string(settings.n_text) + ", but the text model has " +
                            std::to_string(size) + " pieces; leave n_text out",
                        settings.text_model);
        }
        settings.n_text = size;
    }
    if (auto valid = validate(settings); !valid) {
        return fail(valid);
    }
    return Tokenizer{settings, *text};
}

Result<std::int64_t> episodeSteps(const Episode& episode, const std::vector<Channel>& channels, const ChannelMap& map) {
    const auto ordered = resolveOrder(channels, map, Settings{});
    return ordered ? stepCount(episode, *ordered) : fail(ordered);
}

bool hasTerminalObservation(const Episode& episode, const std::vector<Channel>& channels, const ChannelMap& map) {
    const auto ordered = resolveOrder(channels, map, Settings{});
    const auto steps = ordered ? stepCount(episode, *ordered) : fail(ordered);
    if (!steps) {
        return false;
    }
    bool any = false;
    for (const SequenceChannel& channel : *ordered) {
        if (channel.action || channel.stored.alignment == Alignment::Once) {
            continue;
        }
        const auto rows = mappedRows(episode, channel.map);
        if (!rows || *rows <= *steps) {
            return false;
        }
        any = true;
    }
    return any;
}

} // namespace gatoscope
