// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "core/tokens/channel_values.h"
#include "core/tokens/token.h"

namespace gatoscope {
namespace {

constexpr std::int64_t kShiftCap = std::int64_t{1} << 40;

enum Group { Text, Image, Discrete, Continuous };

Group groupOf(Modality modality) {
    switch (modality) {
    case Modality::Text:
    case Modality::TextIds:
        return Text;
    case Modality::Image:
        return Image;
    case Modality::Discrete:
        return Discrete;
    case Modality::Continuous:
        break;
    }
    return Continuous;
}

/// Place of a modality before keys are compared; all equal where the key alone decides.
int rank(const SequenceChannel& channel, Settings::Order order) {
    const Group group = groupOf(channel.map.modality);
    switch (order) {
    case Settings::Order::KeyOnly:
        return 0;
    case Settings::Order::ModalityThenKey:
        return channel.action ? 0 : std::min<int>(group, Discrete);
    case Settings::Order::Gia:
        return group;
    case Settings::Order::Neko:
        break;
    }
    constexpr int neko[] = {1, 0, 3, 2}; // text, image, discrete, continuous
    return neko[group];
}

/// What a record admits (contract 2).
Result<void> admit(const SequenceChannel& channel, Record record) {
    const MappedChannel& map = channel.map;
    const bool text = groupOf(map.modality) == Text;
    if (channel.action && map.modality == Modality::Image) {
        return fail(ErrorKind::Invalid, "channel " + spoken(map) + " is an image and cannot be an action");
    }
    if (map.frameStack < 1 || map.frameStack > 64 || map.shift > kShiftCap || map.shift < -kShiftCap ||
        (map.size && ((*map.size)[0] < 1 || (*map.size)[1] < 1 || std::max((*map.size)[0], (*map.size)[1]) > 16384))) {
        return fail(ErrorKind::Invalid, "channel " + spoken(map) +
                                            " has a frame_stack outside [1, 64], a size outside [1, 16384] or a shift "
                                            "that leads nowhere");
    }
    if (record == Record::Document && (channel.action || !text)) {
        return fail(ErrorKind::Invalid, "a record of kind document holds text only, but channel " + spoken(map) +
                                            " is " + (channel.action ? "an action" : name(map.modality)) +
                                            "; map it as ignore, or set record to episode");
    }
    if (record == Record::ImageText && channel.action) {
        return fail(ErrorKind::Invalid, "a record of kind image_text has no actions, but channel " + spoken(map) +
                                            " is one; map it as observation or ignore");
    }
    return {};
}

Result<void> checkKeys(const std::vector<SequenceChannel>& channels) {
    std::set<std::pair<bool, std::string>> seen;
    for (const SequenceChannel& channel : channels) {
        if (!seen.emplace(channel.action, channel.map.key).second) {
            return fail(ErrorKind::Invalid, "the key '" + channel.map.key + "' is used by two " +
                                                (channel.action ? "actions" : "observations") +
                                                "; give one of them another key");
        }
    }
    return {};
}

} // namespace

Result<std::vector<SequenceChannel>> resolveOrder(const std::vector<Channel>& channels, const ChannelMap& map,
                                                  const Settings& settings) {
    std::vector<SequenceChannel> resolved;
    for (const MappedChannel& mapped : map.channels) {
        if (mapped.role == Role::Ignore) {
            continue;
        }
        const auto stored = std::find_if(channels.begin(), channels.end(),
                                         [&](const Channel& channel) { return channel.source == mapped.source; });
        if (stored == channels.end()) {
            return fail(ErrorKind::NotFound, "the map names the channel '" + mapped.source +
                                                 "', which this data set does not have; `info` lists its channels");
        }
        resolved.push_back({mapped, *stored, mapped.role == Role::Action});
        if (auto admitted = admit(resolved.back(), map.record); !admitted) {
            return fail(admitted);
        }
    }
    if (auto keys = checkKeys(resolved); !keys) {
        return fail(keys);
    }
    if (map.record == Record::ImageText) {
        return resolved;
    }
    // std::string compares as unsigned bytes: 'Zed' < 'a' < 'joint10' < 'joint2' < 'état'.
    std::stable_sort(resolved.begin(), resolved.end(), [&](const SequenceChannel& a, const SequenceChannel& b) {
        const auto place = [&](const SequenceChannel& channel) {
            return std::tuple<bool, int, const std::string&>(channel.action, rank(channel, settings.order),
                                                             channel.map.key);
        };
        return place(a) < place(b);
    });
    return resolved;
}

} // namespace gatoscope
