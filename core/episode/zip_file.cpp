// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/zip_file.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatoscope {
namespace {

constexpr std::uint64_t kDirectoryCap = std::uint64_t{64} << 20;
constexpr std::size_t kEnd = 22;     // end record without its comment
constexpr std::size_t kLocator = 20; // ZIP64 locator before it
constexpr std::size_t kEntry = 46;
constexpr std::size_t kLocal = 30;

std::uint64_t number(std::string_view bytes, std::size_t at, int count) {
    std::uint64_t value = 0;
    for (int i = count - 1; i >= 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

tl::unexpected<Error> damaged(const RandomFile& file, const std::string& what) {
    return fail(ErrorKind::Unreadable, "the ZIP archive is damaged or cut off: " + what, file.path());
}

Result<std::string> bytesAt(const RandomFile& file, std::uint64_t offset, std::uint64_t count) {
    std::string bytes(static_cast<std::size_t>(count), '\0');
    if (auto read = file.read(offset, bytes.data(), bytes.size()); !read)
        return fail(read);
    return bytes;
}

struct Directory {
    std::uint64_t offset = 0, size = 0, entries = 0;
};

/// Where the end record is: at the very end, or before a comment of at most 64 KiB.
Result<std::uint64_t> findEnd(const RandomFile& file) {
    for (const std::uint64_t reach : {std::uint64_t{kEnd}, std::uint64_t{kEnd} + 65535}) {
        const std::uint64_t count = std::min(reach, file.size());
        const auto tail = bytesAt(file, file.size() - count, count);
        if (!tail)
            return fail(tail);
        const std::size_t at = tail->rfind("PK\x05\x06");
        if (at != std::string::npos && tail->size() - at >= kEnd)
            return file.size() - count + at;
    }
    return damaged(file, "its directory at the end is missing");
}

Result<Directory> findDirectory(const RandomFile& file) {
    const auto end = findEnd(file);
    if (!end)
        return fail(end);
    const auto record = bytesAt(file, *end, kEnd);
    if (!record)
        return fail(record);
    Directory directory{number(*record, 16, 4), number(*record, 12, 4), number(*record, 10, 2)};
    if (*end >= kLocator) {
        const auto locator = bytesAt(file, *end - kLocator, kLocator);
        if (locator && locator->substr(0, 4) == "PK\x06\x07") {
            const auto large = bytesAt(file, number(*locator, 8, 8), 56);
            if (!large || large->substr(0, 4) != "PK\x06\x06")
                return damaged(file, "its ZIP64 directory is not where it should be");
            directory = {number(*large, 48, 8), number(*large, 40, 8), number(*large, 32, 8)};
        }
    }
    if (directory.offset > file.size() || directory.size > file.size() - directory.offset)
        return damaged(file, "its directory lies outside the file");
    if (directory.size > kDirectoryCap || directory.entries > directory.size / kEntry)
        return damaged(file,
                       "its directory cannot hold the " + std::to_string(directory.entries) + " members it declares");
    return directory;
}

/// Sizes and offset that did not fit 32 bits are in the extra field, in this order.
bool readLargeSizes(std::string_view extra, ZipMember& member) {
    const bool needs = member.size == 0xFFFFFFFF || member.packed == 0xFFFFFFFF || member.header == 0xFFFFFFFF;
    for (std::size_t at = 0; needs && at + 4 <= extra.size();) {
        const std::size_t length = number(extra, at + 2, 2);
        if (length > extra.size() - at - 4)
            return false;
        if (number(extra, at, 2) == 1) {
            std::size_t from = at + 4;
            for (std::uint64_t* value : {&member.size, &member.packed, &member.header}) {
                if (*value != 0xFFFFFFFF)
                    continue;
                if (from + 8 > at + 4 + length)
                    return false;
                *value = number(extra, from, 8);
                from += 8;
            }
            return true;
        }
        at += 4 + length;
    }
    return true;
}

} // namespace

Result<std::vector<ZipMember>> readZipDirectory(const RandomFile& file) {
    const auto directory = findDirectory(file);
    if (!directory)
        return fail(directory);
    const auto bytes = bytesAt(file, directory->offset, directory->size);
    if (!bytes)
        return fail(bytes);
    std::vector<ZipMember> members;
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        if (bytes->size() - at < kEntry || bytes->compare(at, 4, "PK\x01\x02") != 0)
            return damaged(file, "its directory breaks off after " + std::to_string(i) + " members");
        const std::size_t name = number(*bytes, at + 28, 2);
        const std::size_t extra = number(*bytes, at + 30, 2);
        const std::size_t comment = number(*bytes, at + 32, 2);
        if (name + extra + comment > bytes->size() - at - kEntry)
            return damaged(file, "its directory breaks off after " + std::to_string(i) + " members");
        ZipMember member;
        member.encrypted = (number(*bytes, at + 8, 2) & 1) != 0;
        member.method = static_cast<std::uint16_t>(number(*bytes, at + 10, 2));
        member.crc = static_cast<std::uint32_t>(number(*bytes, at + 16, 4));
        member.packed = number(*bytes, at + 20, 4);
        member.size = number(*bytes, at + 24, 4);
        member.header = number(*bytes, at + 42, 4);
        member.name = bytes->substr(at + kEntry, name);
        if (!readLargeSizes(std::string_view(*bytes).substr(at + kEntry + name, extra), member))
            return damaged(file, "the sizes of \"" + member.name + "\" cannot be read");
        members.push_back(std::move(member));
        at += kEntry + name + extra + comment;
    }
    return members;
}

std::vector<ZipMember> salvageZipMembers(const RandomFile& file) {
    constexpr std::size_t kMost = 10'000;
    std::vector<ZipMember> members;
    std::uint64_t at = 0;
    while (members.size() < kMost && file.size() - at >= kLocal) {
        const auto local = bytesAt(file, at, kLocal);
        if (!local || local->compare(0, 4, "PK\x03\x04") != 0 || (number(*local, 6, 2) & 8) != 0)
            break; // bit 3: sizes follow the data
        const std::uint64_t name = number(*local, 26, 2);
        const std::uint64_t extra = number(*local, 28, 2);
        if (name + extra > file.size() - at - kLocal)
            break;
        const auto names = bytesAt(file, at + kLocal, name + extra);
        if (!names)
            break;
        ZipMember member;
        member.encrypted = (number(*local, 6, 2) & 1) != 0;
        member.method = static_cast<std::uint16_t>(number(*local, 8, 2));
        member.crc = static_cast<std::uint32_t>(number(*local, 14, 4));
        member.packed = number(*local, 18, 4);
        member.size = number(*local, 22, 4);
        member.name = names->substr(0, static_cast<std::size_t>(name));
        if (!readLargeSizes(std::string_view(*names).substr(static_cast<std::size_t>(name)), member))
            break;
        member.header = at;
        const std::uint64_t data = at + kLocal + name + extra;
        members.push_back(member);
        if (member.packed > file.size() - data)
            break;
        at = data + member.packed;
    }
    return members;
}

Result<std::shared_ptr<const ByteSource>> openZipMember(std::shared_ptr<const RandomFile> file,
                                                        const ZipMember& member) {
    const std::string place = file->path() + ": " + member.name;
    if (member.encrypted)
        return fail(ErrorKind::Unsupported, "the member is encrypted, which is not read; save it without a password",
                    place);
    if (member.method != 0 && member.method != 8)
        return fail(ErrorKind::Unsupported,
                    "the member is packed with ZIP method " + std::to_string(member.method) +
                        ", which is not read; save it with numpy's savez or savez_compressed",
                    place);
    if (member.header > file->size() || file->size() - member.header < kLocal)
        return damaged(*file, "\"" + member.name + "\" lies outside the file");
    const auto local = bytesAt(*file, member.header, kLocal);
    if (!local)
        return fail(local);
    if (local->compare(0, 4, "PK\x03\x04") != 0)
        return damaged(*file, "\"" + member.name + "\" is not where the directory says");
    const std::uint64_t data = member.header + kLocal + number(*local, 26, 2) + number(*local, 28, 2);
    if (data > file->size() || member.packed > file->size() - data)
        return damaged(*file, "\"" + member.name + "\" goes beyond the end of the file");
    if (member.method == 0) {
        if (member.size != member.packed)
            return damaged(*file, "\"" + member.name + "\" declares two different sizes");
        return fileBytes(std::move(file), data, member.size);
    }
    // Deflate shrinks at most 1032-fold: a larger claim is a lie.
    if (member.size > 64 && (member.size - 64) / 1032 > member.packed)
        return damaged(*file, "\"" + member.name + "\" declares " + std::to_string(member.size) + " bytes, which its " +
                                  std::to_string(member.packed) + " packed bytes cannot hold");
    return deflatedBytes(std::move(file), data, member.packed, member.size, place);
}

} // namespace gatoscope
