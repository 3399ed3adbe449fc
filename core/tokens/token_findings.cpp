// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What tokenize() noticed, in sentences.
#include <algorithm>

#include "core/tokens/tokenizing.h"

namespace gatoscope {

void Tokenizing::add(Severity severity, const char* id, const std::string& text, const std::string& where,
                     std::int64_t step) {
    tokens_->found.push_back({severity, id, text, where, tokens_->source->info().index, step});
}

void Tokenizing::describeChannel(const ChannelValues& channel, const Counts& counts) {
    const MappedChannel& map = channel.channel.map;
    const auto part = [&](std::int64_t count) {
        return std::to_string(count) + " of " + std::to_string(counts.numbers);
    };
    if (counts.clipped.count > 0) {
        add(Severity::Warning, "clipped",
            part(counts.clipped.count) + " values of " + spoken(map) + " lie outside " +
                (channel.companded     ? "[-M, M]"
                 : channel.low.empty() ? "[-1, 1]"
                                       : "their declared bounds") +
                " and are clipped",
            map.source, counts.clipped.firstStep);
    }
    if (counts.nan.count > 0) {
        add(options_.tolerant && tokens_->set.nan == Settings::Nan::Error ? Severity::Error : Severity::Warning,
            "nan-value", part(counts.nan.count) + " values of " + spoken(map) + " are not a number", map.source,
            counts.nan.firstStep);
    } else if (counts.refused.count > 0) {
        add(Severity::Error, "value-out-of-range",
            counts.refusedText + " (" + std::to_string(counts.refused.count) + " steps)", map.source,
            counts.refused.firstStep);
    }
    if (counts.undeclared.count > 0) {
        add(Severity::Warning, "out-of-declared-range",
            part(counts.undeclared.count) + " values of " + spoken(map) + " exceed the declared count n", map.source,
            counts.undeclared.firstStep);
    }
    if (counts.unknown.count > 0) {
        add(Severity::Warning, "unknown-piece",
            part(counts.unknown.count) + " pieces of " + spoken(map) + " are unknown to the text model", map.source,
            counts.unknown.firstStep);
    }
}

/// Limits bind the model, not the eye (contract 3).
void Tokenizing::describeLimits() {
    Tally local, context;
    std::int32_t mostLocal = 0, mostTokens = 0;
    const Settings& set = tokens_->set;
    for (std::int64_t step = begin_; step < end_; ++step) {
        const StepLayout& layout =
            tokens_->layouts[static_cast<std::size_t>(tokens_->layoutOf[static_cast<std::size_t>(step)])];
        local.add(layout.observed > set.local_pos ? 1 : 0, step);
        context.add(layout.tokens > set.context ? 1 : 0, step);
        mostLocal = std::max(mostLocal, layout.observed);
        mostTokens = std::max(mostTokens, layout.tokens);
    }
    if (local.count > 0) {
        add(Severity::Warning, "local-limit",
            std::to_string(local.count) + " steps have more observation tokens (up to " + std::to_string(mostLocal) +
                ") than local_pos = " + std::to_string(set.local_pos) +
                "; a model refuses them: give the images a smaller size",
            {}, local.firstStep);
    }
    if (context.count > 0) {
        add(Severity::Warning, "context-limit",
            std::to_string(context.count) + " steps have more tokens (up to " + std::to_string(mostTokens) +
                ") than context = " + std::to_string(set.context) +
                "; a model refuses them: give the images a smaller size, or raise context",
            {}, context.firstStep);
    }
}

void Tokenizing::describe() {
    for (std::size_t c = 0; c < counts_.size(); ++c) {
        describeChannel(tokens_->values[c], counts_[c]);
    }
    if (unreadable_.count > 0) {
        add(Severity::Error, "unreadable-image",
            unreadableText_ + " (" + std::to_string(unreadable_.count) + " images left out)", {},
            unreadable_.firstStep);
    }
    if (uncut_.count > 0) {
        add(Severity::Error, "invalid-text", uncutText_ + " (" + std::to_string(uncut_.count) + " texts left out)", {},
            uncut_.firstStep);
    }
    if (missing_.count > 0) {
        add(Severity::Info, "shifted-out",
            std::to_string(missing_.count) + " steps lack a value, because a shift leads out of the stored rows", {},
            missing_.firstStep);
    }
    describeLimits();
}

} // namespace gatoscope
