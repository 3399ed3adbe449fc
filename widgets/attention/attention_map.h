// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One head's whole map as a byte per cell, and where its cells lie on the screen. Pure; made off the GUI thread.
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <QPoint>
#include <QRectF>

#include "core/base/grid.h"
#include "core/trace/attention_statistics.h"

namespace gatoscope {

/// A share as a byte: 0 = none, 1 … 255 = log10 from -6 to 0 in equal steps (5.6 % each).
std::uint8_t mapCode(float share);
double codeShare(std::uint8_t code); // 0 for code 0

enum class MapScale { LogShare, Share, Ratio };

struct AttentionMap {
    std::size_t tokens = 0;
    std::vector<std::uint8_t> codes; // [side, side], row = query
    std::size_t side = 0, pool = 1;  // a cell is the largest of pool x pool shares where the window is very long
    double low = 1e-3, top = 1;      // the ramp: all but a few of the shares lie within
    Grid blocks;                     // mean mass from modality q to modality k, [tints, tints]
    std::uint8_t at(std::size_t query, std::size_t key) const { return codes[query / pool * side + key / pool]; }
};
/// Null when stopped. `heads`: one, or several by `fusion`; groups[j]: Tint of token j.
std::shared_ptr<const AttentionMap> makeMap(const AttentionSource& source, int layer, const std::vector<int>& heads,
                                            HeadFusion fusion, std::span<const std::uint8_t> groups,
                                            const std::atomic<bool>& stop);

/// What a row's codes are moved by before they are coloured: the ratio to uniform 1 / (i + 1), the share that is left
/// when the first token is hidden.
int rowShift(const AttentionMap& map, std::size_t query, MapScale scale, bool firstHidden);
/// Place on the heat ramp of a (moved) code, [0, 1].
double codeLevel(const AttentionMap& map, std::uint8_t code, MapScale scale);

/// The part of the map in view: a square of `span` tokens from (key, query) on a square of the screen.
struct MapView {
    double key = 0, query = 0, span = 1; // tokens; key + span and query + span lie within the window
    QRectF area;                         // square

    double pixelsPerToken() const { return area.width() / span; }
    double x(double token) const { return area.left() + (token - key) * pixelsPerToken(); }
    double y(double token) const { return area.top() + (token - query) * pixelsPerToken(); }
    QRectF cell(double query, double key, double rows = 1, double columns = 1) const;
    /// (key, query) under a point; nullopt outside.
    std::optional<QPoint> at(QPointF place) const;
};
/// Zooms by `factor` about a point, within 4 tokens … all of them.
MapView zoomed(const MapView& view, double factor, QPointF about, std::size_t tokens);
MapView panned(MapView view, QPointF by, std::size_t tokens);
/// The smallest square view of a block; `area` as it was.
MapView fitted(MapView view, const QRectF& block, std::size_t tokens);

/// Tokens [first, last) that fall on each of `pixels` pixels of a side; at least one token each.
std::vector<std::pair<std::size_t, std::size_t>> tokensOfPixels(double begin, double span, int pixels,
                                                                std::size_t tokens);

} // namespace gatoscope
