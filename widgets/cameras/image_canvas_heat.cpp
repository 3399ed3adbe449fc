// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Attention over the patches of the pictures.
#include <cmath>

#include <QPainter>

#include "widgets/cameras/image_canvas.h"
#include "widgets/common/colors.h"

namespace gatoscope {
namespace {

constexpr int kSmoothPixels = 8; // per patch; the painter interpolates between them
constexpr double kLabelHeight = 15;

} // namespace

void ImageCanvas::setHeat(std::shared_ptr<const PatchHeat> heat) {
    heat_ = std::move(heat);
    smooth_.clear();
    update();
}

void ImageCanvas::setFixedStep(qint64 step) {
    if (step == fixedStep_)
        return;
    fixedStep_ = step;
    rebuild();
}

void ImageCanvas::paintHeat(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen) {
    if (!heat_)
        return;
    const auto found = heat_->levels.find(tile.channel);
    const std::size_t count = static_cast<std::size_t>(std::max(0, tile.grid.count()));
    const std::size_t first = static_cast<std::size_t>(tile.frame) * count;
    if (found == heat_->levels.end() || found->second.size() < first + count || count == 0)
        return;
    const float* levels = found->second.data() + first;
    const int patch = tokens_->settings().patch;
    if (heat_->smooth) {
        QImage& image = smooth_[{tile.channel, tile.frame}];
        if (image.isNull())
            image = smoothHeat(levels, tile.grid.rows, tile.grid.columns, kSmoothPixels, heat_->opacity);
        painter.save();
        painter.setClipRect(seen, Qt::IntersectClip);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(QRectF(rect.topLeft(), QSizeF(tile.grid.columns, tile.grid.rows) * patch * layout_.scale),
                          image);
        painter.restore();
        return;
    }
    const PatchSpan span = patchesIn(tile.grid, patch, rect, layout_.scale, seen);
    for (int r = span.firstRow; r <= span.lastRow; ++r)
        for (int c = span.firstColumn; c <= span.lastColumn; ++c) {
            const int p = r * tile.grid.columns + c;
            const float level = levels[p];
            if (!(level > 0))
                continue;
            QColor colour = QColor::fromRgb(heat(level));
            colour.setAlphaF(static_cast<float>(heat_->opacity * level));
            painter.fillRect(patchRect(tile.grid, patch, p, rect, layout_.scale), colour);
        }
}

/// Labels at the lower right of each patch, where there is room; the larger shares stand out.
void ImageCanvas::paintHeatLabels(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen) {
    if (!heat_)
        return;
    const auto texts = heat_->labels.find(tile.channel);
    const auto levels = heat_->levels.find(tile.channel);
    const int count = tile.grid.count(), patch = tokens_->settings().patch;
    const double side = patch * layout_.scale;
    if (texts == heat_->labels.end() || side < 44 ||
        texts->second.size() < static_cast<std::size_t>((tile.frame + 1) * std::max(0, count)))
        return;
    const PatchSpan span = patchesIn(tile.grid, patch, rect, layout_.scale, seen);
    for (int r = span.firstRow; r <= span.lastRow; ++r)
        for (int c = span.firstColumn; c <= span.lastColumn; ++c) {
            const int p = r * tile.grid.columns + c;
            const auto element = static_cast<std::size_t>(tile.frame * count + p);
            const QString& text = texts->second[element];
            if (text.isEmpty())
                continue;
            GlyphBatch& batch = levels->second[element] > 0.45F ? strong_ : labels_;
            const QRectF cell = patchRect(tile.grid, patch, p, rect, layout_.scale);
            const double wide = batch.width(text) + 6;
            const QRectF box(cell.right() - wide - 1, cell.bottom() - kLabelHeight - 1, wide, kLabelHeight);
            painter.fillRect(box, colors().shade);
            batch.add(box.left() + 3, box.top() + 11.5, text, QColor(0xE7EAEE));
        }
}

} // namespace gatoscope
