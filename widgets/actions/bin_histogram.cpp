// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The density over the bins of a continuous action, and the neighbourhood of the recorded bin.
#include "widgets/actions/distribution_parts.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr int kAround = 16; // bins on either side in the zoom
constexpr double kMargin = 16, kAxis = 20;

QRectF plotOf(const QRectF& box, double top) {
    return {box.left() + kMargin, box.top() + top, box.width() - 2 * kMargin, box.height() - top - kAxis};
}

int binOf(const ShownDistribution& shown, std::int32_t id) {
    const std::int64_t bin = static_cast<std::int64_t>(id) - shown.dimension.firstId;
    return bin >= 0 && bin < static_cast<std::int64_t>(shown.prediction.legalP.size()) ? static_cast<int>(bin) : -1;
}

double most(const std::vector<float>& p) {
    return p.empty() ? 0 : static_cast<double>(*std::max_element(p.begin(), p.end()));
}

/// First and one past the last bin of the zoom.
std::pair<int, int> zoomRange(const ShownDistribution& shown) {
    const int count = static_cast<int>(shown.prediction.legalP.size());
    int centre = binOf(shown, shown.prediction.trueId);
    if (centre < 0)
        centre = std::max(0, binOf(shown, shown.prediction.predictedId));
    const int first = std::clamp(centre - kAround, 0, std::max(0, count - 2 * kAround - 1));
    return {first, std::min(count, first + 2 * kAround + 1)};
}

double xOf(const QRectF& plot, double bin, std::size_t bins) {
    return plot.left() + bin * plot.width() / static_cast<double>(bins);
}

void paintScale(QPainter& painter, const ShownDistribution& shown, const QRectF& plot) {
    const Colors& c = colors();
    const std::size_t bins = shown.prediction.legalP.size();
    painter.fillRect(plot, c.canvas);
    for (int k = 0; k <= 4; ++k) {
        const double x = plot.left() + plot.width() * k / 4;
        painter.setPen(QPen(c.line, 1));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const std::size_t bin = std::min(bins - 1, bins * static_cast<std::size_t>(k) / 4);
        const auto& values = shown.dimension.values;
        double edge = k == 0 || k == 4 ? values[bin] : (values[bin - 1] + values[bin]) / 2;
        if (std::abs(edge) < 1e-6 * std::abs(values.back() - values.front()))
            edge = 0;
        QString text = shown.scale == ActionScale::Bins ? QString::number(bin) : formatSigned(edge, 2);
        if (k == 4)
            text += shown.scale == ActionScale::Bins ? QObject::tr(" bin")
                    : shown.dimension.unit.isEmpty() ? QString()
                                                     : QLatin1Char(' ') + shown.dimension.unit;
        painter.setFont(monoFont(kSmallPx));
        painter.setPen(c.text3);
        const QRectF place(k == 0 ? x : k == 4 ? x - 90 : x - 45, plot.bottom() + 2, 90, kAxis - 2);
        painter.drawText(place,
                         Qt::AlignVCenter | (k == 0   ? Qt::AlignLeft
                                             : k == 4 ? Qt::AlignRight
                                                      : Qt::AlignHCenter),
                         text);
    }
    painter.setPen(QPen(c.lineStrong, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plot);
}

/// "argmax −3.96" beside its line, on the side with room.
void paintMark(QPainter& painter, const ShownDistribution& shown, const QRectF& plot, int bin, const QString& name,
               const QColor& ink, double y, bool left) {
    const QString value =
        shown.scale == ActionScale::Bins
            ? QString::number(bin)
            : actionNumber(shown.dimension, shown.dimension.values[static_cast<std::size_t>(bin)], shown.scale);
    const double x = xOf(plot, bin + 0.5, shown.prediction.legalP.size());
    painter.setFont(monoFont(kSmallPx));
    const double wide = std::max(painter.fontMetrics().horizontalAdvance(value) + 0.0,
                                 QFontMetricsF(bodyFont(kSmallPx)).horizontalAdvance(name)) +
                        2;
    if (x + 8 + wide > plot.right())
        left = true;
    if (x - 8 - wide < plot.left())
        left = false;
    const QRectF box(left ? x - 7 - wide : x + 7, y, wide, 15);
    const int side = left ? Qt::AlignRight : Qt::AlignLeft;
    QColor back = colors().canvas;
    back.setAlpha(205);
    painter.fillRect(box.adjusted(-2, 0, 2, 15), back);
    painter.setPen(ink);
    painter.setFont(bodyFont(kSmallPx));
    painter.drawText(box, side | Qt::AlignVCenter, name);
    painter.setFont(monoFont(kSmallPx));
    painter.drawText(box.translated(0, 15), side | Qt::AlignVCenter, value);
}

} // namespace

