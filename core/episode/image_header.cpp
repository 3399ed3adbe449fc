// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/image_header.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include <zlib.h>

namespace gatoscope {
namespace {

std::uint32_t byteAt(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::uint32_t big16(std::string_view b, std::size_t at) { return byteAt(b, at) << 8 | byteAt(b, at + 1); }
std::uint32_t big32(std::string_view b, std::size_t at) { return big16(b, at) << 16 | big16(b, at + 2); }
std::uint32_t little16(std::string_view b, std::size_t at) { return byteAt(b, at) | byteAt(b, at + 1) << 8; }
std::uint32_t little32(std::string_view b, std::size_t at) { return little16(b, at) | little16(b, at + 2) << 16; }

using Sides = std::optional<std::pair<std::uint64_t, std::uint64_t>>; // width, height

bool isFrameHeader(std::uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

Sides jpegSides(std::string_view b) {
    for (std::size_t at = 2; at + 9 <= b.size();) {
        if (byteAt(b, at) != 0xFF)
            return {};
        const std::uint32_t marker = byteAt(b, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        if (isFrameHeader(marker))
            return std::pair{big16(b, at + 7), big16(b, at + 5)};
        if (marker == 0xDA || marker == 0xD9)
            return {};
        at += 2 + big16(b, at + 2);
    }
    return {};
}

Sides pngSides(std::string_view b) {
    if (b.size() < 33 || b.substr(12, 4) != "IHDR")
        return {};
    return std::pair{big32(b, 16), big32(b, 20)};
}

Sides bmpSides(std::string_view b) {
    if (b.size() < 26)
        return {};
    if (little32(b, 14) == 12)
        return std::pair{little16(b, 18), little16(b, 20)};
    const auto height = static_cast<std::int64_t>(static_cast<std::int32_t>(little32(b, 22)));
    return std::pair{little32(b, 18), static_cast<std::uint64_t>(height < 0 ? -height : height)};
}

Sides webpSides(std::string_view b) {
    if (b.size() < 30)
        return {};
    const std::string_view chunk = b.substr(12, 4);
    if (chunk == "VP8X") {
        const auto side = [&](std::size_t at) {
            return 1 + (byteAt(b, at) | byteAt(b, at + 1) << 8 | byteAt(b, at + 2) << 16);
        };
        return std::pair{side(24), side(27)};
    }
    if (chunk == "VP8L") {
        const std::uint32_t bits = little32(b, 21);
        return std::pair{1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)};
    }
    if (chunk == "VP8 ")
        return std::pair{little16(b, 26) & 0x3FFF, little16(b, 28) & 0x3FFF};
    return {};
}

/// The first directory of a classic TIFF, entry by entry.
class TiffDirectory {
public:
    explicit TiffDirectory(std::string_view bytes) : bytes_(bytes), little_(!bytes.empty() && bytes[0] == 'I') {
        if (bytes.size() < 8)
            return;
        directory_ = u32(4);
        if (directory_ <= bytes.size() && bytes.size() - directory_ >= 2)
            count_ = std::min<std::size_t>(u16(directory_), (bytes.size() - directory_ - 2) / 12);
    }
    /// Offset of the entry's value; 0 where the tag is missing. `shorts`: it is a 16-bit value.
    std::size_t find(std::uint32_t tag, bool& shorts) const {
        for (std::size_t i = 0; i < count_; ++i) {
            const std::size_t at = directory_ + 2 + 12 * i;
            if (u16(at) != tag)
                continue;
            shorts = u16(at + 2) == 3;
            return at + 8;
        }
        return 0;
    }
    std::uint64_t value(std::uint32_t tag) const {
        bool shorts = false;
        const std::size_t at = find(tag, shorts);
        return at == 0 ? 0 : shorts ? u16(at) : u32(at);
    }
    bool little() const { return little_; }

private:
    std::uint32_t u16(std::size_t at) const { return little_ ? little16(bytes_, at) : big16(bytes_, at); }
    std::uint32_t u32(std::size_t at) const { return little_ ? little32(bytes_, at) : big32(bytes_, at); }
    std::string_view bytes_;
    bool little_;
    std::size_t directory_ = 0, count_ = 0;
};

Sides tiffSides(std::string_view b) {
    const TiffDirectory directory(b);
    const std::uint64_t width = directory.value(256);
    const std::uint64_t height = directory.value(257);
    return width > 0 && height > 0 ? Sides(std::pair{width, height}) : Sides();
}

Sides sides(std::string_view head) {
    switch (pictureKind(head)) {
    case PictureKind::Jpeg:
        return jpegSides(head);
    case PictureKind::Png:
        return pngSides(head);
    case PictureKind::Bmp:
        return bmpSides(head);
    case PictureKind::Webp:
        return webpSides(head);
    case PictureKind::Tiff:
        return tiffSides(head);
    default:
        return {};
    }
}

/// Walks the chunks of a PNG: lengths, checksums, IEND.
Result<std::size_t> pngLength(std::string_view b, const std::string& place) {
    std::size_t at = 8;
    while (b.size() - at >= 12) {
        const std::size_t length = big32(b, at);
        if (length > b.size() - at - 12)
            break;
        const auto* data = reinterpret_cast<const Bytef*>(b.data()) + at + 4;
        if (crc32_z(0, data, length + 4) != big32(b, at + 8 + length))
            return fail(ErrorKind::Unreadable, "the PNG picture is damaged: a checksum does not match", place);
        const bool last = b.substr(at + 4, 4) == "IEND";
        at += 12 + length;
        if (last)
            return at;
    }
    return fail(ErrorKind::Unreadable, "the PNG picture is cut off: its end is missing", place);
}

} // namespace

PictureKind pictureKind(std::string_view head) {
    const auto begins = [&](std::string_view magic) { return head.substr(0, magic.size()) == magic; };
    if (begins("\xFF\xD8\xFF"))
        return PictureKind::Jpeg;
    if (begins("\x89PNG\r\n\x1A\n"))
        return PictureKind::Png;
    if (begins("RIFF") && head.size() >= 12 && head.substr(8, 4) == "WEBP")
        return PictureKind::Webp;
    if (begins(std::string_view("II*\0", 4)) || begins(std::string_view("MM\0*", 4)))
        return PictureKind::Tiff;
    if (begins("GIF8"))
        return PictureKind::Gif;
    if (begins("BM") && head.size() >= 18 && little32(head, 14) >= 12 && little32(head, 14) <= 124)
        return PictureKind::Bmp;
    return PictureKind::None;
}

Result<ImageSize> encodedSize(std::string_view head, const std::string& place) {
    const PictureKind kind = pictureKind(head);
    if (kind == PictureKind::None)
        return fail(ErrorKind::Unreadable, "this is no JPEG, PNG, WebP, TIFF or BMP picture", place);
    if (kind == PictureKind::Gif)
        return fail(ErrorKind::Unsupported, "GIF pictures are not read; convert them to PNG", place);
    const Sides found = sides(head);
    if (!found || found->first == 0 || found->second == 0)
        return fail(ErrorKind::Unreadable, "the picture's header is damaged or cut off, so its size cannot be read",
                    place);
    if (found->first > kMostPixels || found->second > kMostPixels || found->first * found->second > kMostPixels)
        return fail(ErrorKind::OutOfResource,
                    "the picture declares " + std::to_string(found->first) + " x " + std::to_string(found->second) +
                        " pixels, more than the " + std::to_string(kMostPixels >> 20) + " million that are decoded",
                    place);
    return ImageSize{static_cast<int>(found->first), static_cast<int>(found->second)};
}

Result<std::size_t> jpegLength(std::string_view b, const std::string& place) {
    const auto cut = [&] {
        return fail(ErrorKind::Unreadable, "the JPEG picture is cut off: its end marker is missing", place);
    };
    bool scan = false; // inside entropy-coded bytes, where FF 00 and restart markers belong to the data
    for (std::size_t at = 2; at + 2 <= b.size();) {
        if (scan) {
            const void* found = std::memchr(b.data() + at, 0xFF, b.size() - at - 1);
            if (found == nullptr)
                return cut();
            at = static_cast<std::size_t>(static_cast<const char*>(found) - b.data());
        } else if (byteAt(b, at) != 0xFF) {
            return fail(ErrorKind::Unreadable, "the JPEG picture is damaged between its segments", place);
        }
        const std::uint32_t marker = byteAt(b, at + 1);
        if (marker == 0xD9)
            return at + 2;
        if (marker == 0xFF || (scan && (marker == 0 || (marker >= 0xD0 && marker <= 0xD7)))) {
            at += marker == 0xFF ? 1 : 2;
            continue;
        }
        if (at + 4 > b.size())
            return cut();
        scan = marker == 0xDA;
        at += 2 + big16(b, at + 2);
    }
    return cut();
}

Result<std::size_t> intactLength(std::string_view bytes, ImageSize size, const std::string& place) {
    if (bytes.size() > (std::size_t{1} << 30))
        return fail(ErrorKind::OutOfResource, "the picture takes more than 1 GiB; it is not decoded", place);
    switch (pictureKind(bytes)) {
    case PictureKind::Jpeg:
        return jpegLength(bytes, place);
    case PictureKind::Png: {
        const auto length = pngLength(bytes, place);
        if (!length)
            return length;
        // Deflate shrinks at most 1032-fold and a pixel takes at least one bit.
        const auto pixels = static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height);
        if (pixels / 8 / 1032 > *length)
            return fail(ErrorKind::Unreadable,
                        "the PNG picture declares " + std::to_string(size.width) + " x " + std::to_string(size.height) +
                            " pixels, but its " + std::to_string(*length) + " bytes cannot hold them",
                        place);
        return length;
    }
    default:
        return bytes.size();
    }
}

int exifOrientation(std::string_view b) {
    const auto of = [](std::string_view tiff) {
        const std::uint64_t turn = TiffDirectory(tiff).value(274);
        return turn >= 1 && turn <= 8 ? static_cast<int>(turn) : 1;
    };
    if (pictureKind(b) == PictureKind::Jpeg)
        for (std::size_t at = 2; at + 18 <= b.size() && byteAt(b, at) == 0xFF && byteAt(b, at + 1) != 0xDA;) {
            const std::size_t length = big16(b, at + 2);
            if (byteAt(b, at + 1) == 0xE1 && b.substr(at + 4, 6) == std::string_view("Exif\0\0", 6) && length > 8)
                return of(b.substr(at + 10, length - 8));
            at += 2 + length;
        }
    if (pictureKind(b) == PictureKind::Png)
        for (std::size_t at = 8; at + 12 <= b.size();) {
            const std::size_t length = big32(b, at);
            if (b.substr(at + 4, 4) == "eXIf")
                return of(b.substr(at + 8, length));
            if (length > b.size() - at - 12)
                break;
            at += 12 + length;
        }
    return 1;
}

bool findUnassociatedAlpha(std::string_view bytes, std::size_t& at, bool& little) {
    if (pictureKind(bytes) != PictureKind::Tiff)
        return false;
    const TiffDirectory directory(bytes);
    bool shorts = false;
    at = directory.find(338, shorts);
    little = directory.little();
    return at != 0 && shorts && directory.value(338) == 2;
}

} // namespace gatoscope
