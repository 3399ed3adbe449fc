// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>

#include "core/base/files.h"
#include "core/episode/format_detect.h"
#include "core/episode/image_codec.h"

namespace gatoscope {
namespace {

constexpr std::string_view kHdf5 = "\x89HDF\r\n\x1A\n";

/// The signature may follow a user block of 512, 1024, 2048 … bytes.
bool hasHdf5Signature(const std::string& path) {
    const auto file = RandomFile::open(path);
    if (!file)
        return false;
    for (std::uint64_t at = 0; at + kHdf5.size() <= (*file)->size() && at <= (std::uint64_t{1} << 26);
         at = at == 0 ? 512 : 2 * at) {
        std::array<char, 8> bytes{};
        if ((*file)->read(at, bytes.data(), bytes.size()) && std::string_view(bytes.data(), 8) == kHdf5)
            return true;
    }
    return false;
}

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t crc = ~0U;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (0x82F63B78U & (0U - (crc & 1U)));
    }
    return ~crc;
}

/// An 8-byte length whose masked checksum is the next four bytes.
bool isTfRecord(std::string_view head) {
    if (head.size() < 12)
        return false;
    const std::uint32_t crc = crc32c(head.substr(0, 8));
    const std::uint32_t masked = (crc >> 15 | crc << 17) + 0xA282EAD8U;
    std::uint32_t stored = 0;
    std::memcpy(&stored, head.data() + 8, 4);
    return masked == stored;
}

bool isSafetensors(std::string_view head) {
    std::uint64_t length = 0;
    if (head.size() < 10)
        return false;
    std::memcpy(&length, head.data(), 8);
    return length >= 2 && length < (1U << 30) && head[8] == '{' && (head[9] == '"' || head[9] == '}');
}

struct Refusal {
    std::string_view magic;
    std::size_t offset;
    const char* what;
};
constexpr std::array<Refusal, 11> kRefused = {{
    {"PAR1", 0, "a Parquet file"},
    {"ARROW1", 0, "an Arrow file"},
    {"ftyp", 4, "a video file (MP4)"},
    {"\x1A\x45\xDF\xA3", 0, "a video file (Matroska or WebM)"},
    {"AVI ", 8, "a video file (AVI)"},
    {"\x89MCAP0\r\n", 0, "an MCAP recording"},
    {"#ROSBAG", 0, "a rosbag"},
    {"SQLite format 3", 0, "an SQLite database (perhaps a rosbag2)"},
    {"RRF2", 0, "a Rerun recording"},
    {"GIF8", 0, "a GIF picture"},
    {"\x1F\x8B", 0, "a gzip archive"},
}};

std::optional<std::string> refusedKind(const std::string& path, std::string_view head) {
    for (const Refusal& refusal : kRefused)
        if (head.size() >= refusal.offset &&
            head.substr(refusal.offset).substr(0, refusal.magic.size()) == refusal.magic)
            return refusal.what;
    const std::string extension = fileExtension(path);
    if (isTfRecord(head))
        return "a TFRecord file (RLDS / TFDS)";
    if (isSafetensors(head))
        return "a safetensors file (weights of a model)";
    if ((extension == "pkl" || extension == "pickle" || extension == "p") && !head.empty())
        return "a Python pickle, which could run code";
    return std::nullopt;
}

/// The first bytes for a person: printable ones as they are, the others in hexadecimal.
std::string shownBytes(std::string_view head) {
    std::string shown;
    for (const char c : head.substr(0, 8)) {
        const auto byte = static_cast<unsigned char>(c);
        char hex[8];
        std::snprintf(hex, sizeof hex, "\\x%02X", byte);
        shown += std::isprint(byte) != 0 && c != '"' && c != '\\' ? std::string(1, c) : std::string(hex);
    }
    return shown;
}

tl::unexpected<Error> unknownFile(const std::string& path, std::string_view head) {
    const std::string extension = fileExtension(path);
    if (extension == "json")
        return fail(
            ErrorKind::Unsupported,
            "this is a JSON file and no data set; a channel map is given beside the data set, not instead of it", path);
    if (extension == "hdf5" || extension == "h5" || extension == "npz" || extension == "npy")
        return fail(ErrorKind::Unreadable,
                    "the file is named ." + extension + ", but begins with \"" + shownBytes(head) +
                        "\" and not as such a file does; it is damaged or something else",
                    path);
    return fail(ErrorKind::Unsupported,
                "no known format begins with \"" + shownBytes(head) +
                    "\"; HDF5, NPZ, NPY and pictures are read (JPEG, PNG, WebP, TIFF, BMP)",
                path);
}

} // namespace

Result<Detected> detectFile(const std::string& path) {
    const auto head = readHead(path, 4096);
    if (!head)
        return fail(head);
    const std::string_view bytes = *head;
    if (bytes.empty())
        return fail(ErrorKind::Unreadable, "the file is empty", path);
    if (hasHdf5Signature(path))
        return Detected{fileName(path) == "main_data.hdf5" ? Format::Minari : Format::Hdf5, path, {path}};
    if (bytes.substr(0, 6) == "\x93NUMPY")
        return Detected{Format::Npy, path, {path}};
    if (bytes.substr(0, 4) == "PK\x03\x04" || bytes.substr(0, 4) == "PK\x05\x06") {
        if (fileExtension(path) == "npz" || bytes.substr(0, 300).find(".npy") != std::string_view::npos)
            return Detected{Format::Npz, path, {path}};
        return fail(ErrorKind::Unsupported,
                    "this is a ZIP archive without .npy arrays, which is not read; unpack it first", path);
    }
    if (const auto kind = refusedKind(path, bytes))
        return fail(ErrorKind::Unsupported,
                    "this is " + *kind + ", which is not read; export its episodes as NPZ, HDF5 or pictures", path);
    if (pictureKind(bytes) != PictureKind::None)
        return Detected{Format::Images, path, {path}};
    return unknownFile(path, bytes);
}

} // namespace gatoscope
