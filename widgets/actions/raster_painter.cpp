// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The rasters of discrete dimensions and the pieces of text ones.
#include "widgets/actions/band_painter.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QImage>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

namespace {

QColor mixed(const QColor& a, const QColor& b, double t) {
    const auto part = [t](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * t)); };
    return {part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue())};
}

/// Rows of choices between two heights of the viewport.
std::pair<int, int> rowsShown(const QRectF& area, double rowHeight, const QRectF& seen, int rows) {
    const int first = static_cast<int>(std::floor((seen.top() - area.top()) / rowHeight));
    const int last = static_cast<int>(std::ceil((seen.bottom() - area.top()) / rowHeight));
    return {std::clamp(first, 0, rows), std::clamp(last, 0, rows)};
}

/// Narrower than a few pixels: a picture of the greatest probability per pixel column, record as a bright dot.
void paintDense(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                const QRectF& area, double rowHeight, std::pair<int, int> rows) {
    const ActionSeries& series = *review.series();
    const ActionDimension& what = series.dimensions[static_cast<std::size_t>(dimension)];
    const auto& cells = series.cells[static_cast<std::size_t>(dimension)];
    const int columns = std::max(1, static_cast<int>(layout.width()));
    for (int x = 0; x < columns; ++x) {
        const double left = layout.left() + x;
        const auto begin = static_cast<std::size_t>(std::max(0.0, layout.timeAt(left)));
        const auto end = std::min(
            cells.size(), std::max(begin + 1, static_cast<std::size_t>(std::max(0.0, layout.timeAt(left + 1)))));
        for (int row = rows.first; row < rows.second; ++row) {
            const std::int32_t id = what.firstId + row;
            double most = -1;
            bool recorded = false;
            for (std::size_t t = begin; t < end; ++t) {
                recorded |= cells[t].recorded == what.values[static_cast<std::size_t>(row)];
                if (cells[t].prediction == nullptr)
                    continue;
                const double p = probabilityOf(*cells[t].prediction, id) / legalMass(*cells[t].prediction);
                most = std::max(most, std::isnan(p) ? -1 : p);
            }
            const double top = area.top() + row * rowHeight;
            if (most >= 0)
                painter.fillRect(QRectF(left, top + 1, 1, rowHeight - 2), probabilityFill(most));
            if (recorded)
                painter.fillRect(QRectF(left, top + rowHeight / 2 - 1.5, 1, 3), colors().selection);
        }
    }
}

void paintArgmaxMark(QPainter& painter, const QRectF& cell, double p) {
    const double size = std::min(4.0, cell.width() / 4);
    const QPointF at(cell.left() + std::min(11.0, cell.width() / 2), cell.center().y());
    QPainterPath mark;
    mark.moveTo(at.x() - size * 0.8, at.y() - size);
    mark.lineTo(at.x() + size, at.y());
    mark.lineTo(at.x() - size * 0.8, at.y() + size);
    mark.closeSubpath();
    painter.fillPath(mark, probabilityInk(std::isnan(p) ? 0 : p));
}

struct RasterCell {
    double p = std::numeric_limits<double>::quiet_NaN(), share = p; // of all ids; among the legal ones
    bool recorded = false, argmax = false, free = false;
};

void paintRasterCell(QPainter& painter, const QRectF& place, const RasterCell& cell) {
    const Colors& c = colors();
    const double radius = place.width() > 12 ? 3 : 1;
    painter.setPen(QPen(c.line, 1));
    painter.setBrush(std::isnan(cell.share) ? c.canvas : probabilityFill(cell.share));
    if (place.width() > 12)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    else
        painter.fillRect(place, painter.brush());
    if (cell.argmax && place.width() >= 4)
        paintArgmaxMark(painter, place, cell.share);
    if (!std::isnan(cell.p) && cell.p >= 0.005 && place.width() >= 44 && place.height() >= 15) {
        painter.setPen(cell.share >= 0.45 ? probabilityInk(cell.share) : cell.share < 0.1 ? c.text3 : c.text2);
        painter.setFont(monoFont(kSmallPx, cell.p >= 0.45 ? QFont::DemiBold : QFont::Normal));
        painter.drawText(place.adjusted(0, 0, -7, 0), Qt::AlignRight | Qt::AlignVCenter, formatFixed(cell.p, 2));
    }
    if (cell.free) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.ok);
        const double dot = std::min(3.0, place.width() / 4);
        painter.drawEllipse(QPointF(place.left() + place.width() / 2, place.bottom() - dot - 2), dot, dot);
    }
    if (cell.recorded)
        drawSelection(painter, place);
}

} // namespace

