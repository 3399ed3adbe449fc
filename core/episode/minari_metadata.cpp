// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/minari_metadata.h"

#include <algorithm>
#include <charconv>

#include "core/base/files.h"
#include "core/episode/hdf5_episode.h"
#include "core/episode/json_text.h"

namespace gatoscope {

namespace {

using Json = nlohmann::json;
constexpr std::uint64_t kMostMetadataBytes = std::uint64_t{256} << 20;
constexpr std::int64_t kListed = 20'000; // up to this many episodes are listed by name, which takes 50 ms
constexpr const char* kPrefix = "episode_";

std::string textOf(const Json& json, const char* key) {
    if (!json.contains(key))
        return {};
    return json[key].is_string()   ? json[key].get<std::string>()
           : json[key].is_object() ? json[key].dump()
                                   : std::string();
}

std::optional<std::int64_t> countOf(const Json& json, const char* key) {
    if (!json.contains(key) || !json[key].is_number())
        return std::nullopt;
    const double value = json[key].get<double>();
    if (!(value >= 0 && value < 9e15))
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<MinariMetadata> fromJson(const std::string& path, std::vector<Finding>& report) {
    const auto text = readFile(path, kMostMetadataBytes);
    const auto json = text ? parseJson(*text, path) : tl::unexpected<Error>(text.error());
    if (!json || !json->is_object()) {
        report.push_back(hdf5Note(Severity::Warning, "metadata-unreadable",
                                  "metadata.json could not be understood; the data alone are used", path));
        return std::nullopt;
    }
    MinariMetadata metadata;
    metadata.episodes = countOf(*json, "total_episodes");
    metadata.steps = countOf(*json, "total_steps");
    metadata.observationSpace = textOf(*json, "observation_space");
    metadata.actionSpace = textOf(*json, "action_space");
    metadata.id = textOf(*json, "dataset_id");
    metadata.version = textOf(*json, "minari_version");
    if (json->contains("combined_datasets") && (*json)["combined_datasets"].is_array())
        for (const Json& name : (*json)["combined_datasets"])
            if (name.is_string())
                metadata.combined.push_back(name.get<std::string>());
    return metadata;
}

MinariMetadata fromAttributes(const Hdf5File& file) {
    const auto text = [&](const char* name) { return hdf5Text(file, "", name).value_or(std::string()); };
    const auto count = [&](const char* name) -> std::optional<std::int64_t> {
        const auto value = hdf5Integer(file, "", name);
        return value && *value >= 0 ? std::optional(*value) : std::nullopt;
    };
    MinariMetadata metadata;
    metadata.episodes = count("total_episodes");
    metadata.steps = count("total_steps");
    metadata.observationSpace = text("observation_space");
    metadata.actionSpace = text("action_space");
    metadata.id = text("dataset_id");
    metadata.version = text("minari_version");
    if (const auto combined = file.attribute("", "combined_datasets"))
        metadata.combined = combined->text;
    return metadata;
}

std::optional<std::uint64_t> numberOf(const std::string& name) {
    const std::size_t prefix = std::char_traits<char>::length(kPrefix);
    std::uint64_t number = 0;
    if (name.compare(0, prefix, kPrefix) != 0)
        return std::nullopt;
    const auto [end, wrong] = std::from_chars(name.data() + prefix, name.data() + name.size(), number);
    if (wrong != std::errc() || end != name.data() + name.size())
        return std::nullopt;
    return number;
}

/// Do the first and last numbers, and a few between, stand for episodes, and none beyond?
bool contiguous(const Hdf5File& file, std::int64_t count) {
    const auto there = [&](std::int64_t i) { return file.kind(kPrefix + std::to_string(i)) == Hdf5File::Kind::Group; };
    for (std::int64_t i = count; i < count + 8; ++i)
        if (there(i))
            return false;
    for (std::int64_t k = 0; k <= 32; ++k)
        if (!there(k * (count - 1) / 32))
            return false;
    return true;
}

} // namespace

MinariMetadata readMinariMetadata(const Hdf5File& file, const std::string& folder, std::vector<Finding>& report) {
    const std::string path = joinPath(folder, "metadata.json");
    if (pathKind(path) == PathKind::File)
        if (auto metadata = fromJson(path, report))
            return std::move(*metadata);
    return fromAttributes(file);
}

std::string MinariEpisodes::name(std::int64_t index) const {
    return names.empty() ? kPrefix + std::to_string(index) : names[static_cast<std::size_t>(index)];
}

Result<MinariEpisodes> listMinariEpisodes(const Hdf5File& file, const MinariMetadata& metadata,
                                          std::vector<Finding>& report) {
    MinariEpisodes episodes;
    if (metadata.episodes && *metadata.episodes > kListed && contiguous(file, *metadata.episodes)) {
        episodes.count = *metadata.episodes;
        report.push_back(hdf5Note(Severity::Info, "episodes-believed",
                                  "The " + std::to_string(episodes.count) +
                                      " episodes of the metadata were checked at 33 places and not listed one by one"));
        return episodes;
    }
    const auto links = file.names("");
    if (!links)
        return fail(links);
    std::vector<std::pair<std::uint64_t, std::string>> numbered;
    for (const std::string& name : *links)
        if (const auto number = numberOf(name))
            numbered.emplace_back(*number, name);
    std::sort(numbered.begin(), numbered.end());
    episodes.count = static_cast<std::int64_t>(numbered.size());
    const bool gaps =
        !numbered.empty() && (numbered.front().first != 0 || numbered.back().first + 1 != numbered.size());
    for (auto& [number, name] : numbered)
        episodes.names.push_back(std::move(name));
    if (gaps)
        report.push_back(hdf5Note(Severity::Info, "numbering-gaps",
                                  "The stored episode numbers have gaps; episodes are counted from 0 in their order"));
    if (metadata.episodes && *metadata.episodes != episodes.count)
        report.push_back(hdf5Note(Severity::Warning, "metadata-contradicts",
                                  "The metadata speak of " + std::to_string(*metadata.episodes) +
                                      " episodes, the file holds " + std::to_string(episodes.count) +
                                      "; the file is believed",
                                  "total_episodes"));
    return episodes;
}

} // namespace gatoscope
