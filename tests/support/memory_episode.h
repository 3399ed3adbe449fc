// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An episode that tests make of numbers, texts and images, without any file.
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/episode/channel_map.h"
#include "core/episode/episode.h"

namespace gatoscope::test {

template <typename T>
constexpr DType dtypeOf() {
    if constexpr (std::is_same_v<T, bool>)
        return DType::Bool;
    else if constexpr (std::is_same_v<T, std::uint8_t>)
        return DType::U8;
    else if constexpr (std::is_same_v<T, std::int8_t>)
        return DType::I8;
    else if constexpr (std::is_same_v<T, std::uint16_t>)
        return DType::U16;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return DType::I32;
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return DType::U64;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return DType::I64;
    else if constexpr (std::is_same_v<T, float>)
        return DType::F32;
    else
        return DType::F64;
}

class MemoryEpisode final : public Episode {
public:
    explicit MemoryEpisode(std::int64_t steps) { info_.steps = steps; }

    /// Values row-major; a channel that has steps + 1 rows becomes StepsPlusOne, one row Once where `once` says so.
    template <typename T>
    MappedChannel& add(const std::string& source, Role role, Modality modality, std::vector<std::int64_t> shape,
                       const std::vector<T>& values) {
        Column column;
        column.dtype = dtypeOf<T>();
        for (const std::int64_t side : shape)
            column.width *= static_cast<std::size_t>(side);
        column.rows = column.width == 0 ? 0 : values.size() / column.width;
        column.bytes.resize(values.size() * byteSize(column.dtype));
        for (std::size_t i = 0; i < values.size(); ++i) {
            const T value = values[i];
            std::memcpy(column.bytes.data() + i * byteSize(column.dtype), &value, byteSize(column.dtype));
        }
        return addColumn(source, role, modality, std::move(shape), std::move(column));
    }

    MappedChannel& addText(const std::string& source, Role role, std::vector<std::string> texts, bool once = false) {
        Column column;
        column.dtype = DType::Text;
        column.rows = texts.size();
        column.text = std::move(texts);
        MappedChannel& mapped = addColumn(source, role, Modality::Text, {}, std::move(column));
        if (once)
            channels.back().alignment = Alignment::Once;
        return mapped;
    }

    /// `fixed`: the shape tells the size; else images may differ.
    MappedChannel& addImages(const std::string& source, std::vector<Image> images, bool fixed = false) {
        Channel channel;
        channel.source = source;
        channel.dtype = DType::U8;
        channel.image = true;
        channel.shape = {-1, -1, 3};
        if (fixed && !images.empty())
            channel.shape = {images.front().height, images.front().width, 3};
        channel.alignment = align(images.size());
        channels.push_back(channel);
        images_[source] = std::move(images);
        return mapAs(source, Role::Observation, Modality::Image);
    }

    const EpisodeInfo& info() const override { return info_; }
    Result<std::int64_t> rows(const std::string& source) const override {
        if (const auto at = columns_.find(source); at != columns_.end())
            return static_cast<std::int64_t>(at->second->rows);
        if (const auto at = images_.find(source); at != images_.end())
            return static_cast<std::int64_t>(at->second.size());
        return fail(ErrorKind::NotFound, "no channel '" + source + "'");
    }
    Result<std::shared_ptr<const Column>> column(const std::string& source) const override {
        const auto at = columns_.find(source);
        if (at == columns_.end())
            return fail(ErrorKind::NotFound, "no column '" + source + "'");
        return at->second;
    }
    Result<Image> decodeImage(const std::string& source, std::int64_t row) const override {
        ++decoded;
        const auto at = images_.find(source);
        if (at == images_.end() || row < 0 || static_cast<std::size_t>(row) >= at->second.size())
            return fail(ErrorKind::NotFound, "no image '" + source + "'");
        if (at->second[static_cast<std::size_t>(row)].empty())
            return fail(ErrorKind::Unreadable, "a cut image");
        return at->second[static_cast<std::size_t>(row)];
    }
    Result<ImageSize> imageSize(const std::string& source, std::int64_t row) const override {
        const auto at = images_.find(source);
        if (at == images_.end() || row < 0 || static_cast<std::size_t>(row) >= at->second.size())
            return fail(ErrorKind::NotFound, "no image '" + source + "'");
        const Image& image = at->second[static_cast<std::size_t>(row)];
        if (image.empty())
            return fail(ErrorKind::Unreadable, "a cut image");
        return ImageSize{image.width, image.height};
    }

    std::vector<Channel> channels;
    ChannelMap map;
    mutable int decoded = 0;

private:
    Alignment align(std::size_t rows) const {
        return static_cast<std::int64_t>(rows) == info_.steps       ? Alignment::Steps
               : static_cast<std::int64_t>(rows) == info_.steps + 1 ? Alignment::StepsPlusOne
                                                                    : Alignment::Unaligned;
    }
    MappedChannel& addColumn(const std::string& source, Role role, Modality modality, std::vector<std::int64_t> shape,
                             Column column) {
        Channel channel;
        channel.source = source;
        channel.dtype = column.dtype;
        channel.shape = std::move(shape);
        channel.alignment = align(column.rows);
        channels.push_back(channel);
        columns_[source] = std::make_shared<const Column>(std::move(column));
        return mapAs(source, role, modality);
    }
    MappedChannel& mapAs(const std::string& source, Role role, Modality modality) {
        MappedChannel mapped;
        mapped.source = mapped.key = source;
        mapped.role = role;
        mapped.modality = modality;
        map.channels.push_back(mapped);
        return map.channels.back();
    }

    EpisodeInfo info_;
    std::map<std::string, std::shared_ptr<const Column>> columns_;
    std::map<std::string, std::vector<Image>> images_;
};

/// A grey ramp with one tint: pixel (y, x, c) = (7 y + 3 x + 11 c) mod 256, as in spec/gato.md 13.7.
inline Image makeImage(int width, int height) {
    Image image;
    image.width = width;
    image.height = height;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixels.push_back(static_cast<std::uint8_t>((7 * y + 3 * x + 11 * c) % 256));
    return image;
}

} // namespace gatoscope::test
