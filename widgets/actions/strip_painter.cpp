// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The strips of continuous dimensions.
#include "widgets/actions/band_painter.h"

#include "widgets/common/colors.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr double kDense = 2; // pixels a step below which columns of extremes stand for lines

double niceAbove(double value) { // 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten
    if (!(value > 0) || !std::isfinite(value))
        return 1;
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0})
        if (value <= step * power * (1 + 1e-9))
            return step * power;
    return 10 * power;
}

/// Steps in view with one more on either side, so that lines run out of it.
struct Shown {
    std::size_t first, end;
    Shown(const TimelineLayout& layout, std::size_t size)
        : first(static_cast<std::size_t>(std::max<std::int64_t>(0, layout.firstShown() - 1))),
          end(std::min(size, static_cast<std::size_t>(layout.endShown() + 1))) {}
};

void paintLine(QPainter& painter, const MinMaxPyramid& curve, const TimelineLayout& layout, const StripScale& scale,
               const QPen& pen) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    if (layout.pixelsPerStep() < kDense) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        for (double x = layout.left(); x < layout.left() + layout.width(); x += 1) {
            const auto begin = static_cast<std::size_t>(std::max(0.0, layout.timeAt(x)));
            const auto end = static_cast<std::size_t>(std::max(0.0, layout.timeAt(x + 1))) + 1;
            const MinMax range = curve.range(begin, end);
            if (!range.empty())
                painter.fillRect(
                    QRectF(x, scale.y(range.high), 1, std::max(1.0, scale.y(range.low) - scale.y(range.high))),
                    pen.color());
        }
        painter.setRenderHint(QPainter::Antialiasing, true);
        return;
    }
    QPolygonF line;
    const Shown shown(layout, curve.size());
    for (std::size_t t = shown.first; t < shown.end; ++t) {
        if (std::isfinite(curve.value(t))) {
            line << QPointF(layout.centreOf(static_cast<std::int64_t>(t)), scale.y(curve.value(t)));
            if (t + 1 < shown.end)
                continue;
        }
        if (line.size() == 1)
            painter.drawEllipse(line.front(), 1, 1);
        painter.drawPolyline(line);
        line.clear();
    }
}

void paintSpread(QPainter& painter, const ActionCurves& curves, const TimelineLayout& layout, const StripScale& scale) {
    QColor fill = colors().of(Tint::Action).ink;
    fill.setAlpha(colors().dark ? 74 : 56);
    if (layout.pixelsPerStep() < kDense) {
        for (double x = layout.left(); x < layout.left() + layout.width(); x += 1) {
            const auto begin = static_cast<std::size_t>(std::max(0.0, layout.timeAt(x)));
            const auto end = static_cast<std::size_t>(std::max(0.0, layout.timeAt(x + 1))) + 1;
            const MinMax low = curves.low->range(begin, end), high = curves.high->range(begin, end);
            if (!low.empty() && !high.empty())
                painter.fillRect(QRectF(QPointF(x, scale.y(high.high)), QPointF(x + 1, scale.y(low.low))), fill);
        }
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    QPolygonF upper, lower;
    const Shown shown(layout, curves.low->size());
    for (std::size_t t = shown.first; t < shown.end; ++t) {
        const double low = curves.low->value(t), high = curves.high->value(t);
        const bool there = std::isfinite(low) && std::isfinite(high);
        if (there) {
            const double x = layout.centreOf(static_cast<std::int64_t>(t));
            upper << QPointF(x, scale.y(high));
            lower.prepend(QPointF(x, scale.y(low)));
        }
        if (!there || t + 1 == shown.end) {
            if (upper.size() > 1)
                painter.drawPolygon(upper + lower);
            else if (upper.size() == 1)
                painter.drawRect(QRectF(upper.front() - QPointF(1.5, 0), lower.front() + QPointF(1.5, 0)));
            upper.clear();
            lower.clear();
        }
    }
}

/// Rings where record and prediction part; dots where rings would run into each other.
void paintRings(QPainter& painter, const ActionSeries& series, int dimension, const TimelineLayout& layout,
                const StripScale& scale) {
    const MinMaxPyramid& argmax = *series.curves[static_cast<std::size_t>(dimension)].argmax;
    const QColor ink = colors().of(Tint::Action).ink;
    const double cell = layout.pixelsPerStep();
    if (cell < kDense)
        return; // the curves' extremes say it
    const bool rings = cell >= 8;
    painter.setPen(rings ? QPen(ink, 1.5) : QPen(Qt::NoPen));
    painter.setBrush(rings ? QBrush(colors().panel) : QBrush(ink));
    double lastX = -1e9;
    const Shown shown(layout, argmax.size());
    for (std::size_t t = shown.first; t < shown.end; ++t) {
        const auto step = static_cast<std::int64_t>(t);
        const double x = layout.centreOf(step);
        if (x - lastX < 3 || !series.disagrees(dimension, step) || !std::isfinite(argmax.value(t)))
            continue;
        lastX = x;
        const double radius = rings ? 3.4 : 1.6;
        painter.drawEllipse(QPointF(x, scale.y(argmax.value(t))), radius, radius);
    }
}

} // namespace

