// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The arithmetic of a chart of metrics: smoothing, ranges, ticks, thinning to pixels. Pure, tested.
#include <vector>

#include <QPointF>
#include <QString>

#include "core/trace/run_log.h"

namespace gatoscope {

/// Exponential moving average without the bias of its start: s_n = sum w^(n-i) x_i / sum w^(n-i). weight 0 changes
/// nothing; values that are not finite are passed over.
std::vector<double> smoothed(const std::vector<double>& values, double weight);

struct ChartRange {
    double low = 0, high = 1;
    bool log = false;
    /// 0 at low, 1 at high; NaN for what a logarithmic axis cannot show.
    double place(double value) const;
    double value(double place) const;
};
/// Of finite (log: positive) values of several curves, with some air; [0, 1] where there are none.
ChartRange chartRange(const std::vector<const std::vector<double>*>& curves, bool log);

struct ChartTick {
    double value = 0;
    QString text;
};
std::vector<ChartTick> chartTicks(const ChartRange& range, int most);

/// Points in a box of `width` x `height` pixels, y down: at most four a pixel column (first, least, greatest, last), so
/// that no peak is lost. A point that cannot be shown breaks the line (NaN).
std::vector<QPointF> chartPoints(const MetricSeries& series, const std::vector<double>& values, const ChartRange& steps,
                                 const ChartRange& range, double width, double height);

} // namespace gatoscope
