// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline/lane_painter.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/timeline/prediction_lanes.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

struct Scale {
    double low = 0, high = 1, top = 0, bottom = 1;
    double y(double value) const {
        return high > low ? bottom - (value - low) / (high - low) * (bottom - top) : (top + bottom) / 2;
    }
};

/// Extremes over the steps in view.
MinMax shownRange(const Lane& lane, const TimelineLayout& layout) {
    const MinMax range =
        lane.values->range(static_cast<std::size_t>(layout.firstShown()), static_cast<std::size_t>(layout.endShown()));
    return range.empty() ? MinMax{0, 1} : range;
}

Scale scaleOf(const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    MinMax range = shownRange(lane, layout);
    if (lane.kind == LaneKind::Numbers)
        range = {std::min(0.0, range.low), std::max(0.0, range.high)};
    const double top = lane.kind == LaneKind::Numbers ? 14 : 6;
    return {range.low, range.high, area.top() + top, area.bottom() - 6};
}

void paintNumbers(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    const Colors& c = colors();
    const double cell = layout.pixelsPerStep();
    const QColor ink = lane.ink == LaneInk::Plain ? c.text1 : inkColor(lane.ink);
    if (cell < 34) { // bars of extremes per pixel column
        const Scale scale = scaleOf(lane, layout, QRectF(area.left(), area.top() - 8, area.width(), area.height() + 8));
        const double zero = scale.y(0);
        const double column = std::max(1.0, cell);
        for (double x = area.left(); x < area.right(); x += column) {
            const auto begin = static_cast<std::size_t>(std::max(0.0, std::ceil(layout.timeAt(x) - 1e-9)));
            auto end = static_cast<std::size_t>(std::max(0.0, std::ceil(layout.timeAt(x + column) - 1e-9)));
            const MinMax range = lane.values->range(begin, std::max(end, cell >= 1 ? begin + 1 : begin));
            if (range.empty() || (range.low == 0 && range.high == 0))
                continue;
            const double top = scale.y(std::max(0.0, range.high)), bottom = scale.y(std::min(0.0, range.low));
            const double wide = std::max(1.0, cell - 1);
            painter.fillRect(QRectF(x, std::min(top, zero - 1), wide, std::max(1.0, bottom - std::min(top, zero - 1))),
                             ink);
        }
        painter.setPen(QPen(c.line, 0));
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero));
        return;
    }
    painter.setFont(monoFont(kSmallPx));
    for (std::int64_t t = layout.firstShown(); t < layout.endShown(); ++t) {
        if (static_cast<std::size_t>(t) >= lane.values->size())
            break;
        const double value = lane.values->value(static_cast<std::size_t>(t));
        if (std::isnan(value))
            continue;
        const QRectF place(layout.xOf(static_cast<double>(t)), area.top(), cell, area.height());
        if (value == 0) {
            painter.setPen(c.text3);
            painter.drawText(place, Qt::AlignCenter, QStringLiteral("–"));
            continue;
        }
        const QString text = formatNumber(value, cell < 60 ? 3 : 4);
        const double wide = std::min(cell - 4, painter.fontMetrics().horizontalAdvance(text) + 14.0);
        const QRectF chip(place.center().x() - wide / 2, place.center().y() - 9, wide, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(value > 0 ? c.of(Tint::Separator).ink : c.error);
        painter.drawRoundedRect(chip, 3, 3);
        painter.setPen(inkOn(painter.brush().color().rgb()));
        painter.drawText(chip, Qt::AlignCenter, text);
    }
}

