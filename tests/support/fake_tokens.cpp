// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gatoscope {
namespace {

constexpr std::array<const char*, 7> kWords = {"go", "to", "the", "red", "ball", "and", "stop"};
constexpr std::array<std::int32_t, 7> kIds = {748, 304, 278, 2654, 8287, 322, 5040};

std::string sentence(std::size_t words) {
    std::string text;
    for (std::size_t w = 0; w < words; ++w)
        text += (w ? " " : "") + std::string(kWords[w % kWords.size()]);
    return text;
}

double compandPlain(double x) { return std::copysign(std::log(100.0 * std::abs(x) + 1) / std::log(25601.0), x); }

double expandPlain(double y) { return std::copysign((std::exp(std::abs(y) * std::log(25601.0)) - 1) / 100.0, y); }

} // namespace

FakeTokens::FakeTokens(const FakeShape& shape) : shape_(shape) {
    if (shape.text)
        addChannel("mission", Modality::Text, false, {});
    for (int i = 0; i < shape.images; ++i)
        addChannel(i ? "image" + std::to_string(i) : "image", Modality::Image, false,
                   {shape.imageHeight, shape.imageWidth, 3});
    addChannel("direction", Modality::Discrete, false, {});
    if (shape.values > 0)
        addChannel("offset", Modality::Continuous, false, {shape.values});
    if (shape.actionValues > 0) {
        addChannel("actions", Modality::Continuous, true, {shape.actionValues});
        channels_.back().map.low = {-2};
        channels_.back().map.high = {2};
    } else {
        addChannel("actions", Modality::Discrete, true, {});
        channels_.back().map.names = {"left", "right", "forward"};
    }
}

void FakeTokens::addChannel(const std::string& key, Modality modality, bool action, std::vector<std::int64_t> shape) {
    SequenceChannel channel;
    channel.map.source = action ? "actions" : "observations/" + key;
    channel.map.key = key;
    channel.map.role = action ? Role::Action : Role::Observation;
    channel.map.modality = modality;
    if (modality == Modality::Discrete)
        channel.map.n = {action ? 3 : 4};
    if (key == "offset")
        channel.map.unit = "cells";
    channel.stored.source = channel.map.source;
    channel.stored.shape = std::move(shape);
    channel.stored.image = modality == Modality::Image;
    channel.stored.dtype = modality == Modality::Image      ? DType::U8
                           : modality == Modality::Discrete ? DType::I64
                           : modality == Modality::Text     ? DType::Text
                                                            : DType::F32;
    channel.action = action;
    map_.channels.push_back(channel.map);
    channels_.push_back(std::move(channel));
}

std::size_t FakeTokens::count(std::size_t channel, std::int64_t step) const {
    const SequenceChannel& c = channels_[channel];
    switch (c.map.modality) {
    case Modality::Text:
    case Modality::TextIds:
        return shape_.varyText ? 3 + static_cast<std::size_t>(step) % 5 : 5;
    case Modality::Image:
        return static_cast<std::size_t>((shape_.imageWidth + 15) / 16 * ((shape_.imageHeight + 15) / 16));
    case Modality::Discrete:
        return 1;
    case Modality::Continuous:
        return static_cast<std::size_t>(c.stored.shape[0]);
    }
    return 0;
}

std::size_t FakeTokens::observations(std::int64_t step) const {
    std::size_t sum = 0;
    for (std::size_t c = 0; c < channels_.size(); ++c)
        if (!channels_[c].action)
            sum += count(c, step);
    return sum;
}

std::size_t FakeTokens::actions() const {
    return shape_.actionValues > 0 ? static_cast<std::size_t>(shape_.actionValues) : 1;
}

std::size_t FakeTokens::firstOf(std::int64_t step) const {
    // Steps 0, 5, 10 … have equal lengths when the text varies by step % 5: sum one period, then the rest.
    const auto s = static_cast<std::size_t>(step);
    const std::size_t acted = std::min(s, static_cast<std::size_t>(shape_.steps));
    std::size_t period = 0, rest = 0;
    for (std::int64_t k = 0; k < 5; ++k) {
        period += observations(k) + 1;
        if (static_cast<std::size_t>(k) < s % 5)
            rest += observations(k) + 1;
    }
    return s / 5 * period + rest + acted * actions();
}

std::int64_t FakeTokens::stepOf(std::size_t i) const {
    if (!shape_.varyText) {
        const auto perStep = observations(0) + 1;
        const std::size_t acted = static_cast<std::size_t>(shape_.steps) * (perStep + actions());
        if (i < acted)
            return static_cast<std::int64_t>(i / (perStep + actions()));
        return shape_.steps + static_cast<std::int64_t>((i - acted) / perStep);
    }
    std::int64_t low = 0, high = steps();
    while (high - low > 1) {
        const std::int64_t middle = (low + high) / 2;
        (firstOf(middle) <= i ? low : high) = middle;
    }
    return low;
}

