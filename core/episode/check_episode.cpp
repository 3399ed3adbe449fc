// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/check_episode.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr std::int64_t kStuckSteps = 8;
constexpr std::size_t kNamed = 5; // of one kind in one channel, the rest is counted

std::string shortNumber(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

/// The component's name, or its index.
std::string component(const MappedChannel& map, const Channel& stored, std::size_t element) {
    const std::vector<std::string>& names = map.names.empty() ? stored.names : map.names;
    return element < names.size() && names.size() == width(stored) ? names[element]
                                                                   : "element " + std::to_string(element);
}

class EpisodeCheck {
public:
    EpisodeCheck(const Episode& episode, std::int64_t index, std::int64_t mostFrames)
        : episode_(episode), index_(index), mostFrames_(mostFrames) {}

    std::vector<Finding> findings;

    Result<void> image(const Channel& stored, const MappedChannel& map, const Progress& progress) {
        auto rows = episode_.rows(stored.source);
        if (!rows) {
            add(Severity::Error, "unreadable", rows.error().text, map.source);
            return {};
        }
        lengths(stored, map, *rows);
        ImageSize first;
        std::size_t damaged = 0;
        bool changes = false;
        const std::int64_t stride = mostFrames_ > 0 ? std::max<std::int64_t>(1, *rows / mostFrames_) : 1;
        if (stride > 1)
            add(Severity::Info, "frames-left-out",
                "one of " + std::to_string(stride) + " pictures was looked at; gatoscope check looks at them all",
                map.source);
        for (std::int64_t row = 0; row < *rows; row += stride) {
            if (!report(progress, static_cast<double>(row) / static_cast<double>(*rows)))
                return fail(ErrorKind::Cancelled, "interrupted");
            auto picture = episode_.decodeImage(stored.source, row);
            if (!picture) {
                if (++damaged <= kNamed)
                    add(Severity::Error, "damaged-image", picture.error().text, map.source, row);
                continue;
            }
            const ImageSize size{picture->width, picture->height};
            if (first.width == 0)
                first = size;
            if (!changes && !(size == first)) {
                changes = true;
                add(Severity::Info, "image-size-changes",
                    "the pictures change their size, from " + std::to_string(first.width) + " x " +
                        std::to_string(first.height) + " to " + std::to_string(size.width) + " x " +
                        std::to_string(size.height),
                    map.source, row);
            }
        }
        if (damaged > kNamed)
            add(Severity::Error, "damaged-image", std::to_string(damaged - kNamed) + " further pictures are damaged",
                map.source);
        return {};
    }

    void values(const Channel& stored, const MappedChannel& map) {
        auto column = episode_.column(stored.source);
        if (!column) {
            add(Severity::Error, "unreadable", column.error().text, map.source);
            return;
        }
        lengths(stored, map, static_cast<std::int64_t>((*column)->rows));
        if ((*column)->dtype == DType::Text)
            return;
        if (map.modality == Modality::Continuous)
            continuous(stored, map, **column);
        else if (map.modality == Modality::Discrete && isInteger((*column)->dtype))
            discrete(stored, map, **column);
    }

private:
    void add(Severity severity, const char* id, std::string text, const std::string& where, std::int64_t step = -1) {
        findings.push_back({severity, id, std::move(text), where, index_, step});
    }

    void lengths(const Channel& stored, const MappedChannel& map, std::int64_t rows) {
        const std::int64_t steps = episode_.info().steps;
        const bool more = stored.alignment == Alignment::StepsPlusOne;
        if ((stored.alignment == Alignment::Steps && rows != steps) || (more && rows != steps + 1))
            add(Severity::Error, "length-mismatch",
                "the channel has " + std::to_string(rows) + " rows where the episode's " + std::to_string(steps) +
                    " steps need " + std::to_string(more ? steps + 1 : steps),
                map.source);
    }

    void continuous(const Channel& stored, const MappedChannel& map, const Column& column) {
        const bool mapped = !map.low.empty() && !map.high.empty();
        const std::vector<double>& low = mapped ? map.low : stored.declared.low;
        const std::vector<double>& high = mapped ? map.high : stored.declared.high;
        std::string stuck;
        std::size_t stuckCount = 0;
        for (std::size_t i = 0; i < column.width; ++i) {
            const double bottom = low.empty() ? -INFINITY : low[std::min(i, low.size() - 1)];
            const double top = high.empty() ? INFINITY : high[std::min(i, high.size() - 1)];
            range(stored, map, column, i, bottom, top, Severity::Warning);
            bool same = static_cast<std::int64_t>(column.rows) >= kStuckSteps;
            const double value = column.rows > 0 ? column.number(0, i) : 0;
            for (std::size_t row = 1; same && row < column.rows; ++row)
                same = column.number(row, i) == value;
            if (same && ++stuckCount <= kNamed)
                stuck += (stuck.empty() ? "" : ", ") + component(map, stored, i) + " = " + shortNumber(value);
        }
        if (stuckCount > kNamed)
            stuck += " and " + std::to_string(stuckCount - kNamed) + " more";
        if (stuckCount > 0)
            add(Severity::Info, "stuck-dimension",
                std::to_string(stuckCount) + " of " + std::to_string(column.width) +
                    " dimensions keep one value through the whole episode: " + stuck,
                map.source);
    }

    void discrete(const Channel& stored, const MappedChannel& map, const Column& column) {
        const std::vector<std::int64_t>& n = map.n.empty() ? stored.declared.n : map.n;
        const std::vector<std::int64_t>& start = map.n.empty() && map.start.empty() ? stored.declared.start : map.start;
        if (n.empty())
            return;
        for (std::size_t i = 0; i < column.width; ++i) {
            const auto first = static_cast<double>(start.empty() ? 0 : start[std::min(i, start.size() - 1)]);
            const auto count = static_cast<double>(n[std::min(i, n.size() - 1)]);
            range(stored, map, column, i, first, first + count - 1, Severity::Error);
        }
    }

    /// One finding for all rows of an element outside [low, high]. NaN is the tokenizer's to report.
    void range(const Channel& stored, const MappedChannel& map, const Column& column, std::size_t element, double low,
               double high, Severity severity) {
        std::size_t outside = 0, first = 0;
        for (std::size_t row = 0; row < column.rows; ++row) {
            const double value = column.number(row, element);
            if ((value < low || value > high) && outside++ == 0)
                first = row;
        }
        if (outside > 0)
            add(severity, "out-of-range",
                std::to_string(outside) + " of " + std::to_string(column.rows) + " values of " +
                    component(map, stored, element) + " lie outside [" + shortNumber(low) + ", " + shortNumber(high) +
                    "], the first is " + shortNumber(column.number(first, element)),
                map.source, static_cast<std::int64_t>(first));
    }

    const Episode& episode_;
    std::int64_t index_, mostFrames_;
};

} // namespace

Result<std::vector<Finding>> checkEpisode(const Dataset& dataset, const ChannelMap& map, std::int64_t index,
                                          const Progress& progress, std::int64_t mostFrames) {
    auto episode = dataset.episode(index);
    if (!episode)
        return std::vector<Finding>{
            {Severity::Error, "unreadable", episode.error().text, episode.error().place, index, -1}};
    EpisodeCheck check(**episode, index, mostFrames);
    for (std::size_t i = 0; i < map.channels.size(); ++i) {
        const MappedChannel& mapped = map.channels[i];
        const Channel* stored = dataset.channel(mapped.source);
        const auto count = static_cast<double>(map.channels.size());
        const auto part = [&](double fraction) {
            return report(progress, (static_cast<double>(i) + fraction) / count);
        };
        if (mapped.role == Role::Ignore || stored == nullptr)
            continue;
        if (!part(0))
            return fail(ErrorKind::Cancelled, "interrupted");
        if (stored->image) {
            if (auto done = check.image(*stored, mapped, part); !done)
                return fail(done);
        } else {
            check.values(*stored, mapped);
        }
    }
    return check.findings;
}

} // namespace gatoscope
