// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Curves over steps in rows with one x axis, the shared cursor and the loop range; the only door to QCustomPlot.
#include <memory>
#include <vector>

#include <QColor>
#include <QWidget>

#include "widgets/common/min_max_pyramid.h"

namespace gatoscope {

struct Curve {
    QString name;
    QColor color;
    bool steps = false; // held from step to step (discrete values)
    std::shared_ptr<const MinMaxPyramid> data;
};

/// Curves that share a y axis: the components of a channel.
struct CurveRow {
    QString title, unit;
    std::vector<Curve> curves;
};

class CurvePlot : public QWidget {
    Q_OBJECT
public:
    explicit CurvePlot(QWidget* parent = nullptr);
    ~CurvePlot() override;

    /// Keeps the x range where the number of steps stays the same.
    void setRows(std::vector<CurveRow> rows, qint64 steps);
    void setCursorStep(qint64 step); // repaints the overlay only
    void setHoverStep(qint64 step);  // -1: none
    void setLoopRange(qint64 begin, qint64 end);
    void setFramesPerSecond(double rate);
    void showAll();
    void zoom(double factor, double about);
    double firstShown() const { return m_first; }
    double lastShown() const { return m_last; }

    QSize minimumSizeHint() const override;
    /// Draws at once and returns the time taken, for the benchmark.
    double redrawMilliseconds();

Q_SIGNALS:
    void stepClicked(qint64 step);
    void stepHovered(qint64 step); // -1: left
    void rangeDragged(qint64 begin, qint64 end);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Plot;
    void setShown(double first, double last);
    void feed();
    void scaleRow(std::size_t row);
    void showValues();
    void restyle();
    void pressed(const QPointF& at);
    void moved(const QPointF& at, const QPoint& global, bool down);
    void released(const QPointF& at);
    double timeAt(double x) const;
    qint64 stepAt(double x) const;
    QString tipOf(std::size_t row, qint64 step) const;
    int rowAt(double y) const;

    std::unique_ptr<Plot> m_plot;
    std::vector<CurveRow> m_rows;
    qint64 m_steps = 0, m_cursor = 0, m_loopBegin = 0, m_loopEnd = 0;
    double m_first = 0, m_last = 1, m_rate = 10;
    qint64 m_pressStep = -1;
    double m_pressX = 0;
    bool m_dragging = false;
};

} // namespace gatoscope
