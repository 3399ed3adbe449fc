// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/separators.h"

#include <QCoreApplication>
#include <QHoverEvent>
#include <QMainWindow>
#include <QMouseEvent>
#include <QPainter>

#include "widgets/common/colors.h"

namespace gatoscope {

namespace {
constexpr int kReach = 10; // longer than a separator is thick
}

Separators::Separators(QMainWindow* window) : QObject(window), window_(window) { window->installEventFilter(this); }

void Separators::end() {
    leave();
    if (!moving_)
        return;
    moving_ = false;
    QMouseEvent release(QEvent::MouseButtonRelease, QPointF(-1, -1), window_->mapToGlobal(QPointF(-1, -1)),
                        Qt::LeftButton, Qt::NoButton, Qt::NoModifier);
    static_cast<QObject*>(window_)->event(&release);
}

bool Separators::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::HoverMove:
        if (!moving_)
            hover(static_cast<QHoverEvent*>(event)->position().toPoint());
        return true;
    case QEvent::HoverLeave:
    case QEvent::WindowDeactivate:
        leave();
        break;
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::MouseMove:
    case QEvent::MouseButtonRelease:
        return pointer(static_cast<QMouseEvent*>(event));
    case QEvent::Paint:
        watched->event(event);
        if (!lit_.isEmpty()) {
            QPainter painter(window_);
            painter.fillRect(lit_, colors().lineStrong);
        }
        return true;
    default:
        break;
    }
    return false;
}

/// True: the main window does not see the event.
bool Separators::pointer(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    switch (event->type()) {
    case QEvent::MouseMove:
        if (!moving_)
            hover(at);
        return !moving_;
    case QEvent::MouseButtonPress:
        end();
        moving_ = event->button() == Qt::LeftButton && window_->isSeparator(at);
        return false;
    case QEvent::MouseButtonRelease:
        moving_ = false;
        return false;
    default:
        return false;
    }
}

void Separators::hover(const QPoint& at) {
    if (!window_->isSeparator(at))
        return leave();
    const auto line = [&](const QPoint& by) { return window_->isSeparator(at + by) && window_->isSeparator(at - by); };
    const bool vertical = line({0, kReach}) || !line({kReach, 0});
    const QRect found = extent(at, vertical ? Qt::Vertical : Qt::Horizontal);
    if (found == lit_)
        return;
    leave();
    lit_ = found;
    window_->setCursor(vertical ? Qt::SplitHCursor : Qt::SplitVCursor);
    window_->update(lit_);
}

void Separators::leave() {
    if (lit_.isEmpty())
        return;
    window_->update(lit_);
    lit_ = QRect();
    window_->unsetCursor();
}

QRect Separators::extent(const QPoint& at, Qt::Orientation along) const {
    const auto reach = [&](QPoint by) {
        QPoint end = at;
        while (window_->rect().contains(end + by) && window_->isSeparator(end + by))
            end += by;
        return end;
    };
    const QRect across =
        along == Qt::Vertical ? QRect(reach({-1, 0}), reach({1, 0})) : QRect(reach({0, -1}), reach({0, 1}));
    const QRect length =
        along == Qt::Vertical ? QRect(reach({0, -1}), reach({0, 1})) : QRect(reach({-1, 0}), reach({1, 0}));
    // Where separators meet, the crossing one must not make this one thick.
    return (along == Qt::Vertical ? across.width() : across.height()) > kReach ? length : across | length;
}

} // namespace gatoscope
