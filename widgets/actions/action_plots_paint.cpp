// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// What ActionPlots draws: names, bands, axis, playhead.
#include "widgets/actions/action_plots.h"

#include "widgets/actions/action_review.h"
#include "widgets/actions/band_painter.h"
#include "widgets/common/colors.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr double kAxis = 26, kHeader = 22;

/// Left edge of rows of a raster within its band.
QRectF rowsOf(const QRectF& band, const ActionDimension& dimension, double rowHeight) {
    const double height = rowHeight * static_cast<double>(dimension.values.size());
    return {band.left(), band.bottom() - height - 3, band.width(), height};
}

} // namespace

void ActionPlots::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    const auto& series = m_review->series();
    if (!series || series->dimensions.empty()) {
        painter.fillRect(viewport()->rect(), colors().panel);
        return paintMessage(painter);
    }
    if (!m_stillValid || m_still.devicePixelRatio() != devicePixelRatioF())
        paintStill();
    painter.fillRect(viewport()->rect(), colors().panel);
    paintGround(painter);
    painter.drawPixmap(0, 0, m_still);
    paintPlayhead(painter);
}

void ActionPlots::paintMessage(QPainter& painter) const {
    const QString why = m_review->emptyReason();
    painter.setPen(colors().text3);
    painter.setFont(bodyFont());
    painter.drawText(viewport()->rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap,
                     why.isEmpty() ? tr("Reading actions …") : why);
}

void ActionPlots::paintStill() {
    const double ratio = devicePixelRatioF();
    m_still = QPixmap((QSizeF(viewport()->size()) * ratio).toSize());
    m_still.setDevicePixelRatio(ratio);
    m_still.fill(Qt::transparent); // the chosen row and column shine through
    m_stillValid = true;
    const auto& series = m_review->series();
    if (!series)
        return;
    QPainter painter(&m_still);
    const double bottom = viewport()->height() - kAxis;
    painter.setClipRect(QRectF(0, 0, viewport()->width(), bottom));
    for (const Band& band : m_bands) {
        if (!covers(area(band)))
            continue;
        paintBand(painter, band);
        paintNames(painter, band);
        const double y = area(band).bottom();
        painter.setPen(QPen(colors().line, 0));
        painter.drawLine(QPointF(0, y), QPointF(viewport()->width(), y));
    }
    paintTerminal(painter);
    painter.setClipping(false);
    const double axis = plotBottom();
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(colors().text3);
    const double spacing =
        std::max(44.0, painter.fontMetrics().horizontalAdvance(formatCount(m_layout.steps())) + 18.0);
    for (const std::int64_t step : m_layout.ticks(spacing))
        painter.drawText(QRectF(m_layout.centreOf(step) - 50, axis, 100, kAxis), Qt::AlignCenter, formatCount(step));
}

void ActionPlots::paintBand(QPainter& painter, const Band& band) const {
    const ActionSeries& series = *m_review->series();
    const ActionDimension& what = series.dimensions[static_cast<std::size_t>(band.dimension)];
    const QRectF rect = area(band);
    if (what.kind == ActionKind::Continuous)
        return paintStrip(painter, *m_review, band.dimension, m_layout, rect);
    if (what.kind == ActionKind::Text)
        return paintPieces(painter, *m_review, band.dimension, m_layout, rect);
    paintRaster(painter, *m_review, band.dimension, m_layout, rowsOf(rect, what, band.rowHeight), band.rowHeight,
                QRectF(0, 0, viewport()->width(), viewport()->height() - kAxis));
}

