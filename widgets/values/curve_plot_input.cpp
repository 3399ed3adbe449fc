// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// What mouse and wheel do in the curves.
#include "widgets/values/curve_plot.h"

#include "widgets/common/number_format.h"

#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace gatoscope {

QString CurvePlot::tipOf(std::size_t r, qint64 step) const {
    QString tip =
        tr("step %1 · %2 s").arg(step).arg(formatFixed(m_rate > 0 ? static_cast<double>(step) / m_rate : 0, 2));
    std::size_t listed = 0;
    for (const Curve& curve : m_rows[r].curves) {
        if (static_cast<std::size_t>(step) >= curve.data->size())
            continue;
        if (++listed > 24)
            return tip + QStringLiteral("\n…");
        tip += QStringLiteral("\n%1  %2")
                   .arg(curve.name, formatNumber(curve.data->value(static_cast<std::size_t>(step)), 7));
    }
    return tip;
}

void CurvePlot::pressed(const QPointF& at) {
    m_pressStep = stepAt(at.x());
    m_pressX = at.x();
    m_dragging = false;
}

void CurvePlot::moved(const QPointF& at, const QPoint& global, bool down) {
    const qint64 step = stepAt(at.x());
    if (down && m_pressStep >= 0 && (m_dragging || std::abs(at.x() - m_pressX) > 5)) {
        m_dragging = true;
        setLoopRange(std::min(m_pressStep, step), std::max(m_pressStep, step) + 1);
        return;
    }
    setHoverStep(step);
    Q_EMIT stepHovered(step);
    const int row = rowAt(at.y());
    if (row >= 0)
        QToolTip::showText(global + QPoint(14, 8), tipOf(static_cast<std::size_t>(row), step), this);
}

void CurvePlot::released(const QPointF& at) {
    if (m_pressStep < 0)
        return;
    if (m_dragging) {
        Q_EMIT rangeDragged(m_loopBegin, m_loopEnd);
    } else {
        Q_EMIT stepClicked(stepAt(at.x()));
    }
    m_pressStep = -1;
    m_dragging = false;
}

bool CurvePlot::eventFilter(QObject* watched, QEvent* event) {
    if (watched->parent() != this || m_rows.empty())
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Wheel) {
        auto* wheel = static_cast<QWheelEvent*>(event);
        const QPoint delta = wheel->angleDelta();
        const double about = timeAt(wheel->position().x());
        const bool pan = wheel->modifiers().testFlag(Qt::ShiftModifier) || delta.y() == 0;
        const double span = m_last - m_first;
        const double by = delta.y() != 0 ? delta.y() : delta.x();
        if (pan) {
            setShown(m_first - by / 1200.0 * span, m_last - by / 1200.0 * span);
        } else {
            zoom(std::pow(1.2, by / 120.0), about);
        }
        return true;
    }
    if (event->type() == QEvent::Leave) {
        setHoverStep(-1);
        Q_EMIT stepHovered(-1);
        return false;
    }
    if (event->type() != QEvent::MouseButtonPress && event->type() != QEvent::MouseMove &&
        event->type() != QEvent::MouseButtonRelease && event->type() != QEvent::MouseButtonDblClick) {
        return QWidget::eventFilter(watched, event);
    }
    auto* mouse = static_cast<QMouseEvent*>(event);
    const bool left = mouse->button() == Qt::LeftButton;
    if (event->type() == QEvent::MouseButtonDblClick)
        showAll();
    if (event->type() == QEvent::MouseButtonPress && left)
        pressed(mouse->position());
    if (event->type() == QEvent::MouseMove)
        moved(mouse->position(), mouse->globalPosition().toPoint(), mouse->buttons().testFlag(Qt::LeftButton));
    if (event->type() == QEvent::MouseButtonRelease && left)
        released(mouse->position());
    return left;
}

} // namespace gatoscope
