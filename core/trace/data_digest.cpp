// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/data_digest.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/files.h"
#include "core/base/sha256.h"

namespace gatoscope {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t budget = std::uint64_t{64} << 20;
constexpr std::uint64_t piece = std::uint64_t{64} << 10;
constexpr std::uint64_t least = std::uint64_t{4} << 10; // of a file, as long as the budget lasts

struct File {
    std::string name; // relative to the dataset
    std::uint64_t size = 0;
};

/// Regular files at or below `path`, by name; links are not followed.
std::vector<File> filesOf(const std::string& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        const std::uintmax_t size = fs::file_size(path, error);
        return error ? std::vector<File>{} : std::vector<File>{{"", size}};
    }
    std::vector<File> out;
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
        std::error_code own;
        if (!it->is_symlink(own) && it->is_regular_file(own))
            out.push_back({it->path().lexically_relative(path).generic_string(), it->file_size(own)});
    }
    std::sort(out.begin(), out.end(), [](const File& a, const File& b) { return a.name < b.name; });
    return out;
}

/// `share` bytes of a file, all where it has no more, else pieces from its begin to its end.
bool addBytes(Sha256& hash, const std::string& path, std::uint64_t size, std::uint64_t share) {
    const auto file = RandomFile::open(path);
    if (!file)
        return false;
    const bool whole = size <= share;
    const std::uint64_t pieces = whole ? (size + piece - 1) / piece : std::max<std::uint64_t>(1, share / piece);
    const std::uint64_t length = std::min(piece, share);
    std::vector<char> bytes(static_cast<std::size_t>(std::min(piece, std::max(length, std::uint64_t{1}))));
    for (std::uint64_t i = 0; i < pieces; ++i) {
        const std::uint64_t at = whole ? i * piece : (size - length) / std::max<std::uint64_t>(1, pieces - 1) * i;
        const std::uint64_t count = std::min(length, size - at);
        if (!(*file)->read(at, bytes.data(), static_cast<std::size_t>(count)))
            return false;
        hash.add(bytes.data(), static_cast<std::size_t>(count));
    }
    return true;
}

std::string amount(std::uint64_t bytes) {
    return bytes < (1 << 20) ? std::to_string((bytes + 1023) >> 10) + " KiB" : std::to_string(bytes >> 20) + " MiB";
}

} // namespace

DataDigest digestOf(const std::string& path) {
    const std::vector<File> files = filesOf(path);
    if (files.empty())
        return {};
    std::uint64_t all = 0;
    for (const File& file : files)
        all += file.size;
    const bool whole = all <= budget, alone = files.size() == 1 && files.front().name.empty();
    const std::uint64_t share = whole ? budget : std::max(least, budget / files.size());
    const std::size_t every = 1 + files.size() / (budget / least); // of very many files the bytes of some
    Sha256 hash;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!alone || !whole)
            hash.add(files[i].name + '\n' + std::to_string(files[i].size) + '\n');
        const std::string place = alone ? path : joinPath(path, files[i].name);
        if (i % every == 0 && !addBytes(hash, place, files[i].size, share))
            return {};
    }
    const std::string count = alone ? "" : std::to_string(files.size()) + " files, names, sizes and ";
    if (whole)
        return {hash.hex(), alone ? "the file" : count + "bytes"};
    return {hash.hex(), (alone ? "size and " : count) + amount(budget) + " of " + amount(all) + " of bytes"};
}

} // namespace gatoscope
