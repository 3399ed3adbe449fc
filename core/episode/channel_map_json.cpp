// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "core/base/files.h"
#include "core/base/nearest_name.h"
#include "core/episode/channel_map.h"
#include "core/episode/json_text.h"

namespace gatoscope {
namespace {

using nlohmann::json;
constexpr std::uint64_t kLargestMap = std::uint64_t{16} << 20;
constexpr std::size_t kMostChannels = 10'000;

struct Field {
    const std::string& name;
    const json& value;
    const std::string& place;

    tl::unexpected<Error> wrong(const std::string& expected) const {
        std::string shown = value.dump(-1, ' ', true, json::error_handler_t::replace);
        if (shown.size() > 60)
            shown = shown.substr(0, 57) + "...";
        return fail(ErrorKind::Invalid, "\"" + name + "\" must be " + expected + ", but is " + shown, place);
    }
};

tl::unexpected<Error> unknown(const std::string& what, const std::string& found, const std::vector<std::string>& known,
                              const std::string& place) {
    return fail(ErrorKind::Invalid,
                "unknown " + what + " \"" + found + "\"; the nearest known one is \"" + nearestName(found, known) +
                    "\"",
                place);
}

Result<void> read(const Field& field, std::string& to) {
    if (!field.value.is_string())
        return field.wrong("a string");
    to = field.value.get<std::string>();
    return {};
}

Result<void> read(const Field& field, bool& to) {
    if (!field.value.is_boolean())
        return field.wrong("true or false");
    to = field.value.get<bool>();
    return {};
}

Result<std::int64_t> whole(const Field& field, const json& value) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
        return field.wrong("a whole number of at most 63 bits");
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (value.is_number_float()) { // 7.0, as some writers put it
        const double number = value.get<double>();
        if (std::fabs(number) < 9e15 && std::floor(number) == number)
            return static_cast<std::int64_t>(number);
    }
    return field.wrong("a whole number");
}

Result<double> number(const Field& field, const json& value) {
    return value.is_number() ? Result<double>(value.get<double>()) : field.wrong("a number or an array of numbers");
}

/// A number, or an array of any nesting, row-major.
template <typename T, typename Read>
Result<void> readAll(const Field& field, const json& value, Read each, std::vector<T>& to) {
    if (value.is_array()) {
        for (const json& child : value)
            if (auto done = readAll(field, child, each, to); !done)
                return done;
        return {};
    }
    auto one = each(field, value);
    if (!one)
        return fail(one);
    to.push_back(*one);
    return {};
}

template <typename T, typename Read>
Result<void> readList(const Field& field, Read each, std::vector<T>& to) {
    to.clear();
    if (field.value.is_null())
        return {};
    return readAll(field, field.value, each, to);
}

Result<void> read(const Field& field, std::vector<std::string>& to) {
    if (!field.value.is_array())
        return field.wrong("an array of strings");
    for (const json& child : field.value) {
        if (!child.is_string())
            return field.wrong("an array of strings");
        to.push_back(child.get<std::string>());
    }
    return {};
}

template <typename Enum>
Result<void> readEnum(const Field& field, std::initializer_list<Enum> all, Enum& to) {
    std::vector<std::string> known;
    for (const Enum value : all) {
        known.emplace_back(name(value));
        if (field.value == known.back()) {
            to = value;
            return {};
        }
    }
    if (!field.value.is_string())
        return field.wrong("one of the " + field.name + " names, such as \"" + known.front() + "\"");
    return unknown(field.name, field.value.get<std::string>(), known, field.place);
}

Result<void> readSize(const Field& field, std::optional<std::array<int, 2>>& to) {
    to.reset();
    if (field.value.is_null())
        return {};
    std::vector<std::int64_t> sides;
    if (auto done = readList(field, whole, sides); !done)
        return done;
    if (sides.size() != 2 || sides[0] < 1 || sides[1] < 1 || sides[0] > 16384 || sides[1] > 16384)
        return field.wrong("[height, width], each from 1 to 16384");
    to = {static_cast<int>(sides[0]), static_cast<int>(sides[1])};
    return {};
}

Result<void> readStack(const Field& field, int& to) {
    const auto value = whole(field, field.value);
    if (!value)
        return fail(value);
    if (*value < 1 || *value > 64)
        return field.wrong("a whole number from 1 to 64");
    to = static_cast<int>(*value);
    return {};
}

Result<void> readShift(const Field& field, std::int64_t& to) {
    const auto value = whole(field, field.value);
    if (!value)
        return fail(value);
    if (*value < -1'000'000'000 || *value > 1'000'000'000)
        return field.wrong("a number of steps");
    to = *value;
    return {};
}

using Reader = std::function<Result<void>(const Field&, MappedChannel&)>;

const std::vector<std::pair<std::string, Reader>>& channelFields() {
    using M = MappedChannel;
    static const std::vector<std::pair<std::string, Reader>> fields = {
        {"source", [](const Field& f, M& m) { return read(f, m.source); }},
        {"key", [](const Field& f, M& m) { return read(f, m.key); }},
        {"role",
         [](const Field& f, M& m) {
             return readEnum(f, {Role::Observation, Role::Action, Role::Ignore}, m.role);
         }},
        {"modality",
         [](const Field& f, M& m) {
             return readEnum(
                 f, {Modality::Image, Modality::Text, Modality::TextIds, Modality::Discrete, Modality::Continuous},
                 m.modality);
         }},
        {"lengths", [](const Field& f, M& m) { return read(f, m.lengths); }},
        {"n", [](const Field& f, M& m) { return readList(f, whole, m.n); }},
        {"start", [](const Field& f, M& m) { return readList(f, whole, m.start); }},
        {"low", [](const Field& f, M& m) { return readList(f, number, m.low); }},
        {"high", [](const Field& f, M& m) { return readList(f, number, m.high); }},
        {"names", [](const Field& f, M& m) { return read(f, m.names); }},
        {"unit", [](const Field& f, M& m) { return read(f, m.unit); }},
        {"shift", [](const Field& f, M& m) { return readShift(f, m.shift); }},
        {"size", [](const Field& f, M& m) { return readSize(f, m.size); }},
        {"flip_vertical", [](const Field& f, M& m) { return read(f, m.flipVertical); }},
        {"swap_red_blue", [](const Field& f, M& m) { return read(f, m.swapRedBlue); }},
        {"scale_255", [](const Field& f, M& m) { return read(f, m.scale255); }},
        {"frame_stack", [](const Field& f, M& m) { return readStack(f, m.frameStack); }},
    };
    return fields;
}

Result<MappedChannel> readChannel(const json& object, std::size_t index, const std::string& where) {
    const std::string place = where + ": channels[" + std::to_string(index) + "]";
    if (!object.is_object())
        return fail(ErrorKind::Invalid, "each channel of the map must be an object", place);
    MappedChannel channel;
    const auto& fields = channelFields();
    for (const auto& [key, value] : object.items()) {
        const auto field = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == key; });
        if (field == fields.end()) {
            std::vector<std::string> known;
            for (const auto& f : fields)
                known.push_back(f.first);
            return unknown("channel map field", key, known, place);
        }
        if (auto done = field->second({key, value, place}, channel); !done)
            return fail(done);
    }
    if (channel.source.empty())
        return fail(ErrorKind::Invalid, "the channel has no \"source\"; name the stored channel that it maps", place);
    if (!object.contains("role"))
        return fail(ErrorKind::Invalid, "the channel has no \"role\"; give observation, action or ignore", place);
    if (channel.role != Role::Ignore && !object.contains("modality"))
        return fail(ErrorKind::Invalid,
                    "the channel has no \"modality\"; give image, text, text_ids, discrete or continuous", place);
    if (!object.contains("key"))
        channel.key = defaultKey(channel.source);
    return channel;
}

