// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include "widgets/attention/map_canvas.h"

namespace gatoscope {

void MapCanvas::setHovered(std::optional<QPoint> cell) {
    const auto count = static_cast<int>(focus_->count());
    if (cell && (!map_ || cell->x() < 0 || cell->y() < 0 || cell->x() >= count || cell->y() >= count))
        cell.reset();
    if (cell == hovered_)
        return;
    hovered_ = cell;
    Cursor* cursor = focus_->cursor();
    if (cell && cell->x() <= cell->y()) {
        const auto key = focus_->first() + static_cast<std::size_t>(cell->x());
        const Token token = focus_->tokens()->at(key);
        cursor->setHover({static_cast<qint64>(key), token.step, token.channel, token.element});
    } else {
        cursor->clearHover();
    }
    update();
    Q_EMIT hoveredChanged();
}

void MapCanvas::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->position();
    moved_ = false;
    if (!map_)
        return;
    panning_ = event->button() == Qt::RightButton || event->button() == Qt::MiddleButton;
    selecting_ = event->button() == Qt::LeftButton && view_.at(pressed_).has_value();
}

void MapCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF by = event->position() - pressed_;
    if (panning_) {
        view_ = panned(view_, by, focus_->count());
        pressed_ = event->position();
        stale_ = true;
        setCursor(Qt::ClosedHandCursor);
        return update();
    }
    if (selecting_ && (moved_ || by.manhattanLength() >= 5)) {
        moved_ = true;
        const auto inside = [&](QPointF p) {
            return QPointF(std::clamp(p.x(), view_.area.left(), view_.area.right() - 1),
                           std::clamp(p.y(), view_.area.top(), view_.area.bottom() - 1));
        };
        const auto a = view_.at(inside(pressed_)), b = view_.at(inside(event->position()));
        if (a && b) {
            const auto least = [](int x, int y) { return static_cast<std::size_t>(std::max(0, std::min(x, y))); };
            const auto most = [this](int x, int y) {
                return std::min(focus_->count(), static_cast<std::size_t>(std::max(0, std::max(x, y)) + 1));
            };
            block_ = MapBlock{least(a->y(), b->y()), most(a->y(), b->y()), least(a->x(), b->x()), most(a->x(), b->x())};
        }
        update();
        Q_EMIT hoveredChanged();
        return;
    }
    setHovered(view_.at(event->position()));
}

void MapCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = selecting_ && !moved_;
    panning_ = selecting_ = false;
    unsetCursor();
    const auto cell = view_.at(event->position());
    if (!click || !cell || !focus_->ready())
        return;
    if (block_) { // the first click lets go of a block
        block_.reset();
        update();
        Q_EMIT hoveredChanged();
        return;
    }
    const auto tokens =
        static_cast<std::size_t>(std::max(0, focus_->line() == LineChoice::ReadBy ? cell->x() : cell->y()));
    if (tokens >= focus_->count())
        return;
    // In the view of predicting rows the token that is predicted there is the one to be chosen.
    std::size_t token = focus_->first() + tokens + (focus_->line() == LineChoice::Predicting ? 1 : 0);
    token = std::min(token, focus_->first() + focus_->count() - 1);
    focus_->cursor()->selectToken(static_cast<qint64>(token), focus_->tokens()->stepOf(token));
}

void MapCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !map_)
        return;
    if (view_.span < static_cast<double>(focus_->count()))
        return showAll();
    view_ = zoomed(view_, 4, event->position(), focus_->count());
    stale_ = true;
    update();
}

void MapCanvas::wheelEvent(QWheelEvent* event) {
    if (!map_ || event->angleDelta().y() == 0)
        return;
    view_ = zoomed(view_, std::pow(1.25, event->angleDelta().y() / 120.0), event->position(), focus_->count());
    stale_ = true;
    setHovered(view_.at(event->position()));
    update();
    event->accept();
}

void MapCanvas::keyPressEvent(QKeyEvent* event) {
    if (!map_)
        return QWidget::keyPressEvent(event);
    const QPointF centre = view_.area.center();
    if (event->matches(QKeySequence::ZoomIn) || event->key() == Qt::Key_Plus) {
        view_ = zoomed(view_, 1.5, centre, focus_->count());
    } else if (event->matches(QKeySequence::ZoomOut) || event->key() == Qt::Key_Minus) {
        view_ = zoomed(view_, 1 / 1.5, centre, focus_->count());
    } else if (event->key() == Qt::Key_0) {
        showAll();
    } else if (event->key() == Qt::Key_Z && block_) {
        view_ = fitted(view_,
                       QRectF(static_cast<double>(block_->keyBegin), static_cast<double>(block_->queryBegin),
                              static_cast<double>(block_->keyEnd - block_->keyBegin),
                              static_cast<double>(block_->queryEnd - block_->queryBegin)),
                       focus_->count());
    } else if (event->key() == Qt::Key_Escape && block_) {
        block_.reset();
        Q_EMIT hoveredChanged();
    } else {
        return QWidget::keyPressEvent(event);
    }
    stale_ = true;
    update();
}

void MapCanvas::leaveEvent(QEvent*) { setHovered(std::nullopt); }

bool MapCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && map_) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool escape = key->key() == Qt::Key_Escape && block_;
        const bool zoom = key->key() == Qt::Key_Plus || key->key() == Qt::Key_Minus || key->key() == Qt::Key_0 ||
                          (key->key() == Qt::Key_Z && key->modifiers() == Qt::NoModifier && block_);
        if (escape || zoom || key->matches(QKeySequence::ZoomIn) || key->matches(QKeySequence::ZoomOut))
            event->accept();
    }
    return QWidget::event(event);
}

} // namespace gatoscope