void paintMarks(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    const double cell = layout.pixelsPerStep();
    const auto first = std::lower_bound(lane.marks.begin(), lane.marks.end(), layout.firstShown(),
                                        [](const LaneMark& mark, std::int64_t step) { return mark.step < step; });
    painter.setFont(bodyFont(kSmallPx));
    double lastX = -1e9;
    for (auto mark = first; mark != lane.marks.end() && mark->step < layout.endShown(); ++mark) {
        const double x = std::min(layout.xOf(static_cast<double>(mark->step)), area.right() - 1.5);
        const QColor ink = inkColor(mark->ink);
        if (cell < 14) {
            if (x - lastX < 1 && mark != first)
                continue; // the same pixel
            painter.fillRect(QRectF(x, area.top() + 6, std::max(1.5, cell - 1), area.height() - 12), ink);
            lastX = x;
            continue;
        }
        const double y = area.center().y();
        QPainterPath flag; // a pennant, so that the mark does not rest on colour
        flag.moveTo(x + 6, y - 6);
        flag.lineTo(x + 14, y - 3);
        flag.lineTo(x + 6, y + 0.5);
        flag.closeSubpath();
        painter.fillPath(flag, ink);
        painter.fillRect(QRectF(x + 5, y - 6, 1.4, 12), ink);
        const double room = cell - 22;
        if (room > 24) {
            painter.setPen(colors().text2);
            painter.drawText(QRectF(x + 18, area.top(), room, area.height()), Qt::AlignVCenter | Qt::AlignLeft,
                             painter.fontMetrics().elidedText(mark->text, Qt::ElideRight, static_cast<int>(room)));
        }
    }
}

QString valueName(const Lane& lane, double value) {
    const auto index = static_cast<qsizetype>(value);
    if (value >= 0 && index < lane.names.size())
        return lane.names[index];
    return formatNumber(value, 6);
}

/// One of seven shades around the lane's ink, so that neighbours differ.
QColor stripShade(const QColor& ink, double value) {
    const int turn = static_cast<int>(std::abs(static_cast<long long>(value)) % 7);
    int hue = 0, saturation = 0, light = 0;
    ink.getHsl(&hue, &saturation, &light);
    const int lightness = colors().dark ? 52 + turn * 19 : 230 - turn * 17;
    return QColor::fromHsl((hue + turn * 4) % 360, saturation * (colors().dark ? 55 : 80) / 100, lightness);
}

void paintStrip(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    const QColor ink = inkColor(lane.ink);
    const double cell = layout.pixelsPerStep();
    const QRectF band = area.adjusted(0, 4, 0, -4);
    painter.setFont(cell >= 52 ? bodyFont(kSmallPx) : monoFont(kTinyPx));
    if (cell < 1) { // extremes per pixel, one above the other
        for (double x = area.left(); x < area.right(); x += 1) {
            const MinMax range = lane.values->range(static_cast<std::size_t>(std::max(0.0, layout.timeAt(x))),
                                                    static_cast<std::size_t>(std::max(0.0, layout.timeAt(x + 1))));
            if (range.empty())
                continue;
            painter.fillRect(QRectF(x, band.top(), 1, band.height() / 2), stripShade(ink, range.high));
            painter.fillRect(QRectF(x, band.center().y(), 1, band.height() / 2), stripShade(ink, range.low));
        }
        return;
    }
    for (std::int64_t t = layout.firstShown(); t < layout.endShown(); ++t) {
        if (static_cast<std::size_t>(t) >= lane.values->size())
            break;
        const double value = lane.values->value(static_cast<std::size_t>(t));
        if (std::isnan(value))
            continue;
        const QRectF place(layout.xOf(static_cast<double>(t)), band.top(), std::max(1.0, cell - (cell > 4 ? 1 : 0)),
                           band.height());
        const QColor fill = stripShade(ink, value);
        painter.fillRect(place, fill);
        if (cell < 18)
            continue;
        painter.setPen(inkOn(fill.rgb()));
        const QString text = cell >= 52 ? valueName(lane, value) : formatNumber(value, 4);
        painter.drawText(place.adjusted(3, 0, -3, 0), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(place.width()) - 6));
    }
}

