// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// What mouse and wheel do in the timeline.
#include "widgets/timeline/lane_view.h"

#include "widgets/common/cursor.h"
#include "widgets/timeline/lane_menu.h"
#include "widgets/timeline/lane_painter.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {
constexpr int kGrip = 6; // pixels around a handle of the loop range
}

LaneView::Drag LaneView::handleAt(const QPointF& at) const {
    const bool whole = m_cursor->rangeBegin() <= 0 && m_cursor->rangeEnd() >= m_cursor->stepCount();
    if (whole)
        return Drag::None;
    if (std::abs(at.x() - m_layout.xOf(static_cast<double>(m_cursor->rangeBegin()))) <= kGrip)
        return Drag::RangeBegin;
    if (std::abs(at.x() - m_layout.xOf(static_cast<double>(m_cursor->rangeEnd()))) <= kGrip)
        return Drag::RangeEnd;
    return Drag::None;
}

void LaneView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_layout.steps() == 0)
        return;
    const QPointF at = event->position();
    if (at.x() < m_layout.left() - kGrip)
        return;
    m_drag = handleAt(at);
    m_dragFrom = m_layout.stepAt(at.x());
    const bool select = event->modifiers().testFlag(Qt::ShiftModifier) || at.y() > lanesBottom();
    if (m_drag == Drag::None)
        m_drag = select ? Drag::NewRange : Drag::Scrub;
    if (m_drag == Drag::Scrub)
        m_cursor->setStep(m_dragFrom);
}

void LaneView::dragTo(double x) {
    const qint64 step = m_layout.stepAt(x);
    switch (m_drag) {
    case Drag::Scrub:
        m_cursor->setStep(step);
        break;
    case Drag::RangeBegin:
        m_cursor->setRange(std::min(step, m_cursor->rangeEnd() - 1), m_cursor->rangeEnd());
        break;
    case Drag::RangeEnd:
        m_cursor->setRange(m_cursor->rangeBegin(), std::max(step, m_cursor->rangeBegin()) + 1);
        break;
    case Drag::NewRange:
        if (step != m_dragFrom)
            m_cursor->setRange(std::min(step, m_dragFrom), std::max(step, m_dragFrom) + 1);
        break;
    case Drag::None:
        break;
    }
}

void LaneView::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (m_drag != Drag::None) {
        dragTo(at.x());
        return;
    }
    viewport()->setCursor(handleAt(at) != Drag::None ? Qt::SizeHorCursor : Qt::ArrowCursor);
    Hover hover;
    if (m_layout.steps() > 0 && at.x() >= m_layout.left())
        hover.step = m_layout.stepAt(at.x());
    m_cursor->setHover(hover);
}

void LaneView::mouseReleaseEvent(QMouseEvent* event) {
    const bool clickOnAxis = m_drag == Drag::NewRange && m_layout.stepAt(event->position().x()) == m_dragFrom;
    if (clickOnAxis)
        m_cursor->setStep(m_dragFrom);
    m_drag = Drag::None;
}

void LaneView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->position().y() <= lanesBottom())
        return;
    m_cursor->setRange(0, m_cursor->stepCount()); // on the axis: the whole episode again
    showAll();
}

void LaneView::showAll() {
    m_layout.showAll();
    m_stillValid = false;
    viewport()->update();
}

void LaneView::wheelEvent(QWheelEvent* event) {
    const QPoint delta = event->angleDelta();
    if (event->position().x() < m_layout.left()) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    if (event->modifiers().testFlag(Qt::ShiftModifier) || delta.y() == 0) {
        m_layout.pan(-(delta.y() != 0 ? delta.y() : delta.x()));
    } else {
        m_layout.zoom(event->position().x(), std::pow(1.25, delta.y() / 120.0));
    }
    m_stillValid = false;
    viewport()->update();
    event->accept();
}

void LaneView::leaveEvent(QEvent*) { m_cursor->clearHover(); }

bool LaneView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip && m_layout.steps() > 0) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int lane = laneAt(help->pos().y());
        if (lane < 0)
            return true;
        const Lane& shown = *m_lanes[static_cast<std::size_t>(lane)];
        const qint64 step = m_layout.stepAt(help->pos().x());
        const QString text = help->pos().x() < m_layout.left() ? QString() : laneText(shown, step);
        QToolTip::showText(help->globalPos(),
                           text.isEmpty() ? shown.title : tr("%1, step %2: %3").arg(shown.title).arg(step).arg(text),
                           this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void LaneView::contextMenuEvent(QContextMenuEvent* event) { showLaneMenu(this, m_view, event->globalPos()); }

} // namespace gatoscope
