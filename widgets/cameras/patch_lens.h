// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One patch under the lens: its pixels large, its row, column, pixel ranges, position intervals, and what a pixel
// becomes.
#include <memory>

#include <QWidget>

#include "core/tokens/token.h"
#include "widgets/cameras/image_canvas.h"
#include "widgets/common/cursor.h"

namespace gatoscope {

class PatchLens : public QWidget {
    Q_OBJECT
public:
    PatchLens(Cursor* cursor, const ImageCanvas* canvas, QWidget* parent = nullptr);

    void setTokens(std::shared_ptr<const TokenSequence> tokens);
    void setPixel(const PixelPlace& place);
    /// Label and value of every line shown, for tests and accessibility.
    QList<QPair<QString, QString>> lines() const;
    /// The patch's token: the hovered patch, else the selected one; -1 none.
    qint64 token() const { return token_; }
    QSize sizeHint() const override { return {420, 230}; }
    QSize minimumSizeHint() const override { return {160, 120}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void refresh();
    qint64 middlePatch() const; // of the first camera shown; -1 without pictures
    double factor() const;
    QRectF lensRect() const;
    QPoint shownPixel() const; // in the fitted picture; (-1, -1) none
    bool pixelColor(QPoint fitted, QRgb* color) const;
    void paintPatch(QPainter& painter);
    void paintLines(QPainter& painter, QRectF box);

    Cursor* cursor_;
    const ImageCanvas* canvas_;
    std::shared_ptr<const TokenSequence> tokens_;
    qint64 token_ = -1;
    bool hovered_ = false;
    PixelPlace pixel_;
    QPoint own_{-1, -1}; // pixel hovered in the lens itself, in the patch
};

} // namespace gatoscope
