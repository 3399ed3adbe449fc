// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The pictures of a step with their patch grid: hover, selection, zoom by whole factors, pan. Paints what is in sight.
#include <map>
#include <memory>
#include <vector>

#include <QImage>
#include <QTimer>
#include <QWidget>

#include "core/tokens/token.h"
#include "widgets/cameras/camera_layout.h"
#include "widgets/cameras/patch_heat.h"
#include "widgets/common/cursor.h"
#include "widgets/common/glyph_batch.h"

namespace gatoscope {

class FrameSource;

/// A pixel of a camera's decoded picture, for the lens.
struct PixelPlace {
    int channel = -1, frame = 0;
    int patch = -1;       // in the frame
    QPoint pixel{-1, -1}; // of the fitted picture
    friend bool operator==(const PixelPlace&, const PixelPlace&) = default;
};

class ImageCanvas : public QWidget {
    Q_OBJECT
public:
    ImageCanvas(Cursor* cursor, FrameSource* frames, QWidget* parent = nullptr);

    void setTokens(std::shared_ptr<const TokenSequence> tokens);
    /// -1: all image channels.
    void setChannel(int channel);
    int channel() const { return channel_; }
    void setScale(double scale); // 0 = fit
    double scale() const { return scale_; }
    double shownScale() const { return layout_.scale; }
    void setGrid(bool on);
    void setIndices(bool on);
    /// Attention painted over the patches; null = none.
    void setHeat(std::shared_ptr<const PatchHeat> heat);
    /// Pictures of this step whatever the cursor says; -1 = they follow the cursor.
    void setFixedStep(qint64 step);
    qint64 step() const { return fixedStep_ >= 0 ? fixedStep_ : cursor_->step(); }

    /// The picture shown for a channel (its newest, perhaps of an earlier step), and the grid it is cut by.
    QImage picture(int channel, int frame) const;
    PatchGrid gridOf(int channel) const;
    QSizeF shape() const; // of the first picture as fitted; empty without pictures
    QRectF patchOnScreen(int channel, int element) const;

Q_SIGNALS:
    void pixelHovered(const gatoscope::PixelPlace& place);
    void pictureChanged();
    void scaleChanged(double scale);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Tile {
        int channel = -1, frame = 0, frames = 1;
        PatchGrid grid;
    };
    struct Shown {
        QImage image, reduced; // `reduced`: smooth, for scales below 1
        double reducedScale = 0;
        qint64 step = -1;
        QString error;
    };
    void rebuild();
    void place();
    void fetch();
    void clampPan();
    QRectF pictureRect(std::size_t tile) const;
    int tileAt(QPointF place) const;
    PixelPlace placeAt(QPointF place) const;
    qint64 tokenOf(const PixelPlace& place) const;
    void paintTile(QPainter& painter, std::size_t tile, const QRectF& dirty);
    void paintPicture(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen);
    void paintGrid(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen);
    void paintHeat(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen);
    void paintHeatLabels(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen);
    void paintPixels(QPainter& painter, const Tile& tile, const QRectF& rect, const QRectF& seen);
    void paintLabel(QPainter& painter, const Tile& tile, const QRectF& rect);
    void paintOutlines(QPainter& painter);
    void paintMessage(QPainter& painter, const QRectF& rect, const QString& text, bool error);
    bool resized() const;

    Cursor* cursor_;
    FrameSource* frames_;
    std::shared_ptr<const TokenSequence> tokens_;
    std::vector<Tile> tiles_;
    TileLayout layout_;
    std::map<std::pair<int, int>, Shown> shown_;
    QTimer busyTimer_;
    int channel_ = -1;
    double scale_ = 0;
    QPointF pan_, pressed_;
    bool dragging_ = false, moved_ = false, grid_ = true, indices_ = true, busy_ = false;
    PixelPlace pixel_;
    mutable GlyphBatch labels_, values_, strong_;
    std::shared_ptr<const PatchHeat> heat_;
    std::map<std::pair<int, int>, QImage> smooth_; // interpolated heat by channel and frame
    qint64 fixedStep_ = -1;
};

} // namespace gatoscope
