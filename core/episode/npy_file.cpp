// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/npy_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <zlib.h>

#include "core/base/files.h"
#include "core/episode/column_store.h"

namespace gatoscope {
namespace {

/// Larger runs of packed values than this are read whole only where they are not suspiciously well packed.
constexpr std::uint64_t kRowCap = std::uint64_t{1} << 30;

void swapBytes(std::byte* values, std::size_t count, std::size_t size) {
    for (std::size_t i = 0; i < count; ++i)
        std::reverse(values + i * size, values + (i + 1) * size);
}

void appendUtf8(std::uint32_t code, std::string& to) {
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = 0xFFFD;
    const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

/// NumPy pads with zeros and drops them at the end only.
std::string wideText(const std::byte* item, const NpyHeader& header) {
    std::size_t count = header.itemBytes / 4;
    std::vector<std::uint32_t> codes(count);
    std::memcpy(codes.data(), item, header.itemBytes);
    if (header.bigEndian)
        swapBytes(reinterpret_cast<std::byte*>(codes.data()), count, 4);
    while (count > 0 && codes[count - 1] == 0)
        --count;
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        appendUtf8(codes[i], text);
    return text;
}

std::string byteText(const std::byte* item, std::size_t length) {
    while (length > 0 && item[length - 1] == std::byte{0})
        --length;
    return {reinterpret_cast<const char*>(item), length};
}

/// Row-major position of the inner element that comes e-th when the first inner index runs fastest.
std::size_t rowMajor(std::size_t e, const std::vector<std::int64_t>& inner) {
    std::size_t position = 0;
    std::size_t stride = 1;
    for (const std::int64_t side : inner)
        stride *= static_cast<std::size_t>(side);
    for (const std::int64_t side : inner) {
        const auto length = static_cast<std::size_t>(side);
        stride /= length;
        position += e % length * stride;
        e /= length;
    }
    return position;
}

Column convert(std::vector<std::byte> raw, const NpyHeader& header, std::uint64_t rows) {
    Column column;
    column.dtype = header.dtype;
    column.rows = static_cast<std::size_t>(rows);
    column.width = static_cast<std::size_t>(header.width());
    const std::size_t count = column.rows * column.width;
    if (header.dtype == DType::Text) {
        column.text.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            const std::byte* item = raw.data() + i * header.itemBytes;
            column.text.push_back(header.wideText ? wideText(item, header) : byteText(item, header.itemBytes));
        }
        return column;
    }
    if (header.bigEndian && header.itemBytes > 1)
        swapBytes(raw.data(), count, header.itemBytes);
    if (header.dtype == DType::Bool)
        for (std::byte& value : raw)
            value = std::byte{value != std::byte{0}};
    column.bytes = std::move(raw);
    return column;
}

} // namespace

namespace {

Result<NpyHeader> readHeader(const ByteSource& bytes, const std::string& place) {
    std::string head(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), 512)), '\0');
    if (auto read = bytes.read(0, head.data(), head.size()); !read)
        return fail(read);
    const auto length = npyHeaderBytes(head, place);
    if (!length)
        return fail(length);
    if (*length > head.size() && *length <= bytes.size()) {
        head.resize(static_cast<std::size_t>(*length));
        if (auto read = bytes.read(0, head.data(), head.size()); !read)
            return fail(read);
    }
    return parseNpyHeader(head, place);
}

Result<std::shared_ptr<const ByteSource>> wholeFile(const std::string& path) {
    auto file = RandomFile::open(path);
    if (!file)
        return fail(file);
    const std::uint64_t size = (*file)->size();
    return fileBytes(std::move(*file), 0, size);
}

} // namespace

/// The values that the header promises are there; else fewer rows, where that is allowed and rows lie one after the
/// other.
Result<void> NpyArray::checkSize(bool cutAllowed) {
    const std::uint64_t rowBytes = header_.width() * header_.itemBytes;
    const std::uint64_t need = header_.rows() * rowBytes;
    const std::uint64_t have = bytes_->size() - header_.dataOffset;
    if (need <= have)
        return {};
    const bool inRows = !header_.shape.empty() && (!header_.fortran || header_.shape.size() == 1);
    if (cutAllowed && inRows && have >= rowBytes) {
        missing_ = header_.rows() - have / rowBytes;
        header_.shape.front() = static_cast<std::int64_t>(have / rowBytes);
        return {};
    }
    return fail(ErrorKind::Unreadable,
                "the header declares " + std::to_string(need) + " bytes of values, but " + std::to_string(have) +
                    " are there; the array is cut off or its header is wrong",
                place_);
}

