// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <utility>

#include "core/base/files.h"
#include "core/episode/array_dataset.h"

namespace gatoscope {
namespace {

constexpr std::uint64_t kEmptyRows = 1'000'000; // arrays without bytes behind their rows are not believed beyond this

struct Part {
    std::string source, path;
};

bool digit(char c) { return c >= '0' && c <= '9'; }

/// "obs_0012" -> ("obs", "0012"); without a number at the end the number is empty. A name of digits alone is "array".
std::pair<std::string, std::string> splitNumber(const std::string& stem) {
    std::size_t end = stem.size();
    while (end > 0 && digit(stem[end - 1]))
        --end;
    std::size_t name = end;
    while (name > 0 &&
           (stem[name - 1] == '_' || stem[name - 1] == '-' || stem[name - 1] == '.' || stem[name - 1] == ' '))
        --name;
    return {name == 0 ? "array" : stem.substr(0, name), stem.substr(end)};
}

/// Unnumbered names: one episode, an array a file. All numbered: an episode a number (obs_0, act_0, obs_1 …).
std::vector<std::pair<std::string, std::vector<Part>>> group(const std::vector<std::string>& files) {
    std::vector<std::pair<std::string, std::vector<Part>>> episodes;
    std::map<std::string, std::size_t> places;
    const bool numbered = files.size() > 1 && std::all_of(files.begin(), files.end(), [](const std::string& file) {
                              return !splitNumber(fileStem(file)).second.empty();
                          });
    bool single = true;
    for (const std::string& file : files)
        single = single && splitNumber(fileStem(file)).first == splitNumber(fileStem(files.front())).first;
    for (const std::string& file : files) {
        const auto [name, number] = splitNumber(fileStem(file));
        const std::string episode = numbered ? number : "";
        const auto [place, fresh] = places.emplace(episode, episodes.size());
        if (fresh)
            episodes.emplace_back(single ? fileName(file) : "episode_" + episode, std::vector<Part>());
        episodes[place->second].second.push_back({numbered ? name : fileStem(file), file});
    }
    std::stable_sort(episodes.begin(), episodes.end(),
                     [](const auto& a, const auto& b) { return naturalLess(a.first, b.first); });
    return episodes;
}

/// One file of height x width x 3 or 4 bytes is a picture and not an episode of rows.
bool isLonePicture(const NpyHeader& header) {
    return header.dtype == DType::U8 && header.shape.size() == 3 && header.shape[0] >= 16 && header.shape[1] >= 16 &&
           (header.shape[2] == 3 || header.shape[2] == 4);
}

bool hasValues(const NpyHeader& header) {
    return header.width() > 0 && (header.itemBytes > 0 || header.rows() <= kEmptyRows);
}

Result<ArraySet> readParts(const std::vector<Part>& parts, const std::string& only) {
    ArraySet set;
    for (const Part& part : parts) {
        if (!only.empty() && part.source != only)
            continue;
        auto array = NpyArray::openCutFile(part.path);
        if (!array)
            set.broken.emplace_back(part.source, array.error());
        else if (hasValues(array->header())) {
            if (parts.size() == 1 && isLonePicture(array->header()))
                array->makeSingleRow();
            if (array->missingRows() > 0)
                set.notes.emplace_back(part.source, "the file is cut off: " + std::to_string(array->header().rows()) +
                                                        " of " +
                                                        std::to_string(array->header().rows() + array->missingRows()) +
                                                        " rows are there and are shown");
            set.arrays.push_back({part.source, std::move(*array)});
        }
    }
    return set;
}

} // namespace

OpenedDataset openNpy(const std::vector<std::string>& files, const std::string& path, const Progress& progress) {
    auto episodes = group(files);
    ArrayFiles arrays;
    arrays.path = path;
    arrays.format = "npy";
    arrays.name = fileName(path);
    for (const auto& [id, parts] : episodes)
        arrays.ids.push_back(episodes.size() == 1 ? fileName(path) : id);
    arrays.load = [episodes = std::move(episodes)](std::size_t file, const std::string& only) {
        return readParts(episodes[file].second, only);
    };
    return openArrayFiles(std::move(arrays), progress);
}

} // namespace gatoscope
