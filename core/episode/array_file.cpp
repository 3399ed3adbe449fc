// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/array_file.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include <zlib.h>

#include "core/base/files.h"
#include "core/episode/image_codec.h"
#include "core/episode/npy_file.h"

namespace gatoscope {
namespace {

/// Code points of UTF-8; what is no valid sequence becomes U+FFFD byte by byte.
std::vector<std::uint32_t> codePoints(const std::string& text) {
    std::vector<std::uint32_t> points;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xF0 && lead < 0xF8 ? 4
                                   : lead >= 0xE0                ? 3
                                   : lead >= 0xC2                ? 2
                                                                 : 0;
        std::uint32_t point = length == 1 ? lead : length == 2 ? lead & 0x1F : length == 3 ? lead & 0xF : lead & 7;
        bool good = length > 0 && lead < 0xF8 && length <= text.size() - i;
        for (std::size_t k = 1; good && k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            good = (next & 0xC0) == 0x80;
            point = point << 6 | (next & 0x3F);
        }
        points.push_back(good ? point : 0xFFFD);
        i += good ? length : 1;
    }
    return points;
}

/// The file's bytes after the header: text as fixed-width UCS-4.
Result<std::pair<NpyHeader, std::string>> packed(const OutputArray& array) {
    NpyHeader header;
    header.dtype = array.dtype;
    header.shape = array.shape;
    std::size_t count = 1;
    for (const std::int64_t side : array.shape)
        count *= static_cast<std::size_t>(std::max<std::int64_t>(side, 0));
    const std::size_t have =
        array.dtype == DType::Text ? array.text.size() : array.bytes.size() / byteSize(array.dtype);
    if (have != count)
        return fail(ErrorKind::Invalid,
                    "the array has " + std::to_string(have) + " values, but its shape needs " + std::to_string(count),
                    array.name);
    if (array.dtype != DType::Text)
        return std::pair{header, std::string(reinterpret_cast<const char*>(array.bytes.data()), array.bytes.size())};
    std::vector<std::vector<std::uint32_t>> texts;
    std::size_t longest = 1;
    for (const std::string& text : array.text) {
        texts.push_back(codePoints(text));
        longest = std::max(longest, texts.back().size());
    }
    if (count > (std::size_t{1} << 30) / (4 * longest))
        return fail(ErrorKind::OutOfResource, "the texts take more than 1 GiB at their full width", array.name);
    header.wideText = true;
    header.itemBytes = 4 * longest;
    std::string bytes(count * header.itemBytes, '\0');
    for (std::size_t i = 0; i < count; ++i)
        if (!texts[i].empty())
            std::memcpy(bytes.data() + i * header.itemBytes, texts[i].data(), 4 * texts[i].size());
    return std::pair{header, std::move(bytes)};
}

void put(std::string& to, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        to += static_cast<char>(value >> (8 * i) & 0xFF);
}

Result<std::string> deflated(const std::string& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return fail(ErrorKind::OutOfResource, "there is not enough memory to pack the array");
    std::string out;
    std::vector<Bytef> chunk(std::size_t{1} << 18);
    std::size_t taken = 0;
    int code = Z_OK;
    while (code != Z_STREAM_END) {
        if (stream.avail_in == 0 && taken < bytes.size()) {
            const std::size_t step = std::min<std::size_t>(bytes.size() - taken, 1U << 30);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())) + taken;
            stream.avail_in = static_cast<uInt>(step);
            taken += step;
        }
        stream.next_out = chunk.data();
        stream.avail_out = static_cast<uInt>(chunk.size());
        code = deflate(&stream, taken == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
        out.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream.avail_out);
    }
    deflateEnd(&stream);
    return out;
}

struct Written {
    std::string name;
    std::uint64_t size = 0, packed = 0, header = 0;
    std::uint32_t crc = 0;
    bool deflated = false;
};

constexpr std::uint64_t kLarge = 0xFFFFFFFF;

/// The fields that local header and directory share, from "version needed" to the 32-bit sizes; sizes are in the ZIP64
/// extra.
std::string sharedFields(const Written& member) {
    std::string out;
    put(out, 45, 2);
    put(out, 1 << 11, 2); // names are UTF-8
    put(out, member.deflated ? 8 : 0, 2);
    put(out, 0, 2);
    put(out, 0x21, 2); // 1 January 1980, as numpy writes: equal data give equal files
    put(out, member.crc, 4);
    put(out, kLarge, 4);
    put(out, kLarge, 4);
    put(out, member.name.size(), 2);
    return out;
}

std::string localHeader(const Written& member) {
    std::string out = "PK\x03\x04" + sharedFields(member);
    put(out, 20, 2); // extra
    out += member.name;
    put(out, 1, 2); // ZIP64
    put(out, 16, 2);
    put(out, member.size, 8);
    put(out, member.packed, 8);
    return out;
}

