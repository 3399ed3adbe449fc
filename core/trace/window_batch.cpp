// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/window_batch.h"

namespace gatoscope {

WindowBatchPolicy::~WindowBatchPolicy() = default;

Result<std::vector<std::vector<Prediction>>> runWindows(const Policy& policy, std::span<const WindowRun> windows,
                                                        const Progress& progress) {
    if (const auto* batches = dynamic_cast<const WindowBatchPolicy*>(&policy))
        return batches->runMany(windows, progress);
    std::vector<std::vector<Prediction>> out;
    for (std::size_t w = 0; w < windows.size(); ++w) {
        RunOptions options;
        options.predict = windows[w].predict;
        const auto trace = policy.run(*windows[w].sequence, windows[w].window, options, [&](double fraction) {
            return report(progress, (static_cast<double>(w) + fraction) / static_cast<double>(windows.size()));
        });
        if (!trace)
            return fail(trace);
        out.push_back((*trace)->predictions);
    }
    return out;
}

std::vector<Window> windowsOf(const TokenSequence& sequence, std::int64_t beginStep, std::int64_t endStep,
                              WindowRule rule) {
    if (rule == WindowRule::Blocks)
        return blockWindows(sequence, beginStep, endStep);
    std::vector<Window> windows;
    for (std::int64_t step = beginStep; step < endStep; ++step)
        windows.push_back(exactWindow(sequence, step));
    return windows;
}

std::vector<std::size_t> wantedTokens(const TokenSequence& sequence, const Window& window, bool actionsOnly) {
    std::vector<std::size_t> wanted;
    const std::size_t first = sequence.firstOf(window.beginStep);
    for (std::size_t i = sequence.firstOf(window.countFrom); i < sequence.firstOf(window.endStep); ++i)
        if (i != first && (actionsOnly ? isAction(sequence.kind(i)) : sequence.at(i).target))
            wanted.push_back(i);
    return wanted;
}

} // namespace gatoscope
