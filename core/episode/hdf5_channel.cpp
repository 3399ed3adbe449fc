// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string_view>

#include "core/episode/hdf5_episode.h"
#include "core/episode/image_codec.h"

namespace gatoscope {

namespace {

constexpr std::int64_t kSmallestSide = 16; // contract 2
constexpr std::int64_t kSampleRows = 4096; // looked at to guess what whole numbers are
constexpr std::int64_t kMostSummed = 1'000'000;

bool isChannels(std::int64_t count) { return count == 1 || count == 3 || count == 4; }

/// Raw picture rows: true or false for channels first or last, nothing for no picture.
std::optional<bool> rawPicture(const std::vector<std::int64_t>& shape) {
    const auto large = [](std::int64_t a, std::int64_t b) { return a >= kSmallestSide && b >= kSmallestSide; };
    if (shape.size() == 2 && large(shape[0], shape[1]))
        return false;
    if (shape.size() == 3 && isChannels(shape[2]) && large(shape[0], shape[1]))
        return false;
    if (shape.size() == 3 && isChannels(shape[0]) && large(shape[1], shape[2]))
        return true;
    return std::nullopt;
}

/// The first stored run of bytes, empty where there is none.
std::string firstRow(const Hdf5File& file, const std::string& dataset, const Hdf5Array& array) {
    if (array.rows() < 1)
        return {};
    std::vector<std::byte> bytes;
    if (array.kind == Hdf5Array::Kind::Bytes) {
        auto run = file.readBytes(dataset, 0);
        if (run)
            bytes = std::move(*run);
    } else if (auto row = file.read(dataset, 0, 1)) {
        bytes = std::move(row->bytes);
    }
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool maybeEncoded(const Hdf5Array& array) {
    return (array.kind == Hdf5Array::Kind::Bytes && array.dims.size() == 1) ||
           (array.kind == Hdf5Array::Kind::Number && array.dtype == DType::U8 && array.dims.size() == 2 &&
            array.dims[1] >= 64);
}

} // namespace

Finding hdf5Note(Severity severity, const char* id, std::string text, std::string where) {
    return {severity, id, std::move(text), std::move(where), -1, -1};
}

std::optional<Channel> hdf5Channel(const Hdf5File& file, const std::string& prefix, const std::string& source,
                                   const Hdf5Array& array, std::vector<Finding>& report) {
    if (array.kind == Hdf5Array::Kind::Refused) {
        report.push_back(
            hdf5Note(Severity::Warning, "channel-refused", "The dataset is left out: " + array.refusal, source));
        return std::nullopt;
    }
    Channel channel;
    channel.source = source;
    channel.dtype = array.dtype;
    channel.shape = array.rowShape();
    channel.names = array.names;
    if (maybeEncoded(array)) {
        const std::string head = firstRow(file, prefix + source, array);
        const bool picture = pictureKind(head) != PictureKind::None;
        if (picture || (array.kind == Hdf5Array::Kind::Bytes && array.rows() == 0)) {
            const auto size = encodedSize(head, source);
            channel.image = true;
            channel.shape =
                size ? std::vector<std::int64_t>{size->height, size->width, 3} : std::vector<std::int64_t>{-1, -1, 3};
            report.push_back(hdf5Note(Severity::Info, "image-encoded",
                                      "one encoded picture per row, decoded on demand to RGB", source));
            return channel;
        }
        if (array.kind == Hdf5Array::Kind::Bytes) {
            report.push_back(hdf5Note(Severity::Warning, "channel-refused",
                                      "The dataset is left out: its rows of bytes are no JPEG or PNG pictures",
                                      source));
            return std::nullopt;
        }
    }
    const auto channelsFirst = rawPicture(channel.shape);
    if (array.kind != Hdf5Array::Kind::Number || array.dtype != DType::U8 || !channelsFirst)
        return channel;
    channel.image = true;
    channel.channelsFirst = *channelsFirst;
    report.push_back(hdf5Note(Severity::Info, "image-raw",
                              *channelsFirst ? "raw 8-bit pictures with the channels first, judged by their shape"
                                             : "raw 8-bit pictures, judged by their shape and type",
                              source));
    return channel;
}

void alignChannel(Channel& channel, std::int64_t rows, std::int64_t steps, Alignment expected,
                  std::vector<Finding>& report) {
    channel.alignment = expected;
    const std::int64_t wanted = expected == Alignment::StepsPlusOne ? steps + 1 : steps;
    if (rows == wanted || expected == Alignment::Once)
        return;
    channel.alignment = rows == steps       ? Alignment::Steps
                        : rows == steps + 1 ? Alignment::StepsPlusOne
                                            : Alignment::Unaligned;
    if (channel.alignment == Alignment::Unaligned)
        report.push_back(hdf5Note(Severity::Warning, "length-mismatch",
                                  "The channel has " + std::to_string(rows) + " rows where " + std::to_string(wanted) +
                                      " were expected for " + std::to_string(steps) + " steps",
                                  channel.source));
}

MappedChannel mapHdf5Channel(const Hdf5File& file, const std::string& prefix, const Channel& channel,
                             const std::string& key, Role role, std::vector<Finding>& report) {
    std::vector<Finding> dropped;
    std::vector<Finding>& findings = role == Role::Ignore ? dropped : report;
    const bool unknown = channel.declared.space == Declared::Space::Unknown;
    if (role == Role::Ignore || channel.image || !unknown || !isInteger(channel.dtype) || width(channel) > 65536)
        return guessChannel(channel, key, role, nullptr, findings);
    const auto array = file.describe(prefix + channel.source);
    const std::int64_t rows = array ? std::min(array->rows(), kSampleRows) : 0;
    const auto sample = file.read(prefix + channel.source, 0, rows);
    return guessChannel(channel, key, role, sample ? &*sample : nullptr, findings);
}

std::shared_ptr<const Hdf5Roles> rolesOf(const std::vector<Channel>& channels) {
    auto roles = std::make_shared<Hdf5Roles>();
    for (const Channel& channel : channels) {
        if (channel.image)
            roles->images.insert(channel.source);
        if (channel.image && channel.channelsFirst)
            roles->channelsFirst.insert(channel.source);
    }
    return roles;
}

Result<std::int64_t> hdf5Rows(const Hdf5File& file, const std::string& group,
                              const std::vector<std::string>& datasets) {
    std::string why;
    for (const std::string& dataset : datasets) {
        const auto array = file.describe(group + "/" + dataset);
        if (array && array->kind != Hdf5Array::Kind::Refused)
            return array->rows();
        if (why.empty() && array)
            why = ": " + dataset + ": " + array->refusal;
        else if (why.empty() && array.error().kind != ErrorKind::NotFound)
            why = ": " + array.error().text;
    }
    return fail(ErrorKind::Unreadable, "The episode \"" + group + "\" is damaged, empty or a link" + why, file.path());
}

std::optional<double> hdf5Sum(const Hdf5File& file, const std::string& dataset, std::int64_t first, std::int64_t rows) {
    const auto array = file.describe(dataset);
    if (!array || array->kind != Hdf5Array::Kind::Number || array->rowWidth() != 1)
        return std::nullopt;
    const std::int64_t count = rows < 0 ? array->rows() : rows;
    if (count > kMostSummed)
        return std::nullopt;
    const auto column = file.read(dataset, first, count);
    if (!column)
        return std::nullopt;
    double sum = 0;
    for (std::size_t row = 0; row < column->rows; ++row)
        sum += column->number(row);
    return sum;
}

} // namespace gatoscope
