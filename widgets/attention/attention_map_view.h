// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock of the map: the map itself, mass by modality, the scale's legend, the numbers under the cursor.
#include <QWidget>

#include "widgets/attention/attention_focus.h"
#include "widgets/attention/attention_map.h"

class QBoxLayout;
class QComboBox;
class QLabel;
class QStackedLayout;

namespace gatoscope {

class BlockMatrix;
class FactList;
class MapCanvas;
class ScaleLegend;

class AttentionMapView : public QWidget {
    Q_OBJECT
public:
    explicit AttentionMapView(AttentionFocus* focus, QWidget* parent = nullptr);

    /// For the dock's title: the size and what the colours mean (scaleCombo).
    QWidget* titleWidget();
    MapCanvas* canvas() const { return canvas_; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeSide();
    void showEmpty();
    void showMap();
    void showReadout();
    void readBlock();

    AttentionFocus* focus_;
    QStackedLayout* stack_;
    QLabel* empty_;
    QWidget* content_;
    QBoxLayout *box_, *sideBox_;
    MapCanvas* canvas_;
    QWidget* side_;
    BlockMatrix* blocks_;
    ScaleLegend* legend_;
    QLabel* readoutTitle_;
    FactList* readout_;
    QWidget* title_ = nullptr;
    QLabel* size_ = nullptr;
    QComboBox* scale_ = nullptr;
};

} // namespace gatoscope
