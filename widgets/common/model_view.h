// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a model said about the shown episode, as views are fed with it.
#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include <QString>

#include "core/trace/policy.h"

namespace gatoscope {

/// Predictions of an episode, window by window, in any order of arrival; immutable once handed out.
class PredictionBook {
public:
    using Chunk = std::shared_ptr<const std::vector<Prediction>>;

    /// Adds or replaces the predictions of one window, which are sorted by token.
    void put(std::size_t window, Chunk chunk) {
        if (window >= chunks_.size())
            chunks_.resize(window + 1);
        if (chunk && !chunk->empty()) {
            const auto place = std::lower_bound(filled_.begin(), filled_.end(), window);
            if (place == filled_.end() || *place != window)
                filled_.insert(place, window);
        }
        chunks_[window] = std::move(chunk);
    }
    /// The prediction of one token, or null.
    const Prediction* of(std::size_t token) const {
        const auto after =
            std::upper_bound(filled_.begin(), filled_.end(), token,
                             [this](std::size_t t, std::size_t window) { return t < chunks_[window]->front().token; });
        if (after == filled_.begin())
            return nullptr;
        const auto& rows = *chunks_[*(after - 1)]; // the last window that begins at or before the token
        const auto found = std::lower_bound(rows.begin(), rows.end(), token,
                                            [](const Prediction& p, std::size_t t) { return p.token < t; });
        return found != rows.end() && found->token == token ? &*found : nullptr;
    }
    /// In token order.
    void each(const std::function<void(const Prediction&)>& visit) const {
        for (const Chunk& chunk : chunks_)
            if (chunk)
                for (const Prediction& prediction : *chunk)
                    visit(prediction);
    }
    std::size_t windows() const { return chunks_.size(); }
    const Chunk& chunk(std::size_t window) const { return chunks_[window]; } // null = not run yet

private:
    std::vector<Chunk> chunks_;       // by window; null = not run yet
    std::vector<std::size_t> filled_; // windows that hold predictions, ascending
};

/// Made by app's ModelSession; everything const. Null policy = no model. Predictions fill window by window: a view
/// shows what is there and says how much is missing.
struct ModelView {
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const TokenSequence> tokens;       // what was run
    std::shared_ptr<const PredictionBook> predictions; // of all targets run so far; never null where policy is not
    std::shared_ptr<const Trace> trace;                // the window that holds the cursor's step, with attention
    Window window;                                     // of `trace`
    double progress = 1;                               // share of the episode's windows that were run
    QString reason; // why nothing is run although there is a model and an episode; "" = nothing is in the way

    /// The prediction of one token with its whole distribution where it is in memory, or null.
    const Prediction* of(std::size_t token) const {
        if (trace) {
            const auto& rows = trace->predictions;
            const auto found = std::lower_bound(rows.begin(), rows.end(), token,
                                                [](const Prediction& p, std::size_t t) { return p.token < t; });
            if (found != rows.end() && found->token == token)
                return &*found;
        }
        return predictions ? predictions->of(token) : nullptr;
    }
    /// Whether `token` lies in the window whose attention is in memory; then its row is token - trace->firstToken.
    bool inTrace(std::size_t token) const {
        return trace && trace->attention && token >= trace->firstToken && token < trace->firstToken + trace->tokens;
    }
};

} // namespace gatoscope
