// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockBinUsage: how often each bin is used, a row per component, on a square-root scale.
#include <vector>

#include <QAbstractScrollArea>

namespace gatoscope {

class Bench;

enum class UsageOrder { Schema, Name, Used, Saturation };

/// Heights in [0, 1] of `columns` pixel columns: the square root of the values that fall into a column's bins, over
/// that of the fullest column.
std::vector<float> usageColumns(const std::vector<std::uint32_t>& bins, int columns);

class BinUsageView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit BinUsageView(Bench* bench, QWidget* parent = nullptr);

    void setOrder(UsageOrder order);
    UsageOrder order() const { return m_order; }
    /// What stands beside the dock's name: scale, legend, order. Made anew at each call; the caller owns it.
    QWidget* titleWidget();
    QSize sizeHint() const override { return {640, 380}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void rearrange();
    void relayout();
    QRectF plot() const; // the histograms' part, without header
    int rowAt(double y) const;
    void paintHeader(QPainter& painter) const;
    void paintRow(QPainter& painter, int row, const QRectF& place) const;
    void reveal(int dimension);

    Bench* m_bench;
    UsageOrder m_order = UsageOrder::Schema;
    int m_names = 140;       // width of the names
    std::vector<int> m_rows; // dimensions in the order shown
};

} // namespace gatoscope