void ActionPlots::paintNames(QPainter& painter, const Band& band) const {
    const Colors& c = colors();
    const ActionSeries& series = *m_review->series();
    const auto d = static_cast<std::size_t>(band.dimension);
    const ActionDimension& what = series.dimensions[d];
    if (what.kind == ActionKind::Discrete)
        return paintChoiceNames(painter, band);
    const QRectF rect = area(band);
    const double middle = rect.center().y();
    painter.setFont(bodyFont(kBodyPx, QFont::DemiBold));
    painter.setPen(c.text1);
    const bool text = what.kind == ActionKind::Text;
    const QRectF place(14, text ? rect.top() : middle - 18, text ? m_layout.left() - 24 : 86,
                       text ? rect.height() : 18);
    painter.drawText(place, Qt::AlignVCenter, // the element at the end stays
                     painter.fontMetrics().elidedText(what.name, Qt::ElideMiddle, static_cast<int>(place.width())));
    if (text)
        return;
    const double error = series.curves[d].meanError;
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(c.text3);
    if (std::isfinite(error)) {
        painter.drawText(QRectF(14, middle + 1, 30, 16), Qt::AlignVCenter, tr("MAE"));
        const int used = painter.fontMetrics().horizontalAdvance(tr("MAE")) + 5;
        const bool bins = series.options.scale == ActionScale::Bins;
        const QString unit = bins ? tr("bins") : what.unit;
        painter.setFont(monoFont(kSmallPx));
        painter.setPen(c.text2);
        drawElided(painter, QRectF(14 + used, middle + 1, 92 - used, 16),
                   unit.isEmpty() ? formatNumber(error, 3) : QStringLiteral("%1 %2").arg(formatNumber(error, 3), unit));
    } else if (!what.unit.isEmpty()) {
        painter.drawText(QRectF(14, middle + 1, 86, 16), Qt::AlignVCenter, what.unit);
    }
    const StripScale scale = stripScale(series, band.dimension, rect);
    const bool bins = series.options.scale == ActionScale::Bins;
    const auto label = [&](double value) { return bins ? formatNumber(value, 5) : formatSigned(value, 3); };
    painter.setFont(monoFont(kTinyPx));
    painter.setPen(c.text3);
    const QRectF labels(60, rect.top() + 4, m_layout.left() - 66, rect.height() - 8);
    painter.drawText(labels, Qt::AlignRight | Qt::AlignTop, label(scale.high));
    painter.drawText(labels, Qt::AlignRight | Qt::AlignBottom, label(scale.low));
}

void ActionPlots::paintChoiceNames(QPainter& painter, const Band& band) const {
    const Colors& c = colors();
    const ActionSeries& series = *m_review->series();
    const ActionDimension& what = series.dimensions[static_cast<std::size_t>(band.dimension)];
    const QRectF rect = area(band), rows = rowsOf(rect, what, band.rowHeight);
    if (series.dimensions.size() > 1) {
        painter.setFont(bodyFont(kBodyPx, QFont::DemiBold));
        painter.setPen(c.text1);
        drawElided(painter, QRectF(14, rect.top() + 2, m_layout.left() - 20, kHeader), what.name);
    }
    for (std::size_t i = 0; i < what.values.size(); ++i) {
        const QRectF row(0, rows.top() + static_cast<double>(i) * band.rowHeight, m_layout.left(), band.rowHeight);
        if (!covers(row))
            continue;
        painter.setFont(monoFont(kSmallPx));
        painter.setPen(c.of(Tint::Action).ink);
        painter.drawText(QRectF(14, row.top(), 30, row.height()), Qt::AlignVCenter, formatNumber(what.values[i], 7));
        if (static_cast<qsizetype>(i) >= what.choices.size())
            continue;
        painter.setFont(bodyFont());
        painter.setPen(c.text1);
        drawElided(painter, QRectF(36, row.top(), m_layout.left() - 42, row.height()),
                   what.choices[static_cast<qsizetype>(i)]);
    }
}

/// Steps without an action (the terminal observation) are hatched.
void ActionPlots::paintTerminal(QPainter& painter) const {
    const ActionSeries& series = *m_review->series();
    std::int64_t first = series.steps;
    while (first > 0 && series.tokens->terminal(first - 1))
        --first;
    if (first >= series.steps)
        return;
    const double x = std::max(m_layout.left(), m_layout.xOf(static_cast<double>(first)));
    const double right = m_layout.left() + m_layout.width();
    QColor line = colors().text3;
    line.setAlpha(70);
    if (x < right)
        drawHatch(painter, QRectF(x, 0, right - x, plotBottom()), line);
}

bool ActionPlots::marksColumn() const {
    return !m_review->series()->any(ActionKind::Continuous) && m_layout.pixelsPerStep() >= 3;
}

/// Under the bands: the chosen row, and the column of the step in a raster.
void ActionPlots::paintGround(QPainter& painter) const {
    const Colors& c = colors();
    const double bottom = plotBottom();
    painter.setClipRect(QRectF(0, 0, viewport()->width(), bottom));
    for (const Band& band : m_bands) {
        if (band.dimension != m_review->dimension() || m_bands.size() < 2)
            continue;
        const QRectF rect = area(band);
        painter.fillRect(QRectF(0, rect.top(), viewport()->width(), rect.height()), c.currentRow);
        painter.fillRect(QRectF(0, rect.top(), 3, rect.height()), c.accent);
    }
    if (marksColumn()) {
        painter.setClipRect(QRectF(m_layout.left(), 0, m_layout.width(), viewport()->height()));
        const double x = m_layout.xOf(static_cast<double>(m_review->cursor()->step()));
        painter.fillRect(QRectF(x, 0, m_layout.pixelsPerStep(), bottom + kAxis), c.accentFill);
    }
    painter.setClipping(false);
}

