// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/layout_builder.h"

#include <algorithm>
#include <limits>

namespace gatoscope {

LayoutBuilder::LayoutBuilder(EpisodeTokens& tokens, const std::vector<ChannelText>& texts, std::int64_t T,
                             std::int64_t begin, bool tolerant)
    : tokens_(tokens), texts_(texts), T_(T), begin_(begin), tolerant_(tolerant),
      fixedGrid_(tokens.values.size(), kAbsent) {}

Result<void> LayoutBuilder::checkText(std::size_t channel, std::int64_t step, const std::string& why) {
    if (why.empty() || step < begin_) {
        return {};
    }
    const std::string text = "the text of channel " + spoken(tokens_.ordered[channel].map) + " at step " +
                             std::to_string(step) + " cannot be cut: " + why;
    if (!tolerant_) {
        return fail(ErrorKind::Invalid, text);
    }
    uncutText = uncutText.empty() ? text : uncutText;
    uncut.add(1, step);
    return {};
}

Result<std::int32_t> LayoutBuilder::gridAt(std::size_t channel, std::int64_t step) {
    if (fixedGrid_[channel] != kAbsent) {
        return fixedGrid_[channel];
    }
    const SequenceChannel& mapped = tokens_.ordered[channel];
    const auto failed = [&](const Error& error) {
        return fail(error.kind,
                    "channel " + spoken(mapped.map) + " at step " + std::to_string(step) + ": " + error.text,
                    error.place);
    };
    const auto size = mappedImageSize(*tokens_.source, mapped.stored, mapped.map, step);
    if (!size) {
        return failed(size.error());
    }
    const auto [at, fresh] =
        gridOf_.emplace(std::pair(size->width, size->height), static_cast<std::int32_t>(tokens_.grids.size()));
    if (fresh) {
        const auto grid = patchGrid(*size, tokens_.set);
        if (!grid) {
            gridOf_.erase(at);
            return failed(grid.error());
        }
        tokens_.grids.push_back(*grid);
    }
    if (hasFixedSize(mapped.stored, mapped.map)) {
        fixedGrid_[channel] = at->second;
    }
    return at->second;
}

Result<std::int32_t> LayoutBuilder::measure(std::size_t channel, std::int64_t step) {
    const ChannelValues& values = tokens_.values[channel];
    const std::int64_t row = values.rowOf(step);
    if (row < 0 || (values.channel.action && step >= T_)) {
        missing.add(step < T_ ? 1 : 0, step);
        return kAbsent;
    }
    if (values.image()) {
        auto grid = gridAt(channel, step);
        if (!grid && tolerant_ && grid.error().kind != ErrorKind::Cancelled) {
            unreadable.add(1, step);
            unreadableText = unreadableText.empty() ? grid.error().text : unreadableText;
            return kAbsent;
        }
        return grid;
    }
    std::int64_t count = static_cast<std::int64_t>(values.width);
    if (values.sentences()) {
        const ChannelText::Span& span = texts_[channel].row(row);
        if (auto cut = checkText(channel, step, span.error); !cut) {
            return fail(cut);
        }
        count = span.count;
    } else if (values.textIds()) {
        count = values.idSpan(row).second;
    }
    if (count > std::numeric_limits<std::int32_t>::max() / 4) {
        return fail(ErrorKind::OutOfResource, "channel " + spoken(values.channel.map) + " has " +
                                                  std::to_string(count) + " tokens in step " + std::to_string(step) +
                                                  ", more than can be shown; map it as ignore");
    }
    return static_cast<std::int32_t>(count);
}

/// False where the step would have more tokens than can be counted.
bool LayoutBuilder::addSegment(StepLayout& layout, Segment segment, std::int64_t count) {
    constexpr std::int64_t most = 1 << 30;
    if (count == 0) {
        return true;
    }
    if (count > most - layout.tokens) {
        return false;
    }
    segment.first = layout.tokens;
    segment.count = static_cast<std::int32_t>(count);
    if (segment.kind != Kind::Image && segment.kind != Kind::Separator) {
        segment.values = layout.values;
        layout.values += segment.count;
    }
    layout.tokens += segment.count;
    layout.segments.push_back(segment);
    return true;
}

Result<std::int32_t> LayoutBuilder::makeLayout(const std::vector<std::int32_t>& shape, bool beyond) {
    const Record record = tokens_.mapped.record;
    const bool local = record == Record::Episode || tokens_.set.local_standalone;
    StepLayout layout;
    bool separated = record != Record::Episode, acted = false, acts = false;
    for (std::size_t c = 0; c <= shape.size(); ++c) {
        const bool action = c < shape.size() && tokens_.ordered[c].action;
        if (!separated && (c == shape.size() || action)) {
            layout.observed = layout.tokens;
            Segment separator;
            separator.kind = Kind::Separator;
            separator.target = tokens_.set.separator_in_loss;
            addSegment(layout, separator, 1);
            separated = true;
        }
        if (c == shape.size()) {
            break;
        }
        acts = acts || action;
        if (shape[c] == kAbsent) {
            continue;
        }
        acted = acted || action;
        Segment segment;
        segment.kind = tokens_.values[c].kind;
        segment.channel = static_cast<std::int32_t>(c);
        segment.local = !action && local ? layout.tokens : -1;
        segment.target = action || segment.kind == Kind::Text;
        std::int64_t count = shape[c];
        if (segment.kind == Kind::Image) {
            segment.grid = shape[c];
            count = static_cast<std::int64_t>(tokens_.grids[static_cast<std::size_t>(shape[c])].count()) *
                    std::max(1, tokens_.ordered[c].map.frameStack);
        }
        if (!addSegment(layout, segment, count)) {
            return fail(ErrorKind::OutOfResource, "channel " + spoken(tokens_.ordered[c].map) +
                                                      " makes a step of more than a thousand million tokens; map it "
                                                      "as ignore, or give it a size");
        }
    }
    if (record != Record::Episode) {
        layout.observed = local ? layout.tokens : 0;
    }
    layout.terminal = beyond || (acts && !acted);
    tokens_.layouts.push_back(std::move(layout));
    return static_cast<std::int32_t>(tokens_.layouts.size()) - 1;
}

/// `shape` ends with 1 for steps beyond T.
Result<std::int32_t> LayoutBuilder::layoutFor(const std::vector<std::int32_t>& shape) {
    if (const auto known = layoutOf_.find(shape); known != layoutOf_.end()) {
        return known->second;
    }
    const auto made = makeLayout({shape.begin(), shape.end() - 1}, shape.back() == 1);
    if (made) {
        layoutOf_.emplace(shape, *made);
    }
    return made;
}

/// First step after `step` whose shape has to be measured, where `step` has every channel.
std::int64_t LayoutBuilder::steadyUntil(std::int64_t step, std::int64_t end) const {
    std::int64_t until = step < T_ ? std::min(end, T_) : end;
    for (std::size_t c = 0; c < tokens_.values.size(); ++c) {
        const ChannelValues& values = tokens_.values[c];
        const bool fixed = values.image() ? fixedGrid_[c] != kAbsent : !values.sentences() && !values.textIds();
        if (!fixed || values.rowOf(step) < 0 || (values.channel.action && step >= T_)) {
            return step + 1;
        }
        if (!values.once) {
            until = std::min(until, values.rows - values.channel.map.shift);
        }
    }
    return until;
}

Result<std::int32_t> LayoutBuilder::layoutAt(std::int64_t step, bool dropped) {
    if (dropped) {
        if (none_ < 0) {
            tokens_.layouts.emplace_back();
            none_ = static_cast<std::int32_t>(tokens_.layouts.size()) - 1;
        }
        return none_;
    }
    const std::size_t count = tokens_.values.size();
    shape_.resize(count + 1);
    for (std::size_t c = 0; c < count; ++c) {
        const auto measured = measure(c, step);
        if (!measured) {
            return measured;
        }
        shape_[c] = *measured;
    }
    shape_[count] = step >= T_ ? 1 : 0;
    if (shape_ != before_) {
        const auto found = layoutFor(shape_);
        if (!found) {
            return found;
        }
        last_ = *found;
        before_ = shape_;
    }
    return last_;
}

Result<void> LayoutBuilder::build(std::int64_t end, const std::vector<bool>& dropped, const Progress& progress) {
    const auto steps = static_cast<std::size_t>(end);
    tokens_.layoutOf.resize(steps);
    tokens_.firstToken.resize(steps + 1);
    tokens_.firstValue.resize(steps + 1);
    std::int64_t token = 0, value = 0;
    for (std::int64_t step = 0, told = 0; step < end;) {
        if (step >= told && !report(progress, 0.3 * static_cast<double>(step) / static_cast<double>(end))) {
            return fail(ErrorKind::Cancelled, "tokenizing was stopped");
        }
        told = step >= told ? step + 4096 : told;
        const bool drop = !dropped.empty() && dropped[static_cast<std::size_t>(step)];
        const auto layout = layoutAt(step, drop);
        if (!layout) {
            return fail(layout);
        }
        const StepLayout& laid = tokens_.layouts[static_cast<std::size_t>(*layout)];
        for (const std::int64_t until = dropped.empty() ? steadyUntil(step, end) : step + 1; step < until; ++step) {
            const auto s = static_cast<std::size_t>(step);
            tokens_.layoutOf[s] = *layout;
            tokens_.firstToken[s + 1] = token += laid.tokens;
            tokens_.firstValue[s + 1] = value += laid.values;
        }
    }
    return {};
}

} // namespace gatoscope
