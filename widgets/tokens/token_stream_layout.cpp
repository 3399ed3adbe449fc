// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens/token_stream_layout.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {
namespace {

constexpr std::int64_t kSampledSteps = 256;

Kind kindOf(const SequenceChannel& channel) {
    switch (channel.map.modality) {
    case Modality::Image:
        return Kind::Image;
    case Modality::Text:
    case Modality::TextIds:
        return channel.action ? Kind::TextAction : Kind::Text;
    case Modality::Discrete:
        return channel.action ? Kind::DiscreteAction : Kind::Discrete;
    case Modality::Continuous:
        return channel.action ? Kind::ContinuousAction : Kind::Continuous;
    }
    return Kind::Separator;
}

} // namespace

double cellWidth(Kind kind) {
    switch (kind) {
    case Kind::Text:
        return 42;
    case Kind::Image:
        return 23;
    case Kind::Discrete:
        return 36;
    case Kind::Continuous:
        return 50;
    case Kind::Separator:
        return 40;
    case Kind::DiscreteAction:
    case Kind::ContinuousAction:
    case Kind::TextAction:
        return 58;
    }
    return 40;
}

std::size_t foldFrom(Kind kind) {
    switch (kind) {
    case Kind::Image:
        return 65;
    case Kind::Text:
    case Kind::TextAction:
        return 129;
    default:
        return 65;
    }
}

std::vector<StreamRun> runsOf(const TokenSequence& tokens, std::int64_t step) {
    std::vector<StreamRun> runs;
    if (step < 0 || step >= tokens.steps())
        return runs;
    const std::size_t begin = tokens.firstOf(step), end = tokens.firstOf(step + 1);
    for (std::size_t c = 0; c < tokens.channels().size(); ++c) {
        const std::size_t first = tokens.find(step, static_cast<std::int32_t>(c), 0);
        if (first != TokenSequence::npos && first >= begin && first < end)
            runs.push_back({static_cast<int>(c), first, 0});
    }
    std::sort(runs.begin(), runs.end(), [](const StreamRun& a, const StreamRun& b) { return a.first < b.first; });
    std::vector<StreamRun> all;
    for (std::size_t r = 0; r <= runs.size(); ++r) {
        const std::size_t next = r < runs.size() ? runs[r].first : end;
        std::size_t last = next;
        // The only token that belongs to no channel stands right before a channel's first token or at the step's end.
        const bool separator = next > begin && tokens.kind(next - 1) == Kind::Separator;
        if (separator)
            --last;
        if (r > 0) {
            runs[r - 1].count = last - runs[r - 1].first;
            all.push_back(runs[r - 1]);
        }
        if (separator)
            all.push_back({-1, last, 1});
    }
    return all;
}

StreamLayout::StreamLayout(const TokenSequence& tokens, std::vector<std::pair<int, bool>> folds)
    : folds_(std::move(folds)), rows_(tokens.steps()) {
    const auto& channels = tokens.channels();
    bool separated = false;
    const bool episodes = tokens.map().record == Record::Episode;
    const auto addSeparator = [&] {
        if (!separated && episodes)
            columns_.push_back({-1, Kind::Separator, "sep", 1, gatoscope::cellWidth(Kind::Separator), 0, 0, false});
        separated = true;
    };
    for (std::size_t c = 0; c < channels.size(); ++c) {
        if (channels[c].action)
            addSeparator();
        const Kind kind = kindOf(channels[c]);
        columns_.push_back(
            {static_cast<int>(c), kind, channels[c].map.key, 0, gatoscope::cellWidth(kind), 0, 0, false});
    }
    addSeparator();
    const std::int64_t stride = std::max<std::int64_t>(1, rows_ / kSampledSteps);
    for (std::int64_t step = 0; step < rows_; step += stride)
        fit(runsOf(tokens, step));
    place();
}

