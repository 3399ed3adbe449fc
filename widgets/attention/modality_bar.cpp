// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/modality_bar.h"

#include <numeric>

#include <QPainter>

#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

QString tintName(Tint tint) {
    switch (tint) {
    case Tint::Text:
        return ModalityBar::tr("text");
    case Tint::Image:
        return ModalityBar::tr("image");
    case Tint::Discrete:
        return ModalityBar::tr("discrete");
    case Tint::Continuous:
        return ModalityBar::tr("continuous");
    case Tint::Separator:
        return ModalityBar::tr("separator");
    case Tint::Action:
        return ModalityBar::tr("action");
    }
    return {};
}

ModalityBar::ModalityBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("ModalityBar"));
    setAccessibleName(tr("Mass by modality"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void ModalityBar::setMass(const std::array<double, kTintCount>& mass) {
    mass_ = mass;
    QStringList spoken;
    for (int t = 0; t < kTintCount; ++t)
        spoken << QStringLiteral("%1 %2").arg(tintName(static_cast<Tint>(t)),
                                              formatPercent(mass_[static_cast<std::size_t>(t)]));
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    update();
}

void ModalityBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    const double sum = std::accumulate(mass_.begin(), mass_.end(), 0.0);
    painter.fillRect(QRectF(0, 2, width(), 12), c.window);
    double x = 0;
    for (int t = 0; t < kTintCount && sum > 0; ++t) {
        const double wide = width() * mass_[static_cast<std::size_t>(t)] / sum;
        painter.fillRect(QRectF(x, 2, std::max(0.0, wide - 1), 12), c.of(static_cast<Tint>(t)).ink);
        x += wide;
    }
    const double column = width() / 3.0;
    for (int t = 0; t < kTintCount; ++t) {
        const QRectF cell((t % 3) * column, 20 + (t / 3) * 20, column - 9, 20);
        painter.fillRect(QRectF(cell.left(), cell.center().y() - 4, 8, 8), c.of(static_cast<Tint>(t)).ink);
        painter.setFont(bodyFont(kSmallPx));
        painter.setPen(c.text2);
        painter.drawText(cell.adjusted(13, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, tintName(static_cast<Tint>(t)));
        painter.setFont(monoFont(kSmallPx));
        painter.setPen(c.text1);
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter,
                         formatFixed(mass_[static_cast<std::size_t>(t)] * 100, 1));
    }
}

} // namespace gatoscope