Result<void> readChannels(const Field& field, ChannelMap& map) {
    if (!field.value.is_array() || field.value.size() > kMostChannels)
        return field.wrong("an array of channels");
    for (std::size_t i = 0; i < field.value.size(); ++i) {
        auto channel = readChannel(field.value[i], i, field.place);
        if (!channel)
            return fail(channel);
        map.channels.push_back(std::move(*channel));
    }
    return {};
}

Result<void> readFps(const Field& field, ChannelMap& map) {
    if (field.value.is_null())
        return {};
    if (!field.value.is_number() || !(field.value.get<double>() > 0) || !(field.value.get<double>() <= 1e6))
        return field.wrong("a number above 0");
    map.fps = field.value.get<double>();
    return {};
}

} // namespace

Result<ChannelMap> parseChannelMap(std::string_view text, const std::string& place) {
    auto parsed = parseJson(text, place);
    if (!parsed)
        return fail(parsed);
    if (!parsed->is_object())
        return fail(ErrorKind::Invalid, "a channel map is a JSON object with \"channels\"", place);
    ChannelMap map;
    for (const auto& [key, value] : parsed->items()) {
        const Field field{key, value, place};
        Result<void> done;
        if (key == "record")
            done = readEnum(field, {Record::Episode, Record::Document, Record::ImageText}, map.record);
        else if (key == "fps")
            done = readFps(field, map);
        else if (key == "channels")
            done = readChannels(field, map);
        else
            return unknown("channel map field", key, {"record", "fps", "channels"}, place);
        if (!done)
            return fail(done);
    }
    if (!parsed->contains("channels"))
        return fail(ErrorKind::Invalid, "the channel map has no \"channels\"", place);
    return map;
}

Result<ChannelMap> readChannelMap(const std::string& path) {
    const auto text = readFile(path, kLargestMap);
    if (!text)
        return fail(text);
    return parseChannelMap(*text, path);
}

} // namespace gatoscope