bool hasBinZoom(const ShownDistribution& shown) { return shown.prediction.legalP.size() > 3 * kAround; }

void paintBins(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box) {
    const Colors& c = colors();
    const std::vector<float>& p = shown.prediction.legalP;
    const QRectF plot = plotOf(box, 2);
    paintScale(painter, shown, plot);
    const double top = most(p);
    const int recorded = binOf(shown, shown.prediction.trueId), best = binOf(shown, shown.prediction.predictedId);
    const QColor ink = c.of(Tint::Action).ink;
    painter.setRenderHint(QPainter::Antialiasing, false);
    const int columns = std::max(1, static_cast<int>(plot.width()));
    for (int x = 0; x < columns; ++x) {
        const std::size_t begin = p.size() * static_cast<std::size_t>(x) / static_cast<std::size_t>(columns);
        const std::size_t end =
            std::max(begin + 1, p.size() * (static_cast<std::size_t>(x) + 1) / static_cast<std::size_t>(columns));
        float value = 0;
        for (std::size_t i = begin; i < std::min(end, p.size()); ++i)
            value = std::max(value, p[i]);
        const double high = heightOf(static_cast<double>(value), top, scale) * (plot.height() - 6);
        if (high >= 0.5)
            painter.fillRect(QRectF(plot.left() + x, plot.bottom() - high, 1, high), ink);
    }
    painter.fillRect(QRectF(plot.left(), plot.bottom() - 1, plot.width(), 1), ink);
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (recorded >= 0) {
        const double x = xOf(plot, recorded + 0.5, p.size());
        painter.setPen(QPen(c.text1, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const double high =
            heightOf(static_cast<double>(p[static_cast<std::size_t>(recorded)]), top, scale) * (plot.height() - 6);
        painter.fillRect(QRectF(x - 1, plot.bottom() - high, 2, high), c.text1);
        painter.fillRect(QRectF(x - 4, plot.bottom() - 2, 8, 2), c.text1);
    }
    if (best >= 0 && best != recorded)
        paintMark(painter, shown, plot, best, QObject::tr("argmax"), ink, plot.top() + 4,
                  recorded < 0 || best < recorded);
    if (recorded >= 0) {
        const bool near =
            best >= 0 && best != recorded && std::abs(xOf(plot, best, p.size()) - xOf(plot, recorded, p.size())) < 4;
        paintMark(painter, shown, plot, recorded, QObject::tr("recorded"), c.text1, plot.top() + (near ? 38 : 4),
                  best >= 0 && recorded < best);
    }
    if (std::isfinite(shown.expectation) && shown.scale == ActionScale::Units) {
        const auto& values = shown.dimension.values;
        const auto at = std::lower_bound(values.begin(), values.end(), shown.expectation) - values.begin();
        const double x = xOf(plot, static_cast<double>(at), p.size());
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.of(Tint::Continuous).ink);
        painter.drawPolygon(QPolygonF{{x - 4, plot.bottom()}, {x + 4, plot.bottom()}, {x, plot.bottom() - 7}});
    }
}

void paintBinZoom(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box,
                  const QRectF& chart) {
    const Colors& c = colors();
    const std::vector<float>& p = shown.prediction.legalP;
    const QRectF plot = plotOf(box, 12), above = plotOf(chart, 2);
    const auto [first, end] = zoomRange(shown);
    painter.setPen(QPen(c.lineStrong, 1));
    painter.drawLine(QPointF(xOf(above, first, p.size()), above.bottom()), plot.topLeft());
    painter.drawLine(QPointF(xOf(above, end, p.size()), above.bottom()), plot.topRight());
    painter.fillRect(plot, c.canvas);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plot);
    const double top = static_cast<double>(*std::max_element(p.begin() + first, p.begin() + end));
    const int recorded = binOf(shown, shown.prediction.trueId), best = binOf(shown, shown.prediction.predictedId);
    const QColor ink = c.of(Tint::Action).ink;
    QColor pale = ink;
    pale.setAlpha(c.dark ? 140 : 120);
    const double cell = plot.width() / (end - first);
    for (int bin = first; bin < end; ++bin) {
        const double high =
            heightOf(static_cast<double>(p[static_cast<std::size_t>(bin)]), top, scale) * (plot.height() - 8);
        const QRectF bar(plot.left() + (bin - first) * cell + 0.5, plot.bottom() - high, cell - 1, high);
        painter.fillRect(bar, bin == best || bin == recorded ? ink : pale);
        if (bin == recorded)
            drawSelection(painter, QRectF(bar.left() - 0.5, plot.top() + 1, cell, plot.height() - 1));
    }
    painter.setFont(monoFont(kSmallPx));
    for (int k = 0; k <= 4; ++k) {
        const int bin = k == 4 ? end - 1 : first + (end - first) * k / 4;
        const bool marked = bin == recorded;
        painter.setPen(marked ? c.text1 : c.text3);
        const double x = plot.left() + (bin - first + 0.5) * cell;
        const QRectF place(k == 0   ? plot.left()
                           : k == 4 ? plot.right() - 80
                                    : x - 40,
                           plot.bottom() + 2, 80, kAxis - 2);
        const QString text = k == 4 ? QObject::tr("%1 bin").arg(bin) : QString::number(bin);
        const auto wide = [&](const QString& of) {
            return static_cast<double>(painter.fontMetrics().horizontalAdvance(of));
        };
        const double last = plot.right() - wide(QObject::tr("%1 bin").arg(end - 1)) - 6;
        if (k > 0 && k < 4 && (x + wide(text) / 2 > last || x - wide(text) / 2 < plot.left() + wide(text) + 6))
            continue;
        painter.drawText(place,
                         Qt::AlignVCenter | (k == 0   ? Qt::AlignLeft
                                             : k == 4 ? Qt::AlignRight
                                                      : Qt::AlignHCenter),
                         text);
    }
}

QString binTip(const ShownDistribution& shown, const QRectF& chart, const QRectF& zoom, const QPointF& at) {
    const auto count = static_cast<int>(shown.prediction.legalP.size());
    int bin = -1;
    const QRectF plot = plotOf(chart, 2), near = plotOf(zoom, 12);
    if (count > 0 && plot.contains(at)) {
        bin = static_cast<int>((at.x() - plot.left()) / plot.width() * count);
    } else if (count > 0 && !zoom.isEmpty() && near.contains(at)) {
        const auto [first, end] = zoomRange(shown);
        bin = first + static_cast<int>((at.x() - near.left()) / near.width() * (end - first));
    }
    if (bin < 0 || bin >= count)
        return {};
    const auto i = static_cast<std::size_t>(bin);
    const QString unit = shown.dimension.unit.isEmpty() ? QString() : QLatin1Char(' ') + shown.dimension.unit;
    return QObject::tr("bin %1, id %2\n%3%4\np = %5")
        .arg(bin)
        .arg(shown.dimension.firstId + bin)
        .arg(actionNumber(shown.dimension, shown.dimension.values[i], ActionScale::Units), unit,
             formatNumber(static_cast<double>(shown.prediction.legalP[i]), 4));
}

} // namespace gatoscope