void ActionPlots::paintPlayhead(QPainter& painter) const {
    const Colors& c = colors();
    const qint64 step = m_review->cursor()->step(), hover = m_review->cursor()->hover().step;
    const double bottom = plotBottom(), x = m_layout.centreOf(step);
    const ActionSeries& series = *m_review->series();
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setClipRect(QRectF(m_layout.left() - 6, 0, m_layout.width() + 12, viewport()->height()));
    if (hover >= 0 && hover < m_layout.steps() && hover != step) {
        painter.setPen(QPen(c.text3, 1, Qt::DashLine));
        painter.drawLine(QPointF(m_layout.centreOf(hover), 0), QPointF(m_layout.centreOf(hover), bottom));
    }
    if (!marksColumn()) {
        painter.setPen(QPen(c.accent, 2));
        painter.drawLine(QPointF(x, 0), QPointF(x, bottom));
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.accent);
        painter.drawPolygon(QPolygonF{{x - 5, 0}, {x + 5, 0}, {x, 7}});
    }
    for (const Band& band : m_bands)
        if (series.dimensions[static_cast<std::size_t>(band.dimension)].kind == ActionKind::Continuous &&
            covers(area(band)))
            paintStripMarks(painter, *m_review, band.dimension, m_layout, area(band), step);
    for (const Band& band : m_bands)
        if (band.dimension == m_review->dimension() && covers(area(band)))
            paintReadout(painter, band);
    painter.setFont(monoFont(kSmallPx, QFont::DemiBold));
    const QString label = formatCount(step);
    const double wide = std::max(34.0, painter.fontMetrics().horizontalAdvance(label) + 14.0);
    const QRectF chip(std::clamp(x - wide / 2, 0.0, viewport()->width() - wide), bottom + 4, wide, 18);
    painter.setClipping(false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.accent);
    painter.drawRoundedRect(chip, 3, 3);
    painter.setPen(c.onAccent);
    painter.drawText(chip, Qt::AlignCenter, label);
}

/// Record and prediction of the chosen strip at the playhead, in words.
void ActionPlots::paintReadout(QPainter& painter, const Band& band) const {
    const ActionSeries& series = *m_review->series();
    const auto d = static_cast<std::size_t>(band.dimension);
    const ActionDimension& what = series.dimensions[d];
    const qint64 step = m_review->cursor()->step();
    if (what.kind != ActionKind::Continuous || step < 0 || step >= series.steps)
        return;
    const Colors& c = colors();
    const auto t = static_cast<std::size_t>(step);
    struct Line {
        QString name, value;
        QColor ink;
    };
    std::vector<Line> lines;
    const auto add = [&](const QString& name, const MinMaxPyramid* curve, const QColor& ink) {
        if (curve == nullptr || t >= curve->size() || !std::isfinite(curve->value(t)))
            return;
        const QString number = actionNumber(what, curve->value(t), series.options.scale);
        const bool unit = series.options.scale == ActionScale::Units && !what.unit.isEmpty();
        lines.push_back({name, unit ? QStringLiteral("%1 %2").arg(number, what.unit) : number, ink});
    };
    add(tr("recorded"), series.curves[d].recorded.get(), c.text1);
    add(tr("argmax"), series.curves[d].argmax.get(), c.of(Tint::Action).ink);
    add(tr("free run"), freeCurve(*m_review, band.dimension), c.ok);
    if (lines.empty())
        return;
    const QFont names = bodyFont(kSmallPx), numbers = monoFont(kSmallPx);
    double nameWidth = 0, valueWidth = 0;
    for (const Line& line : lines) {
        nameWidth = std::max<double>(nameWidth, QFontMetrics(names).horizontalAdvance(line.name));
        valueWidth = std::max<double>(valueWidth, QFontMetrics(numbers).horizontalAdvance(line.value));
    }
    const QRectF rect = area(band);
    const double high = 16.0 * static_cast<double>(lines.size()) + 6;
    QRectF box(m_layout.centreOf(step) + 10, rect.center().y() - high / 2, nameWidth + valueWidth + 26, high);
    if (box.right() > m_layout.left() + m_layout.width())
        box.moveRight(m_layout.centreOf(step) - 10);
    QColor back = c.raised;
    back.setAlpha(225);
    painter.setPen(QPen(c.lineStrong, 1));
    painter.setBrush(back);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    double y = box.top() + 3;
    for (const Line& line : lines) {
        painter.setFont(names);
        painter.setPen(line.ink == c.text1 ? c.text2 : line.ink);
        painter.drawText(QRectF(box.left() + 8, y, nameWidth + 2, 16), Qt::AlignVCenter, line.name);
        painter.setFont(numbers);
        painter.setPen(line.ink);
        painter.drawText(QRectF(box.left(), y, box.width() - 8, 16), Qt::AlignVCenter | Qt::AlignRight, line.value);
        y += 16;
    }
}

} // namespace gatoscope
