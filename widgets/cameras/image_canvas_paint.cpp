// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QPaintEvent>
#include <QPainter>

#include "widgets/cameras/image_canvas.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kPixelValuesFrom = 32; // screen pixels per image pixel
constexpr double kGridFrom = 4;         // screen pixels per patch
constexpr double kIndexHeight = 15;

} // namespace

void ImageCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.fillRect(event->rect(), colors().panel);
    for (std::size_t t = 0; t < tiles_.size(); ++t)
        paintTile(painter, t, QRectF(event->rect()));
    labels_.draw(painter);
    strong_.draw(painter);
    paintOutlines(painter);
}

void ImageCanvas::paintTile(QPainter& painter, std::size_t index, const QRectF& dirty) {
    const Tile& tile = tiles_[index];
    const QRectF rect = pictureRect(index);
    if (tiles_.size() > 1)
        paintLabel(painter, tile, rect);
    const QRectF seen = rect.intersected(dirty);
    if (seen.isEmpty())
        return;
    painter.fillRect(seen, colors().canvas);
    const Shown& shown = shown_[{tile.channel, tile.frame}];
    if (!shown.error.isEmpty()) {
        drawHatch(painter, seen, colors().line);
        paintMessage(painter, rect, shown.error, true);
        return;
    }
    if (shown.image.isNull()) {
        if (busy_)
            paintMessage(painter, rect, tr("Reading the picture …"), false);
        return;
    }
    paintPicture(painter, tile, rect, seen);
    paintPixels(painter, tile, rect, seen);
    values_.draw(painter);
    paintHeat(painter, tile, rect, seen);
    paintGrid(painter, tile, rect, seen);
    paintHeatLabels(painter, tile, rect, seen);
    if (busy_ && shown.step != step())
        drawBusy(painter, rect.intersected(QRectF(this->rect())));
}

void ImageCanvas::paintPicture(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen) {
    Shown& shown = shown_[{tile.channel, tile.frame}];
    const double scale = layout_.scale;
    const bool stretched = resized();
    const QRectF inFitted = originalInFitted(tile.grid, stretched);
    const QRectF whole(rect.topLeft() + inFitted.topLeft() * scale, inFitted.size() * scale);
    const QRectF target = whole.intersected(seen);
    painter.save();
    painter.setClipRect(seen, Qt::IntersectClip);
    if (!whole.contains(seen)) {
        painter.fillRect(seen, Qt::black);
        QRegion outside = QRegion(seen.toAlignedRect()) - QRegion(whole.toAlignedRect());
        for (const QRect& part : outside)
            drawHatch(painter, QRectF(part), QColor(96, 104, 116), 8);
    }
    if (!target.isEmpty()) {
        const QImage* picture = &shown.image;
        if (scale < 1) {
            if (shown.reducedScale != scale || shown.reduced.isNull()) {
                const QSize small = whole.size().toSize().expandedTo(QSize(1, 1));
                const QImage thin =
                    shown.image.width() > 3 * small.width() ? shown.image.scaled(small * 2) : shown.image;
                shown.reduced = thin.scaled(small, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
                shown.reducedScale = scale;
            }
            picture = &shown.reduced;
        }
        const double sx = picture->width() / whole.width(), sy = picture->height() / whole.height();
        // Whole source pixels, so that zoomed pixels keep their borders while only a part is drawn.
        const QRectF wanted((target.x() - whole.x()) * sx, (target.y() - whole.y()) * sy, target.width() * sx,
                            target.height() * sy);
        const QRect source = wanted.toAlignedRect().intersected(picture->rect());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, stretched);
        painter.drawImage(
            QRectF(whole.x() + source.x() / sx, whole.y() + source.y() / sy, source.width() / sx, source.height() / sy),
            *picture, QRectF(source));
    }
    painter.restore();
}

