// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/episode/raw_pictures.h"
#include "core/tokens/channel_values.h"

namespace gatoscope {
namespace {

/// How a numeric row holds pixels: value of (y, x, c) of a frame at origin + y * down + x * across + c * deep.
struct PixelLayout {
    ImageSize size;
    int channels = 1;
    std::size_t origin = 0, down = 0, across = 0, deep = 0, frame = 0;
};

tl::unexpected<Error> noImage(const Channel& stored, const MappedChannel& map) {
    std::string shape;
    for (const std::int64_t side : stored.shape) {
        shape += (shape.empty() ? "" : "x") + std::to_string(side);
    }
    return fail(ErrorKind::Invalid, "channel " + spoken(map) + " of shape " + (shape.empty() ? "scalar" : shape) +
                                        " cannot be read as " +
                                        (map.frameStack > 1 ? "a stack of " + std::to_string(map.frameStack) + " images"
                                                            : std::string("an image with 1, 3 or 4 channels")));
}

bool isColourCount(std::int64_t count) { return count == 1 || count == 3 || count == 4; }

Result<PixelLayout> pixelLayout(const Channel& stored, const MappedChannel& map) {
    std::vector<std::int64_t> shape = stored.shape;
    const std::int64_t stack = std::max(1, map.frameStack);
    for (const std::int64_t side : shape) {
        if (side <= 0 || side > (1 << 24)) {
            return noImage(stored, map);
        }
    }
    PixelLayout layout;
    if (shape.size() == 4 && stack > 1 && shape[0] == stack) {
        layout.frame = static_cast<std::size_t>(shape[1] * shape[2] * shape[3]);
        shape.erase(shape.begin());
    } else if (stack > 1 && shape.size() != 3) {
        return noImage(stored, map);
    }
    if (shape.size() == 2) {
        shape.push_back(1);
    }
    if (shape.size() != 3) {
        return noImage(stored, map);
    }
    const std::int64_t inside = layout.frame == 0 ? stack : 1; // frames within the channel axis
    const auto fits = [&](std::int64_t count) { return count % inside == 0 && isColourCount(count / inside); };
    const bool first = stored.channelsFirst ? fits(shape[0]) : !fits(shape[2]) && fits(shape[0]);
    if (!first && !fits(shape[2])) {
        return noImage(stored, map);
    }
    const std::int64_t height = first ? shape[1] : shape[0], width = first ? shape[2] : shape[1];
    const std::int64_t all = first ? shape[0] : shape[2];
    layout.size = {static_cast<int>(width), static_cast<int>(height)};
    layout.channels = static_cast<int>(all / inside);
    layout.deep = static_cast<std::size_t>(first ? height * width : 1);
    layout.down = static_cast<std::size_t>(first ? width : width * all);
    layout.across = static_cast<std::size_t>(first ? 1 : all);
    if (layout.frame == 0) {
        layout.frame = layout.deep * static_cast<std::size_t>(layout.channels);
    }
    return layout;
}

std::uint8_t level(double value, bool scale) {
    const double shown = scale ? std::floor(value * 255.0 + 0.5) : std::floor(value + 0.5);
    return shown >= 255 ? 255 : shown > 0 ? static_cast<std::uint8_t>(shown) : 0; // NaN: 0
}

/// The row that holds a step's numbers: of the whole column, or of an image channel read by itself.
struct RowNumbers {
    std::shared_ptr<const Column> column;
    std::size_t row = 0;
};

Result<RowNumbers> rowNumbers(const Episode& episode, const Channel& stored, std::int64_t row) {
    if (stored.image) {
        const auto* raw = dynamic_cast<const RawPictures*>(&episode);
        if (raw == nullptr) {
            return fail(ErrorKind::Unsupported, "channel '" + stored.source +
                                                    "' stores encoded pictures, which hold no stack of frames; set "
                                                    "frame_stack to 1");
        }
        auto one = raw->imageNumbers(stored.source, row);
        return one ? Result<RowNumbers>(RowNumbers{std::make_shared<const Column>(std::move(*one)), 0}) : fail(one);
    }
    const auto column = episode.column(stored.source);
    return column ? Result<RowNumbers>(RowNumbers{*column, static_cast<std::size_t>(row)}) : fail(column);
}

Result<Image> fromNumbers(const Episode& episode, const Channel& stored, const MappedChannel& map, std::int64_t row,
                          int frame) {
    const auto layout = pixelLayout(stored, map);
    if (!layout) {
        return fail(layout);
    }
    const auto numbers = rowNumbers(episode, stored, row);
    if (!numbers) {
        return fail(numbers);
    }
    const Column& column = *numbers->column;
    const std::size_t last = static_cast<std::size_t>(frame) * layout->frame +
                             static_cast<std::size_t>(layout->size.height - 1) * layout->down +
                             static_cast<std::size_t>(layout->size.width - 1) * layout->across +
                             static_cast<std::size_t>(layout->channels - 1) * layout->deep;
    if (numbers->row >= column.rows || last >= column.width || column.dtype == DType::Text ||
        column.bytes.size() < column.rows * column.width * byteSize(column.dtype)) {
        return noImage(stored, map);
    }
    Image image;
    image.width = layout->size.width;
    image.height = layout->size.height;
    image.pixels.resize(3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
    std::uint8_t* out = image.pixels.data();
    for (std::size_t y = 0; y < static_cast<std::size_t>(image.height); ++y) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(image.width); ++x) {
            const std::size_t at =
                static_cast<std::size_t>(frame) * layout->frame + y * layout->down + x * layout->across;
            for (std::size_t c = 0; c < 3; ++c) {
                const std::size_t deep = layout->channels == 1 ? 0 : c * layout->deep;
                *out++ = level(column.number(numbers->row, at + deep), map.scale255);
            }
        }
    }
    return image;
}

void flip(Image& image) {
    const std::size_t line = 3 * static_cast<std::size_t>(image.width);
    for (int top = 0, bottom = image.height - 1; top < bottom; ++top, --bottom) {
        std::swap_ranges(image.pixels.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(top) * line),
                         image.pixels.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(top + 1) * line),
                         image.pixels.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(bottom) * line));
    }
}

