// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/patches.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace gatoscope {

bool PatchGrid::padded(int p, int patch) const {
    if (!pads || columns == 0) {
        return false;
    }
    return (p / columns + 1) * patch > original.height || (p % columns + 1) * patch > original.width;
}

namespace {
std::string text(ImageSize size) { return std::to_string(size.height) + "x" + std::to_string(size.width); }

int multiple(int side, int patch, bool up) {
    const std::int64_t count = (static_cast<std::int64_t>(side) + (up ? patch - 1 : 0)) / patch;
    return static_cast<int>(count * patch);
}
} // namespace

Result<PatchGrid> patchGrid(ImageSize size, const Settings& settings) {
    const int patch = settings.patch;
    if (size.width <= 0 || size.height <= 0 || size.width > (1 << 24) || size.height > (1 << 24)) {
        return fail(ErrorKind::Invalid, "an image of " + text(size) + " pixels cannot be cut into patches");
    }
    PatchGrid grid;
    grid.original = grid.fitted = size;
    const bool whole = size.width % patch == 0 && size.height % patch == 0;
    if (!whole && settings.image_fit == Settings::ImageFit::Strict) {
        return fail(ErrorKind::Invalid, "an image of " + text(size) + " is no multiple of the patch side " +
                                            std::to_string(patch) + "; set image_fit to pad, resize or crop");
    }
    const bool crop = settings.image_fit == Settings::ImageFit::Crop;
    grid.fitted = {multiple(size.width, patch, !crop), multiple(size.height, patch, !crop)};
    if (grid.fitted.width == 0 || grid.fitted.height == 0) {
        return fail(ErrorKind::Invalid, "an image of " + text(size) + " is smaller than one patch of side " +
                                            std::to_string(patch) + "; set image_fit to pad or resize");
    }
    grid.rows = grid.fitted.height / patch;
    grid.columns = grid.fitted.width / patch;
    if (static_cast<std::int64_t>(grid.rows) * grid.columns > kPatchCap) {
        return fail(ErrorKind::OutOfResource, "an image of " + text(size) + " has more than " +
                                                  std::to_string(kPatchCap) + " patches; give it a size in the map");
    }
    grid.pads = !whole && settings.image_fit == Settings::ImageFit::Pad;
    if (crop) {
        grid.cropY = (size.height - grid.fitted.height) / 2;
        grid.cropX = (size.width - grid.fitted.width) / 2;
    }
    return grid;
}

namespace {
/// Rows [0, height) of `from`, starting at (y, x), into the top left of a black image of size `to`.
Image copyInto(const Image& from, ImageSize to, int y, int x) {
    Image result;
    result.width = to.width;
    result.height = to.height;
    result.pixels.assign(3 * static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height), 0);
    const int rows = std::min(to.height, from.height - y);
    const std::size_t bytes = 3 * static_cast<std::size_t>(std::max(0, std::min(to.width, from.width - x)));
    for (int row = 0; row < rows; ++row) {
        std::memcpy(result.pixels.data() + 3 * static_cast<std::size_t>(row) * static_cast<std::size_t>(to.width),
                    from.at(row + y, x), bytes);
    }
    return result;
}

struct Tap {
    int low = 0, high = 0;
    double part = 0; // of `high`
};

std::vector<Tap> taps(int from, int to) {
    std::vector<Tap> result(static_cast<std::size_t>(to));
    for (int i = 0; i < to; ++i) {
        const double place = std::clamp((i + 0.5) * from / to - 0.5, 0.0, static_cast<double>(from - 1));
        Tap& tap = result[static_cast<std::size_t>(i)];
        tap.low = static_cast<int>(std::floor(place));
        tap.high = std::min(tap.low + 1, from - 1);
        tap.part = place - tap.low;
    }
    return result;
}
} // namespace

