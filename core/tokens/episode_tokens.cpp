// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/episode_tokens.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/tokens/mu_law.h"

namespace gatoscope {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool isContinuous(Kind kind) { return kind == Kind::Continuous || kind == Kind::ContinuousAction; }
bool isDiscrete(Kind kind) { return kind == Kind::Discrete || kind == Kind::DiscreteAction; }
bool isText(Kind kind) { return kind == Kind::Text || kind == Kind::TextAction; }

} // namespace

std::size_t EpisodeTokens::firstOf(std::int64_t step) const {
    return static_cast<std::size_t>(firstToken[static_cast<std::size_t>(std::clamp<std::int64_t>(step, 0, steps()))]);
}

std::int64_t EpisodeTokens::stepOf(std::size_t i) const {
    const auto at = static_cast<std::int64_t>(i);
    if (stride > 0) {
        return at / stride;
    }
    const auto next = std::upper_bound(firstToken.begin(), firstToken.end(), at);
    return next - firstToken.begin() - 1;
}

bool EpisodeTokens::terminal(std::int64_t step) const {
    if (step < 0 || step >= steps()) {
        return false;
    }
    return layouts[static_cast<std::size_t>(layoutOf[static_cast<std::size_t>(step)])].terminal;
}

EpisodeTokens::Place EpisodeTokens::place(std::size_t i) const {
    Place place;
    place.step = stepOf(i);
    const auto step = static_cast<std::size_t>(place.step);
    const auto offset = static_cast<std::int32_t>(static_cast<std::int64_t>(i) - firstToken[step]);
    const std::vector<Segment>& segments = layouts[static_cast<std::size_t>(layoutOf[step])].segments;
    const auto next = std::upper_bound(segments.begin(), segments.end(), offset,
                                       [](std::int32_t at, const Segment& segment) { return at < segment.first; });
    place.segment = &*(next - 1);
    place.element = offset - place.segment->first;
    if (place.segment->values >= 0) {
        place.value = firstValue[step] + place.segment->values + place.element;
    }
    return place;
}

const ChannelValues* EpisodeTokens::valuesOf(const Segment& segment) const {
    return segment.channel < 0 ? nullptr : &values[static_cast<std::size_t>(segment.channel)];
}

double EpisodeTokens::number(const Place& place) const {
    const ChannelValues& channel = *valuesOf(*place.segment);
    return channel.column->number(static_cast<std::size_t>(channel.rowOf(place.step)),
                                  static_cast<std::size_t>(place.element));
}

void EpisodeTokens::tabulate() {
    valueOf.clear();
    if (stride == 0 || layouts.size() != 1) {
        return;
    }
    for (const Segment& segment : layouts.front().segments) {
        for (std::int32_t i = 0; i < segment.count; ++i) {
            valueOf.push_back(segment.values >= 0               ? segment.values + i
                              : segment.kind == Kind::Separator ? kSeparatorToken
                                                                : kImageToken);
        }
    }
}

std::int32_t EpisodeTokens::id(std::size_t i) const {
    if (!valueOf.empty()) {
        const std::size_t step = i / valueOf.size();
        const std::int32_t value = valueOf[i - step * valueOf.size()];
        return value >= 0                 ? storedIds[step * static_cast<std::size_t>(layouts.front().values) +
                                      static_cast<std::size_t>(value)]
               : value == kSeparatorToken ? ids.separator
                                          : -1;
    }
    const Place at = place(i);
    if (at.value >= 0) {
        return storedIds[static_cast<std::size_t>(at.value)];
    }
    return at.segment->kind == Kind::Separator ? ids.separator : -1;
}

void EpisodeTokens::copyIds(std::size_t first, std::size_t count, std::int32_t* out) const {
    const std::size_t stop = std::min(first + count, size());
    while (first < stop) { // a segment, or a part of one, at a time
        const auto step = static_cast<std::size_t>(stepOf(first));
        const StepLayout& layout = layouts[static_cast<std::size_t>(layoutOf[step])];
        const auto begin = static_cast<std::size_t>(firstToken[step]);
        for (const Segment& segment : layout.segments) {
            const std::size_t from = begin + static_cast<std::size_t>(segment.first);
            const std::size_t to = std::min(stop, from + static_cast<std::size_t>(segment.count));
            if (to <= first) {
                continue;
            }
            if (first >= stop) {
                break;
            }
            if (segment.values >= 0) {
                const auto at = static_cast<std::size_t>(firstValue[step] + segment.values) + (first - from);
                std::copy_n(storedIds.begin() + static_cast<std::ptrdiff_t>(at), to - first, out);
            } else {
                std::fill_n(out, to - first, segment.kind == Kind::Separator ? ids.separator : -1);
            }
            out += to - first;
            first = to;
        }
    }
}

void EpisodeTokens::describeNumber(const Place& place, Token& token) const {
    const ChannelValues& channel = *valuesOf(*place.segment);
    token.raw = number(place);
    if (!isContinuous(token.kind)) {
        return;
    }
    token.bin = token.id - ids.continuousBegin;
    const bool zeroed = (token.flags & NotANumber) != 0 && set.nan == Settings::Nan::Zero;
    const double x = channel.toUnit(zeroed ? 0.0 : token.raw, static_cast<std::size_t>(place.element));
    token.encoded = binValue(x, channel.companded, set).encoded;
}

void EpisodeTokens::describePatch(const Place& place, Token& token) const {
    const PatchGrid& grid = grids[static_cast<std::size_t>(place.segment->grid)];
    const int patch = place.element % grid.count();
    token.row = patchPosition(patch / grid.columns, grid.rows, set);
    token.column = patchPosition(patch % grid.columns, grid.columns, set);
    token.flags = grid.padded(patch, set.patch) ? static_cast<std::uint8_t>(Padded) : std::uint8_t{0};
}