Result<std::int64_t> rowOf(const Episode& episode, const Channel& stored, const MappedChannel& map, std::int64_t step) {
    const std::int64_t row = stored.alignment == Alignment::Once ? 0 : step + map.shift;
    const auto rows = episode.rows(map.source);
    if (!rows) {
        return fail(rows);
    }
    if (row < 0 || row >= *rows) {
        return fail(ErrorKind::NotFound, "channel " + spoken(map) + " has no image at step " + std::to_string(step));
    }
    return row;
}

bool fromColumn(const Channel& stored, const MappedChannel& map) { return !stored.image || map.frameStack > 1; }

/// Height and width of stored images where the shape tells them, else nothing.
std::optional<ImageSize> shapeSize(const Channel& stored) {
    const std::size_t rank = stored.shape.size();
    if (rank != 2 && rank != 3) {
        return std::nullopt;
    }
    const std::size_t first = rank == 3 && stored.channelsFirst ? 1 : 0;
    const std::int64_t height = stored.shape[first], width = stored.shape[first + 1];
    if (height <= 0 || width <= 0 || height > (1 << 24) || width > (1 << 24)) {
        return std::nullopt;
    }
    return ImageSize{static_cast<int>(width), static_cast<int>(height)};
}

} // namespace

bool hasFixedSize(const Channel& stored, const MappedChannel& map) {
    return map.size || fromColumn(stored, map) || shapeSize(stored);
}

Result<Image> mappedImage(const Episode& episode, const Channel& stored, const MappedChannel& map, std::int64_t step,
                          int frame) {
    if (frame < 0 || frame >= std::max(1, map.frameStack)) {
        return fail(ErrorKind::NotFound, "channel " + spoken(map) + " has no frame " + std::to_string(frame));
    }
    if (map.size && ((*map.size)[0] < 1 || (*map.size)[1] < 1)) {
        return fail(ErrorKind::Invalid, "the size of channel " + spoken(map) + " must be a height and a width above 0");
    }
    const auto row = rowOf(episode, stored, map, step);
    if (!row) {
        return fail(row);
    }
    Image image;
    if (fromColumn(stored, map)) {
        auto made = fromNumbers(episode, stored, map, *row, frame);
        if (!made) {
            return made;
        }
        image = std::move(*made);
    } else {
        const auto kept = episode.image(map.source, *row);
        if (!kept) {
            return fail(kept);
        }
        image = **kept;
    }
    if (map.flipVertical) {
        flip(image);
    }
    if (map.swapRedBlue) {
        for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
            std::swap(image.pixels[i], image.pixels[i + 2]);
        }
    }
    return map.size ? resizeBilinear(image, {(*map.size)[1], (*map.size)[0]}) : image;
}

Result<ImageSize> mappedImageSize(const Episode& episode, const Channel& stored, const MappedChannel& map,
                                  std::int64_t step) {
    if (map.size) {
        return ImageSize{(*map.size)[1], (*map.size)[0]};
    }
    if (fromColumn(stored, map)) {
        const auto layout = pixelLayout(stored, map);
        return layout ? Result<ImageSize>(layout->size) : fail(layout);
    }
    if (const auto size = shapeSize(stored)) {
        return *size;
    }
    const auto row = rowOf(episode, stored, map, step);
    return row ? episode.imageSize(map.source, *row) : fail(row);
}

} // namespace gatoscope
