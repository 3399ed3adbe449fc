// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/policy.h"

#include "core/trace/window_batch.h"

namespace gatoscope {

Result<EpisodePredictions> predictEpisode(const Policy& policy, const TokenSequence& sequence, std::int64_t beginStep,
                                          std::int64_t endStep, WindowRule rule, bool actionsOnly,
                                          const Progress& progress) {
    const std::vector<Window> windows = windowsOf(sequence, beginStep, endStep, rule);
    EpisodePredictions out;
    for (std::size_t w = 0; w < windows.size(); ++w) {
        RunOptions options;
        options.predict = wantedTokens(sequence, windows[w], actionsOnly);
        options.rule = rule;
        auto part = [&](double fraction) {
            return report(progress, (static_cast<double>(w) + fraction) / static_cast<double>(windows.size()));
        };
        const auto trace = policy.run(sequence, windows[w], options, part);
        if (!trace)
            return fail(trace);
        out.modes.push_back((*trace)->mode);
        out.seconds += (*trace)->seconds;
        const auto& predictions = (*trace)->predictions;
        out.predictions.insert(out.predictions.end(), predictions.begin(), predictions.end());
    }
    return out;
}

} // namespace gatoscope
