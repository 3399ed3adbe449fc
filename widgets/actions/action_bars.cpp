// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Bars of all choices of a discrete action, and the table of the best ids of any other.
#include "widgets/actions/distribution_parts.h"

#include "widgets/actions/band_painter.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr double kRow = 23, kHeadRow = 26;
constexpr std::size_t kMostRows = 10;

QString value(const ShownDistribution& shown, std::int32_t id) {
    return actionText(*shown.series, shown.dimension, id, shown.scale);
}

/// The rows of the table: the best ids, then the recorded one where it is not among them.
std::size_t rowsOfTop(const ShownDistribution& shown) { return std::min(kMostRows, shown.prediction.top.size()); }

bool recordedApart(const ShownDistribution& shown) {
    const auto& top = shown.prediction.top;
    const auto end = top.begin() + static_cast<std::ptrdiff_t>(rowsOfTop(shown));
    return shown.prediction.trueId >= 0 &&
           std::none_of(top.begin(), end, [&](const auto& entry) { return entry.first == shown.prediction.trueId; });
}

struct TopRow {
    std::int32_t rank = 0, id = 0;
    double p = 0;
    bool recorded = false;
};

void paintTopRow(QPainter& painter, const ShownDistribution& shown, const TopRow& row, double most, HeightScale scale,
                 const QRectF& box) {
    const Colors& c = colors();
    painter.setFont(monoFont());
    painter.setPen(c.text3);
    painter.drawText(QRectF(box.left(), box.top(), 46, box.height()), Qt::AlignRight | Qt::AlignVCenter,
                     formatCount(row.rank));
    painter.setPen(row.recorded ? c.text1 : c.text2);
    painter.drawText(QRectF(box.left() + 46, box.top(), 54, box.height()), Qt::AlignRight | Qt::AlignVCenter,
                     QString::number(row.id));
    painter.setPen(c.text1);
    const double valueWidth = 74, bar = box.left() + 100 + valueWidth + 12, right = box.right() - 70;
    drawElided(painter, QRectF(box.left() + 104, box.top(), valueWidth, box.height()), value(shown, row.id),
               Qt::AlignRight);
    if (right > bar + 4) {
        const double wide = std::max(1.0, heightOf(row.p, most, scale) * (right - bar));
        painter.fillRect(QRectF(bar, box.center().y() - 3.5, wide, 7), row.recorded ? c.text1 : c.of(Tint::Action).ink);
    }
    painter.setPen(c.text1);
    painter.drawText(QRectF(box.right() - 80, box.top(), 66, box.height()), Qt::AlignRight | Qt::AlignVCenter,
                     row.p >= 0.0001 ? formatFixed(row.p, 4) : formatNumber(row.p, 2));
}

} // namespace

double barsHeight(const ShownDistribution& shown, double room) {
    const double rows = static_cast<double>(shown.dimension.values.size());
    return rows * std::clamp(std::floor((room - 8) / std::max(1.0, rows)), 22.0, 33.0) + 8;
}

