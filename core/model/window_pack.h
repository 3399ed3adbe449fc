// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Windows of token sequences side by side as one packed input, equal patches once, without seeing each other.
#include <cstdint>
#include <span>
#include <vector>

#include "core/model/packed_input.h"
#include "core/trace/window_batch.h"

namespace gatoscope {

/// Tokens of a window.
std::size_t tokensIn(const WindowRun& run);

struct WindowPack {
    PackedInput input;
    std::vector<std::int64_t> first; // flat place of each window's first token, in the order given
};

/// The windows numbered by `chosen`, longest first, with the patch indices of evaluation. Fails where an image cannot
/// be read.
Result<WindowPack> packWindows(std::span<const WindowRun> windows, std::span<const std::size_t> chosen,
                               const Settings& settings);

} // namespace gatoscope
