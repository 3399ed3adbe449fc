// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/scale_legend.h"

#include <QLinearGradient>
#include <QPainter>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"

namespace gatoscope {

void drawHeatRamp(QPainter& painter, const QRectF& bar) {
    QLinearGradient ramp(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= 16; ++i)
        ramp.setColorAt(i / 16.0, QColor::fromRgb(heat(i / 16.0)));
    painter.fillRect(bar, ramp);
}

ScaleLegend::ScaleLegend(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Scale"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void ScaleLegend::setEnds(const QString& low, const QString& name, const QString& high) {
    low_ = low;
    name_ = name;
    high_ = high;
    setAccessibleDescription(QStringLiteral("%1 … %2, %3").arg(low, high, name));
    update();
}

void ScaleLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    const QRectF bar(0, 2, width(), 8);
    drawHeatRamp(painter, bar);
    const QRectF line(0, 12, width(), 18);
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(c.text2);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, low_);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, high_);
    painter.setPen(c.text3);
    painter.drawText(line, Qt::AlignCenter, name_);
}

} // namespace gatoscope
