// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/safetensors.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/model/safetensors_header.h"

namespace gatoscope {

namespace {

const std::map<std::string, int>& bitsByName() {
    static const std::map<std::string, int> bits = {
        {"BOOL", 8},    {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6},     {"U8", 8},          {"I8", 8},
        {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},
        {"U16", 16},    {"F16", 16},    {"BF16", 16},   {"I32", 32},        {"U32", 32},        {"F32", 32},
        {"C64", 64},    {"F64", 64},    {"I64", 64},    {"U64", 64}};
    return bits;
}

struct Descriptor {
    int fd = -1;
    ~Descriptor() {
        if (fd >= 0)
            close(fd);
    }
};

Result<void> checkTensor(const HeaderEntry& entry, const std::string& path) {
    auto wrong = [&](const std::string& text) { return fail(ErrorKind::Unreadable, text, path + ": " + entry.name); };
    const int bits = safetensorsBits(entry.dtype);
    if (bits == 0)
        return wrong("The tensor has the unknown dtype " + entry.dtype + ".");
    std::uint64_t elements = 1, total = 0;
    for (const std::uint64_t side : entry.shape)
        if (__builtin_mul_overflow(elements, side, &elements))
            return wrong("The tensor's shape overflows.");
    if (__builtin_mul_overflow(elements, static_cast<std::uint64_t>(bits), &total))
        return wrong("The tensor's size overflows.");
    if (total % 8 != 0)
        return wrong("The tensor does not end on a whole byte.");
    if (entry.end - entry.begin != total / 8)
        return wrong("The tensor's shape needs " + std::to_string(total / 8) + " bytes and its offsets span " +
                     std::to_string(entry.end - entry.begin) + ".");
    return {};
}

/// Sorted, no holes, no overlap, ends exactly at `payload`.
Result<void> checkLayout(std::vector<HeaderEntry>& entries, std::uint64_t payload, const std::string& path) {
    std::sort(entries.begin(), entries.end(), [](const HeaderEntry& a, const HeaderEntry& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t expected = 0;
    for (const HeaderEntry& entry : entries) {
        if (entry.begin != expected || entry.end < entry.begin)
            return fail(ErrorKind::Unreadable,
                        "The tensor's offsets leave a hole, overlap or run backwards (begin " +
                            std::to_string(entry.begin) + ", expected " + std::to_string(expected) + ").",
                        path + ": " + entry.name);
        if (auto checked = checkTensor(entry, path); !checked)
            return checked;
        expected = entry.end;
    }
    if (expected != payload)
        return fail(ErrorKind::Unreadable,
                    "The header describes " + std::to_string(expected) + " bytes of tensors and the file holds " +
                        std::to_string(payload) + ": it is cut off or has something appended.",
                    path);
    return {};
}

} // namespace

int safetensorsBits(const std::string& dtype) {
    const auto found = bitsByName().find(dtype);
    return found == bitsByName().end() ? 0 : found->second;
}

SafetensorsFile::~SafetensorsFile() {
    if (map_ != nullptr)
        munmap(map_, size_);
}

const StoredTensor* SafetensorsFile::find(const std::string& name) const {
    const auto found =
        std::find_if(tensors_.begin(), tensors_.end(), [&](const StoredTensor& t) { return t.name == name; });
    return found == tensors_.end() ? nullptr : &*found;
}

Result<std::shared_ptr<const SafetensorsFile>> SafetensorsFile::open(const std::string& path) {
    Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat facts {};
    if (file.fd < 0 || fstat(file.fd, &facts) != 0)
        return fail(ErrorKind::NotFound,
                    std::string("A safetensors file was looked for: ") + std::strerror(errno) + ".", path);
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    if (size < 8)
        return fail(ErrorKind::Unreadable, "The file is shorter than a safetensors header.", path);
    void* map = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.fd, 0);
    if (map == MAP_FAILED)
        return fail(ErrorKind::OutOfResource, "The file could not be mapped into memory.", path);
    std::shared_ptr<SafetensorsFile> out(new SafetensorsFile);
    out->path_ = path;
    out->map_ = map;
    out->size_ = size;

    const auto* bytes = static_cast<const std::byte*>(map);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes, 8);
    if (length > 100'000'000)
        return fail(ErrorKind::Unreadable, "The header claims more than 100,000,000 bytes.", path);
    if (length > size - 8)
        return fail(ErrorKind::Unreadable, "The header claims more bytes than the file has.", path);
    auto header = parseSafetensorsHeader({reinterpret_cast<const char*>(bytes + 8), length}, path);
    if (!header)
        return fail(header);
    if (auto laid = checkLayout(header->entries, size - 8 - length, path); !laid)
        return fail(laid);
    out->metadata_ = std::move(header->metadata);
    for (const HeaderEntry& entry : header->entries) {
        std::vector<std::int64_t> shape(entry.shape.begin(), entry.shape.end());
        out->tensors_.push_back({entry.name, entry.dtype, std::move(shape), bytes + 8 + length + entry.begin,
                                 static_cast<std::size_t>(entry.end - entry.begin)});
    }
    return out;
}

namespace {

Result<void> writeAll(int fd, const void* data, std::size_t bytes, const std::string& path) {
    const auto* at = static_cast<const char*>(data);
    while (bytes > 0) {
        const ssize_t written = ::write(fd, at, std::min<std::size_t>(bytes, std::size_t{1} << 30));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(ErrorKind::OutOfResource, std::string("Writing failed: ") + std::strerror(errno) + ".", path);
        at += written;
        bytes -= static_cast<std::size_t>(written);
    }
    return {};
}

std::string headerText(const std::vector<StoredTensor>& tensors,
                       const std::vector<std::pair<std::string, std::string>>& metadata) {
    nlohmann::ordered_json header;
    nlohmann::ordered_json facts = {{"format", "pt"}};
    for (const auto& [key, value] : metadata)
        facts[key] = value;
    header["__metadata__"] = facts;
    std::size_t offset = 0;
    for (const StoredTensor& tensor : tensors) {
        header[tensor.name] = {
            {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.bytes}}};
        offset += tensor.bytes;
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

} // namespace

Result<void> writeSafetensors(const std::string& path, std::vector<StoredTensor> tensors,
                              const std::vector<std::pair<std::string, std::string>>& metadata) {
    std::sort(tensors.begin(), tensors.end(), [](const StoredTensor& a, const StoredTensor& b) {
        const int wide = safetensorsBits(a.dtype), other = safetensorsBits(b.dtype);
        return wide != other ? wide > other : a.name < b.name;
    });
    const std::string header = headerText(tensors, metadata);
    const std::string sibling = path + ".part" + std::to_string(getpid());
    Descriptor file{::open(sibling.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (file.fd < 0)
        return fail(ErrorKind::Unreadable, std::string("Cannot write: ") + std::strerror(errno) + ".", path);
    const std::uint64_t length = header.size();
    Result<void> done = writeAll(file.fd, &length, 8, path);
    if (done)
        done = writeAll(file.fd, header.data(), header.size(), path);
    for (std::size_t i = 0; done && i < tensors.size(); ++i)
        done = writeAll(file.fd, tensors[i].data, tensors[i].bytes, path);
    if (done && (fsync(file.fd) != 0 || rename(sibling.c_str(), path.c_str()) != 0))
        done = fail(ErrorKind::OutOfResource, std::string("Writing failed: ") + std::strerror(errno) + ".", path);
    if (!done)
        unlink(sibling.c_str());
    return done;
}

} // namespace gatoscope
