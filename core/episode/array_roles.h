// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What arrays without a schema probably are (contract 2): steps, alignment, pictures, roles; every guess is reported.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"
#include "core/episode/array_episode.h"
#include "core/episode/channel_map.h"

namespace gatoscope {

bool isActionName(std::string_view source); // "actions", "act", "ctrl", "action/…": their rows are the steps
bool isRewardName(std::string_view source);
bool isTaskName(std::string_view source); // instruction, task, mission, text …
bool isEndName(std::string_view source);  // terminals, timeouts, dones: rows after which an episode ends

/// uint8 of rank 2 or 3 per step, sides at least 16, 1, 3 or 4 channels last (or first, where nothing else fits).
bool isPictureShape(DType dtype, const std::vector<std::int64_t>& shape, bool& channelsFirst);

struct Arrangement {
    std::int64_t steps = 0;
    std::string clock; // the array whose rows are the steps; empty: none has rows
    std::vector<Channel> channels;
    ChannelMap map;
};

/// `samples`: further episodes whose whole numbers are looked at before they are called discrete.
Arrangement arrangeArrays(const ArraySet& set, const std::vector<std::shared_ptr<const ArraySet>>& samples,
                          std::vector<Finding>& report);

/// Steps of another file of the same kind, by the same rules.
std::int64_t countSteps(const ArraySet& set);

} // namespace gatoscope
