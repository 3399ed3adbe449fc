// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens/token_stream_layout.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {
namespace {

constexpr std::int64_t kSampledSteps = 256;
constexpr std::int64_t kCountedSteps = 20'000; // of more steps each takes as many lines as the longest text
constexpr std::size_t kLeastPerLine = 6;

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

/// Whether there is one channel and no more: a document's text.
bool StreamLayout::lone() const {
    return std::count_if(columns_.begin(), columns_.end(), [](const auto& column) { return column.channel >= 0; }) == 1;
}

/// A text alone (a document) takes the view's width, one among other channels somewhat more than half of it.
void StreamLayout::breakLines(StreamColumn& column) const {
    column.perLine = 0;
    const bool text = column.kind == Kind::Text || column.kind == Kind::TextAction;
    if (!text || column.folded || view_ <= 0 || column.slots < foldFrom(column.kind))
        return;
    double room = view_ - StreamMetrics::step - 2 * StreamMetrics::margin;
    if (columns_.size() > 1)
        room -= StreamMetrics::gap + gatoscope::cellWidth(Kind::Separator);
    const double cells = (lone() ? room : 0.6 * room) / column.cell;
    column.perLine = std::max(kLeastPerLine, static_cast<std::size_t>(std::max(0.0, cells)));
    if (column.perLine >= column.slots)
        column.perLine = 0;
}

void StreamLayout::place() {
    double x = StreamMetrics::step + StreamMetrics::margin;
    for (StreamColumn& column : columns_) {
        const bool text = column.kind == Kind::Text || column.kind == Kind::TextAction;
        column.folded = column.slots >= foldFrom(column.kind) && !(text && lone());
        for (const auto& [channel, folded] : folds_)
            if (channel == column.channel)
                column.folded = folded && column.slots > 1;
        column.x = x;
        const double folded = column.kind == Kind::Image ? StreamMetrics::foldedImage : StreamMetrics::foldedValues;
        // A lone cell makes room for its channel's name.
        if (column.slots == 1 && column.channel >= 0)
            column.cell = std::clamp(6.6 * static_cast<double>(column.title.size()) + 2, column.cell, 72.0);
        breakLines(column);
        const std::size_t cells = column.perLine > 0 ? column.perLine : column.slots;
        column.width = column.folded ? folded : static_cast<double>(cells) * column.cell;
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

std::int64_t StreamLayout::linesOf(const std::vector<StreamRun>& runs) const {
    std::size_t lines = 1;
    for (const StreamRun& run : runs) {
        const int at = columnOf(run.channel);
        const std::size_t perLine = at < 0 ? 0 : columns_[static_cast<std::size_t>(at)].perLine;
        if (perLine > 0)
            lines = std::max(lines, (run.count + perLine - 1) / perLine);
    }
    return static_cast<std::int64_t>(lines);
}

void StreamLayout::wrap(const TokenSequence& tokens, double view) {
    view_ = view;
    place();
    lines_.clear();
    evenLines_ = 1;
    std::vector<StreamRun> longest;
    for (const StreamColumn& column : columns_)
        if (column.perLine > 0)
            longest.push_back({column.channel, 0, column.slots});
    if (longest.empty())
        return;
    if (rows_ > kCountedSteps) {
        evenLines_ = linesOf(longest);
        return;
    }
    lines_.assign(static_cast<std::size_t>(rows_) + 1, 0);
    for (std::int64_t row = 0; row < rows_; ++row)
        lines_[static_cast<std::size_t>(row) + 1] =
            lines_[static_cast<std::size_t>(row)] + linesOf(runsOf(tokens, row));
}

std::int64_t StreamLayout::rowAt(double y) const {
    const auto line = static_cast<std::int64_t>(std::floor(std::max(0.0, y) / StreamMetrics::row));
    if (lines_.empty())
        return std::min(rows_, line / evenLines_);
    const auto after = std::upper_bound(lines_.begin(), lines_.end(), line);
    return std::min(rows_, static_cast<std::int64_t>(after - lines_.begin()) - 1);
}

std::pair<std::int64_t, std::int64_t> StreamLayout::rowsIn(double top, double height) const {
    if (!wrapped())
        return visibleRows(top, height, rows_);
    const std::int64_t first = rowAt(top), last = rowAt(top + height);
    return {first, std::min(rows_, last + (rowTop(last) < top + height ? 1 : 0))};
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
    return {c.x + static_cast<double>(c.perLine > 0 ? slot % c.perLine : slot) * c.cell, c.cell};
}

std::int64_t StreamLayout::slotLine(int column, std::size_t slot) const {
    const StreamColumn& c = columns_.at(static_cast<std::size_t>(column));
    return c.folded || c.perLine == 0 ? 0 : static_cast<std::int64_t>(slot / c.perLine);
}

StreamHit StreamLayout::hit(double x, double y) const {
    StreamHit hit;
    if (!(y >= 0) || y >= height())
        return hit;
    hit.row = rowAt(y);
    const auto line = static_cast<std::ptrdiff_t>((y - rowTop(hit.row)) / StreamMetrics::row);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        const StreamColumn& column = columns_[c];
        if (x < column.x || x >= column.x + column.width)
            continue;
        if (line > 0 && column.perLine == 0)
            break; // only broken texts go on below their first line
        hit.column = static_cast<int>(c);
        if (!column.folded)
            hit.slot = line * static_cast<std::ptrdiff_t>(column.perLine) +
                       static_cast<std::ptrdiff_t>((x - column.x) / column.cell);
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
    return scrollToShow(static_cast<double>(row) * pitch, pitch, top, height, static_cast<double>(rows) * pitch);
}

double scrollToShow(double y, double size, double top, double height, double content) {
    const double pitch = size;
    const double limit = std::max(0.0, content - height);
    if (size > height) // larger than the view: any part of it will do, else its beginning
        return std::clamp(y < top + height && y + size > top ? top : y, 0.0, limit);
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
