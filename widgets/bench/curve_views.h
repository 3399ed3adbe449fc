// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Two painted plots of the bench: the companding curve with its bins, and the worst error over |x|.
#include <QWidget>

namespace gatoscope {

class Bench;
struct Settings;

/// dockCurve: F(x) of A and dashed of B, the tried value, the reach of [-1, 1]. The wheel widens x; a click tries a
/// value.
class CompandingView : public QWidget {
    Q_OBJECT
public:
    explicit CompandingView(Bench* bench, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {640, 360}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    QRectF plot() const;
    double xOf(double value) const;
    double yOf(double encoded) const;
    void paintAxes(QPainter& painter) const;
    void paintCurve(QPainter& painter, const Settings& settings, bool dashed) const;
    void paintReach(QPainter& painter) const;
    void paintTried(QPainter& painter) const;
    void tryAt(double x);

    Bench* m_bench;
    double m_span = 1.25; // x from -span to span
};

/// dockWorstCase: half the width of the bin that holds |x|, both axes logarithmic.
class WorstCaseView : public QWidget {
    Q_OBJECT
public:
    explicit WorstCaseView(Bench* bench, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {380, 170}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Frame; // plot rectangle and ranges in decades
    void paintGrid(QPainter& painter, const Frame& frame) const;
    void paintLine(QPainter& painter, const Frame& frame, const Settings& settings, bool dashed,
                   const QString& name) const;

    Bench* m_bench;
};

} // namespace gatoscope
