// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Mean mass from modality to modality of one head, in per cent; a click dims the rest of the map.
#include <vector>

#include <QWidget>

#include "core/base/grid.h"

namespace gatoscope {

class BlockMatrix : public QWidget {
    Q_OBJECT
public:
    explicit BlockMatrix(QWidget* parent = nullptr);
    /// `blocks` [6, 6] by Tint; `shown`: the modalities of the window; `current`: that of the query, -1 none.
    void setBlocks(Grid blocks, std::vector<int> shown, int current);
    QSize sizeHint() const override; // as many cells as there are modalities
    QSize minimumSizeHint() const override { return {110, 100}; }

Q_SIGNALS:
    void chosen(int query, int key); // -1, -1: nothing

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF cell(int row, int column) const;
    bool at(QPointF place, int* row, int* column) const;

    Grid blocks_;
    std::vector<int> shown_;
    int current_ = -1, chosenRow_ = -1, chosenColumn_ = -1;
};

} // namespace gatoscope