void paintCurve(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    const Colors& c = colors();
    const Scale scale = scaleOf(lane, layout, area);
    const QColor ink = lane.ink == LaneInk::Plain ? c.text2 : inkColor(lane.ink);
    painter.setPen(QPen(c.line, 1, Qt::DotLine));
    painter.drawLine(QPointF(area.left(), scale.y(scale.low)), QPointF(area.right(), scale.y(scale.low)));
    const double cell = layout.pixelsPerStep();
    painter.setPen(QPen(ink, 1.4));
    if (cell < 1) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(ink, 1));
        for (double x = area.left(); x < area.right(); x += 1) {
            const auto begin = static_cast<std::size_t>(std::max(0.0, layout.timeAt(x)));
            const auto end =
                static_cast<std::size_t>(std::max(0.0, layout.timeAt(x + 1))) + 1; // joined to the next column
            const MinMax range = lane.values->range(begin, end);
            if (range.empty())
                continue;
            const double top = scale.y(range.high);
            painter.fillRect(QRectF(x, top, 1, std::max(1.0, scale.y(range.low) - top)), ink);
        }
        painter.setRenderHint(QPainter::Antialiasing, true);
        return;
    }
    QPainterPath path;
    bool drawing = false;
    for (std::int64_t t = layout.firstShown(); t < layout.endShown(); ++t) {
        const bool there = static_cast<std::size_t>(t) < lane.values->size() &&
                           std::isfinite(lane.values->value(static_cast<std::size_t>(t)));
        if (there) {
            const double y = scale.y(lane.values->value(static_cast<std::size_t>(t)));
            const double x = layout.xOf(static_cast<double>(t));
            if (drawing) {
                path.lineTo(x, y);
            } else {
                path.moveTo(x, y);
            }
            path.lineTo(x + cell, y);
            if (cell > 24)
                path.addEllipse(QPointF(x + cell / 2, y), 1.2, 1.2), path.moveTo(x + cell, y);
        }
        drawing = there;
    }
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

} // namespace

QColor inkColor(LaneInk ink) {
    const Colors& c = colors();
    switch (ink) {
    case LaneInk::Plain:
        return c.text2;
    case LaneInk::Accent:
        return c.accent;
    case LaneInk::Warn:
        return c.warn;
    case LaneInk::Error:
        return c.error;
    case LaneInk::Text:
        return c.of(Tint::Text).ink;
    case LaneInk::Image:
        return c.of(Tint::Image).ink;
    case LaneInk::Discrete:
        return c.of(Tint::Discrete).ink;
    case LaneInk::Continuous:
        return c.of(Tint::Continuous).ink;
    case LaneInk::Action:
        return c.of(Tint::Action).ink;
    }
    return c.text2;
}

int laneHeight(const Lane& lane) {
    switch (lane.kind) {
    case LaneKind::Numbers:
        return 26;
    case LaneKind::Marks:
        return 21;
    case LaneKind::Strip:
        return 24;
    case LaneKind::Heat:
    case LaneKind::Levels:
    case LaneKind::Rings:
        return predictionLaneHeight(lane);
    case LaneKind::Curve:
        break;
    }
    return 34;
}

void paintLane(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (lane.kind == LaneKind::Marks) {
        paintMarks(painter, lane, layout, area);
    } else if (lane.kind >= LaneKind::Heat) {
        paintPredictionLane(painter, lane, layout, area);
    } else if (lane.values && lane.values->size() > 0) {
        if (lane.kind == LaneKind::Numbers)
            paintNumbers(painter, lane, layout, area);
        if (lane.kind == LaneKind::Strip)
            paintStrip(painter, lane, layout, area);
        if (lane.kind == LaneKind::Curve)
            paintCurve(painter, lane, layout, area);
    }
    painter.restore();
}

void paintLaneTitle(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area) {
    const Colors& c = colors();
    const bool curve = lane.kind == LaneKind::Curve && lane.values && lane.values->size() > 0;
    const QRectF title = area.adjusted(14, 0, curve ? -52 : -8, 0);
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(c.text2);
    painter.drawText(title, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(lane.title, Qt::ElideMiddle, static_cast<int>(title.width())));
    if (lane.kind == LaneKind::Levels) {
        painter.setFont(monoFont(kTinyPx));
        painter.setPen(c.text3);
        painter.drawText(area.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, levelText(lane));
    }
    if (!curve)
        return;
    const MinMax range = shownRange(lane, layout);
    painter.setFont(monoFont(kTinyPx));
    painter.setPen(c.text3);
    const QRectF numbers = area.adjusted(0, 2, -6, -2);
    const auto [high, low] = rangeLabels(range.high, range.low);
    painter.drawText(numbers, Qt::AlignRight | Qt::AlignTop, high);
    painter.drawText(numbers, Qt::AlignRight | Qt::AlignBottom, low);
}