Token FakeTokens::at(std::size_t i) const {
    Token token;
    const std::int64_t step = stepOf(i);
    token.step = static_cast<std::int32_t>(step);
    std::size_t offset = i - firstOf(step);
    const std::size_t seen = observations(step);
    if (offset == seen) {
        token.kind = Kind::Separator;
        token.id = vocabulary_.separator;
        return token;
    }
    if (offset < seen)
        token.local = static_cast<std::int32_t>(offset);
    else
        offset -= 1;
    for (std::size_t c = 0; c < channels_.size(); ++c) {
        const std::size_t n = count(c, step);
        if (offset >= n) {
            offset -= n;
            continue;
        }
        token.channel = static_cast<std::int32_t>(c);
        token.element = static_cast<std::int32_t>(offset);
        break;
    }
    const SequenceChannel& channel = channels_[static_cast<std::size_t>(token.channel)];
    token.target = channel.action;
    switch (channel.map.modality) {
    case Modality::Text:
    case Modality::TextIds:
        token.kind = Kind::Text;
        token.id = kIds[static_cast<std::size_t>(token.element) % kIds.size()];
        token.target = true;
        break;
    case Modality::Image: {
        token.kind = Kind::Image;
        const PatchGrid grid = gridOf(i);
        const int r = token.element / grid.columns, k = token.element % grid.columns;
        const auto position = [](int at, int of) {
            const int lo = at * 128 / of, hi = (at + 1) * 128 / of - 1;
            return PatchPosition{lo, hi, (lo + hi + 1) / 2};
        };
        token.row = position(r, grid.rows);
        token.column = position(k, grid.columns);
        if ((k + 1) * 16 > shape_.imageWidth || (r + 1) * 16 > shape_.imageHeight)
            token.flags |= Padded;
        break;
    }
    case Modality::Discrete:
        token.kind = channel.action ? Kind::DiscreteAction : Kind::Discrete;
        token.raw = static_cast<double>(step % channel.map.n.front());
        token.id = static_cast<std::int32_t>(token.raw);
        break;
    case Modality::Continuous: {
        token.kind = channel.action ? Kind::ContinuousAction : Kind::Continuous;
        const double unclipped = unclippedOf(i);
        token.raw = channel.action ? unclipped * 2 : expandPlain(unclipped);
        token.encoded = std::clamp(unclipped, -1.0, 1.0);
        token.bin = std::clamp(static_cast<int>(std::floor((token.encoded + 1) * 512)), 0, 1023);
        token.id = vocabulary_.continuousBegin + token.bin;
        if (std::abs(unclipped) > 1)
            token.flags |= Clipped;
        break;
    }
    }
    return token;
}

TextPiece FakeTokens::pieceOf(std::size_t i) const {
    const std::int64_t step = stepOf(i);
    const std::size_t w = i - firstOf(step);
    TextPiece piece;
    piece.id = kIds[w % kIds.size()];
    piece.piece = "\xE2\x96\x81" + std::string(kWords[w % kWords.size()]);
    piece.begin = sentence(w).size();
    piece.end = sentence(w + 1).size();
    return piece;
}

std::string FakeTokens::sentenceOf(std::size_t i) const { return sentence(count(0, stepOf(i))); }

PatchGrid FakeTokens::gridOf(std::size_t) const {
    PatchGrid grid;
    grid.original = {shape_.imageWidth, shape_.imageHeight};
    grid.rows = (shape_.imageHeight + 15) / 16;
    grid.columns = (shape_.imageWidth + 15) / 16;
    grid.fitted = {grid.columns * 16, grid.rows * 16};
    return grid;
}

double FakeTokens::decodedOf(std::size_t i) const {
    const Token token = at(i);
    if (token.bin < 0)
        return token.raw;
    const double centre = -1 + (2.0 * token.bin + 1) / 1024;
    return token.kind == Kind::ContinuousAction ? centre * 2 : expandPlain(centre);
}

std::string FakeTokens::rawText(std::size_t i) const {
    const Token token = at(i);
    if (token.kind == Kind::Discrete || token.kind == Kind::DiscreteAction)
        return std::to_string(static_cast<int>(token.raw));
    if (token.bin < 0)
        return {};
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", token.raw);
    return text;
}

double FakeTokens::unclippedOf(std::size_t i) const {
    const std::int64_t step = stepOf(i);
    const std::size_t offset = i - firstOf(step);
    // Step 3's first component is out of range, the others run through a slow wave.
    if (step == 3 && offset + 1 >= observations(step) && offset < observations(step))
        return 1.25;
    if (step == 6)
        return compandPlain(3.0);
    return 0.6 * std::sin(0.37 * static_cast<double>(step) + 0.9 * static_cast<double>(offset));
}

std::size_t FakeTokens::find(std::int64_t step, std::int32_t channel, std::int32_t element) const {
    if (step < 0 || step >= steps() || channel < 0 || element < 0)
        return npos;
    const auto c = static_cast<std::size_t>(channel);
    if (c >= channels_.size() || static_cast<std::size_t>(element) >= count(c, step))
        return npos;
    if (channels_[c].action && terminal(step))
        return npos;
    std::size_t at = firstOf(step) + static_cast<std::size_t>(element) + (channels_[c].action ? 1 : 0);
    for (std::size_t k = 0; k < c; ++k)
        at += count(k, step);
    return at;
}

} // namespace gatoscope
