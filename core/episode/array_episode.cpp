// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/array_episode.h"

#include <cmath>
#include <limits>
#include <utility>

#include "core/base/nearest_name.h"
#include "core/episode/array_roles.h"
#include "core/episode/image_codec.h"

namespace gatoscope {
namespace {

constexpr std::uint64_t kFortranCap = std::uint64_t{256}
                                      << 20; // pictures stored column by column are read whole up to here

constexpr std::uint64_t kPicturesAsNumbers = std::uint64_t{64} << 20;

struct PictureSides {
    std::int64_t height = 0, width = 0, channels = 1;
};

PictureSides sidesOf(const std::vector<std::int64_t>& shape, bool channelsFirst) {
    if (shape.size() == 2)
        return {shape[0], shape[1], 1};
    return channelsFirst ? PictureSides{shape[1], shape[2], shape[0]} : PictureSides{shape[0], shape[1], shape[2]};
}

} // namespace

const NpyArray* ArraySet::find(const std::string& source) const {
    for (const NamedArray& named : arrays)
        if (named.source == source)
            return &named.array;
    return nullptr;
}

ArrayEpisode::ArrayEpisode(EpisodeInfo info, std::shared_ptr<const ArraySet> set, ArrayRange range,
                           std::vector<Channel> channels)
    : info_(std::move(info)), set_(std::move(set)), range_(range), channels_(std::move(channels)) {}

Result<ArrayEpisode::Slice> ArrayEpisode::slice(const std::string& source) const {
    if (const NpyArray* array = set_->find(source)) {
        const std::uint64_t rows = array->header().rows();
        const bool cut = range_.total != 0 && !array->header().shape.empty() &&
                         (rows == range_.total || rows == range_.total + 1); // one observation after the last episode
        return cut ? Slice{array, range_.from, range_.count} : Slice{array, 0, rows};
    }
    std::vector<std::string> known;
    for (const auto& [name, error] : set_->broken) {
        if (name == source)
            return tl::unexpected<Error>(error);
    }
    for (const NamedArray& named : set_->arrays)
        known.push_back(named.source);
    return fail(ErrorKind::NotFound,
                "the episode has no channel \"" + source + "\"; the nearest is \"" + nearestName(source, known) + "\"",
                info_.id);
}

bool ArrayEpisode::isImage(const std::string& source, bool& channelsFirst) const {
    for (const Channel& channel : channels_) {
        if (channel.source != source)
            continue;
        channelsFirst = channel.channelsFirst;
        return channel.image;
    }
    return false;
}

Result<std::int64_t> ArrayEpisode::rows(const std::string& source) const {
    const auto found = slice(source);
    if (!found)
        return fail(found);
    return static_cast<std::int64_t>(found->count);
}

Result<std::shared_ptr<const Column>> ArrayEpisode::column(const std::string& source) const {
    const auto found = slice(source);
    if (!found)
        return fail(found);
    // Small pictures may be wanted as numbers (a map that calls a board of bytes discrete); larger ones are never held
    // whole.
    bool channelsFirst = false;
    if (isImage(source, channelsFirst) && found->count * found->array->header().width() > kPicturesAsNumbers)
        return fail(ErrorKind::Invalid,
                    "\"" + source + "\" holds pictures, which are read one by one and not as a column",
                    found->array->place());
    return columns_.get(source, [&] { return found->array->readColumn(found->from, found->count); });
}

Result<ImageSize> ArrayEpisode::imageSize(const std::string& source, std::int64_t row) const {
    const auto found = slice(source);
    if (!found)
        return fail(found);
    const std::vector<std::int64_t> shape = found->array->header().rowShape();
    bool channelsFirst = false;
    isImage(source, channelsFirst);
    const PictureSides sides = shape.size() == 2 || shape.size() == 3 ? sidesOf(shape, channelsFirst) : PictureSides{};
    const bool colours = sides.channels == 1 || sides.channels == 3 || sides.channels == 4;
    if (found->array->header().dtype != DType::U8 || sides.height < 1 || sides.width < 1 || !colours)
        return fail(ErrorKind::Invalid,
                    "\"" + source +
                        "\" holds no pictures: these are uint8 of height x width, with 1, 3 or 4 channels or none",
                    found->array->place());
    if (row < 0 || static_cast<std::uint64_t>(row) >= found->count)
        return fail(ErrorKind::NotFound,
                    "picture " + std::to_string(row) + " was asked for, but the episode has " +
                        std::to_string(found->count),
                    found->array->place());
    constexpr auto most = static_cast<std::int64_t>(kMostPixels);
    if (sides.height > most || sides.width > most || sides.height * sides.width > most)
        return fail(ErrorKind::OutOfResource,
                    "a picture of " + std::to_string(sides.width) + " x " + std::to_string(sides.height) +
                        " pixels is larger than what is shown",
                    found->array->place());
    return ImageSize{static_cast<int>(sides.width), static_cast<int>(sides.height)};
}

/// Stored column by column, one picture lies scattered over the whole array: it is read once and kept while it is
/// small.
Result<std::vector<std::byte>> ArrayEpisode::imageRow(const std::string& source, const Slice& slice,
                                                      std::int64_t row) const {
    const NpyHeader& header = slice.array->header();
    const std::uint64_t rowBytes = header.width();
    if (!header.fortran || slice.count * rowBytes > kFortranCap)
        return slice.array->readRow(slice.from + static_cast<std::uint64_t>(row));
    const std::lock_guard lock(fortranMutex_);
    auto& whole = fortran_[source];
    if (!whole) {
        auto column = slice.array->readColumn(slice.from, slice.count);
        if (!column)
            return fail(column);
        whole = std::make_shared<const Column>(std::move(*column));
    }
    const std::byte* from = whole->bytes.data() + static_cast<std::size_t>(row) * rowBytes;
    return std::vector<std::byte>(from, from + rowBytes);
}

Result<Image> ArrayEpisode::decodeImage(const std::string& source, std::int64_t row) const {
    const auto size = imageSize(source, row);
    if (!size)
        return fail(size);
    const auto found = slice(source);
    if (!found)
        return fail(found);
    const auto raw = imageRow(source, *found, row);
    if (!raw)
        return fail(raw);
    bool channelsFirst = false;
    isImage(source, channelsFirst);
    const PictureSides sides = sidesOf(found->array->header().rowShape(), channelsFirst);
    return fromPixels(*raw, size->height, size->width, static_cast<int>(sides.channels), channelsFirst);
}

Result<Column> ArrayEpisode::imageNumbers(const std::string& source, std::int64_t row) const {
    const auto found = slice(source);
    if (!found)
        return fail(found);
    if (row < 0 || static_cast<std::uint64_t>(row) >= found->count)
        return fail(ErrorKind::NotFound, "\"" + source + "\" has no row " + std::to_string(row), info_.id);
    if (found->array->header().dtype != DType::U8)
        return fail(ErrorKind::Invalid, "\"" + source + "\" holds no pictures of bytes", found->array->place());
    auto raw = imageRow(source, *found, row);
    if (!raw)
        return fail(raw);
    Column column;
    column.dtype = DType::U8;
    column.rows = 1;
    column.width = raw->size();
    column.bytes = std::move(*raw);
    return column;
}

namespace {

constexpr std::uint64_t kSmallBytes = std::uint64_t{16} << 20; // an info may read this much of one array

/// The episode's rows of an array that is small and has one value per row.
std::optional<Column> smallColumn(const ArraySet& set, const ArrayRange& range, const std::string& source,
                                  std::uint64_t most) {
    const NpyArray* array = set.find(source);
    if (array == nullptr || array->header().width() != 1)
        return std::nullopt;
    const NpyHeader& header = array->header();
    const bool cut = range.total != 0 && header.rows() == range.total && !header.shape.empty();
    const std::uint64_t count = std::min(cut ? range.count : header.rows(), most);
    if (count * header.itemBytes > kSmallBytes)
        return std::nullopt;
    auto column = array->readColumn(cut ? range.from : 0, count);
    return column ? std::optional<Column>(std::move(*column)) : std::nullopt;
}

constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();

} // namespace

void describeEpisode(const ArraySet& set, const ArrayRange& range, EpisodeInfo& info) {
    for (const NamedArray& named : set.arrays) {
        const std::string& source = named.source;
        const DType dtype = named.array.header().dtype;
        if (dtype == DType::Text && info.task.empty() && isTaskName(source)) {
            const auto task = smallColumn(set, range, source, 1);
            if (task && task->rows > 0)
                info.task = task->text.front();
        } else if (dtype != DType::Text && isRewardName(source) && !info.totalReward) {
            if (const auto rewards = smallColumn(set, range, source, kAll)) {
                double sum = 0;
                for (std::size_t row = 0; row < rewards->rows; ++row)
                    sum += rewards->number(row);
                info.totalReward = sum;
            }
        } else if (dtype != DType::Text && (source == "success" || source == "successes")) {
            if (const auto success = smallColumn(set, range, source, kAll)) {
                info.success = false;
                for (std::size_t row = 0; row < success->rows; ++row)
                    info.success = *info.success || success->number(row) > 0;
            }
        } else if (source == "seed" && isInteger(dtype)) {
            const auto seed = smallColumn(set, range, source, 1);
            if (seed && seed->rows > 0)
                info.seed = seed->integer(0);
        }
    }
}

} // namespace gatoscope