void StreamLayout::place() {
    double x = StreamMetrics::step + StreamMetrics::margin;
    for (StreamColumn& column : columns_) {
        column.folded = column.slots >= foldFrom(column.kind);
        for (const auto& [channel, folded] : folds_)
            if (channel == column.channel)
                column.folded = folded && column.slots > 1;
        column.x = x;
        const double folded = column.kind == Kind::Image ? StreamMetrics::foldedImage : StreamMetrics::foldedValues;
        // A lone cell makes room for its channel's name.
        if (column.slots == 1 && column.channel >= 0)
            column.cell = std::clamp(6.6 * static_cast<double>(column.title.size()) + 2, column.cell, 72.0);
        column.width = column.folded ? folded : static_cast<double>(column.slots) * column.cell;
        if (column.slots == 0)
            continue;
        x += column.width + StreamMetrics::gap;
    }
    width_ = x - StreamMetrics::gap + StreamMetrics::margin;
}

bool StreamLayout::fit(const std::vector<StreamRun>& runs) {
    bool grew = false;
    for (const StreamRun& run : runs) {
        const int at = columnOf(run.channel);
        if (at < 0)
            continue;
        StreamColumn& column = columns_[static_cast<std::size_t>(at)];
        if (run.count <= column.slots)
            continue;
        column.slots = run.count;
        grew = true;
    }
    if (grew)
        place();
    return grew;
}

void StreamLayout::setFolded(int column, bool folded) {
    const int channel = columns_.at(static_cast<std::size_t>(column)).channel;
    std::erase_if(folds_, [channel](const auto& f) { return f.first == channel; });
    folds_.emplace_back(channel, folded);
    place();
}

void StreamLayout::setCellWidth(int column, double width) {
    columns_.at(static_cast<std::size_t>(column)).cell = std::clamp(width, 42.0, 96.0);
    place();
}

int StreamLayout::columnOf(int channel) const {
    for (std::size_t c = 0; c < columns_.size(); ++c)
        if (columns_[c].channel == channel)
            return static_cast<int>(c);
    return -1;
}

std::pair<double, double> StreamLayout::slotSpan(int column, std::size_t slot) const {
    const StreamColumn& c = columns_.at(static_cast<std::size_t>(column));
    if (c.folded)
        return {c.x, c.width};
    return {c.x + static_cast<double>(slot) * c.cell, c.cell};
}

StreamHit StreamLayout::hit(double x, double y) const {
    StreamHit hit;
    if (!(y >= 0) || y >= height())
        return hit;
    hit.row = static_cast<std::int64_t>(y / StreamMetrics::row);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        const StreamColumn& column = columns_[c];
        if (x < column.x || x >= column.x + column.width)
            continue;
        hit.column = static_cast<int>(c);
        if (!column.folded)
            hit.slot = static_cast<std::ptrdiff_t>((x - column.x) / column.cell);
        break;
    }
    return hit;
}

std::pair<int, int> StreamLayout::visibleColumns(double left, double right) const {
    int first = 0;
    const int count = static_cast<int>(columns_.size());
    while (first < count) {
        const StreamColumn& c = columns_[static_cast<std::size_t>(first)];
        if (c.x + c.width > left)
            break;
        ++first;
    }
    int last = first;
    while (last < count && columns_[static_cast<std::size_t>(last)].x < right)
        ++last;
    return {first, last};
}

std::pair<std::int64_t, std::int64_t> visibleRows(double top, double height, std::int64_t rows) {
    const auto first = static_cast<std::int64_t>(std::floor(std::max(0.0, top) / StreamMetrics::row));
    const auto last = static_cast<std::int64_t>(std::ceil(std::max(0.0, top + height) / StreamMetrics::row));
    return {std::min(first, rows), std::min(last, rows)};
}

double scrollToShow(std::int64_t row, double top, double height, std::int64_t rows) {
    const double pitch = StreamMetrics::row;
    const double y = static_cast<double>(row) * pitch;
    const double limit = std::max(0.0, static_cast<double>(rows) * pitch - height);
    const double margin = height >= 3 * pitch ? pitch : 0;
    double wanted = top;
    const bool far = y + pitch < top - height / 2 || y > top + 1.5 * height;
    if (far)
        wanted = y - (height - pitch) / 2;
    else if (y - margin < top)
        wanted = y - margin;
    else if (y + pitch + margin > top + height)
        wanted = y + pitch + margin - height;
    return std::clamp(wanted, 0.0, limit);
}

double scrollUnit(double content) { return std::max(1.0, std::ceil(content / double(1 << 30))); }

} // namespace gatoscope
