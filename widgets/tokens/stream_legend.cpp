// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens/stream_legend.h"

#include <array>
#include <utility>

#include <QFontMetricsF>
#include <QPainter>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"

namespace gatoscope {
namespace {

constexpr double kSwatch = 10, kInner = 6, kBetween = 16;

std::array<std::pair<Tint, QString>, kTintCount> entries() {
    return {{{Tint::Text, StreamLegend::tr("text")},
             {Tint::Image, StreamLegend::tr("image")},
             {Tint::Discrete, StreamLegend::tr("discrete")},
             {Tint::Continuous, StreamLegend::tr("continuous")},
             {Tint::Separator, StreamLegend::tr("separator")},
             {Tint::Action, StreamLegend::tr("action")}}};
}

} // namespace

StreamLegend::StreamLegend(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Colours of the token kinds"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

QSize StreamLegend::sizeHint() const {
    const QFontMetricsF metrics(bodyFont(12));
    double width = -kBetween;
    for (const auto& [tint, text] : entries())
        width += kSwatch + kInner + metrics.horizontalAdvance(text) + kBetween;
    return {static_cast<int>(width) + 2, 20};
}

void StreamLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(bodyFont(12));
    const QFontMetricsF metrics(painter.font());
    // A narrow title shows the swatches without their words.
    const bool words = width() >= sizeHint().width() - 2;
    double x = 0;
    for (const auto& [tint, text] : entries()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors().of(tint).ink);
        painter.drawRoundedRect(QRectF(x, height() / 2.0 - kSwatch / 2, kSwatch, kSwatch), 2, 2);
        x += kSwatch + kInner;
        if (!words)
            continue;
        painter.setPen(colors().text2);
        const double room = metrics.horizontalAdvance(text);
        painter.drawText(QRectF(x, 0, room + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, text);
        x += room + kBetween;
    }
}

} // namespace gatoscope
