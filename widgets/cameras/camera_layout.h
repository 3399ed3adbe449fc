// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where pictures and their patches lie on the camera canvas. Pure maths, no painting.
#include <vector>

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include "core/tokens/patches.h"

namespace gatoscope {

constexpr double kTileGap = 12, kTileLabel = 18, kCanvasMargin = 1;

/// Screen pixels per image pixel: a whole number, or whatever fits for pictures larger than the room.
/// `room` is what one picture may take.
double wholeScale(QSizeF picture, QSizeF room);
/// One step of zoom up or down from `scale`, within 1/64 … 48: …, 1/3, 1/2, 1, 2, 3, …, 16, 24, 32, 48.
double nextScale(double scale, int direction);

struct TileLayout {
    double scale = 1;
    std::vector<QRectF> pictures; // the fitted picture of every tile, label and gaps outside
    QSizeF size;                  // all of it
};
/// Arranges pictures in rows; `scale` 0 = the largest whole scale at which all fit into `room`. `labels`: room for a
/// line above each.
TileLayout layoutTiles(const std::vector<QSizeF>& pictures, QSizeF room, double scale, bool labels);

/// Pixel of the fitted picture under a point of the canvas; (-1, -1) outside.
QPoint pixelAt(const QRectF& picture, double scale, QPointF place);
/// Patch under a pixel, raster order; -1 outside.
int patchAt(const PatchGrid& grid, int patch, QPoint pixel);
QRectF patchRect(const PatchGrid& grid, int patch, int p, const QRectF& picture, double scale);
/// Patches [first, last] of rows and columns that intersect `seen`; empty (1, 0) where none do.
struct PatchSpan {
    int firstRow = 0, lastRow = -1, firstColumn = 0, lastColumn = -1;
};
PatchSpan patchesIn(const PatchGrid& grid, int patch, const QRectF& picture, double scale, const QRectF& seen);

/// Maps between the decoded picture and the fitted one (spec/gato.md 2.2): pad keeps pixels, crop moves, resize
/// stretches.
QRectF originalInFitted(const PatchGrid& grid, bool resized);
QPointF fittedToOriginal(const PatchGrid& grid, bool resized, QPointF pixel);

} // namespace gatoscope