Result<NpyArray> NpyArray::open(std::shared_ptr<const ByteSource> bytes, std::string place,
                                std::optional<std::uint32_t> crc) {
    auto header = readHeader(*bytes, place);
    if (!header)
        return fail(header);
    NpyArray array;
    array.bytes_ = std::move(bytes);
    array.place_ = std::move(place);
    array.crc_ = crc;
    array.header_ = std::move(*header);
    if (auto whole = array.checkSize(false); !whole)
        return fail(whole);
    return array;
}

Result<NpyArray> NpyArray::openFile(const std::string& path) {
    auto bytes = wholeFile(path);
    return bytes ? open(std::move(*bytes), path) : fail(bytes);
}

Result<NpyArray> NpyArray::openCutFile(const std::string& path) {
    auto bytes = wholeFile(path);
    if (!bytes)
        return fail(bytes);
    auto header = readHeader(**bytes, path);
    if (!header)
        return fail(header);
    NpyArray array;
    array.bytes_ = std::move(*bytes);
    array.place_ = path;
    array.header_ = std::move(*header);
    if (auto some = array.checkSize(true); !some)
        return fail(some);
    return array;
}

Result<void> NpyArray::readRows(std::uint64_t from, std::uint64_t count, std::byte* to) const {
    const std::uint64_t width = header_.width();
    const std::size_t item = header_.itemBytes;
    if (width == 0 || count == 0 || item == 0)
        return {};
    if (!header_.fortran || (header_.shape.size() < 2))
        return bytes_->read(header_.dataOffset + from * width * item, to,
                            static_cast<std::size_t>(count * width * item));
    const std::vector<std::int64_t> inner = header_.rowShape();
    std::vector<std::byte> run(static_cast<std::size_t>(count) * item);
    for (std::uint64_t e = 0; e < width; ++e) {
        const std::uint64_t at = header_.dataOffset + (e * header_.rows() + from) * item;
        if (auto read = bytes_->read(at, run.data(), run.size()); !read)
            return read;
        const std::size_t position = rowMajor(static_cast<std::size_t>(e), inner);
        for (std::size_t row = 0; row < count; ++row)
            std::memcpy(to + (row * width + position) * item, run.data() + row * item, item);
    }
    return {};
}

/// The archive's checksum covers header and values in stored order, so only C order can be checked in passing.
Result<void> NpyArray::checkWhole(const std::vector<std::byte>& values) const {
    if (!crc_ || (header_.fortran && header_.shape.size() > 1) || header_.dataOffset + values.size() != bytes_->size())
        return {};
    std::vector<Bytef> head(static_cast<std::size_t>(header_.dataOffset));
    if (auto read = bytes_->read(0, head.data(), head.size()); !read)
        return read;
    uLong crc = crc32_z(0, head.data(), head.size());
    if (!values.empty()) // no bytes at a null address would start the sum anew
        crc = crc32_z(crc, reinterpret_cast<const Bytef*>(values.data()), values.size());
    if (crc == *crc_)
        return {};
    return fail(ErrorKind::Unreadable, "the array is damaged: its checksum does not match", place_);
}

Result<Column> NpyArray::readColumn(std::uint64_t from, std::uint64_t count) const {
    if (from > header_.rows() || count > header_.rows() - from)
        return fail(ErrorKind::NotFound,
                    "rows " + std::to_string(from) + " to " + std::to_string(from + count) +
                        " were asked for, but the array has " + std::to_string(header_.rows()),
                    place_);
    const std::uint64_t stored = count * header_.width() * header_.itemBytes;
    if (auto fits = columnBytes(count, header_.width(), header_.dtype, place_); !fits)
        return fail(fits);
    if (stored > kColumnCap)
        return fail(ErrorKind::OutOfResource,
                    "the channel takes " + std::to_string(stored) + " bytes, more than the " +
                        std::to_string(kColumnCap >> 20) + " MiB that one channel may take",
                    place_);
    std::vector<std::byte> raw(static_cast<std::size_t>(stored));
    if (auto read = readRows(from, count, raw.data()); !read)
        return fail(read);
    if (count == header_.rows()) {
        if (auto whole = checkWhole(raw); !whole)
            return fail(whole);
    }
    return convert(std::move(raw), header_, count);
}

Result<std::vector<std::byte>> NpyArray::readRow(std::uint64_t row) const {
    if (row >= header_.rows())
        return fail(ErrorKind::NotFound,
                    "row " + std::to_string(row) + " was asked for, but the array has " +
                        std::to_string(header_.rows()),
                    place_);
    const std::uint64_t size = header_.width() * header_.itemBytes;
    if (size > kRowCap)
        return fail(ErrorKind::OutOfResource,
                    "one row takes " + std::to_string(size) + " bytes, more than the " + std::to_string(kRowCap >> 20) +
                        " MiB that are read at once",
                    place_);
    std::vector<std::byte> raw(static_cast<std::size_t>(size));
    if (auto read = readRows(row, 1, raw.data()); !read)
        return fail(read);
    return raw;
}

} // namespace gatoscope
