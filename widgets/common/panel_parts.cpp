// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/panel_parts.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>

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
