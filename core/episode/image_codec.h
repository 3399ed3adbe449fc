// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Encoded pictures (JPEG, PNG, WebP, TIFF, BMP) to and from pixels. Sizes are read and judged before anything is
// decoded.
#include <span>
#include <string>
#include <string_view>

#include "core/base/image.h"
#include "core/base/result.h"

namespace gatoscope {

enum class PictureKind { None, Jpeg, Png, Webp, Tiff, Bmp, Gif };
/// By the first bytes, never by the name.
PictureKind pictureKind(std::string_view head);

/// Most pixels a picture may have; more is refused before it is decoded.
constexpr std::uint64_t kMostPixels = std::uint64_t{1} << 27;

/// Size as the header says it, without decoding. `head`: the whole file or its first bytes (64 KiB do for most).
Result<ImageSize> encodedSize(std::string_view head, const std::string& place);

/// Bytes up to and with the JPEG end marker (recorders pad with zeros); Unreadable when the picture is cut before it.
Result<std::size_t> jpegLength(std::string_view bytes, const std::string& place);

/// 8-bit RGB as displayed: grey replicated, alpha dropped (never premultiplied), 16 bit rounded to 8, orientation as
/// stored.
Result<Image> decodePicture(std::string_view bytes, const std::string& place);

/// 8-bit RGB to a PNG file in memory.
Result<std::string> encodePng(const Image& image);

/// Raw pixels [height, width, channels] (channels first: [channels, height, width]) of 1, 3 or 4 channels to RGB.
Image fromPixels(std::span<const std::byte> pixels, int height, int width, int channels, bool channelsFirst);

} // namespace gatoscope