void paintBars(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box) {
    const Colors& c = colors();
    const auto& p = shown.prediction.legalP;
    // A linear bar is the share among the legal ids; the number beside it is of all ids.
    const double most = scale == HeightScale::Linear ? legalMass(shown.prediction)
                                                     : static_cast<double>(*std::max_element(p.begin(), p.end()));
    const double row = (box.height() - 8) / static_cast<double>(p.size());
    const QColor ink = c.of(Tint::Action).ink;
    QColor pale = ink;
    pale.setAlpha(c.dark ? 150 : 130);
    double names = 24;
    for (qsizetype i = 0; i < shown.dimension.choices.size(); ++i)
        names = std::max(
            names,
            QFontMetricsF(bodyFont(kBodyPx, QFont::DemiBold)).horizontalAdvance(shown.dimension.choices[i]) + 44);
    names = std::min(names, box.width() * 0.34);
    const double left = box.left() + 14 + names, right = box.right() - 74;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const std::int32_t id = shown.dimension.firstId + static_cast<std::int32_t>(i);
        const bool recorded = id == shown.prediction.trueId, best = id == shown.prediction.predictedId;
        const QRectF line(box.left(), box.top() + static_cast<double>(i) * row, box.width(), row);
        painter.setFont(monoFont(kSmallPx));
        painter.setPen(ink);
        painter.drawText(QRectF(14, line.top(), 30, row), Qt::AlignVCenter, formatNumber(shown.dimension.values[i], 7));
        painter.setFont(bodyFont(kBodyPx, recorded || best ? QFont::DemiBold : QFont::Normal));
        painter.setPen(c.text1);
        if (static_cast<qsizetype>(i) < shown.dimension.choices.size())
            drawElided(painter, QRectF(38, line.top(), left - 44, row),
                       shown.dimension.choices[static_cast<qsizetype>(i)]);
        const double value = static_cast<double>(p[i]);
        const QRectF track(left, line.center().y() - 8, right - left, 16);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.canvas);
        painter.drawRoundedRect(track, 2, 2);
        painter.setBrush(best ? ink : pale);
        const double wide = heightOf(value, most, scale) * track.width();
        if (wide > 0.3)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), std::max(1.5, wide), track.height()), 2, 2);
        if (recorded) {
            drawSelection(painter, track.adjusted(-2, -2, 2, 2));
            painter.setFont(bodyFont(kSmallPx));
            painter.setPen(wide < track.width() - 62 ? c.text1 : inkOn(ink.rgb()));
            painter.drawText(track.adjusted(0, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, QObject::tr("recorded"));
        }
        painter.setFont(monoFont());
        painter.setPen(c.text1);
        painter.drawText(QRectF(right, line.top(), box.right() - 14 - right, row), Qt::AlignRight | Qt::AlignVCenter,
                         value >= 0.0001 || value == 0 ? formatFixed(value, 4) : formatNumber(value, 2));
    }
}

double topHeight(const ShownDistribution& shown) {
    if (shown.bars() || shown.prediction.top.empty())
        return 0;
    return kHeadRow + static_cast<double>(rowsOfTop(shown)) * kRow + (recordedApart(shown) ? kRow + 8 : 0) + 8;
}

void paintTop(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box) {
    if (box.isEmpty())
        return;
    const Colors& c = colors();
    const bool units = shown.scale == ActionScale::Units && shown.dimension.kind == ActionKind::Continuous;
    const QString what = shown.dimension.kind == ActionKind::Text       ? QObject::tr("piece")
                         : shown.dimension.kind == ActionKind::Discrete ? QObject::tr("choice")
                         : !units                                       ? QObject::tr("bin")
                         : shown.dimension.unit.isEmpty()               ? QObject::tr("value")
                                                                        : shown.dimension.unit;
    painter.setPen(QPen(c.line, 1));
    painter.drawLine(QPointF(0, box.top() + 0.5), QPointF(box.width(), box.top() + 0.5));
    painter.setFont(bodyFont());
    painter.setPen(c.text3);
    const auto head = [&](double left, double wide, const QString& text) {
        painter.drawText(QRectF(left, box.top(), wide, kHeadRow), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    head(0, 46, QStringLiteral("k"));
    head(46, 54, QObject::tr("Id"));
    head(104, 74, what);
    head(box.right() - 80, 66, QStringLiteral("p"));
    painter.drawLine(QPointF(0, box.top() + kHeadRow - 0.5), QPointF(0, box.top() + kHeadRow - 0.5));
    const auto& top = shown.prediction.top;
    const double most = static_cast<double>(top.front().second);
    double y = box.top() + kHeadRow;
    for (std::size_t i = 0; i < rowsOfTop(shown); ++i, y += kRow)
        paintTopRow(painter, shown,
                    {static_cast<std::int32_t>(i + 1), top[i].first, static_cast<double>(top[i].second),
                     top[i].first == shown.prediction.trueId},
                    most, scale, QRectF(0, y, box.width(), kRow));
    if (!recordedApart(shown))
        return;
    painter.setPen(QPen(c.lineStrong, 1, Qt::DashLine));
    painter.drawLine(QPointF(14, y + 4), QPointF(box.width() - 14, y + 4));
    paintTopRow(painter, shown, {shown.prediction.rankTrue, shown.prediction.trueId, shown.prediction.pTrue, true},
                most, scale, QRectF(0, y + 8, box.width(), kRow));
}

} // namespace gatoscope