std::pair<QString, QString> rangeLabels(double high, double low) {
    const double range = high - low;
    if (!(range > 0) || !std::isfinite(range))
        return {formatNumber(high, 3), QString()};
    const int decimals = 2 - static_cast<int>(std::floor(std::log10(range)));
    if (decimals > 5 || std::max(std::abs(high), std::abs(low)) >= 1e5)
        return {formatNumber(high, 3), formatNumber(low, 3)};
    const auto text = [&](double value) {
        QString made = formatFixed(value, std::max(0, decimals));
        while (made.contains(QLatin1Char('.')) && (made.endsWith(QLatin1Char('0')) || made.endsWith(QLatin1Char('.'))))
            made.chop(1);
        return made == QStringLiteral("−0") ? QStringLiteral("0") : made;
    };
    return {text(high), text(low)};
}

void paintLaneValue(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area,
                    qint64 step) {
    if (lane.kind != LaneKind::Curve || !lane.values || step < 0)
        return;
    const auto index = static_cast<std::size_t>(step);
    if (index >= lane.values->size() || std::isnan(lane.values->value(index)))
        return;
    const Colors& c = colors();
    const double value = lane.values->value(index);
    const double x = layout.centreOf(step), y = scaleOf(lane, layout, area).y(value);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(lane.ink == LaneInk::Plain ? c.text2 : inkColor(lane.ink), 2));
    painter.setBrush(c.text1);
    painter.drawEllipse(QPointF(x, y), 3.5, 3.5);
    painter.setFont(monoFont(kSmallPx));
    const bool both = shownRange(lane, layout).low < 0;
    const QString text = both ? formatSigned(value, 4) : formatNumber(value, 4);
    const int wide = painter.fontMetrics().horizontalAdvance(text);
    QRectF place(x + 8, std::clamp(y - 17, area.top(), area.bottom() - 16), wide, 15);
    if (place.right() > area.right())
        place.moveRight(x - 8);
    painter.setPen(Qt::NoPen);
    QColor back = c.panel;
    back.setAlpha(210);
    painter.setBrush(back);
    painter.drawRoundedRect(place.adjusted(-2, 0, 2, 0), 2, 2);
    painter.setPen(c.text1);
    painter.drawText(place, Qt::AlignCenter, text);
    painter.restore();
}

void paintAxisLabels(QPainter& painter, const TimelineLayout& layout, const QRectF& axis) {
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(colors().text3);
    const double spacing = std::max(44.0, painter.fontMetrics().horizontalAdvance(formatCount(layout.steps())) + 18.0);
    for (const std::int64_t step : layout.ticks(spacing)) {
        const QRectF place(layout.centreOf(step) - 50, axis.top(), 100, axis.height());
        painter.drawText(place, Qt::AlignCenter, formatCount(step));
    }
}

void paintAxisStep(QPainter& painter, const TimelineLayout& layout, const QRectF& axis, qint64 step) {
    painter.setFont(monoFont(kSmallPx, QFont::DemiBold));
    const QString text = formatCount(step);
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 16.0;
    const QRectF place(layout.centreOf(step) - wide / 2, axis.top() + 2, wide, axis.height() - 4);
    painter.fillRect(place, colors().panel);
    painter.setPen(colors().text1);
    painter.drawText(place, Qt::AlignCenter, text);
}

QString laneText(const Lane& lane, qint64 step) {
    if (lane.kind == LaneKind::Marks || lane.kind == LaneKind::Rings) {
        QStringList texts;
        auto mark = std::lower_bound(lane.marks.begin(), lane.marks.end(), step,
                                     [](const LaneMark& m, std::int64_t s) { return m.step < s; });
        for (; mark != lane.marks.end() && mark->step == step && texts.size() < 6; ++mark)
            texts << mark->text;
        return texts.join(QStringLiteral(", "));
    }
    if (lane.kind == LaneKind::Heat)
        return heatText(lane, step);
    if (!lane.values || step < 0 || static_cast<std::size_t>(step) >= lane.values->size())
        return {};
    const double value = lane.values->value(static_cast<std::size_t>(step));
    if (lane.kind == LaneKind::Strip && !std::isnan(value)) {
        const QString named = valueName(lane, value);
        const QString number = formatNumber(value, 10);
        return named == number ? number : QStringLiteral("%1 (%2)").arg(named, number);
    }
    return formatNumber(value, 8) + (lane.unit.isEmpty() ? QString() : QLatin1Char(' ') + lane.unit);
}

} // namespace gatoscope
