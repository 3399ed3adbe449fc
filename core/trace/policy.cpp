// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/policy.h"

namespace gatoscope {

namespace {

std::vector<std::size_t> wantedTokens(const TokenSequence& sequence, const Window& window, bool actionsOnly) {
    std::vector<std::size_t> wanted;
    const std::size_t first = sequence.firstOf(window.beginStep);
    for (std::size_t i = sequence.firstOf(window.countFrom); i < sequence.firstOf(window.endStep); ++i) {
        if (i == first)
            continue; // nothing predicts the first token of a window
        if (actionsOnly ? isAction(sequence.kind(i)) : sequence.at(i).target)
            wanted.push_back(i);
    }
    return wanted;
}

} // namespace

Result<EpisodePredictions> predictEpisode(const Policy& policy, const TokenSequence& sequence, std::int64_t beginStep,
                                          std::int64_t endStep, WindowRule rule, bool actionsOnly,
                                          const Progress& progress) {
    std::vector<Window> windows;
    if (rule == WindowRule::Blocks) {
        windows = blockWindows(sequence, beginStep, endStep);
    } else {
        for (std::int64_t step = beginStep; step < endStep; ++step)
            windows.push_back(exactWindow(sequence, step));
    }
    EpisodePredictions out;
    for (std::size_t w = 0; w < windows.size(); ++w) {
        RunOptions options;
        options.predict = wantedTokens(sequence, windows[w], actionsOnly);
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
