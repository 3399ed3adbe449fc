// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Images to patches and their positions (spec/gato.md 2 and 7.1). Pure functions.
#include <cstdint>
#include <vector>

#include "core/base/image.h"
#include "core/base/result.h"
#include "core/tokens/settings.h"

namespace gatoscope {

/// How an image of some size is fitted and cut: known before any pixel is read.
struct PatchGrid {
    ImageSize original; // as decoded (after a map's `size`)
    ImageSize fitted;   // multiple of the patch side
    int rows = 0, columns = 0;
    int cropY = 0, cropX = 0; // offset of the fitted image in the original (image_fit crop)
    bool pads = false;        // fitted is larger than original by padding, not by resizing
    int count() const { return rows * columns; }
    friend bool operator==(const PatchGrid&, const PatchGrid&) = default;
    /// Whether patch p (raster order) holds padding.
    bool padded(int p, int patch) const;
};

/// Fails where `strict` or `crop` cannot hold and beyond kPatchCap patches; the caller adds channel and step.
constexpr int kPatchCap = 1 << 22;
Result<PatchGrid> patchGrid(ImageSize size, const Settings& settings);

/// Pads (raw 0, right and bottom), resizes (bilinear, half-pixel centres, rounded half up), crops (centre) to
/// grid.fitted.
Image fitImage(const Image& image, const PatchGrid& grid, const Settings& settings);

/// Bilinear resize to an exact size, half-pixel centres, edges clamped, rounded half up (spec/gato.md 16.6).
Image resizeBilinear(const Image& image, ImageSize to);

/// Patches of a fitted image, [count, 3, patch, patch] float32, channel-major; scaled to [-1, 1] and, with patch_scale,
/// divided by 4. Exact 256-entry table computed in double (spec/gato.md 16.7).
std::vector<float> patchValues(const Image& fitted, const Settings& settings);
void appendPatchValues(const Image& fitted, const Settings& settings, std::vector<float>& values);

/// One pixel level to its float value, and back (exact for all 256 levels).
float pixelValue(int level, const Settings& settings);
int pixelLevel(float value, const Settings& settings);

/// Interval [lo, hi] of index i of n on one axis in the patch_pos vocabulary, and the evaluation index.
struct PatchPosition {
    int lo = 0, hi = 0, eval = 0;
};
PatchPosition patchPosition(int index, int count, const Settings& settings);

/// Training draws lie in [first, last] (spec/gato.md 16.2).
struct DrawRange {
    int first = 0, last = 0;
};
DrawRange drawRange(const PatchPosition& position, const Settings& settings);

} // namespace gatoscope