Image resizeBilinear(const Image& image, ImageSize to) {
    if (image.empty() || (image.width == to.width && image.height == to.height)) {
        return image;
    }
    Image result;
    result.width = to.width;
    result.height = to.height;
    result.pixels.resize(3 * static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height));
    const std::vector<Tap> down = taps(image.height, to.height);
    const std::vector<Tap> across = taps(image.width, to.width);
    std::uint8_t* out = result.pixels.data();
    for (const Tap& y : down) {
        for (const Tap& x : across) {
            const std::uint8_t* corners[4] = {image.at(y.low, x.low), image.at(y.low, x.high), image.at(y.high, x.low),
                                              image.at(y.high, x.high)};
            for (int c = 0; c < 3; ++c) {
                const double top = corners[0][c] * (1 - x.part) + corners[1][c] * x.part;
                const double bottom = corners[2][c] * (1 - x.part) + corners[3][c] * x.part;
                *out++ = static_cast<std::uint8_t>(std::floor(top * (1 - y.part) + bottom * y.part + 0.5));
            }
        }
    }
    return result;
}

Image fitImage(const Image& image, const PatchGrid& grid, const Settings& settings) {
    if (image.empty() || (image.width == grid.fitted.width && image.height == grid.fitted.height)) {
        return image;
    }
    if (settings.image_fit == Settings::ImageFit::Resize) {
        return resizeBilinear(image, grid.fitted);
    }
    return copyInto(image, grid.fitted, grid.cropY, grid.cropX);
}

float pixelValue(int level, const Settings& settings) {
    const double value = level / 255.0 * 2.0 - 1.0;
    return static_cast<float>(settings.patch_scale ? value / 4.0 : value);
}

int pixelLevel(float value, const Settings& settings) {
    const double scaled = static_cast<double>(value) * (settings.patch_scale ? 4.0 : 1.0);
    const double level = std::floor((scaled + 1.0) / 2.0 * 255.0 + 0.5);
    return level >= 255 ? 255 : level > 0 ? static_cast<int>(level) : 0;
}

void appendPatchValues(const Image& fitted, const Settings& settings, std::vector<float>& values) {
    std::array<float, 256> table{};
    for (int level = 0; level < 256; ++level) {
        table[static_cast<std::size_t>(level)] = pixelValue(level, settings);
    }
    const int patch = settings.patch;
    const int rows = fitted.height / patch, columns = fitted.width / patch;
    const std::size_t before = values.size();
    values.resize(before + 3 * static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) *
                               static_cast<std::size_t>(patch) * static_cast<std::size_t>(patch));
    float* out = values.data() + before;
    for (int p = 0; p < rows * columns; ++p) {
        for (int c = 0; c < 3; ++c) {
            for (int y = 0; y < patch; ++y) {
                const std::uint8_t* pixel = fitted.at(p / columns * patch + y, p % columns * patch) + c;
                for (int x = 0; x < patch; ++x) {
                    *out++ = table[pixel[3 * x]];
                }
            }
        }
    }
}

std::vector<float> patchValues(const Image& fitted, const Settings& settings) {
    std::vector<float> values;
    appendPatchValues(fitted, settings, values);
    return values;
}

PatchPosition patchPosition(int index, int count, const Settings& settings) {
    const std::int64_t size = settings.patch_pos, i = index, n = count;
    const bool floor = settings.patch_quantise == Settings::PatchQuantise::Floor;
    std::int64_t lo = floor ? size * i / n : (2 * size * i + n) / (2 * n);
    std::int64_t hi = floor ? size * (i + 1) / n : (2 * size * (i + 1) + n) / (2 * n);
    const bool includeHi = settings.patch_mean == Settings::PatchMean::IncludeHi;
    if (floor && includeHi) {
        hi = std::min(hi, size - 1); // GIA: the upper end becomes a row of the table before the mean
    }
    const std::int64_t sum = lo + (includeHi ? hi : std::max(lo, hi - 1));
    std::int64_t mean = sum / 2;
    if (sum % 2 != 0) {
        const bool up = settings.mean_rounding == Settings::MeanRounding::HalfUp ||
                        (settings.mean_rounding == Settings::MeanRounding::HalfEven && mean % 2 != 0);
        mean += up ? 1 : 0;
    }
    return {static_cast<int>(lo), static_cast<int>(hi), static_cast<int>(std::min(mean, size - 1))};
}

DrawRange drawRange(const PatchPosition& position, const Settings& settings) {
    const int first = std::min(position.lo, settings.patch_pos - 1);
    return {first, std::max(first, std::min(position.hi, settings.patch_pos) - 1)};
}

} // namespace gatoscope
