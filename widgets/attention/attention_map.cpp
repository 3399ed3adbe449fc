// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/attention_map.h"

#include <algorithm>
#include <cmath>

#include "widgets/common/colors.h"

namespace gatoscope {
namespace {

constexpr double kDecades = 6, kSteps = 254;
constexpr std::size_t kMostSide = 2048;
constexpr double kBrightest = 0.002; // share of the cells that may lie beyond the ramp's end

} // namespace

std::uint8_t mapCode(float share) {
    if (!(share > 0))
        return 0;
    const double t = (std::log10(static_cast<double>(share)) + kDecades) / kDecades;
    return static_cast<std::uint8_t>(1 + std::clamp(std::lround(t * kSteps), 0L, static_cast<long>(kSteps)));
}

double codeShare(std::uint8_t code) {
    return code == 0 ? 0 : std::pow(10.0, -kDecades + (code - 1) * kDecades / kSteps);
}

namespace {

/// The share that all but the brightest cells stay below, and a round number below the mean.
void setRamp(AttentionMap& map) {
    std::array<std::size_t, 256> counts{};
    for (const std::uint8_t code : map.codes)
        ++counts[code];
    const std::size_t cells = map.codes.size() - counts[0];
    auto beyond = static_cast<std::size_t>(kBrightest * static_cast<double>(cells));
    int code = 255;
    while (code > 1 && counts[static_cast<std::size_t>(code)] <= beyond) {
        beyond -= counts[static_cast<std::size_t>(code)];
        --code;
    }
    const double uniform = 1.0 / static_cast<double>(std::max<std::size_t>(1, map.tokens));
    map.low = std::pow(10.0, std::floor(std::log10(uniform)));
    map.top = std::clamp(codeShare(static_cast<std::uint8_t>(code)), map.low * 10, 1.0);
}

} // namespace

std::shared_ptr<const AttentionMap> makeMap(const AttentionSource& source, int layer, const std::vector<int>& heads,
                                            HeadFusion fusion, std::span<const std::uint8_t> groups,
                                            const std::atomic<bool>& stop) {
    auto map = std::make_shared<AttentionMap>();
    map->tokens = source.tokens();
    map->pool = (map->tokens + kMostSide - 1) / kMostSide;
    map->side = (map->tokens + map->pool - 1) / std::max<std::size_t>(1, map->pool);
    map->codes.assign(map->side * map->side, 0);
    map->blocks = Grid(kTintCount, kTintCount);
    std::array<std::size_t, kTintCount> queries{};
    std::vector<float> row(map->tokens), largest(map->side);
    for (std::size_t i = 0; i < map->tokens; ++i) {
        if (stop)
            return nullptr;
        if (heads.size() == 1)
            source.row(layer, heads.front(), i, row);
        else
            fusedShares(source, layer, heads, fusion, i, row);
        if (i % map->pool == 0)
            std::fill(largest.begin(), largest.end(), 0.0F);
        ++queries[groups[i]];
        for (std::size_t j = 0; j <= i; ++j) {
            map->blocks.at(groups[i], groups[j]) += row[j];
            largest[j / map->pool] = std::max(largest[j / map->pool], row[j]);
        }
        std::uint8_t* out = map->codes.data() + i / map->pool * map->side;
        if (i % map->pool == map->pool - 1 || i + 1 == map->tokens)
            for (std::size_t j = 0; j <= i / map->pool; ++j)
                out[j] = mapCode(largest[j]);
    }
    for (std::size_t q = 0; q < kTintCount; ++q)
        for (float& value : map->blocks.row(q))
            value /= static_cast<float>(std::max<std::size_t>(1, queries[q]));
    setRamp(*map);
    return map;
}

int rowShift(const AttentionMap& map, std::size_t query, MapScale scale, bool firstHidden) {
    double decades = 0;
    if (scale == MapScale::Ratio)
        decades += std::log10(static_cast<double>(query) + 1) - kDecades / 2; // ratios from 1e-3 to 1e3
    if (firstHidden)
        decades -= std::log10(std::max(1e-3, 1 - codeShare(map.at(query, 0))));
    return static_cast<int>(std::lround(decades * kSteps / kDecades));
}

double codeLevel(const AttentionMap& map, std::uint8_t code, MapScale scale) {
    if (code == 0)
        return 0;
    const double share = codeShare(code);
    switch (scale) {
    case MapScale::Share:
        return std::clamp(share / map.top, 0.0, 1.0);
    case MapScale::Ratio: // one decade below uniform to one above
        return std::clamp((std::log10(share) + kDecades / 2 + 1) / 2, 0.0, 1.0);
    case MapScale::LogShare:
        break;
    }
    return std::clamp(std::log10(share / map.low) / std::log10(map.top / map.low), 0.0, 1.0);
}

QRectF MapView::cell(double query_, double key_, double rows, double columns) const {
    return {x(key_), y(query_), columns * pixelsPerToken(), rows * pixelsPerToken()};
}

std::optional<QPoint> MapView::at(QPointF place) const {
    if (!area.contains(place) || area.isEmpty())
        return std::nullopt;
    return QPoint(static_cast<int>(std::floor(key + (place.x() - area.left()) / pixelsPerToken())),
                  static_cast<int>(std::floor(query + (place.y() - area.top()) / pixelsPerToken())));
}

namespace {

MapView clamped(MapView view, std::size_t tokens) {
    const auto all = static_cast<double>(std::max<std::size_t>(1, tokens));
    view.span = std::clamp(view.span, std::min(4.0, all), all);
    view.key = std::clamp(view.key, 0.0, all - view.span);
    view.query = std::clamp(view.query, 0.0, all - view.span);
    return view;
}

} // namespace

MapView zoomed(const MapView& view, double factor, QPointF about, std::size_t tokens) {
    MapView out = view;
    const double u = std::clamp((about.x() - view.area.left()) / std::max(1.0, view.area.width()), 0.0, 1.0);
    const double v = std::clamp((about.y() - view.area.top()) / std::max(1.0, view.area.height()), 0.0, 1.0);
    const auto all = static_cast<double>(std::max<std::size_t>(1, tokens));
    out.span = std::clamp(view.span / factor, std::min(4.0, all), all);
    out.key = view.key + u * (view.span - out.span);
    out.query = view.query + v * (view.span - out.span);
    return clamped(out, tokens);
}

MapView panned(MapView view, QPointF by, std::size_t tokens) {
    view.key -= by.x() / view.pixelsPerToken();
    view.query -= by.y() / view.pixelsPerToken();
    return clamped(view, tokens);
}

MapView fitted(MapView view, const QRectF& block, std::size_t tokens) {
    view.span = std::max(block.width(), block.height());
    view.key = block.center().x() - view.span / 2;
    view.query = block.center().y() - view.span / 2;
    return clamped(view, tokens);
}

std::vector<std::pair<std::size_t, std::size_t>> tokensOfPixels(double begin, double span, int pixels,
                                                                std::size_t tokens) {
    std::vector<std::pair<std::size_t, std::size_t>> out(static_cast<std::size_t>(std::max(0, pixels)));
    for (int p = 0; p < pixels; ++p) {
        const double from = begin + span * p / pixels, to = begin + span * (p + 1) / pixels;
        const auto first = std::min(tokens - 1, static_cast<std::size_t>(std::max(0.0, std::floor(from))));
        // A pixel that a border crosses belongs to the token it begins in, unless it holds several whole ones.
        const auto last = std::min(tokens, static_cast<std::size_t>(std::max(0.0, std::floor(to))));
        out[static_cast<std::size_t>(p)] = {first, std::max(first + 1, last)};
    }
    return out;
}

} // namespace gatoscope
