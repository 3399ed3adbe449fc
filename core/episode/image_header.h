// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What can be known of an encoded picture without decoding it: its kind, size, and whether its end is there.
#include <string>
#include <string_view>

#include "core/episode/image_codec.h"

namespace gatoscope {

/// Bytes to hand to the decoder, after checks that the decoder's library would only complain about on standard error:
/// the end of a JPEG, the chunks and checksums of a PNG, sizes that so few bytes cannot hold.
Result<std::size_t> intactLength(std::string_view bytes, ImageSize size, const std::string& place);

/// The turn (1 to 8) that a JPEG's or PNG's EXIF asks a viewer for; 1 where it says none.
int exifOrientation(std::string_view bytes);

/// The decoder would multiply the colours of an 8-bit TIFF by an unassociated alpha. Where the picture has one, `at`
/// becomes the offset of the byte pair to set to 1 (associated: left as it is), in the file's byte order.
bool findUnassociatedAlpha(std::string_view bytes, std::size_t& at, bool& little);

} // namespace gatoscope
