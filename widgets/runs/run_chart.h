// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One metric of several runs over their steps: raw values faint, smoothed ones in front, values under the pointer.
#include <memory>
#include <vector>

#include <QWidget>

#include "widgets/common/colors.h"
#include "widgets/runs/run_curves.h"

namespace gatoscope {

/// A run's metrics as they were read last; shared, const.
using RunMetrics = std::map<std::string, MetricSeries>;

struct RunCurve {
    QString run;                               // name shown with the value
    int color = 0;                             // index of runColor()
    std::shared_ptr<const RunMetrics> metrics; // keeps the series alive
    const MetricSeries* series = nullptr;      // in `metrics`
    bool dashed = false;                       // validation
};

/// Distinct in both themes; repeats after six.
QColor runColor(int index);

class RunChart : public QWidget {
    Q_OBJECT
public:
    RunChart(const QString& title, QWidget* parent = nullptr);

    void setCurves(std::vector<RunCurve> curves);
    void setSmoothing(double weight); // of validation curves never
    void setLogarithmic(bool on);
    bool logarithmic() const { return m_log; }
    const std::vector<RunCurve>& curves() const { return m_curves; }
    QSize sizeHint() const override { return {360, 180}; }
    QSize minimumSizeHint() const override { return {160, 90}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QRectF plot() const;
    void measure();
    void paintAxes(QPainter& painter) const;
    void paintCurves(QPainter& painter) const;
    void paintPointer(QPainter& painter) const;

    QString m_title;
    std::vector<RunCurve> m_curves;
    std::vector<std::vector<double>> m_smooth; // by curve
    ChartRange m_steps, m_range;
    double m_weight = 0;
    bool m_log = false;
    double m_pointer = -1; // x; -1: not here
};

} // namespace gatoscope
