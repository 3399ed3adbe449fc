// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Layers by heads as coloured cells: hover previews a head, a click chooses it, a click beside a row its mean.
#include <optional>
#include <vector>

#include <QWidget>

#include "core/base/grid.h"
#include "widgets/attention/attention_focus.h"

namespace gatoscope {

/// Where the cells lie. Pure.
struct HeadMatrixLayout {
    static constexpr double left = 26, top = 22, means = 40; // layer numbers, head numbers, bars of the means
    int layers = 0, heads = 0;
    double cellWidth = 0, cellHeight = 0;

    HeadMatrixLayout() = default;
    HeadMatrixLayout(int layers, int heads, double width);
    double height() const { return top + layers * cellHeight; }
    QRectF cell(int layer, int head) const; // head -1: the bar of the layer's mean
    /// Head -1 right of the cells or on a layer's number; nullopt outside.
    std::optional<HeadChoice> at(QPointF place) const;
    /// Every how many columns a number has room.
    int every() const {
        return std::max(1, static_cast<int>(16 / std::max(1.0, cellWidth)) + (cellWidth < 16 ? 1 : 0));
    }
};

class HeadMatrix : public QWidget {
    Q_OBJECT
public:
    explicit HeadMatrix(AttentionFocus* focus, QWidget* parent = nullptr);

    /// Values [layers, heads], the ends of the ramp, and how a value is written.
    void setValues(Grid values, double low, double top, const QString& name, int decimals);
    const Grid& values() const { return values_; }
    HeadMatrixLayout matrixLayout() const;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void paintCells(QPainter& painter, const HeadMatrixLayout& at);
    void paintNumbers(QPainter& painter, const HeadMatrixLayout& at);
    void paintRamp(QPainter& painter, const HeadMatrixLayout& at);
    QString textOf(const HeadChoice& head) const;
    double meanOf(int layer) const;
    double level(double value) const { return (value - low_) / (end_ - low_); } // place on the ramp

    AttentionFocus* focus_;
    Grid values_;
    double low_ = 0, end_ = 1;
    QString name_;
    int decimals_ = 3;
};

} // namespace gatoscope
