// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "core/base/files.h"
#include "core/episode/array_dataset.h"
#include "core/episode/zip_file.h"

namespace gatoscope {
namespace {

constexpr std::size_t kMostArrays = 4096;
constexpr std::uint64_t kEmptyRows = 1'000'000; // arrays without bytes behind their rows are not believed beyond this

/// A member's name as a channel's: without .npy, without control characters, without parts that lead anywhere.
std::string arrayName(std::string name) {
    name.resize(name.size() - 4);
    std::string clean;
    for (std::size_t from = 0; from <= name.size();) {
        const std::size_t to = std::min(name.find('/', from), name.size());
        const std::string part = name.substr(from, to - from);
        if (!part.empty() && part != "." && part != "..")
            clean += (clean.empty() ? "" : "/") + part;
        from = to + 1;
    }
    std::replace_if(
        clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127 || c == '\\'; },
        '_');
    return clean.empty() ? "array" : clean;
}

bool isArrayMember(const ZipMember& member) {
    return member.name.size() >= 4 && member.name.compare(member.name.size() - 4, 4, ".npy") == 0;
}

/// Arrays without any value are no channels: nothing stands behind their rows.
bool hasValues(const NpyHeader& header) {
    return header.width() > 0 && (header.itemBytes > 0 || header.rows() <= kEmptyRows);
}

Result<NpyArray> openMember(const std::shared_ptr<const RandomFile>& file, const ZipMember& member) {
    auto bytes = openZipMember(file, member);
    if (!bytes)
        return fail(bytes);
    return NpyArray::open(std::move(*bytes), file->path() + ": " + member.name, member.crc);
}

bool opens(const std::shared_ptr<const RandomFile>& file, const ZipMember& member) {
    return isArrayMember(member) && openMember(file, member).has_value();
}

Result<ArraySet> readNpz(const std::string& path, const std::string& only) {
    auto file = RandomFile::open(path);
    if (!file)
        return fail(file);
    ArraySet set;
    auto members = readZipDirectory(**file);
    if (!members) {
        std::vector<ZipMember> salvaged = salvageZipMembers(**file);
        const Error lost = members.error();
        if (std::none_of(salvaged.begin(), salvaged.end(),
                         [&](const ZipMember& member) { return opens(*file, member); }))
            return fail(members);
        set.notes.emplace_back("", lost.text + "; the arrays before the damage are shown");
        members = std::move(salvaged);
    }
    std::map<std::string, std::size_t> last; // of members with the same name the last counts, as in numpy
    std::vector<std::pair<std::string, const ZipMember*>> chosen;
    for (const ZipMember& member : *members) {
        if (!isArrayMember(member))
            continue;
        std::string name = arrayName(member.name);
        if (!only.empty() && name != only)
            continue;
        const auto [place, fresh] = last.emplace(name, chosen.size());
        if (fresh)
            chosen.emplace_back(std::move(name), &member);
        else
            chosen[place->second].second = &member;
    }
    if (chosen.size() > kMostArrays)
        return fail(ErrorKind::Unsupported,
                    "the archive holds " + std::to_string(chosen.size()) + " arrays; at most " +
                        std::to_string(kMostArrays) + " are read",
                    path);
    for (const auto& [name, member] : chosen) {
        auto array = openMember(*file, *member);
        if (!array)
            set.broken.emplace_back(name, array.error());
        else if (hasValues(array->header()))
            set.arrays.push_back({name, std::move(*array)});
    }
    if (only.empty() && chosen.empty())
        return fail(ErrorKind::Unsupported, "the archive holds no .npy array", path);
    return set;
}

} // namespace

OpenedDataset openNpz(const std::vector<std::string>& files, const std::string& path, const Progress& progress) {
    ArrayFiles arrays;
    arrays.path = path;
    arrays.format = "npz";
    arrays.name = fileName(path);
    for (const std::string& file : files)
        arrays.ids.push_back(fileName(file));
    arrays.load = [files](std::size_t file, const std::string& only) { return readNpz(files[file], only); };
    return openArrayFiles(std::move(arrays), progress);
}

} // namespace gatoscope
