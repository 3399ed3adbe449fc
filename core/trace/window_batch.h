// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Predictions in many windows at a time: short windows of many episodes fill the machine where one alone does not.
#include <memory>
#include <span>
#include <vector>

#include "core/trace/policy.h"

namespace gatoscope {

/// A window and the tokens to predict in it: sequence indices, as in RunOptions.
struct WindowRun {
    std::shared_ptr<const TokenSequence> sequence;
    Window window;
    std::vector<std::size_t> predict;
};

/// What a Policy may offer beside: several windows in one pass.
class WindowBatchPolicy {
public:
    virtual ~WindowBatchPolicy();
    /// The predictions that Policy::run makes, without `top`, window by window.
    virtual Result<std::vector<std::vector<Prediction>>> runMany(std::span<const WindowRun> windows,
                                                                 const Progress& progress) const = 0;
};

/// In batches where the policy offers them, else one after the other.
Result<std::vector<std::vector<Prediction>>> runWindows(const Policy& policy, std::span<const WindowRun> windows,
                                                        const Progress& progress = {});

/// The windows that cover steps [beginStep, endStep), each step counted once.
std::vector<Window> windowsOf(const TokenSequence& sequence, std::int64_t beginStep, std::int64_t endStep,
                              WindowRule rule);
/// Tokens to predict in a window: action tokens of the steps it counts, or every target; not the window's first token,
/// which nothing predicts.
std::vector<std::size_t> wantedTokens(const TokenSequence& sequence, const Window& window, bool actionsOnly);

} // namespace gatoscope
