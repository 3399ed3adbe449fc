// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/model/value_histogram.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QPainter>

#include <algorithm>

namespace gatoscope {

ValueHistogram::ValueHistogram(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("valueHistogram"));
    setAccessibleName(tr("Values of the parameter"));
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, qOverload<>(&QWidget::update));
}

void ValueHistogram::setMessage(const QString& text) {
    m_message = text;
    m_histogram.reset();
    update();
}

void ValueHistogram::setHistogram(const QString& title, const ParameterHistogram& histogram) {
    m_title = title;
    m_histogram = histogram;
    update();
}

void ValueHistogram::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(this);
    painter.fillRect(rect(), c.panel);
    if (!m_histogram) {
        painter.setPen(c.text3);
        painter.drawText(rect().adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap, m_message);
        return;
    }
    painter.setFont(bodyFont(kBodyPx, QFont::DemiBold));
    painter.setPen(c.text1);
    painter.drawText(QRectF(14, 4, width() - 28, 20), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_title, Qt::ElideLeft, width() - 28));
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(c.text3);
    QString facts =
        tr("mean %1   sd %2").arg(formatNumber(m_histogram->mean, 3), formatNumber(m_histogram->deviation, 3));
    drawElided(painter, QRectF(14, 24, width() - 28, 18), facts);
    if (m_histogram->notFinite > 0) {
        painter.setPen(c.error);
        painter.drawText(QRectF(14, 24, width() - 28, 18), Qt::AlignRight | Qt::AlignVCenter,
                         tr("⚠ %1 not finite").arg(formatCount(m_histogram->notFinite)));
    }
    const QRectF plot(14, 48, width() - 28, height() - 48 - 22);
    painter.fillRect(plot, c.canvas);
    const auto& counts = m_histogram->counts;
    const std::int64_t most = counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
    const double cell = counts.empty() ? 0 : plot.width() / static_cast<double>(counts.size());
    for (std::size_t i = 0; i < counts.size() && most > 0; ++i) {
        const double high = static_cast<double>(counts[i]) / static_cast<double>(most) * (plot.height() - 4);
        if (counts[i] > 0)
            painter.fillRect(QRectF(plot.left() + static_cast<double>(i) * cell, plot.bottom() - std::max(1.0, high),
                                    std::max(1.0, cell - (cell > 4 ? 1 : 0)), std::max(1.0, high)),
                             c.of(Tint::Continuous).ink);
    }
    const double span = m_histogram->greatest - m_histogram->least;
    if (span > 0 && m_histogram->least < 0 && m_histogram->greatest > 0) {
        const double zero = plot.left() + plot.width() * -m_histogram->least / span;
        painter.setPen(QPen(c.text3, 1, Qt::DotLine));
        painter.drawLine(QPointF(zero, plot.top()), QPointF(zero, plot.bottom()));
    }
    painter.setPen(c.text3);
    const QRectF axis(plot.left(), plot.bottom() + 2, plot.width(), 18);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, formatNumber(m_histogram->least, 3));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, formatNumber(m_histogram->greatest, 3));
}

} // namespace gatoscope
