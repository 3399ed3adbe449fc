// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dock_title.h"

#include <QContextMenuEvent>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "widgets/common/colors.h"
#include "widgets/common/icons.h"

namespace gatoscope {

namespace {
constexpr int kTitleHeight = 30;
}

DockTitle::DockTitle(QDockWidget* dock, QWidget* extra, bool extraFirst) : QWidget(dock) {
    setObjectName(QStringLiteral("dockTitle"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 0, 4, 0);
    row->setSpacing(4);
    auto* name = new QLabel(dock->windowTitle(), this);
    name->setObjectName(QStringLiteral("dockTitleText"));
    row->addWidget(name);
    // A widget that wants all the room says itself what stands left and what right in it.
    const bool wide = extra != nullptr && extra->sizePolicy().horizontalPolicy() == QSizePolicy::Expanding;
    if (!extraFirst && !wide)
        row->addStretch(1);
    if (extra != nullptr) {
        extra->setParent(this);
        row->addSpacing(extraFirst ? 8 : 0);
        row->addWidget(extra, extraFirst ? 0 : 4);
    }
    if (extraFirst)
        row->addStretch(1);
    QToolButton* floating = button(QStringLiteral("float"), tr("Float or dock this panel"));
    connect(floating, &QToolButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
    QToolButton* close = button(QStringLiteral("close"), tr("Close this panel; the menu View brings it back"));
    connect(close, &QToolButton::clicked, dock, &QDockWidget::close);
    row->addWidget(floating);
    row->addWidget(close);
}

QToolButton* DockTitle::button(const QString& icon, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setIcon(themedIcon(icon));
    button->setIconSize({12, 12});
    button->setFixedSize(20, 20);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFocusPolicy(Qt::NoFocus);
    return button;
}

QSize DockTitle::sizeHint() const { return {QWidget::sizeHint().width(), kTitleHeight}; }
QSize DockTitle::minimumSizeHint() const { return {60, kTitleHeight}; }

void DockTitle::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().dockTitle);
    painter.fillRect(0, height() - 1, width(), 1, colors().line);
}

void DockTitle::contextMenuEvent(QContextMenuEvent* event) { Q_EMIT menuRequested(event->globalPos()); }

} // namespace gatoscope
