// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/scratch_dataset.h"

#include "core/base/files.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace gatoscope {

namespace {

static_assert(std::endian::native == std::endian::little, "arrays are written as they lie in memory");

void put16(std::string& out, std::uint32_t value) {
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>(value >> 8 & 0xFF);
}
void put32(std::string& out, std::uint32_t value) {
    put16(out, value & 0xFFFF);
    put16(out, value >> 16);
}

std::string npyHeader(const std::string& descr, const std::string& shape) {
    std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
    text.append(64 - (10 + text.size() + 1) % 64, ' ');
    text += '\n';
    std::string out("\x93NUMPY\x01\x00", 8);
    put16(out, static_cast<std::uint32_t>(text.size()));
    return out + text;
}

/// UTF-8 as UCS-4 code points; bytes that are no UTF-8 stand for themselves.
std::u32string codePoints(const std::string& text) {
    std::u32string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
        result += point;
        i += length;
    }
    return result;
}

std::string textArray(const ScratchChannel& channel, std::int64_t steps) {
    std::u32string points = codePoints(channel.text);
    if (points.empty())
        points = std::u32string(1, U'\0'); // numpy has no <U0 arrays in files
    std::string out = npyHeader("<U" + std::to_string(points.size()), "(" + std::to_string(steps) + ",)");
    const std::string row(reinterpret_cast<const char*>(points.data()), points.size() * 4);
    for (std::int64_t t = 0; t < steps; ++t)
        out += row;
    return out;
}

std::string numberArray(const ScratchChannel& channel, std::int64_t steps) {
    const bool discrete = channel.modality == Modality::Discrete;
    const std::string shape = channel.width == 1
                                  ? "(" + std::to_string(steps) + ",)"
                                  : "(" + std::to_string(steps) + ", " + std::to_string(channel.width) + ")";
    std::string out = npyHeader(discrete ? "<i8" : "<f8", shape);
    for (const double value : channel.values) {
        const auto integer = static_cast<std::int64_t>(discrete ? value : 0);
        out.append(discrete ? reinterpret_cast<const char*>(&integer) : reinterpret_cast<const char*>(&value), 8);
    }
    return out;
}

Result<std::string> imageArray(const ScratchChannel& channel, std::int64_t steps) {
    const Image& first = *channel.images.front();
    std::string out = npyHeader("|u1", "(" + std::to_string(steps) + ", " + std::to_string(first.height) + ", " +
                                           std::to_string(first.width) + ", 3)");
    for (const auto& image : channel.images) {
        if (image->width != first.width || image->height != first.height) {
            return fail(ErrorKind::Invalid,
                        "the pictures are " + std::to_string(first.width) + "x" + std::to_string(first.height) +
                            " and " + std::to_string(image->width) + "x" + std::to_string(image->height) +
                            "; an array needs one size, so scale them alike",
                        channel.source);
        }
        out.append(reinterpret_cast<const char*>(image->pixels.data()), image->pixels.size());
    }
    return out;
}

/// Local header or directory entry of a stored member, without its signature.
std::string zipFields(const std::string& name, const std::string& bytes, std::uint32_t crc) {
    std::string out;
    put16(out, 20);
    put16(out, 0x0800);     // names are UTF-8
    put16(out, 0);          // stored
    put32(out, 0x00210000); // 1980-01-01, so that the same episode gives the same file
    put32(out, crc);
    put32(out, static_cast<std::uint32_t>(bytes.size()));
    put32(out, static_cast<std::uint32_t>(bytes.size()));
    put16(out, static_cast<std::uint32_t>(name.size()));
    put16(out, 0);
    return out;
}

std::string zipOf(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string out, directory;
    for (const auto& [name, bytes] : members) {
        const auto offset = static_cast<std::uint32_t>(out.size());
        const auto crc = static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
        const std::string fields = zipFields(name, bytes, crc);
        out += "PK\x03\x04" + fields + name + bytes;
        directory += "PK\x01\x02";
        put16(directory, 20);
        directory += fields;
        put16(directory, 0); // comment, disk, attributes
        put16(directory, 0);
        put16(directory, 0);
        put32(directory, 0);
        put32(directory, offset);
        directory += name;
    }
    const auto start = static_cast<std::uint32_t>(out.size());
    out += directory + "PK\x05\x06";
    put32(out, 0);
    put16(out, static_cast<std::uint32_t>(members.size()));
    put16(out, static_cast<std::uint32_t>(members.size()));
    put32(out, static_cast<std::uint32_t>(directory.size()));
    put32(out, start);
    put16(out, 0);
    return out;
}

} // namespace

Result<void> saveScratch(const ScratchEpisode& episode, const std::string& path) {
    if (const auto checked = makeScratchDataset(episode); !checked)
        return fail(checked);
    std::vector<std::pair<std::string, std::string>> members;
    std::uint64_t total = 0;
    for (const ScratchChannel& channel : episode.channels) {
        Result<std::string> bytes = channel.modality == Modality::Text    ? textArray(channel, episode.steps)
                                    : channel.modality == Modality::Image ? imageArray(channel, episode.steps)
                                                                          : numberArray(channel, episode.steps);
        if (!bytes)
            return fail(bytes);
        total += bytes->size();
        members.emplace_back(channel.source + ".npy", std::move(*bytes));
    }
    if (total > 0x7FFFFFFFU) {
        return fail(ErrorKind::Unsupported,
                    "a scratch file holds at most 2 GiB, this one would be larger; use fewer or smaller pictures",
                    path);
    }
    return writeFile(path, zipOf(members));
}

} // namespace gatoscope
