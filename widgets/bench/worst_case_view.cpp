// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/curve_views.h"

#include "widgets/bench/bench.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace gatoscope {

struct WorstCaseView::Frame {
    QRectF area;
    double left = -3, right = 3, bottom = -5, top = 1; // decades

    double x(double value) const { return area.left() + (std::log10(value) - left) / (right - left) * area.width(); }
    double y(double error) const {
        return area.bottom() - (std::log10(error) - bottom) / (top - bottom) * area.height();
    }
};

WorstCaseView::WorstCaseView(Bench* bench, QWidget* parent) : QWidget(parent), m_bench(bench) {
    setObjectName(QStringLiteral("worstCaseView"));
    setAccessibleName(tr("Worst-case error"));
    setToolTip(tr("Half the width of the bin that holds |x|; decoding to the bin centre errs by about that at most"));
    setMinimumSize(160, 90);
    const auto repaint = [this] { update(); };
    connect(bench, &Bench::draftChanged, this, repaint);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, repaint);
}

void WorstCaseView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), colors().panel);
    const Settings& a = m_bench->draft();
    const Settings* b = m_bench->compared();
    Frame frame;
    frame.area = QRectF(rect()).adjusted(48, 8, -44, -26);
    frame.right = std::max(1.0, std::ceil(std::log10(std::max(a.M, b ? b->M : 1.0)) + 0.05));
    const double smallest = std::min(halfBinWidth(1e-3, a), b ? halfBinWidth(1e-3, *b) : 1.0);
    const double largest = std::max(halfBinWidth(a.M * 0.999, a), b ? halfBinWidth(b->M * 0.999, *b) : 0.0);
    if (smallest > 0)
        frame.bottom = std::floor(std::log10(smallest));
    if (largest > 0)
        frame.top = std::max(frame.bottom + 1, std::ceil(std::log10(largest)));
    painter.fillRect(frame.area, colors().canvas);
    paintGrid(painter, frame);
    if (b != nullptr)
        paintLine(painter, frame, *b, true, QStringLiteral("B"));
    paintLine(painter, frame, a, false, QStringLiteral("A"));
}

void WorstCaseView::paintGrid(QPainter& painter, const Frame& frame) const {
    const Colors& c = colors();
    painter.setFont(monoFont(kTinyPx));
    const int every = frame.top - frame.bottom > 4 ? 2 : 1;
    for (int d = static_cast<int>(frame.bottom); d <= static_cast<int>(frame.top); d += every) {
        const double y = frame.y(std::pow(10, d));
        painter.setPen(QPen(c.line, 1));
        painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
        painter.setPen(c.text3);
        painter.drawText(QRectF(0, y - 8, frame.area.left() - 6, 16), Qt::AlignRight | Qt::AlignVCenter,
                         formatNumber(std::pow(10, d), 3));
    }
    for (int d = static_cast<int>(frame.left); d <= static_cast<int>(frame.right); ++d) {
        const double x = frame.x(std::pow(10, d));
        painter.setPen(d == 0 ? QPen(c.text3, 1, Qt::DotLine) : QPen(c.line, 1));
        painter.drawLine(QPointF(x, frame.area.top()), QPointF(x, frame.area.bottom()));
        painter.setPen(c.text3);
        painter.drawText(QRectF(x - 30, frame.area.bottom() + 4, 60, 16), Qt::AlignCenter,
                         formatNumber(std::pow(10, d), 3));
    }
    painter.drawText(QRectF(frame.area.right() + 14, frame.area.bottom() + 4, 30, 16), Qt::AlignLeft | Qt::AlignVCenter,
                     QStringLiteral("|x|"));
}

void WorstCaseView::paintLine(QPainter& painter, const Frame& frame, const Settings& settings, bool dashed,
                              const QString& name) const {
    const Colors& c = colors();
    QPainterPath path;
    QPointF last;
    for (double x = frame.area.left(); x <= frame.area.right(); x += 1) {
        const double value =
            std::pow(10, frame.left + (x - frame.area.left()) / frame.area.width() * (frame.right - frame.left));
        const double error = halfBinWidth(value, settings);
        if (!(error > 0))
            continue;
        last = QPointF(x, std::clamp(frame.y(error), frame.area.top(), frame.area.bottom()));
        if (path.elementCount() == 0) {
            path.moveTo(last);
        } else {
            path.lineTo(last);
        }
    }
    if (path.elementCount() == 0)
        return;
    const QColor ink = dashed ? c.text1 : c.of(Tint::Continuous).ink;
    painter.setPen(dashed ? QPen(ink, 1.5, Qt::DashLine) : QPen(ink, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setFont(bodyFont(kSmallPx, QFont::DemiBold));
    const bool clips = last.x() < frame.area.right() - 60;
    painter.drawText(QPointF(last.x() + 6, last.y() + (dashed ? 12 : 2)), clips ? tr("%1 clips").arg(name) : name);
}

} // namespace gatoscope
