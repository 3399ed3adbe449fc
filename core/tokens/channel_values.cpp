// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/channel_values.h"

#include <algorithm>

#include "core/tokens/mu_law.h"

namespace gatoscope {

std::string spoken(const MappedChannel& map) {
    return map.key == map.source ? "'" + map.key + "'" : "'" + map.key + "' (" + map.source + ")";
}

double ChannelValues::toUnit(double x, std::size_t element) const {
    return low.empty() ? x : affineToUnit(x, low[element], high[element]);
}

double ChannelValues::fromUnit(double y, std::size_t element) const {
    return low.empty() ? y : affineFromUnit(y, low[element], high[element]);
}

std::pair<std::int64_t, std::int64_t> ChannelValues::idSpan(std::int64_t row) const {
    if (offsets.empty()) {
        const auto count = static_cast<std::int64_t>(width);
        return {row * count, count};
    }
    const auto r = static_cast<std::size_t>(row);
    return {offsets[r], offsets[r + 1] - offsets[r]};
}

namespace {

/// One entry for all components becomes one per component.
template <typename T>
Result<std::vector<T>> perComponent(const std::vector<T>& given, std::size_t width, const char* what,
                                    const MappedChannel& map) {
    if (given.empty() || given.size() == width) {
        return given;
    }
    if (given.size() == 1) {
        return std::vector<T>(width, given.front());
    }
    return fail(ErrorKind::Invalid, "channel " + spoken(map) + " has " + std::to_string(width) + " components, but " +
                                        what + " has " + std::to_string(given.size()) +
                                        "; give one number, or one per component");
}

tl::unexpected<Error> wrongType(const MappedChannel& map, DType dtype, const std::string& hint) {
    return fail(ErrorKind::Invalid, "channel " + spoken(map) + " holds " + name(dtype) +
                                        ", which cannot be mapped as " + name(map.modality) + "; " + hint);
}

Result<void> checkType(const MappedChannel& map, DType dtype) {
    const bool text = dtype == DType::Text;
    switch (map.modality) {
    case Modality::Text:
        return text ? Result<void>{} : wrongType(map, dtype, "map it as text_ids, discrete or continuous");
    case Modality::TextIds:
        return isInteger(dtype) ? Result<void>{} : wrongType(map, dtype, "text_ids are integers");
    case Modality::Discrete:
        return isInteger(dtype) ? Result<void>{}
                                : wrongType(map, dtype, text ? "map it as text" : "map it as continuous");
    case Modality::Continuous:
        return text ? wrongType(map, dtype, "map it as text") : Result<void>{};
    case Modality::Image:
        break;
    }
    return {};
}

Result<void> readBounds(ChannelValues& values, const Settings& settings) {
    const MappedChannel& map = values.channel.map;
    const bool action = values.channel.action;
    values.companded = map.modality == Modality::Continuous && (!action || settings.compand_actions);
    if (map.modality == Modality::Discrete) {
        auto n = perComponent(map.n, values.width, "n", map);
        auto start = perComponent(map.start, values.width, "start", map);
        if (!n || !start) {
            return fail(n ? start : n);
        }
        values.n = std::move(*n);
        values.start = std::move(*start);
    }
    if (map.modality != Modality::Continuous || !action || map.low.empty() || map.high.empty()) {
        return {};
    }
    auto low = perComponent(map.low, values.width, "low", map);
    auto high = perComponent(map.high, values.width, "high", map);
    if (!low || !high) {
        return fail(low ? high : low);
    }
    for (std::size_t i = 0; i < values.width; ++i) {
        if ((*low)[i] == (*high)[i]) {
            return fail(ErrorKind::Invalid, "channel " + spoken(map) +
                                                " has low = high = " + std::to_string((*low)[i]) + " in component " +
                                                std::to_string(i) + "; give it a range, or leave low and high out");
        }
    }
    values.low = std::move(*low);
    values.high = std::move(*high);
    return {};
}

/// Row starts of ragged ids from their lengths; every length is checked against what is stored.
Result<void> readLengths(const Episode& episode, ChannelValues& values) {
    const MappedChannel& map = values.channel.map;
    const auto lengths = episode.column(map.lengths);
    if (!lengths) {
        return fail(lengths);
    }
    if (!isInteger((*lengths)->dtype) || (*lengths)->width != 1) {
        return fail(ErrorKind::Invalid,
                    "the lengths '" + map.lengths + "' of channel " + spoken(map) + " must be one integer per step");
    }
    const auto stored = static_cast<std::int64_t>(values.column->rows * values.column->width);
    values.offsets.reserve((*lengths)->rows + 1);
    values.offsets.push_back(0);
    for (std::size_t row = 0; row < (*lengths)->rows; ++row) {
        const std::int64_t length = (*lengths)->integer(row);
        if (length < 0 || length > stored - values.offsets.back()) {
            return fail(ErrorKind::Invalid, "the lengths '" + map.lengths + "' of channel " + spoken(map) +
                                                " ask for " + std::to_string(length) + " ids in row " +
                                                std::to_string(row) + ", but only " +
                                                std::to_string(stored - values.offsets.back()) + " are left");
        }
        values.offsets.push_back(values.offsets.back() + length);
    }
    return {};
}

Result<void> readColumn(const Episode& episode, ChannelValues& values) {
    const MappedChannel& map = values.channel.map;
    const auto column = episode.column(map.source);
    if (!column) {
        return fail(column);
    }
    values.column = *column;
    values.width = (*column)->width;
    if (auto type = checkType(map, (*column)->dtype); !type) {
        return type;
    }
    if (values.sentences() && values.width != 1) {
        return fail(ErrorKind::Invalid, "channel " + spoken(map) + " holds " + std::to_string(values.width) +
                                            " texts per step; a text channel holds one");
    }
    const std::size_t numbers = (*column)->rows * values.width;
    const std::size_t have = values.sentences()
                                 ? (*column)->text.size()
                                 : (*column)->bytes.size() / std::max<std::size_t>(1, byteSize((*column)->dtype));
    if (have < numbers) {
        return fail(ErrorKind::Unreadable, "channel " + spoken(map) + " promises " + std::to_string(numbers) +
                                               " values and holds " + std::to_string(have));
    }
    return map.modality == Modality::TextIds && !map.lengths.empty() ? readLengths(episode, values) : Result<void>{};
}

} // namespace

Result<std::int64_t> mappedRows(const Episode& episode, const MappedChannel& map) {
    const bool ragged = map.modality == Modality::TextIds && !map.lengths.empty();
    return episode.rows(ragged ? map.lengths : map.source);
}

Result<ChannelValues> openChannel(const Episode& episode, const SequenceChannel& channel, const Settings& settings) {
    ChannelValues values;
    values.channel = channel;
    values.kind = kindOf(channel);
    const auto rows = mappedRows(episode, channel.map);
    if (!rows) {
        return fail(rows);
    }
    values.rows = *rows;
    values.once = channel.stored.alignment == Alignment::Once;
    if (values.image()) {
        values.width = 0;
        return values;
    }
    if (auto read = readColumn(episode, values); !read) {
        return fail(read);
    }
    if (!values.offsets.empty()) {
        values.rows = static_cast<std::int64_t>(values.offsets.size()) - 1;
    } else {
        values.rows = std::min(values.rows, static_cast<std::int64_t>(values.column->rows));
    }
    if (auto bounds = readBounds(values, settings); !bounds) {
        return fail(bounds);
    }
    return values;
}

Result<std::int64_t> stepCount(const Episode& episode, const std::vector<SequenceChannel>& channels) {
    struct Rows {
        const SequenceChannel* channel;
        std::int64_t count;
    };
    std::vector<Rows> all;
    const std::int64_t told = episode.info().steps;
    bool fits = true;
    for (const SequenceChannel& channel : channels) {
        const auto rows = mappedRows(episode, channel.map);
        if (!rows) {
            return fail(rows);
        }
        if (channel.stored.alignment == Alignment::Once) {
            continue;
        }
        const bool more = !channel.action && channel.stored.alignment == Alignment::StepsPlusOne;
        fits = fits && (*rows == told || (more && *rows == told + 1));
        all.push_back({&channel, *rows});
    }
    if (fits) {
        return told;
    }
    // The map, not the reader, decides: actions count, else the shortest observation.
    const Rows* leading = &all.front();
    for (const Rows& rows : all) {
        const bool better =
            rows.channel->action != leading->channel->action ? rows.channel->action : rows.count < leading->count;
        leading = better ? &rows : leading;
    }
    for (const Rows& rows : all) {
        const bool more = !rows.channel->action && rows.channel->stored.alignment == Alignment::StepsPlusOne;
        if (rows.count != leading->count && !(more && rows.count == leading->count + 1)) {
            return fail(ErrorKind::Invalid, "the mapped channels disagree: " + spoken(leading->channel->map) + " has " +
                                                std::to_string(leading->count) + " rows, " + spoken(rows.channel->map) +
                                                " has " + std::to_string(rows.count) +
                                                "; map them as ignore, or name their lengths");
        }
    }
    return leading->count;
}

} // namespace gatoscope
