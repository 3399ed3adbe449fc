// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/channel_map.h"

#include <set>
#include <utility>

#include "core/base/nearest_name.h"

namespace gatoscope {
namespace {

Result<void> invalid(const std::string& text, const MappedChannel& channel) {
    return fail(ErrorKind::Invalid, text, "channel map: " + channel.source);
}

Result<void> checkSource(const std::string& source, const MappedChannel& mapped, const std::vector<Channel>& channels,
                         const Channel** found) {
    std::vector<std::string> known;
    for (const Channel& channel : channels) {
        if (channel.source == source) {
            *found = &channel;
            return {};
        }
        known.push_back(channel.source);
    }
    const std::string nearest = nearestName(source, known);
    return invalid("the map names the channel \"" + source + "\", which the data set does not have" +
                       (nearest.empty() ? std::string() : "; the nearest is \"" + nearest + "\""),
                   mapped);
}

/// One entry stands for all components, else there is one each. Width 0: unknown before the data are read.
Result<void> checkCount(const char* field, std::size_t count, std::size_t components, const MappedChannel& mapped) {
    if (count <= 1 || components == 0 || count == components)
        return {};
    return invalid(std::string("\"") + field + "\" has " + std::to_string(count) + " entries, but the channel has " +
                       std::to_string(components) + " components; give one entry, or one per component",
                   mapped);
}

Result<void> checkModality(const MappedChannel& mapped, const Channel& channel) {
    const std::string is = std::string(" is ") + (channel.image ? "an image" : name(channel.dtype));
    const std::string wanted = std::string("the modality is \"") + name(mapped.modality) + "\", but the channel" + is;
    switch (mapped.modality) {
    case Modality::Image:
        if (!channel.image && (channel.shape.size() < 2 || channel.shape.size() > 3 || channel.dtype != DType::U8))
            return invalid(wanted + " with " + std::to_string(channel.shape.size()) +
                               " dimensions per step; an image is uint8 of height x width, with or without channels",
                           mapped);
        return {};
    case Modality::Text:
        return channel.dtype == DType::Text ? Result<void>() : invalid(wanted + ", not text", mapped);
    case Modality::TextIds:
    case Modality::Discrete:
        if (!isInteger(channel.dtype) || channel.shape.size() > 32)
            return invalid(wanted + "; this modality needs whole numbers", mapped);
        return {};
    case Modality::Continuous:
        return channel.dtype == DType::Text ? invalid(wanted + "; text has no number", mapped) : Result<void>();
    }
    return {};
}

Result<void> checkBounds(const MappedChannel& mapped) {
    if (mapped.low.empty() != mapped.high.empty())
        return invalid("\"low\" and \"high\" go together, but only one is given", mapped);
    const std::size_t count = std::max(mapped.low.size(), mapped.high.size());
    for (std::size_t i = 0; i < count; ++i) {
        const double low = mapped.low[mapped.low.size() == 1 ? 0 : std::min(i, mapped.low.size() - 1)];
        const double high = mapped.high[mapped.high.size() == 1 ? 0 : std::min(i, mapped.high.size() - 1)];
        if (low == high)
            return invalid("\"low\" equals \"high\" in component " + std::to_string(i) +
                               ", so values cannot be scaled; give two different bounds or none",
                           mapped);
        if (low > high)
            return invalid("\"low\" is above \"high\" in component " + std::to_string(i), mapped);
    }
    return {};
}

Result<void> checkNumbers(const MappedChannel& mapped) {
    for (const std::int64_t n : mapped.n)
        if (n <= 0)
            return invalid("\"n\" must be positive, but is " + std::to_string(n), mapped);
    if (mapped.frameStack < 1 || mapped.frameStack > 64)
        return invalid("\"frame_stack\" must be from 1 to 64, but is " + std::to_string(mapped.frameStack), mapped);
    if (mapped.size &&
        ((*mapped.size)[0] < 1 || (*mapped.size)[1] < 1 || (*mapped.size)[0] > 16384 || (*mapped.size)[1] > 16384))
        return invalid("\"size\" is [height, width], each from 1 to 16384", mapped);
    return {};
}

Result<void> checkCounts(const MappedChannel& mapped, const Channel& channel) {
    const std::size_t components = width(channel);
    for (const auto& [field, count] : {std::pair{"n", mapped.n.size()}, std::pair{"start", mapped.start.size()},
                                       std::pair{"low", mapped.low.size()}, std::pair{"high", mapped.high.size()}})
        if (auto fits = checkCount(field, count, components, mapped); !fits)
            return fits;
    return {};
}

Result<void> checkChannel(const MappedChannel& mapped, const std::vector<Channel>& channels) {
    const Channel* channel = nullptr;
    if (auto known = checkSource(mapped.source, mapped, channels, &channel); !known)
        return known;
    if (mapped.role == Role::Ignore)
        return {};
    if (!mapped.lengths.empty()) {
        const Channel* lengths = nullptr;
        if (auto known = checkSource(mapped.lengths, mapped, channels, &lengths); !known)
            return known;
        if (!isInteger(lengths->dtype))
            return invalid("the lengths in \"" + mapped.lengths + "\" are " + name(lengths->dtype) +
                               ", not whole numbers",
                           mapped);
    }
    if (auto fits = checkModality(mapped, *channel); !fits)
        return fits;
    if (auto fits = checkNumbers(mapped); !fits)
        return fits;
    if (auto fits = checkBounds(mapped); !fits)
        return fits;
    return checkCounts(mapped, *channel);
}

} // namespace

const char* name(Role role) {
    return role == Role::Observation ? "observation" : role == Role::Action ? "action" : "ignore";
}

const char* name(Modality modality) {
    switch (modality) {
    case Modality::Image:
        return "image";
    case Modality::Text:
        return "text";
    case Modality::TextIds:
        return "text_ids";
    case Modality::Discrete:
        return "discrete";
    case Modality::Continuous:
        return "continuous";
    }
    return "continuous";
}

const char* name(Record record) {
    return record == Record::Document ? "document" : record == Record::ImageText ? "image_text" : "episode";
}

const MappedChannel* ChannelMap::find(const std::string& source) const {
    for (const MappedChannel& channel : channels)
        if (channel.source == source)
            return &channel;
    return nullptr;
}

double framesPerSecond(const ChannelMap& map) { return map.fps && *map.fps > 0 ? *map.fps : 10.0; }

Result<void> validate(const ChannelMap& map, const std::vector<Channel>& channels) {
    if (map.fps && !(*map.fps > 0 && *map.fps <= 1e6))
        return fail(ErrorKind::Invalid, "\"fps\" must be a number above 0", "channel map");
    std::set<std::pair<Role, std::string>> keys;
    for (const MappedChannel& mapped : map.channels) {
        if (auto good = checkChannel(mapped, channels); !good)
            return good;
        if (mapped.role != Role::Ignore && !keys.emplace(mapped.role, mapped.key).second)
            return invalid("the key \"" + mapped.key + "\" is used twice among the " + name(mapped.role) +
                               "s; give each its own",
                           mapped);
    }
    return {};
}

std::string defaultKey(const std::string& source) {
    for (const std::string_view prefix : {"steps/observation/", "observations/", "observation.", "obs/", "steps/"})
        if (source.size() > prefix.size() && source.compare(0, prefix.size(), prefix) == 0)
            return source.substr(prefix.size());
    return source;
}

} // namespace gatoscope
