// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cameras/camera_layout.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gatoscope {
namespace {

constexpr std::array<double, 19> kFactors = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 32, 48};

QSizeF placeRows(const std::vector<QSizeF>& pictures, double scale, std::size_t columns, double label,
                 std::vector<QRectF>* out) {
    double y = kCanvasMargin, widest = 0;
    for (std::size_t begin = 0; begin < pictures.size(); begin += columns) {
        const std::size_t end = std::min(pictures.size(), begin + columns);
        double x = kCanvasMargin, high = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const QSizeF size = pictures[i] * scale;
            if (out)
                out->push_back(QRectF(QPointF(x, y + label), size));
            x += std::max(size.width(), label > 0 ? 90.0 : 0.0) + kTileGap;
            high = std::max(high, size.height());
        }
        widest = std::max(widest, x - kTileGap);
        y += label + high + kTileGap;
    }
    return {widest + kCanvasMargin, y - kTileGap + kCanvasMargin};
}

} // namespace

double wholeScale(QSizeF picture, QSizeF room) {
    if (picture.isEmpty() || room.isEmpty())
        return 1;
    const double fit = std::min(room.width() / picture.width(), room.height() / picture.height());
    if (fit >= 1)
        return std::min(48.0, std::floor(fit));
    return std::max(1.0 / 64, fit);
}

double nextScale(double scale, int direction) {
    if (scale < 1 || (scale == 1 && direction < 0)) {
        const double parts = 1.0 / scale;
        const double next = direction > 0 ? std::ceil(parts - 1e-6) - 1 : std::floor(parts + 1e-6) + 1;
        return next <= 1 ? 1.0 : 1.0 / std::min(64.0, next);
    }
    if (direction > 0) {
        for (const double f : kFactors)
            if (f > scale + 1e-6)
                return f;
        return kFactors.back();
    }
    for (auto f = kFactors.rbegin(); f != kFactors.rend(); ++f)
        if (*f < scale - 1e-6)
            return *f;
    return 1;
}

TileLayout layoutTiles(const std::vector<QSizeF>& pictures, QSizeF room, double scale, bool labels) {
    TileLayout layout;
    if (pictures.empty())
        return layout;
    const double label = labels ? kTileLabel : 0;
    QSizeF largest(1, 1);
    for (const QSizeF& size : pictures)
        largest = largest.expandedTo(size);
    std::size_t best = 1;
    double bestScale = 0;
    for (std::size_t columns = 1; columns <= pictures.size(); ++columns) {
        const double c = static_cast<double>(columns);
        const double rows = std::ceil(static_cast<double>(pictures.size()) / c);
        const QSizeF cell((room.width() - 2 * kCanvasMargin - (c - 1) * kTileGap) / c,
                          (room.height() - 2 * kCanvasMargin - (rows - 1) * kTileGap) / rows - label);
        const double fit = cell.isEmpty() ? 1.0 / 64 : wholeScale(largest, cell);
        if (fit > bestScale) {
            bestScale = fit;
            best = columns;
        }
    }
    layout.scale = scale > 0 ? scale : bestScale;
    layout.size = placeRows(pictures, layout.scale, best, label, &layout.pictures);
    return layout;
}

QPoint pixelAt(const QRectF& picture, double scale, QPointF place) {
    if (!picture.contains(place) || scale <= 0)
        return {-1, -1};
    const QPointF at = (place - picture.topLeft()) / scale;
    return {static_cast<int>(std::floor(at.x())), static_cast<int>(std::floor(at.y()))};
}

int patchAt(const PatchGrid& grid, int patch, QPoint pixel) {
    if (pixel.x() < 0 || pixel.y() < 0 || patch <= 0)
        return -1;
    const int row = pixel.y() / patch, column = pixel.x() / patch;
    return row < grid.rows && column < grid.columns ? row * grid.columns + column : -1;
}

QRectF patchRect(const PatchGrid& grid, int patch, int p, const QRectF& picture, double scale) {
    if (p < 0 || p >= grid.count() || grid.columns <= 0)
        return {};
    const double side = patch * scale;
    return {picture.left() + p % grid.columns * side, picture.top() + p / grid.columns * side, side, side};
}

PatchSpan patchesIn(const PatchGrid& grid, int patch, const QRectF& picture, double scale, const QRectF& seen) {
    const QRectF both = picture.intersected(seen);
    if (both.isEmpty() || patch <= 0 || grid.count() <= 0)
        return {};
    const double side = patch * scale;
    const auto index = [side](double v, int count) { return std::clamp(static_cast<int>(v / side), 0, count - 1); };
    return {index(both.top() - picture.top(), grid.rows), index(both.bottom() - picture.top(), grid.rows),
            index(both.left() - picture.left(), grid.columns), index(both.right() - picture.left(), grid.columns)};
}

QRectF originalInFitted(const PatchGrid& grid, bool resized) {
    if (resized)
        return {0, 0, double(grid.fitted.width), double(grid.fitted.height)};
    return {double(-grid.cropX), double(-grid.cropY), double(grid.original.width), double(grid.original.height)};
}

QPointF fittedToOriginal(const PatchGrid& grid, bool resized, QPointF pixel) {
    if (!resized || grid.fitted.width <= 0 || grid.fitted.height <= 0)
        return pixel + QPointF(grid.cropX, grid.cropY);
    return {pixel.x() * grid.original.width / grid.fitted.width, pixel.y() * grid.original.height / grid.fitted.height};
}

} // namespace gatoscope
