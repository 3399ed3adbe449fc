// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What each channel means to the tokenizer (contract 2): guessed by the reader, edited by the user, JSON by --map.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"
#include "core/base/result.h"
#include "core/episode/channel.h"

namespace gatoscope {

enum class Role { Observation, Action, Ignore };
enum class Modality { Image, Text, TextIds, Discrete, Continuous };
enum class Record { Episode, Document, ImageText };

const char* name(Role role);         // "observation" …
const char* name(Modality modality); // "image", "text", "text_ids" …
const char* name(Record record);     // "episode", "document", "image_text"

struct MappedChannel {
    std::string source;
    std::string key; // orders it; the column `channel` of tables
    Role role = Role::Ignore;
    Modality modality = Modality::Continuous;
    std::string lengths; // text_ids: source of the row lengths of a ragged, concatenated channel
    std::vector<std::int64_t> n,
        start;                     // discrete: one entry for all components, or one per component; empty = not given
    std::vector<double> low, high; // continuous: one for all, or one per component; empty = not given
    std::vector<std::string> names;
    std::string unit;
    std::int64_t shift = 0;                 // row t holds the value of step t - shift … see contract 1
    std::optional<std::array<int, 2>> size; // image: height, width to resize to
    bool flipVertical = false, swapRedBlue = false, scale255 = false;
    int frameStack = 1;
    friend bool operator==(const MappedChannel&, const MappedChannel&) = default;
};

struct ChannelMap {
    Record record = Record::Episode;
    std::optional<double> fps;
    std::vector<MappedChannel> channels;

    const MappedChannel* find(const std::string& source) const;
    friend bool operator==(const ChannelMap&, const ChannelMap&) = default;
};

/// Steps per second to play at: the map's, else 10.
double framesPerSecond(const ChannelMap& map);

/// Unknown keys and values are errors that name the nearest known one.
Result<ChannelMap> parseChannelMap(std::string_view json, const std::string& place);
Result<ChannelMap> readChannelMap(const std::string& path);
std::string toJson(const ChannelMap& map); // indented, ends with a newline

/// Unknown sources, doubled keys within a role, low = high, counts that fit no component count.
Result<void> validate(const ChannelMap& map, const std::vector<Channel>& channels);

/// The rules of contract 2 for one channel that the format says nothing special about: modality from the declared
/// space, image shape, integer range; the reason is appended to `report`. `sample` may be null (integer range unknown).
MappedChannel guessChannel(const Channel& channel, const std::string& key, Role role, const Column* sample,
                           std::vector<Finding>& report);

/// Source without the format's prefix ("observations/", "obs/", "observation.", "steps/observation/"); a lone leaf
/// keeps its name.
std::string defaultKey(const std::string& source);

} // namespace gatoscope
