// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/inputs.h"

#include "core/base/nearest_name.h"

#include <charconv>
#include <optional>

namespace gatoscope {

namespace {

std::optional<std::int64_t> parseIndex(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

std::vector<std::string> settingNames() {
    std::vector<std::string> names;
    for (const auto& [key, value] : listSettings({}))
        names.push_back(key);
    return names;
}

Result<void> applySet(Settings& settings, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        const std::string nearest = nearestName(text, settingNames());
        return fail(ErrorKind::Invalid,
                    "--set takes KEY=VALUE and '" + text + "' has no '='; the nearest key is " + nearest, "--set");
    }
    auto set = setSetting(settings, text.substr(0, equals), text.substr(equals + 1));
    if (!set && set.error().place.empty())
        set.error().place = "--set " + text;
    return set;
}

} // namespace

Result<Settings> resolveSettings(const InputOptions& input, Settings settings) {
    if (!input.tokenizer.empty()) {
        auto read = readSettings(settings, input.tokenizer);
        if (!read)
            return fail(read);
        settings = std::move(*read);
    }
    // A dialect is a set of the other keys and is applied first, wherever it was typed (contract 3).
    for (const bool dialects : {true, false}) {
        for (const std::string& text : input.sets) {
            if ((text.compare(0, 8, "dialect=") == 0) != dialects)
                continue;
            if (auto set = applySet(settings, text); !set)
                return fail(set);
        }
    }
    return settings;
}

Result<ChannelMap> resolveMap(const InputOptions& input, const Dataset& dataset) {
    if (input.map.empty())
        return dataset.guessedMap();
    auto map = readChannelMap(input.map);
    if (!map)
        return fail(map);
    if (auto valid = validate(*map, dataset.channels()); !valid) {
        Error error = valid.error();
        if (error.place.empty())
            error.place = input.map;
        else if (error.place.find(input.map) == std::string::npos)
            error.place = input.map + ", " + error.place;
        return tl::unexpected<Error>(std::move(error));
    }
    return map;
}

Result<IndexRange> parseRange(const std::string& text, std::int64_t count, const std::string& what) {
    if (text.empty())
        return IndexRange{0, count};
    const std::string place = what + " " + text;
    const std::size_t colon = text.find(':');
    IndexRange range{0, count};
    std::optional<std::int64_t> begin, end;
    if (colon == std::string::npos) {
        begin = parseIndex(text);
        end = begin ? std::optional(*begin + 1) : begin;
    } else {
        begin = colon == 0 ? std::optional<std::int64_t>(0) : parseIndex(std::string_view(text).substr(0, colon));
        end = colon + 1 == text.size() ? std::optional(count) : parseIndex(std::string_view(text).substr(colon + 1));
    }
    if (!begin || !end)
        return fail(ErrorKind::Invalid,
                    what + " takes one whole number from 0 or a half-open range A:B, and '" + text + "' is neither",
                    place);
    range = {*begin, *end};
    if (range.begin < 0 || range.end > count || range.begin >= range.end)
        return fail(ErrorKind::NotFound,
                    what + " asks for " + text + ", which is not inside 0:" + std::to_string(count) +
                        " or holds nothing",
                    place);
    return range;
}

Result<IndexRange> chosenEpisodes(const InputOptions& input, const Dataset& dataset) {
    return parseRange(input.episodes, dataset.episodeCount(), "--episode");
}

} // namespace gatoscope
