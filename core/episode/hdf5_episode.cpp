// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/hdf5_episode.h"

#include <string_view>

#include "core/episode/image_codec.h"

namespace gatoscope {

namespace {

std::string_view asText(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Height, width and channels of a raw picture; channels 0 where it is none.
struct RawShape {
    std::int64_t height = 0, width = 0, channels = 0;
};

RawShape rawShape(const std::vector<std::int64_t>& shape, bool channelsFirst) {
    if (shape.size() == 2)
        return {shape[0], shape[1], 1};
    if (shape.size() != 3)
        return {};
    return channelsFirst ? RawShape{shape[1], shape[2], shape[0]} : RawShape{shape[0], shape[1], shape[2]};
}

bool drawable(const RawShape& raw) {
    const bool channels = raw.channels == 1 || raw.channels == 3 || raw.channels == 4;
    return channels && raw.height > 0 && raw.width > 0 && raw.height <= 65535 && raw.width <= 65535 &&
           static_cast<std::uint64_t>(raw.height * raw.width) <= kMostPixels;
}

} // namespace

Hdf5Episode::Hdf5Episode(std::shared_ptr<const Hdf5File> file, Hdf5Slice slice, std::shared_ptr<const Hdf5Roles> roles,
                         EpisodeInfo info, std::map<std::string, std::string> once)
    : file_(std::move(file)), slice_(std::move(slice)), roles_(std::move(roles)), info_(std::move(info)),
      once_(std::move(once)) {}

std::string Hdf5Episode::place(const std::string& source, std::int64_t row) const {
    return file_->path() + ": " + slice_.prefix + source + ", row " + std::to_string(row);
}

Result<Hdf5Episode::Rows> Hdf5Episode::locate(const std::string& source) const {
    auto array = file_->describe(slice_.prefix + source);
    if (!array)
        return fail(array);
    Rows rows{std::move(*array), 0, 0};
    rows.count = rows.array.rows();
    if (slice_.of < 0 || rows.count < slice_.of)
        return rows;
    rows.first = slice_.first;
    rows.count = slice_.rows;
    return rows;
}

Result<std::int64_t> Hdf5Episode::rows(const std::string& source) const {
    if (once_.contains(source))
        return 1;
    const auto found = locate(source);
    if (!found)
        return fail(found);
    return found->count;
}

Result<std::shared_ptr<const Column>> Hdf5Episode::column(const std::string& source) const {
    if (roles_->images.contains(source))
        return fail(ErrorKind::Invalid, "\"" + source + "\" is an image channel and has no column of numbers",
                    file_->path());
    return columns_.get(source, [&]() -> Result<Column> {
        if (const auto text = once_.find(source); text != once_.end()) {
            Column column;
            column.dtype = DType::Text;
            column.rows = 1;
            column.text = {text->second};
            return column;
        }
        const auto found = locate(source);
        if (!found)
            return fail(found);
        return file_->read(slice_.prefix + source, found->first, found->count);
    });
}

Result<Hdf5Episode::Rows> Hdf5Episode::locateImage(const std::string& source, std::int64_t row) const {
    auto found = locate(source);
    if (!found)
        return fail(found);
    if (!roles_->images.contains(source))
        return fail(ErrorKind::Invalid, "\"" + source + "\" is no image channel", file_->path());
    if (row < 0 || row >= found->count)
        return fail(ErrorKind::NotFound,
                    "Image " + std::to_string(row) + " of \"" + source + "\" was looked for; the episode has " +
                        std::to_string(found->count),
                    place(source, row));
    return found;
}

Result<std::string> Hdf5Episode::encoded(const std::string& source, const Rows& rows, std::int64_t row) const {
    const std::string dataset = slice_.prefix + source;
    if (rows.array.kind == Hdf5Array::Kind::Bytes) {
        const auto bytes = file_->readBytes(dataset, rows.first + row);
        if (!bytes)
            return fail(bytes);
        return std::string(asText(*bytes));
    }
    const auto padded = file_->read(dataset, rows.first + row, 1);
    if (!padded)
        return fail(padded);
    const std::string_view bytes = asText(padded->bytes);
    if (pictureKind(bytes) != PictureKind::Jpeg)
        return std::string(bytes);
    const auto length = jpegLength(bytes, place(source, row));
    if (!length)
        return fail(length);
    return std::string(bytes.substr(0, *length));
}

Result<Image> Hdf5Episode::decodeImage(const std::string& source, std::int64_t row) const {
    const auto found = locateImage(source, row);
    if (!found)
        return fail(found);
    const std::vector<std::int64_t> shape = found->array.rowShape();
    if (shape.size() < 2) {
        const auto bytes = encoded(source, *found, row);
        if (!bytes)
            return fail(bytes);
        return decodePicture(*bytes, place(source, row));
    }
    const bool channelsFirst = roles_->channelsFirst.contains(source);
    const RawShape raw = rawShape(shape, channelsFirst);
    if (!drawable(raw) || found->array.dtype != DType::U8)
        return fail(ErrorKind::Invalid, "The stored shape or type is no picture's", place(source, row));
    const auto pixels = file_->read(slice_.prefix + source, found->first + row, 1);
    if (!pixels)
        return fail(pixels);
    return fromPixels(pixels->bytes, static_cast<int>(raw.height), static_cast<int>(raw.width),
                      static_cast<int>(raw.channels), channelsFirst);
}

Result<ImageSize> Hdf5Episode::imageSize(const std::string& source, std::int64_t row) const {
    const auto found = locateImage(source, row);
    if (!found)
        return fail(found);
    const std::vector<std::int64_t> shape = found->array.rowShape();
    if (shape.size() >= 2) {
        const RawShape raw = rawShape(shape, roles_->channelsFirst.contains(source));
        if (!drawable(raw))
            return fail(ErrorKind::Invalid, "The stored shape is no picture's", place(source, row));
        return ImageSize{static_cast<int>(raw.width), static_cast<int>(raw.height)};
    }
    const auto bytes = encoded(source, *found, row);
    if (!bytes)
        return fail(bytes);
    return encodedSize(*bytes, place(source, row));
}

Result<Column> Hdf5Episode::imageNumbers(const std::string& source, std::int64_t row) const {
    const auto found = locateImage(source, row);
    if (!found)
        return fail(found);
    if (found->array.rowShape().size() < 2)
        return fail(ErrorKind::Unsupported, "Encoded pictures hold no stack of frames; set frame_stack to 1",
                    place(source, row));
    return file_->read(slice_.prefix + source, found->first + row, 1);
}

} // namespace gatoscope
