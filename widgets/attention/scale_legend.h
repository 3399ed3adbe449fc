// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The heat ramp with its two ends and what lies between them.
#include <QWidget>

namespace gatoscope {

class ScaleLegend : public QWidget {
    Q_OBJECT
public:
    explicit ScaleLegend(QWidget* parent = nullptr);
    void setEnds(const QString& low, const QString& name, const QString& high);
    QSize sizeHint() const override { return {150, 30}; }
    QSize minimumSizeHint() const override { return {110, 30}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString low_, name_, high_;
};

/// Paints the ramp over the whole of a rectangle.
void drawHeatRamp(QPainter& painter, const QRectF& bar);

} // namespace gatoscope
