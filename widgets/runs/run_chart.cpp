// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_chart.h"

#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatoscope {

QColor runColor(int index) {
    constexpr std::array<Tint, 5> tints = {Tint::Action, Tint::Image, Tint::Continuous, Tint::Text, Tint::Discrete};
    const int which = index % 6;
    return which == 0 ? colors().accent : colors().of(tints[static_cast<std::size_t>(which - 1)]).ink;
}

RunChart::RunChart(const QString& title, QWidget* parent) : QWidget(parent), m_title(title) {
    setObjectName(QStringLiteral("runChart"));
    setAccessibleName(title);
    setMouseTracking(true);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void RunChart::setCurves(std::vector<RunCurve> curves) {
    m_curves = std::move(curves);
    measure();
}

void RunChart::setSmoothing(double weight) {
    m_weight = weight;
    measure();
}

void RunChart::setLogarithmic(bool on) {
    m_log = on;
    measure();
}

void RunChart::measure() {
    m_smooth.clear();
    std::vector<const std::vector<double>*> shown;
    double last = 1;
    for (const RunCurve& curve : m_curves) {
        m_smooth.push_back(smoothed(curve.series->values, curve.dashed ? 0 : m_weight));
        if (!curve.series->steps.empty())
            last = std::max(last, static_cast<double>(curve.series->steps.back()));
    }
    for (const auto& values : m_smooth)
        shown.push_back(&values);
    m_range = chartRange(shown, m_log);
    m_steps = {0, last, false};
    update();
}

QRectF RunChart::plot() const { return QRectF(rect()).adjusted(62, 26, -12, -22); }

void RunChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), colors().panel);
    painter.fillRect(plot(), colors().canvas);
    paintAxes(painter);
    painter.save();
    painter.setClipRect(plot());
    paintCurves(painter);
    painter.restore();
    paintPointer(painter);
}

void RunChart::paintAxes(QPainter& painter) const {
    const Colors& c = colors();
    const QRectF area = plot();
    painter.setFont(bodyFont(kSmallPx, QFont::DemiBold));
    painter.setPen(c.text2);
    painter.drawText(QRectF(area.left(), 4, area.width(), 18), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.setFont(monoFont(kTinyPx));
    if (m_curves.empty()) {
        painter.setPen(c.text3);
        painter.setFont(bodyFont(kSmallPx));
        painter.drawText(area, Qt::AlignCenter, tr("not recorded"));
        return;
    }
    for (const ChartTick& tick : chartTicks(m_range, std::max(2, static_cast<int>(area.height() / 34)))) {
        const double y = area.bottom() - m_range.place(tick.value) * area.height();
        painter.setPen(QPen(c.line, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(c.text3);
        painter.drawText(QRectF(0, y - 8, area.left() - 6, 16), Qt::AlignRight | Qt::AlignVCenter, tick.text);
    }
    for (const ChartTick& tick : chartTicks(m_steps, std::max(2, static_cast<int>(area.width() / 90)))) {
        const double x = area.left() + m_steps.place(tick.value) * area.width();
        painter.setPen(QPen(c.line, 1));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        painter.setPen(c.text3);
        const double half = std::min(40.0, std::max(12.0, width() - x));
        painter.drawText(QRectF(x - half, area.bottom() + 3, 2 * half, 16), Qt::AlignCenter,
                         formatCount(static_cast<qint64>(tick.value)));
    }
}

void RunChart::paintCurves(QPainter& painter) const {
    const QRectF area = plot();
    painter.translate(area.topLeft());
    const auto draw = [&](const RunCurve& curve, const std::vector<double>& values, QColor color, double width) {
        const auto points = chartPoints(*curve.series, values, m_steps, m_range, area.width(), area.height());
        QPen pen(color, width);
        if (curve.dashed)
            pen.setDashPattern({5, 3});
        painter.setPen(pen);
        std::vector<QPointF> run;
        const auto flush = [&] {
            if (run.size() > 1)
                painter.drawPolyline(run.data(), static_cast<int>(run.size()));
            else if (run.size() == 1)
                painter.drawEllipse(run[0], 1.5, 1.5);
            run.clear();
        };
        for (const QPointF& point : points)
            std::isfinite(point.y()) ? run.push_back(point) : flush();
        flush();
        if (curve.dashed && points.size() <= 200) {
            painter.setBrush(color);
            painter.setPen(Qt::NoPen);
            for (const QPointF& point : points)
                if (std::isfinite(point.y()))
                    painter.drawEllipse(point, 2.2, 2.2);
            painter.setBrush(Qt::NoBrush);
        }
    };
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        QColor faint = runColor(m_curves[i].color);
        faint.setAlphaF(0.28F);
        if (m_weight > 0 && !m_curves[i].dashed)
            draw(m_curves[i], m_curves[i].series->values, faint, 1);
    }
    for (std::size_t i = 0; i < m_curves.size(); ++i)
        draw(m_curves[i], m_smooth[i], runColor(m_curves[i].color), 1.6);
}

void RunChart::paintPointer(QPainter& painter) const {
    const QRectF area = plot();
    if (m_pointer < area.left() || m_pointer > area.right() || m_curves.empty())
        return;
    const double step = m_steps.value((m_pointer - area.left()) / area.width());
    QStringList lines;
    std::vector<QColor> inks;
    double at = step;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const auto& steps = m_curves[i].series->steps;
        if (steps.empty())
            continue;
        auto found = std::lower_bound(steps.begin(), steps.end(), static_cast<std::int64_t>(step));
        found = found == steps.end() ? found - 1 : found;
        const auto index = static_cast<std::size_t>(found - steps.begin());
        at = i == 0 ? static_cast<double>(*found) : at;
        lines << QStringLiteral("%1  %2").arg(formatNumber(m_smooth[i][index], 4), m_curves[i].run);
        inks.push_back(runColor(m_curves[i].color));
    }
    const Colors& c = colors();
    const double x = area.left() + m_steps.place(at) * area.width();
    painter.setPen(QPen(c.text3, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setFont(monoFont(kTinyPx));
    const QString title = tr("step %1").arg(formatCount(static_cast<qint64>(at)));
    int widest = painter.fontMetrics().horizontalAdvance(title);
    for (const QString& line : lines)
        widest = std::max(widest, painter.fontMetrics().horizontalAdvance(line));
    const QSizeF size(widest + 14, 15.0 * static_cast<double>(lines.size() + 1) + 8);
    QRectF box(QPointF(x + 8, area.top() + 4), size);
    if (box.right() > width())
        box.moveRight(x - 8);
    painter.setPen(QPen(c.lineStrong, 1));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(c.text2);
    QRectF row = box.adjusted(7, 4, -7, 0);
    row.setHeight(15);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        row.translate(0, 15);
        painter.setPen(inks[static_cast<std::size_t>(i)]);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, lines[i]);
    }
}

void RunChart::mouseMoveEvent(QMouseEvent* event) {
    m_pointer = event->position().x();
    update();
}

void RunChart::leaveEvent(QEvent*) {
    m_pointer = -1;
    update();
}

} // namespace gatoscope
