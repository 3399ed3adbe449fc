// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a token table itself says about its channels (bounds, first values), for decoding without a map.
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/commands/table_reader.h"
#include "core/base/result.h"
#include "core/episode/channel_map.h"
#include "core/tokens/settings.h"

namespace gatoscope {

/// Places of the columns that decoding reads; -1 where a table lacks an optional one.
struct TokenTable {
    int episode = -1, step = -1, kind = -1, channel = -1, element = -1, raw = -1, encoded = -1, bin = -1, id = -1,
        piece = -1;
    static Result<TokenTable> of(const TableReader& reader, const std::string& path);
};

/// A key within its role: the same key may name an observation and an action.
using ChannelKey = std::pair<std::string, bool>; // key, action
using ChannelsByKey = std::map<ChannelKey, MappedChannel>;

ChannelsByKey channelsOf(const ChannelMap& map);

/// Reads the table once: the affine that leads from `raw` to `encoded` gives an action's bounds, `raw` and `id` a
/// discrete channel's first value. Invalid where a channel's values do not determine them; the remedy is --map.
Result<ChannelsByKey> channelsFromTable(const std::string& path, const Settings& settings);

bool parseDouble(std::string_view text, double& value);
bool parseInteger(std::string_view text, std::int64_t& value);

} // namespace gatoscope