double probabilityOf(const Prediction& prediction, std::int32_t id) {
    std::size_t offset = 0;
    for (const auto& [begin, end] : prediction.legal.ranges) {
        if (id >= begin && id < end) {
            const std::size_t index = offset + static_cast<std::size_t>(id - begin);
            if (index < prediction.legalP.size())
                return static_cast<double>(prediction.legalP[index]);
            break;
        }
        offset += static_cast<std::size_t>(end - begin);
    }
    for (const auto& [best, p] : prediction.top)
        if (best == id)
            return static_cast<double>(p);
    return std::numeric_limits<double>::quiet_NaN();
}

double legalMass(const Prediction& prediction) {
    double mass = 0;
    for (const float p : prediction.legalP)
        mass += static_cast<double>(p);
    return mass > 0 ? mass : 1;
}

QColor probabilityFill(double p) {
    const Colors& c = colors();
    const double t = std::clamp(p, 0.0, 1.0);
    return mixed(c.dark ? c.canvas : c.panel, c.of(Tint::Action).ink, t <= 0 ? 0 : 0.05 + 0.78 * std::pow(t, 0.85));
}

QColor probabilityInk(double p) { return inkOn(probabilityFill(p).rgb()); }

void paintRaster(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                 const QRectF& area, double rowHeight, const QRectF& seen) {
    const ActionSeries& series = *review.series();
    const ActionDimension& what = series.dimensions[static_cast<std::size_t>(dimension)];
    const auto& cells = series.cells[static_cast<std::size_t>(dimension)];
    const auto rows = rowsShown(area, rowHeight, seen, static_cast<int>(what.values.size()));
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    const double cell = layout.pixelsPerStep();
    if (cell < 3) {
        paintDense(painter, review, dimension, layout, area, rowHeight, rows);
        return painter.restore();
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    const double gap = cell >= 24 ? 3 : cell >= 8 ? 1 : 0.5, rowGap = rowHeight >= 26 ? 2 : 1;
    const FreeRun* run = review.freeRun();
    for (std::int64_t t = layout.firstShown(); t < layout.endShown(); ++t) {
        const auto index = static_cast<std::size_t>(t);
        if (index >= cells.size() || cells[index].token == TokenSequence::npos)
            continue;
        const Prediction* prediction = cells[index].prediction;
        const double x = layout.xOf(static_cast<double>(t)), mass = prediction ? legalMass(*prediction) : 1;
        for (int row = rows.first; row < rows.second; ++row) {
            const std::int32_t id = what.firstId + row;
            RasterCell shown;
            shown.recorded = cells[index].recorded == what.values[static_cast<std::size_t>(row)];
            if (prediction != nullptr) {
                shown.p = probabilityOf(*prediction, id);
                shown.share = shown.p / mass;
                shown.argmax = prediction->predictedId == id;
            }
            shown.free = run != nullptr && run->ids[static_cast<std::size_t>(dimension)][index] == id;
            paintRasterCell(
                painter, QRectF(x + gap, area.top() + row * rowHeight + rowGap, cell - 2 * gap, rowHeight - 2 * rowGap),
                shown);
        }
    }
    painter.restore();
}

void paintPieces(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                 const QRectF& area) {
    const ActionSeries& series = *review.series();
    const ActionDimension& what = series.dimensions[static_cast<std::size_t>(dimension)];
    const auto& cells = series.cells[static_cast<std::size_t>(dimension)];
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setFont(monoFont(kSmallPx));
    const double cell = layout.pixelsPerStep();
    double lastX = -1e9;
    for (std::int64_t t = layout.firstShown(); t < layout.endShown(); ++t) {
        const auto index = static_cast<std::size_t>(t);
        const double x = layout.xOf(static_cast<double>(t));
        if (index >= cells.size() || cells[index].token == TokenSequence::npos || x - lastX < 1)
            continue;
        lastX = x;
        const Prediction* prediction = cells[index].prediction;
        const QRectF place(x + (cell > 6 ? 1 : 0), area.top() + 6, std::max(1.0, cell - (cell > 6 ? 2 : 0)),
                           area.height() - 12);
        painter.setPen(Qt::NoPen);
        painter.setBrush(prediction ? probabilityFill(prediction->pTrue) : colors().canvas);
        painter.drawRoundedRect(place, 2, 2);
        if (place.width() < 26)
            continue;
        const std::int32_t id = prediction ? prediction->trueId : series.tokens->id(cells[index].token);
        painter.setPen(prediction ? probabilityInk(prediction->pTrue) : colors().text2);
        drawElided(painter, place.adjusted(4, 0, -4, 0), actionText(series, what, id, ActionScale::Units));
    }
    painter.restore();
}

} // namespace gatoscope
