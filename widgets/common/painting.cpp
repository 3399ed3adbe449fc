// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/painting.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

namespace gatoscope {
namespace {

void outline(QPainter& painter, const QRectF& cell, double width, bool dashed) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setBrush(Qt::NoBrush);
    const bool dark = colors().dark;
    const double half = width / 2;
    QPen under(dark ? QColor(0, 0, 0, 150) : QColor(255, 255, 255, 190), width + 2);
    under.setJoinStyle(Qt::MiterJoin);
    painter.setPen(under);
    painter.drawRoundedRect(cell.adjusted(half, half, -half, -half), 2, 2);
    QPen pen(colors().selection, width);
    pen.setJoinStyle(Qt::MiterJoin);
    if (dashed)
        pen.setDashPattern({2.0, 1.4});
    painter.setPen(pen);
    painter.drawRoundedRect(cell.adjusted(half, half, -half, -half), 2, 2);
    painter.restore();
}

} // namespace

void drawSelection(QPainter& painter, const QRectF& cell) { outline(painter, cell, 2.0, false); }

void drawHover(QPainter& painter, const QRectF& cell) { outline(painter, cell, 1.5, true); }

void drawHatch(QPainter& painter, const QRectF& area, const QColor& color, double pitch) {
    if (area.isEmpty())
        return;
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(color, 1));
    // Lines of x + y = k: they continue across neighbouring areas. Only those in sight are made.
    const QRectF seen = painter.clipBoundingRect().intersected(area);
    QList<QLineF> lines;
    const double first = std::floor((seen.left() + seen.top()) / pitch) * pitch;
    for (double k = first; k <= seen.right() + seen.bottom(); k += pitch)
        lines.append(QLineF(k - seen.top(), seen.top(), k - seen.bottom(), seen.bottom()));
    painter.drawLines(lines);
    painter.restore();
}

void drawCorner(QPainter& painter, const QRectF& cell, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const QPointF corner = cell.topRight();
    painter.drawPolygon(QPolygonF({corner, corner + QPointF(-7, 0), corner + QPointF(0, 7)}));
    painter.restore();
}

void drawBusy(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QRectF ring(area.right() - 20, area.top() + 8, 12, 12);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors().shade);
    painter.drawEllipse(ring.adjusted(-4, -4, 4, 4));
    painter.setPen(QPen(Qt::white, 2));
    painter.drawArc(ring, 90 * 16, -270 * 16);
    painter.restore();
}

void drawElided(QPainter& painter, const QRectF& box, const QString& text, int alignment) {
    const QFontMetricsF metrics(painter.font());
    painter.drawText(box, alignment | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(text, Qt::ElideRight, box.width()));
}

} // namespace gatoscope