StripScale stripScale(const ActionSeries& series, int dimension, const QRectF& area) {
    const ActionCurves& curves = series.curves[static_cast<std::size_t>(dimension)];
    const auto all = static_cast<std::size_t>(series.steps);
    MinMax range = curves.recorded->range(0, all);
    const MinMax predicted = curves.argmax->range(0, all);
    if (range.empty())
        range = predicted;
    if (!predicted.empty())
        range = {std::min(range.low, predicted.low), std::max(range.high, predicted.high)};
    if (range.empty())
        range = {-1, 1};
    StripScale scale;
    if (series.options.scale == ActionScale::Bins) {
        const double margin = std::max(4.0, (range.high - range.low) * 0.06);
        scale.low = std::floor(range.low - margin);
        scale.high = std::ceil(range.high + margin);
    } else if (range.low < 0 || range.high <= 0) {
        scale.high = niceAbove(std::max({std::abs(range.low), std::abs(range.high), 1e-12}));
        scale.low = -scale.high;
    } else {
        scale.low = 0;
        scale.high = niceAbove(range.high);
    }
    scale.top = area.top() + 8;
    scale.bottom = area.bottom() - 8;
    return scale;
}

const MinMaxPyramid* freeCurve(const ActionReview& review, int dimension) {
    const FreeRun* run = review.freeRun();
    if (run == nullptr || static_cast<std::size_t>(dimension) >= run->bins.size())
        return nullptr;
    const auto& curves = review.scale() == ActionScale::Bins ? run->bins : run->units;
    return curves[static_cast<std::size_t>(dimension)].get();
}

void paintStrip(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                const QRectF& area) {
    const ActionSeries& series = *review.series();
    const ActionCurves& curves = series.curves[static_cast<std::size_t>(dimension)];
    const StripScale scale = stripScale(series, dimension, area);
    const Colors& c = colors();
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (scale.low < 0 && scale.high > 0) {
        painter.setPen(QPen(c.lineStrong, 1, Qt::DotLine));
        painter.drawLine(QPointF(area.left(), scale.y(0)), QPointF(area.right(), scale.y(0)));
    }
    paintSpread(painter, curves, layout, scale);
    paintLine(painter, *curves.recorded, layout, scale, QPen(c.text1, 1.5));
    QPen dashed(c.of(Tint::Action).ink, 1.5);
    dashed.setDashPattern({3.5, 2});
    paintLine(painter, *curves.argmax, layout, scale, dashed);
    if (const MinMaxPyramid* free = freeCurve(review, dimension)) {
        QPen dotted(c.ok, 1.8);
        dotted.setDashPattern({1, 1.6});
        paintLine(painter, *free, layout, scale, dotted);
    }
    paintRings(painter, series, dimension, layout, scale);
    painter.restore();
}

void paintStripMarks(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                     const QRectF& area, qint64 step) {
    const ActionSeries& series = *review.series();
    if (step < 0 || step >= series.steps)
        return;
    const ActionCurves& curves = series.curves[static_cast<std::size_t>(dimension)];
    const StripScale scale = stripScale(series, dimension, area);
    const auto t = static_cast<std::size_t>(step);
    const double x = layout.centreOf(step);
    const auto dot = [&](const MinMaxPyramid* curve, const QPen& pen, const QBrush& brush) {
        if (curve == nullptr || t >= curve->size() || !std::isfinite(curve->value(t)))
            return;
        painter.setPen(pen);
        painter.setBrush(brush);
        painter.drawEllipse(QPointF(x, scale.y(curve->value(t))), 3.5, 3.5);
    };
    const Colors& c = colors();
    dot(freeCurve(review, dimension), QPen(c.panel, 1), c.ok);
    dot(curves.argmax.get(), QPen(c.of(Tint::Action).ink, 1.6), c.panel);
    dot(curves.recorded.get(), QPen(c.panel, 1), c.text1);
}

} // namespace gatoscope