void ImageCanvas::paintGrid(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen) {
    const int patch = tokens_->settings().patch;
    const double side = patch * layout_.scale;
    const PatchSpan span = patchesIn(tile.grid, patch, rect, layout_.scale, seen);
    if (span.lastRow < span.firstRow)
        return;
    if (grid_ && side >= kGridFrom) {
        const double top = std::max(rect.top(), seen.top()), bottom = std::min(rect.bottom(), seen.bottom());
        const double left = std::max(rect.left(), seen.left()), right = std::min(rect.right(), seen.right());
        // Filled rectangles: a pen wider than one would be stroked as polygons, at several times the cost.
        const auto lines = [&](double before, double wide, const QColor& color) {
            for (int c = span.firstColumn; c <= span.lastColumn + 1; ++c)
                painter.fillRect(QRectF(std::round(rect.left() + c * side) - before, top, wide, bottom - top), color);
            for (int r = span.firstRow; r <= span.lastRow + 1; ++r)
                painter.fillRect(QRectF(left, std::round(rect.top() + r * side) - before, right - left, wide), color);
        };
        const double strength = side >= 24 ? 1.0 : 0.55;
        if (side >= 24)
            lines(1, 3, QColor(0, 0, 0, static_cast<int>(90 * strength)));
        lines(0, 1, QColor(255, 255, 255, static_cast<int>(110 * strength)));
    }
    const int most = tile.grid.count() * tile.frames - 1;
    const double widest = labels_.width(QString::number(most)) + 6;
    if (!indices_ || side < widest + 6 || side < kIndexHeight + 8)
        return;
    for (int r = span.firstRow; r <= span.lastRow; ++r)
        for (int c = span.firstColumn; c <= span.lastColumn; ++c) {
            const int element = tile.frame * tile.grid.count() + r * tile.grid.columns + c;
            const QString text = QString::number(element);
            const QPointF at(rect.left() + c * side + 1.5, rect.top() + r * side + 1.5);
            painter.fillRect(QRectF(at, QSizeF(labels_.width(text) + 5, kIndexHeight)), colors().shade);
            labels_.add(at.x() + 2.5, at.y() + 11.5, text, QColor(0xE7EAEE));
        }
}

void ImageCanvas::paintPixels(QPainter&, const Tile& tile, const QRectF& rect, const QRectF& seen) {
    const double scale = layout_.scale;
    if (scale < kPixelValuesFrom)
        return;
    const QImage& image = shown_[{tile.channel, tile.frame}].image;
    const QRectF both = rect.intersected(seen);
    const int x0 = static_cast<int>((both.left() - rect.left()) / scale),
              y0 = static_cast<int>((both.top() - rect.top()) / scale);
    const int x1 = static_cast<int>((both.right() - rect.left()) / scale),
              y1 = static_cast<int>((both.bottom() - rect.top()) / scale);
    for (int y = y0; y <= y1; ++y)
        for (int x = x0; x <= x1; ++x) {
            const QPointF from = fittedToOriginal(tile.grid, resized(), QPointF(x + 0.5, y + 0.5));
            const QPoint pixel(static_cast<int>(std::floor(from.x())), static_cast<int>(std::floor(from.y())));
            if (!image.rect().contains(pixel))
                continue;
            const QRgb value = image.pixel(pixel);
            const QColor ink = inkOn(value);
            const QPointF centre(rect.left() + (x + 0.5) * scale, rect.top() + (y + 0.5) * scale);
            const int levels[3] = {qRed(value), qGreen(value), qBlue(value)};
            for (int k = 0; k < 3; ++k)
                values_.addCentred(centre.x(), centre.y() + 3 + (k - 1) * 10, QString::number(levels[k]), ink, scale);
        }
}

void ImageCanvas::paintLabel(QPainter& painter, const Tile& tile, const QRectF& rect) {
    const MappedChannel& map = tokens_->channels()[static_cast<std::size_t>(tile.channel)].map;
    QString text = toQString(map.key);
    if (tile.frames > 1)
        text += tr(" · frame %1 of %2").arg(tile.frame + 1).arg(tile.frames);
    text += QStringLiteral("  %1×%2").arg(tile.grid.original.width).arg(tile.grid.original.height);
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(colors().text2);
    drawElided(painter, QRectF(rect.left(), rect.top() - kTileLabel, std::max(90.0, rect.width()), kTileLabel), text);
}

void ImageCanvas::paintMessage(QPainter& painter, const QRectF& rect, const QString& text, bool error) {
    painter.setFont(bodyFont());
    painter.setPen(error ? colors().error : colors().text3);
    const QRectF box = rect.intersected(QRectF(this->rect())).adjusted(10, 10, -10, -10);
    painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap, text);
}

void ImageCanvas::paintOutlines(QPainter& painter) {
    if (!tokens_)
        return;
    const qint64 step = this->step();
    const auto outlined = [&](qint64 token) -> QRectF {
        if (token < 0 || token >= static_cast<qint64>(tokens_->size()))
            return {};
        const Token t = tokens_->at(static_cast<std::size_t>(token));
        return t.kind == Kind::Image && t.step == step ? patchOnScreen(t.channel, t.element) : QRectF();
    };
    const auto grown = [](QRectF r) {
        const double by = std::max(1.0, (8 - r.width()) / 2);
        return r.adjusted(-by, -by, by, by);
    };
    const QRectF selected = outlined(cursor_->token());
    if (!selected.isNull())
        drawSelection(painter, grown(selected));
    const Hover& hover = cursor_->hover();
    QRectF hovered = outlined(hover.token);
    if (hover.token < 0 && hover.channel >= 0 && (hover.step < 0 || hover.step == step))
        hovered = patchOnScreen(hover.channel, hover.element);
    if (!hovered.isNull() && hovered != selected)
        drawHover(painter, grown(hovered));
}

} // namespace gatoscope
