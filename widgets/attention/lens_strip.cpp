// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/lens_strip.h"

#include <algorithm>

#include <QHelpEvent>
#include <QPainter>
#include <QPolygonF>
#include <QToolTip>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

namespace gatoscope {

int lensColumnAt(double x, double width, int count) {
    if (count <= 0 || x < 0 || x >= width)
        return -1;
    return std::min(count - 1, static_cast<int>(x / width * count));
}

LensStrip::LensStrip(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("LensStrip"));
    setAccessibleName(tr("Logit lens"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void LensStrip::setLens(std::optional<LensRow> lens, QStringList names, const QString& truth) {
    lens_ = std::move(lens);
    names_ = std::move(names);
    truth_ = truth;
    setAccessibleDescription(names_.join(QStringLiteral(", ")));
    update();
}

void LensStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    painter.setFont(bodyFont(kSmallPx));
    if (!lens_ || lens_->best.empty()) {
        painter.setPen(c.text3);
        painter.drawText(rect(), Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap,
                         tr("Only rows that predict a target have a lens: select an action or the token before one."));
        return;
    }
    const int count = static_cast<int>(lens_->best.size());
    const double column = static_cast<double>(width()) / count;
    const QRectF plot(0, 2, width(), 46);
    painter.fillRect(plot, c.canvas);
    const auto y = [&](double p) { return plot.bottom() - std::clamp(p, 0.0, 1.0) * (plot.height() - 2); };
    QPolygonF truth;
    const int every = std::max(1, static_cast<int>(30 / std::max(1.0, column)));
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const double x = i * column;
        const bool right = i < static_cast<int>(lens_->pTrue.size()) && lens_->pTrue[at] >= lens_->pBest[at];
        painter.fillRect(QRectF(x + 1, y(lens_->pBest[at]), column - 2, plot.bottom() - y(lens_->pBest[at])),
                         right ? c.ok : c.lineStrong);
        truth.append(QPointF(x + column / 2, y(lens_->pTrue[at])));
        if (i % every != 0 && i + 1 != count)
            continue;
        painter.setFont(monoFont(kTinyPx));
        painter.setPen(right ? c.text1 : c.text2);
        drawElided(painter, QRectF(x, plot.bottom() + 2, column * (i + 1 == count ? 1 : every) - 2, 16),
                   names_.value(i), Qt::AlignHCenter);
        painter.setPen(c.text3);
        painter.drawText(QRectF(x, plot.bottom() + 17, column, 14), Qt::AlignHCenter | Qt::AlignVCenter,
                         i == 0 ? tr("in") : QString::number(i - 1));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.of(Tint::Action).ink, 1.5));
    painter.drawPolyline(truth);
    painter.setFont(bodyFont(kTinyPx));
    painter.setPen(c.text3);
    drawElided(painter, QRectF(0, 78, width(), 14), tr("bars: best legal id · line: %1").arg(truth_));
}

bool LensStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && lens_) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int i = lensColumnAt(help->pos().x(), width(), static_cast<int>(lens_->best.size()));
        const auto at = static_cast<std::size_t>(std::max(0, i));
        const QString where = i == 0 ? tr("before the first block") : tr("after block %1").arg(i - 1);
        QToolTip::showText(help->globalPos(),
                           i < 0 ? QString()
                                 : tr("%1: best %2 (id %3), p %4; p of the recorded %5; entropy %6 nats")
                                       .arg(where, names_.value(i))
                                       .arg(lens_->best[at])
                                       .arg(formatFixed(lens_->pBest[at], 3), formatFixed(lens_->pTrue[at], 3),
                                            formatFixed(lens_->entropy[at], 2)),
                           this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace gatoscope
