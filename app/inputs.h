// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What every command reads before it starts: the data set, its channel map and the settings, by the contract's
// precedence.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/episode/dataset.h"
#include "core/tokens/tokenizer.h"

namespace gatoscope {

/// The common options as typed.
struct InputOptions {
    std::vector<std::string> paths;
    std::string map;               // --map FILE; "" = the reader's guess
    std::string tokenizer;         // --tokenizer FILE; "" = defaults
    std::vector<std::string> sets; // --set KEY=VALUE, in order
    std::string episodes;          // --episode N or A:B, half-open; "" = the command's default
    std::string steps;             // --steps A:B, half-open; "" = all
};

/// Half-open, from 0.
struct IndexRange {
    std::int64_t begin = 0, end = 0;
};

/// `base` (defaults, or what a table remembers), then the tokenizer file, then --set (contract 3). A text_model given
/// by
/// --set is relative to the working folder.
Result<Settings> resolveSettings(const InputOptions& input, Settings base = {});

/// The map file validated against the data set, or the guess.
Result<ChannelMap> resolveMap(const InputOptions& input, const Dataset& dataset);

/// "3" or "2:5" (also ":5", "2:", "0:-1" is refused) within [0, count); "" = all. `what` names the option in the error.
Result<IndexRange> parseRange(const std::string& text, std::int64_t count, const std::string& what);

/// Episodes that --episode chooses; "" = all.
Result<IndexRange> chosenEpisodes(const InputOptions& input, const Dataset& dataset);

} // namespace gatoscope