std::string directoryEntry(const Written& member) {
    std::string out = "PK\x01\x02";
    put(out, 45, 2);
    out += sharedFields(member);
    put(out, 28, 2); // extra
    put(out, 0, 2);  // comment
    put(out, 0, 2);  // disk
    put(out, 0, 2);
    put(out, 0600U << 16, 4);
    put(out, kLarge, 4);
    out += member.name;
    put(out, 1, 2);
    put(out, 24, 2);
    put(out, member.size, 8);
    put(out, member.packed, 8);
    put(out, member.header, 8);
    return out;
}

std::string endRecords(std::size_t count, std::uint64_t offset, std::uint64_t size) {
    std::string out = "PK\x06\x06";
    put(out, 44, 8);
    put(out, 45, 2);
    put(out, 45, 2);
    put(out, 0, 8); // disks
    put(out, count, 8);
    put(out, count, 8);
    put(out, size, 8);
    put(out, offset, 8);
    out += "PK\x06\x07";
    put(out, 0, 4);
    put(out, offset + size, 8);
    put(out, 1, 4);
    out += "PK\x05\x06";
    put(out, 0, 4);
    put(out, 0xFFFF, 2);
    put(out, 0xFFFF, 2);
    put(out, kLarge, 4);
    put(out, kLarge, 4);
    put(out, 0, 2);
    return out;
}

Result<Written> writeMember(AtomicFile& file, const OutputArray& array, Packing packing) {
    auto values = packed(array);
    if (!values)
        return fail(values);
    std::string bytes = formatNpyHeader(values->first) + values->second;
    values->second.clear();
    Written member{array.name + ".npy", bytes.size(), bytes.size(), file.written(), 0, packing == Packing::Deflated};
    member.crc = static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
    if (member.deflated) {
        auto small = deflated(bytes);
        if (!small)
            return fail(small);
        bytes = std::move(*small);
        member.packed = bytes.size();
    }
    if (auto written = file.write(localHeader(member)); !written)
        return fail(written);
    if (auto written = file.write(bytes); !written)
        return fail(written);
    return member;
}

} // namespace

OutputArray outputArray(const std::string& name, const Column& column, const std::vector<std::int64_t>& shape,
                        std::size_t from, std::size_t steps) {
    OutputArray array{name, column.dtype, shape, {}, {}};
    array.shape.insert(array.shape.begin(), static_cast<std::int64_t>(steps));
    const auto first = static_cast<std::ptrdiff_t>(from * column.width);
    const auto count = static_cast<std::ptrdiff_t>(steps * column.width);
    if (column.dtype == DType::Text) {
        array.text.assign(column.text.begin() + first, column.text.begin() + first + count);
    } else {
        const auto size = static_cast<std::ptrdiff_t>(byteSize(column.dtype));
        array.bytes.assign(column.bytes.begin() + first * size, column.bytes.begin() + (first + count) * size);
    }
    return array;
}

Result<void> writeNpy(const std::string& path, const OutputArray& array) {
    const auto values = packed(array);
    if (!values)
        return fail(values);
    auto file = AtomicFile::create(path);
    if (!file)
        return fail(file);
    if (auto written = (*file)->write(formatNpyHeader(values->first)); !written)
        return written;
    if (auto written = (*file)->write(values->second); !written)
        return written;
    return (*file)->commit();
}

Result<void> writeNpz(const std::string& path, const std::vector<OutputArray>& arrays, Packing packing,
                      const Progress& progress) {
    auto file = AtomicFile::create(path);
    if (!file)
        return fail(file);
    std::vector<Written> members;
    std::set<std::string> names;
    for (const OutputArray& array : arrays) {
        if (array.name.empty() || array.name.size() > 1000 || !names.insert(array.name).second)
            return fail(ErrorKind::Invalid,
                        "each array of an NPZ file needs a name of its own, but \"" + array.name + "\" is none", path);
        if (!report(progress, static_cast<double>(members.size()) / static_cast<double>(arrays.size())))
            return fail(ErrorKind::Cancelled, "writing was stopped", path);
        auto member = writeMember(**file, array, packing);
        if (!member)
            return fail(member);
        members.push_back(std::move(*member));
    }
    const std::uint64_t offset = (*file)->written();
    for (const Written& member : members)
        if (auto written = (*file)->write(directoryEntry(member)); !written)
            return written;
    if (auto written = (*file)->write(endRecords(members.size(), offset, (*file)->written() - offset)); !written)
        return written;
    return (*file)->commit();
}

Result<void> writePng(const std::string& path, const Image& image) {
    const auto bytes = encodePng(image);
    if (!bytes)
        return fail(bytes);
    return writeFile(path, *bytes);
}

} // namespace gatoscope
