// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A decoded picture as it is displayed and cut into patches.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gatoscope {

/// 8-bit RGB, row-major, no padding between rows: byte of (y, x, c) = (y * width + x) * 3 + c.
/// Grey sources are replicated to three channels, alpha is dropped, never premultiplied (spec/gato.md 2.3).
struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels; // height * width * 3

    const std::uint8_t* at(int y, int x) const {
        return pixels.data() +
               3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x));
    }
    bool empty() const { return pixels.empty(); }
};

struct ImageSize {
    int width = 0;
    int height = 0;
    friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

} // namespace gatoscope
