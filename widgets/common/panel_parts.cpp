// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/panel_parts.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "widgets/common/colors.h"

namespace gatoscope {

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("tone", QStringLiteral("strong"));
    return label;
}

QLabel* mutedLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("tone", QStringLiteral("muted"));
    return label;
}

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
    setProperty("tone", QStringLiteral("muted"));
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const { return {0, QLabel::minimumSizeHint().height()}; }

QString ElidedLabel::shownText() const {
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, width());
    return shown.size() < 4 && shown != text() ? QString() : shown;
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(colors().text3);
    painter.drawText(rect(), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), shownText());
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), shownText() == text() ? QString() : text(),
                           this);
        return true;
    }
    return QLabel::event(event);
}

QFrame* rule(QWidget* parent) {
    auto* line = new QFrame(parent);
    line->setFixedHeight(1);
    line->setFrameShape(QFrame::NoFrame);
    line->setObjectName(QStringLiteral("statusRule"));
    return line;
}

QLabel* emptyLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setEnabled(false);
    label->setMargin(16);
    return label;
}

TitleRow titleRow(int spacing) {
    auto* widget = new QWidget;
    widget->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(8, 0, 4, 0);
    row->setSpacing(spacing);
    return {widget, row};
}

} // namespace gatoscope
