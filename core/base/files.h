// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Files of strangers read with a cap, files of ours written whole or not at all, and names in the order a person
// expects.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

enum class PathKind { Missing, File, Folder, Other };
PathKind pathKind(const std::string& path);

/// Last part of a path ("" for "/"), the part before it ("." where there is none), and the name without its last
/// extension.
std::string fileName(std::string_view path);
std::string folderName(std::string_view path);
std::string fileStem(std::string_view path);
/// Lower case, without the dot; "" where there is none.
std::string fileExtension(std::string_view path);
std::string joinPath(std::string_view folder, std::string_view name);

struct FolderEntry {
    std::string name;
    bool folder = false;
};
/// Files and folders in natural order, without hidden ones. Links are followed only while they stay inside `path`; the
/// others are left out and counted in `linksOut` (may be null). No file is opened.
Result<std::vector<FolderEntry>> listFolder(const std::string& path, std::size_t* linksOut = nullptr);

/// frame_2 before frame_10: runs of digits compare as numbers, the rest byte by byte.
bool naturalLess(std::string_view a, std::string_view b);

/// `relative`, a path that a file names, below `folder`; Invalid where it is absolute or leads out of it.
Result<std::string> containedPath(const std::string& folder, const std::string& relative);

/// The whole file; Unsupported when it holds more than `cap` bytes, checked before allocation.
Result<std::string> readFile(const std::string& path, std::uint64_t cap);
/// The first bytes, at most `count`.
Result<std::string> readHead(const std::string& path, std::size_t count);
Result<std::uint64_t> fileSize(const std::string& path);

/// A file read at any offset, by several threads at once. Read, not mapped: a file that shrinks is an error, not a
/// crash.
class RandomFile {
public:
    static Result<std::shared_ptr<const RandomFile>> open(const std::string& path);
    ~RandomFile();
    RandomFile(const RandomFile&) = delete;
    RandomFile& operator=(const RandomFile&) = delete;

    const std::string& path() const { return path_; }
    std::uint64_t size() const { return size_; } // when it was opened
    /// Exactly `count` bytes, or Unreadable that says where the file ends.
    Result<void> read(std::uint64_t offset, void* to, std::size_t count) const;

private:
    RandomFile() = default;
    std::string path_;
    std::uint64_t size_ = 0;
    int handle_ = -1;
};

/// Written beside its goal, flushed and renamed on commit(); dropped without it, so a kill leaves the old file or the
/// new.
class AtomicFile {
public:
    static Result<std::unique_ptr<AtomicFile>> create(const std::string& path);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    Result<void> write(const void* bytes, std::size_t count);
    Result<void> write(std::string_view text) { return write(text.data(), text.size()); }
    std::uint64_t written() const { return written_; }
    /// Where the bytes lie until commit(), for libraries that write files by name themselves.
    const std::string& temporaryPath() const { return temporary_; }
    Result<void> commit();

private:
    AtomicFile() = default;
    Result<void> flush();
    std::string path_, temporary_, buffer_;
    std::uint64_t written_ = 0;
    int handle_ = -1;
};

Result<void> writeFile(const std::string& path, std::string_view bytes);

} // namespace gatoscope
