// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline/prediction_lanes.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/timeline/lane_painter.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr int kMostHeat = 96;

/// Steps of one painted column: one where cells are wide, several where they are narrower than a pixel.
struct Columns {
    double left, width;
    std::size_t begin, end;
};

template <typename Paint>
void eachColumn(const TimelineLayout& layout, const QRectF& area, std::size_t size, Paint&& paint) {
    const double cell = layout.pixelsPerStep();
    if (cell < 1) {
        for (double x = area.left(); x < area.right(); x += 1) {
            const auto begin = static_cast<std::size_t>(std::max(0.0, layout.timeAt(x)));
            const auto end = static_cast<std::size_t>(std::max(0.0, layout.timeAt(x + 1)));
            paint(Columns{x, 1, begin, std::max(begin + 1, end)});
        }
        return;
    }
    for (std::int64_t t = layout.firstShown(); t < layout.endShown(); ++t)
        if (static_cast<std::size_t>(t) < size)
            paint(Columns{layout.xOf(static_cast<double>(t)), cell, static_cast<std::size_t>(t),
                          static_cast<std::size_t>(t) + 1});
}

double greatest(const Lane& lane, const TimelineLayout& layout) {
    if (lane.top > 0)
        return lane.top;
    const auto first = static_cast<std::size_t>(layout.firstShown()), end = static_cast<std::size_t>(layout.endShown());
    double most = lane.level;
    const auto offer = [&](const MinMaxPyramid& values) {
        const MinMax range = values.range(first, end);
        if (!range.empty())
            most = std::max(most, range.high);
    };
    if (lane.values)
        offer(*lane.values);
    for (const auto& row : lane.rows)
        offer(*row);
    return most > 0 ? most : 1;
}

void paintHeat(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    if (lane.rows.empty())
        return;
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRectF band = area.adjusted(0, 4, 0, -4);
    const double most = greatest(lane, layout), high = band.height() / static_cast<double>(lane.rows.size());
    const double gap = layout.pixelsPerStep() >= 8 && high >= 5 ? 1 : 0;
    for (std::size_t r = 0; r < lane.rows.size(); ++r) {
        const double top = band.top() + static_cast<double>(r) * high;
        eachColumn(layout, area, lane.rows[r]->size(), [&](const Columns& column) {
            const MinMax range = lane.rows[r]->range(column.begin, column.end);
            if (!range.empty())
                painter.fillRect(QRectF(column.left, top, column.width - gap, high - gap), heat(range.high / most));
        });
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void paintLevels(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    const Colors& c = colors();
    const double most = greatest(lane, layout) * 1.08;
    const double bottom = area.bottom() - 3, room = area.height() - 9;
    const auto y = [&](double value) { return bottom - std::clamp(value / most, 0.0, 1.0) * room; };
    const QColor ink = inkColor(lane.ink);
    QColor pale = ink;
    pale.setAlpha(c.dark ? 140 : 120);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const bool numbers = layout.pixelsPerStep() >= 46;
    painter.setFont(monoFont(kTinyPx));
    if (lane.level > 0) { // under the numbers, which stand on the lane's own ground
        painter.setPen(QPen(c.text3, 1, Qt::DashLine));
        painter.drawLine(QPointF(area.left(), y(lane.level)), QPointF(area.right(), y(lane.level)));
    }
    eachColumn(layout, area, lane.values->size(), [&](const Columns& column) {
        const MinMax range = lane.values->range(column.begin, column.end);
        if (range.empty())
            return;
        const bool much = lane.level > 0 && range.high >= lane.level;
        const double inset = numbers ? column.width * 0.16 : layout.pixelsPerStep() >= 8 ? 1 : 0;
        const double top = std::min(y(range.high), bottom - 1);
        painter.fillRect(QRectF(column.left + inset, top, column.width - 2 * inset - (numbers ? 26 : 0), bottom - top),
                         much ? ink : pale);
        if (!numbers)
            return;
        painter.setPen(much ? c.text1 : c.text3);
        const QString text =
            lane.unit == QStringLiteral("%") ? formatFixed(range.high * 100, 1) : formatFixed(range.high, 2);
        const double wide = painter.fontMetrics().horizontalAdvance(text);
        const QRectF place(column.left + column.width - 5 - wide, area.top() + 2, wide, 14);
        painter.fillRect(place.adjusted(-2, 0, 2, 0), c.panel);
        painter.drawText(place, Qt::AlignRight | Qt::AlignTop, text);
    });
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void paintRings(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    const double cell = layout.pixelsPerStep();
    const auto first = std::lower_bound(lane.marks.begin(), lane.marks.end(), layout.firstShown(),
                                        [](const LaneMark& mark, std::int64_t step) { return mark.step < step; });
    double lastX = -1e9;
    for (auto mark = first; mark != lane.marks.end() && mark->step < layout.endShown(); ++mark) {
        const double x = layout.centreOf(mark->step);
        if (x - lastX < 1)
            continue;
        lastX = x;
        const QColor ink = inkColor(mark->ink);
        if (cell < 9) {
            painter.fillRect(QRectF(x - std::max(1.0, cell - 1) / 2, area.center().y() - 4, std::max(1.0, cell - 1), 8),
                             ink);
            continue;
        }
        painter.setPen(QPen(ink, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(x, area.center().y()), 3.6, 3.6);
    }
}

} // namespace

int predictionLaneHeight(const Lane& lane) {
    switch (lane.kind) {
    case LaneKind::Heat:
        return std::clamp(8 + static_cast<int>(lane.rows.size()) * 8, 24, kMostHeat);
    case LaneKind::Levels:
        return 34;
    default:
        return 21;
    }
}

void paintPredictionLane(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    if (lane.kind == LaneKind::Heat)
        paintHeat(painter, lane, layout, area);
    if (lane.kind == LaneKind::Levels && lane.values && lane.values->size() > 0)
        paintLevels(painter, lane, layout, area);
    if (lane.kind == LaneKind::Rings)
        paintRings(painter, lane, layout, area);
}

QString levelText(const Lane& lane) {
    if (lane.level <= 0)
        return {};
    return lane.unit == QStringLiteral("%") ? formatNumber(lane.level * 100, 3) + QStringLiteral(" %")
                                            : formatFixed(lane.level, 1);
}

QString heatText(const Lane& lane, qint64 step) {
    std::vector<std::pair<double, std::size_t>> found;
    for (std::size_t r = 0; r < lane.rows.size(); ++r)
        if (step >= 0 && static_cast<std::size_t>(step) < lane.rows[r]->size() &&
            !std::isnan(lane.rows[r]->value(static_cast<std::size_t>(step))))
            found.emplace_back(lane.rows[r]->value(static_cast<std::size_t>(step)), r);
    std::sort(found.rbegin(), found.rend());
    QStringList parts;
    for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 6); ++i) {
        const auto row = static_cast<qsizetype>(found[i].second);
        parts << QStringLiteral("%1 %2").arg(row < lane.names.size() ? lane.names[row] : QString::number(row),
                                             formatFixed(found[i].first, 2));
    }
    return parts.isEmpty() ? QString() : parts.join(QStringLiteral(", ")) + QStringLiteral(" nats");
}

} // namespace gatoscope
