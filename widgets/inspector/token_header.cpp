// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/token_header.h"

#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kLeft = 16, kBigLine = 40, kFactLine = 20, kButtons = 68;

QToolButton* button(QWidget* parent, const char* name, const QString& icon, const QString& text) {
    auto* made = new QToolButton(parent);
    made->setObjectName(QLatin1String(name));
    made->setIcon(themedIcon(icon));
    made->setAutoRaise(true);
    made->setToolTip(text);
    made->setAccessibleName(text);
    made->resize(26, 26);
    return made;
}

} // namespace

TokenHeader::TokenHeader(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("TokenHeader"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    copy_ = button(this, "copyToken", QStringLiteral("copy"), tr("Copy everything about this token"));
    pin_ = button(this, "pinToken", QStringLiteral("pin"), tr("Pin this token to compare others with it (Esc unpins)"));
    pin_->setCheckable(true);
    connect(copy_, &QToolButton::clicked, this, &TokenHeader::copyRequested);
    connect(pin_, &QToolButton::clicked, this, &TokenHeader::pinRequested);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void TokenHeader::setProvenance(const Provenance& provenance, const Provenance& pinned) {
    provenance_ = provenance;
    measuredWidth_ = -1;
    pinnedText_.clear();
    if (pinned.valid && !pinned.stages.empty())
        pinnedText_ = tr("beside pinned %1 · %2 · step %3")
                          .arg(pinned.big, pinned.stages.front().value.text)
                          .arg(pinned.token.step);
    const QSignalBlocker quiet(pin_);
    pin_->setChecked(pinned.valid);
    setAccessibleName(tr("Token %1, %2").arg(provenance.big, provenance.kind));
    updateGeometry();
    update();
}

int TokenHeader::heightForWidth(int width) const {
    if (width != measuredWidth_) {
        measuredWidth_ = width;
        measuredHeight_ = static_cast<int>(run(nullptr, width));
    }
    return measuredHeight_;
}

void TokenHeader::resizeEvent(QResizeEvent*) {
    copy_->move(width() - 66, 15);
    pin_->move(width() - 38, 15);
}

double TokenHeader::run(QPainter* painter, double width) const {
    const Colors& c = colors();
    const ModalityColors& tint = c.of(provenance_.token.kind);
    const QFont big = monoFont(kBigIdPx), chipFont = bodyFont(12), labelFont = bodyFont(12), valueFont = monoFont();
    const QFontMetricsF chips(chipFont), labels(labelFont), values(valueFont);
    if (painter) {
        painter->setFont(big);
        painter->setPen(tint.ink);
        const double wide = QFontMetricsF(big).horizontalAdvance(provenance_.big);
        painter->drawText(QRectF(kLeft, 8, width - kButtons - kLeft, kBigLine), Qt::AlignLeft | Qt::AlignVCenter,
                          provenance_.big);
        const double room = width - kButtons - kLeft - wide - 14;
        const double chip = std::min(room, chips.horizontalAdvance(provenance_.kind) + 16);
        const QRectF box(kLeft + wide + 12, 18, chip, 22);
        if (chip > 24) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(tint.fill);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->drawRoundedRect(box, 4, 4);
            painter->setFont(chipFont);
            painter->setPen(tint.ink);
            drawElided(*painter, box.adjusted(8, 0, -6, 0), provenance_.kind);
        }
    }
    double x = kLeft, y = 8 + kBigLine + 4;
    for (const StageValue& fact : provenance_.facts) {
        const double wide = labels.horizontalAdvance(fact.label) + 5 + values.horizontalAdvance(fact.text);
        if (x > kLeft && x + wide > width - 10) {
            x = kLeft;
            y += kFactLine;
        }
        if (painter) {
            painter->setFont(labelFont);
            painter->setPen(c.text3);
            painter->drawText(QRectF(x, y, wide, kFactLine), Qt::AlignLeft | Qt::AlignVCenter, fact.label);
            painter->setFont(valueFont);
            painter->setPen(fact.label == tr("flags") ? c.warn : c.text1);
            painter->drawText(QRectF(x, y, wide, kFactLine), Qt::AlignRight | Qt::AlignVCenter, fact.text);
        }
        x += wide + 18;
    }
    y += kFactLine;
    if (!pinnedText_.isEmpty()) {
        if (painter) {
            painter->setFont(labelFont);
            painter->setPen(c.accent);
            drawElided(*painter, QRectF(kLeft, y, width - 2 * kLeft, kFactLine), pinnedText_);
        }
        y += kFactLine;
    }
    return y + 12;
}

void TokenHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().panel);
    run(&painter, width());
    painter.fillRect(QRectF(0, height() - 1, width(), 1), colors().line);
}

} // namespace gatoscope