Token EpisodeTokens::at(std::size_t i) const {
    const Place at = place(i);
    const Segment& segment = *at.segment;
    Token token;
    token.kind = segment.kind;
    token.step = static_cast<std::int32_t>(at.step);
    token.channel = segment.channel;
    token.element = at.element;
    token.local = segment.local < 0 ? -1 : segment.local + at.element;
    token.target = segment.target;
    if (at.value >= 0) {
        token.id = storedIds[static_cast<std::size_t>(at.value)];
        token.flags = storedFlags[static_cast<std::size_t>(at.value)];
        if (!isText(token.kind)) {
            describeNumber(at, token);
        }
    } else if (segment.kind == Kind::Separator) {
        token.id = ids.separator;
    } else {
        describePatch(at, token);
    }
    return token;
}

std::shared_ptr<const std::vector<TextPiece>> EpisodeTokens::cutOf(const ChannelValues& channel,
                                                                   std::int64_t row) const {
    constexpr std::size_t kLong = 2048; // bytes; shorter ones are found faster in the text model's own memory
    const std::string& sentence = channel.sentence(row);
    if (sentence.size() < kLong) {
        return pieces->encode(sentence).value_or(nullptr);
    }
    {
        const std::lock_guard lock(cutMutex);
        if (longCut.channel == &channel && longCut.row == row) {
            return longCut.pieces;
        }
    }
    auto cut = pieces->encode(sentence).value_or(nullptr);
    const std::lock_guard lock(cutMutex);
    longCut = {&channel, row, cut};
    return cut;
}

TextPiece EpisodeTokens::pieceOf(std::size_t i) const {
    const Place at = place(i);
    TextPiece piece;
    if (!isText(at.segment->kind)) {
        return piece;
    }
    piece.id = storedIds[static_cast<std::size_t>(at.value)];
    piece.piece = pieces->piece(piece.id);
    piece.unknown = (storedFlags[static_cast<std::size_t>(at.value)] & Unknown) != 0;
    const ChannelValues& channel = *valuesOf(*at.segment);
    if (!channel.sentences()) {
        return piece;
    }
    const std::int64_t row = channel.rowOf(at.step);
    const auto cut = cutOf(channel, row);
    if (cut && static_cast<std::size_t>(at.element) < cut->size()) {
        return (*cut)[static_cast<std::size_t>(at.element)];
    }
    piece.begin = piece.end = channel.sentence(row).size(); // the appended EOS
    return piece;
}

std::string EpisodeTokens::sentenceOf(std::size_t i) const {
    const Place at = place(i);
    const ChannelValues* channel = valuesOf(*at.segment);
    return channel != nullptr && channel->sentences() ? channel->sentence(channel->rowOf(at.step)) : std::string();
}

PatchGrid EpisodeTokens::gridOf(std::size_t i) const {
    const Segment& segment = *place(i).segment;
    return segment.grid < 0 ? PatchGrid{} : grids[static_cast<std::size_t>(segment.grid)];
}

int EpisodeTokens::frameOf(std::size_t i) const {
    const Place at = place(i);
    return at.segment->grid < 0 ? 0 : at.element / grids[static_cast<std::size_t>(at.segment->grid)].count();
}

double EpisodeTokens::decodedOf(std::size_t i) const {
    const Place at = place(i);
    if (at.value < 0 || isText(at.segment->kind)) {
        return kNone;
    }
    const ChannelValues& channel = *valuesOf(*at.segment);
    const auto element = static_cast<std::size_t>(at.element);
    const std::int32_t id = storedIds[static_cast<std::size_t>(at.value)];
    if (isDiscrete(at.segment->kind)) {
        return static_cast<double>(id - ids.discreteBegin + channel.startOf(element));
    }
    if ((storedFlags[static_cast<std::size_t>(at.value)] & NotANumber) != 0 && set.nan != Settings::Nan::Zero) {
        return kNone;
    }
    const double y = binPoint(id - ids.continuousBegin, set);
    return channel.fromUnit(channel.companded ? expand(y, set.mu, set.M) : y, element);
}

std::string EpisodeTokens::rawText(std::size_t i) const {
    const Place at = place(i);
    if (at.value < 0 || isText(at.segment->kind)) {
        return {};
    }
    const ChannelValues& channel = *valuesOf(*at.segment);
    return channel.column->shown(static_cast<std::size_t>(channel.rowOf(at.step)),
                                 static_cast<std::size_t>(at.element));
}

double EpisodeTokens::unclippedOf(std::size_t i) const {
    const Place at = place(i);
    if (!isContinuous(at.segment->kind)) {
        return kNone;
    }
    const ChannelValues& channel = *valuesOf(*at.segment);
    const double x = channel.toUnit(number(at), static_cast<std::size_t>(at.element));
    return channel.companded ? compand(x, set.mu, set.M) : x;
}

std::size_t EpisodeTokens::find(std::int64_t step, std::int32_t channel, std::int32_t element) const {
    if (step < 0 || step >= steps() || channel < 0) {
        return npos;
    }
    const StepLayout& layout = layouts[static_cast<std::size_t>(layoutOf[static_cast<std::size_t>(step)])];
    for (const Segment& segment : layout.segments) {
        if (segment.channel == channel && element >= 0 && element < segment.count) {
            return firstOf(step) + static_cast<std::size_t>(segment.first + element);
        }
    }
    return npos;
}

} // namespace gatoscope
