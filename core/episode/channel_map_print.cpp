// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <vector>

#include "core/episode/channel_map.h"
#include "core/episode/json_text.h"

namespace gatoscope {
namespace {

using nlohmann::ordered_json;

/// One entry is written as a plain value, several as an array.
template <typename T>
void put(ordered_json& object, const char* key, const std::vector<T>& values) {
    if (values.size() == 1)
        object[key] = values.front();
    else if (!values.empty())
        object[key] = values;
}

void putFlag(ordered_json& object, const char* key, bool value) {
    if (value)
        object[key] = true;
}

ordered_json channelJson(const MappedChannel& channel) {
    ordered_json object = {{"source", channel.source},
                           {"key", channel.key},
                           {"role", name(channel.role)},
                           {"modality", name(channel.modality)}};
    if (!channel.lengths.empty())
        object["lengths"] = channel.lengths;
    put(object, "n", channel.n);
    put(object, "start", channel.start);
    put(object, "low", channel.low);
    put(object, "high", channel.high);
    if (!channel.names.empty())
        object["names"] = channel.names;
    if (!channel.unit.empty())
        object["unit"] = channel.unit;
    if (channel.shift != 0)
        object["shift"] = channel.shift;
    if (channel.size)
        object["size"] = *channel.size;
    putFlag(object, "flip_vertical", channel.flipVertical);
    putFlag(object, "swap_red_blue", channel.swapRedBlue);
    putFlag(object, "scale_255", channel.scale255);
    if (channel.frameStack != 1)
        object["frame_stack"] = channel.frameStack;
    return object;
}

} // namespace

std::string toJson(const ChannelMap& map) {
    ordered_json object = {{"record", name(map.record)}};
    if (map.fps)
        object["fps"] = *map.fps;
    object["channels"] = ordered_json::array();
    for (const MappedChannel& channel : map.channels)
        object["channels"].push_back(channelJson(channel));
    return printJson(object);
}

} // namespace gatoscope
