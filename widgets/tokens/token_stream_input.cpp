// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include "widgets/common/convert.h"
#include "widgets/common/token_text.h"
#include "widgets/tokens/token_stream.h"

namespace gatoscope {
namespace {

using M = StreamMetrics;

QString rowText(const TokenSequence& tokens, qint64 step) {
    QStringList ids;
    for (std::size_t i = tokens.firstOf(step); i < tokens.firstOf(step + 1); ++i)
        ids << QString::number(tokens.id(i));
    return ids.join(QLatin1Char(','));
}

} // namespace

void TokenStreamCanvas::resizeEvent(QResizeEvent*) {
    layOut();
    if (tokens_)
        showStep(shownStep_);
}

void TokenStreamCanvas::scrollContentsBy(int, int dy) {
    if (dy != 0) {
        const double unit = scrollUnit(layout_.height());
        top_ = std::min(verticalScrollBar()->value() * unit, std::max(0.0, layout_.height() - bodyHeight()));
    }
    viewport()->update();
}

void TokenStreamCanvas::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ShiftModifier) {
        const int by = event->angleDelta().y() ? event->angleDelta().y() : event->angleDelta().x();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - by);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void TokenStreamCanvas::mouseMoveEvent(QMouseEvent* event) {
    const bool header = headerColumnAt(event->position()) >= 0;
    viewport()->setCursor(header ? Qt::PointingHandCursor : Qt::ArrowCursor);
    Hover hover = tokenAt(event->position());
    if (hover.token < 0)
        hover = {};
    cursor_->setHover(hover);
}

int TokenStreamCanvas::headerColumnAt(QPointF place) const {
    if (!tokens_ || place.y() >= M::header || place.x() < M::step)
        return -1;
    const StreamHit hit = layout_.hit(place.x() + horizontalScrollBar()->value(), 0);
    if (hit.column < 0)
        return -1;
    const StreamColumn& column = layout_.columns()[static_cast<std::size_t>(hit.column)];
    return column.folded || column.slots >= foldFrom(column.kind) ? hit.column : -1;
}

void TokenStreamCanvas::setFolded(int column, bool folded) {
    layout_.setFolded(column, folded);
    layOut();
    viewport()->update();
}

void TokenStreamCanvas::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    const int header = headerColumnAt(event->position());
    if (header >= 0) {
        setFolded(header, !layout_.columns()[static_cast<std::size_t>(header)].folded);
        return;
    }
    const Hover at = tokenAt(event->position());
    if (at.step < 0)
        return;
    if (at.token >= 0 && (event->modifiers() & Qt::ControlModifier)) {
        Q_EMIT pinRequested(at.token);
        return;
    }
    moving_ = true;
    if (at.token >= 0)
        cursor_->selectToken(at.token, at.step);
    else
        cursor_->setStep(at.step);
    moving_ = false;
}

void TokenStreamCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    const Hover at = tokenAt(event->position());
    if (at.token >= 0)
        Q_EMIT tokenActivated(at.token);
}

void TokenStreamCanvas::selectNear(qint64 step) {
    step = std::clamp<qint64>(step, 0, std::max<qint64>(0, tokens_->steps() - 1));
    const auto size = static_cast<qint64>(tokens_->size());
    qint64 token = -1;
    if (shownToken_ >= 0 && shownToken_ < size) {
        const Token now = tokens_->at(static_cast<std::size_t>(shownToken_));
        for (const StreamRun& run : runs(step)) {
            if (run.channel != now.channel)
                continue;
            const std::size_t offset = std::min<std::size_t>(run.count - 1, static_cast<std::size_t>(now.element));
            token = static_cast<qint64>(run.first + offset);
        }
    }
    if (token >= 0)
        cursor_->selectToken(token, step);
    else
        cursor_->setStep(step);
    showStep(step);
}

void TokenStreamCanvas::moveToken(int by) {
    const auto size = static_cast<qint64>(tokens_->size());
    const qint64 token = std::clamp<qint64>(shownToken_ + by, 0, size - 1);
    cursor_->selectToken(token, tokens_->stepOf(static_cast<std::size_t>(token)));
    showColumn(token);
}

/// Up and Down inside a long text: the token a line away; without a selected token a step taller than the view scrolls.
bool TokenStreamCanvas::moveLine(int by) {
    const auto [run, column] = brokenText(shownToken_);
    if (column < 0) {
        if (shownToken_ >= 0 || shownStep_ >= layout_.rows() || layout_.rowHeight(shownStep_) <= bodyHeight())
            return false;
        verticalScrollBar()->setValue(verticalScrollBar()->value() + by * verticalScrollBar()->singleStep());
        return true;
    }
    const auto perLine = static_cast<qint64>(layout_.columns()[static_cast<std::size_t>(column)].perLine);
    const qint64 first = static_cast<qint64>(run.first), last = first + static_cast<qint64>(run.count) - 1;
    const qint64 token = shownToken_ + by * perLine;
    const bool beyond = token < first || token > last;
    if (beyond && std::abs(by) == 1 && (by < 0 ? shownStep_ > 0 : shownStep_ + 1 < layout_.rows()))
        return false; // on to the step before or after
    moveToken(static_cast<int>(std::clamp(token, first, last) - shownToken_));
    return true;
}

bool TokenStreamCanvas::event(QEvent* event) {
    // Left and Right belong to the stream only while a token of it is selected; otherwise they step the episode.
    if (event->type() == QEvent::ShortcutOverride && tokens_) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = !(key->modifiers() & ~Qt::KeypadModifier);
        const bool rows = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || key->key() == Qt::Key_PageUp ||
                          key->key() == Qt::Key_PageDown;
        const bool cells = shownToken_ >= 0 && (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right);
        if ((plain && (rows || cells)) || key->matches(QKeySequence::Copy))
            event->accept();
    }
    return QAbstractScrollArea::event(event);
}

void TokenStreamCanvas::keyPressEvent(QKeyEvent* event) {
    if (!tokens_ || tokens_->size() == 0)
        return QAbstractScrollArea::keyPressEvent(event);
    const qint64 page = std::max<qint64>(1, static_cast<qint64>(bodyHeight() / M::row) - 1);
    if (event->matches(QKeySequence::Copy) && shownToken_ >= 0) {
        const qint64 id = tokens_->id(static_cast<std::size_t>(shownToken_));
        QGuiApplication::clipboard()->setText(QString::number(id));
        return;
    }
    const int key = event->key();
    const int lines = key == Qt::Key_Up         ? -1
                      : key == Qt::Key_Down     ? 1
                      : key == Qt::Key_PageUp   ? -static_cast<int>(page)
                      : key == Qt::Key_PageDown ? static_cast<int>(page)
                                                : 0;
    if (lines != 0 && moveLine(lines))
        return;
    switch (key) {
    case Qt::Key_Up:
        return selectNear(shownStep_ - 1);
    case Qt::Key_Down:
        return selectNear(shownStep_ + 1);
    case Qt::Key_PageUp:
        return selectNear(shownStep_ - page);
    case Qt::Key_PageDown:
        return selectNear(shownStep_ + page);
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (shownToken_ >= 0)
            return moveToken(event->key() == Qt::Key_Left ? -1 : 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (shownToken_ >= 0)
            Q_EMIT tokenActivated(shownToken_);
        return;
    default:
        break;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void TokenStreamCanvas::fillMenu(QMenu& menu, qint64 token, qint64 step, int column) {
    const auto copy = [](const QString& text) { QGuiApplication::clipboard()->setText(text); };
    if (token >= 0) {
        const qint64 id = tokens_->id(static_cast<std::size_t>(token));
        menu.addAction(tr("Copy id %1").arg(id), this, [=] { copy(QString::number(id)); });
        const QString all = tokenSummary(*tokens_, static_cast<std::size_t>(token));
        menu.addAction(tr("Copy token"), this, [=] { copy(all); });
        if (id >= 0)
            menu.addAction(tr("Find id %1").arg(id), this,
                           [this, id] { Q_EMIT findRequested(QStringLiteral("id:%1").arg(id)); });
        menu.addAction(tr("Inspect"), this, [this, token] { Q_EMIT tokenActivated(token); });
    }
    if (step >= 0)
        menu.addAction(tr("Copy ids of step %1").arg(step), this, [=, this] { copy(rowText(*tokens_, step)); });
    if (column < 0)
        return;
    const StreamColumn& c = layout_.columns()[static_cast<std::size_t>(column)];
    if (c.slots < 2)
        return;
    menu.addSeparator();
    const QString title = toQString(c.title);
    menu.addAction(c.folded ? tr("Unfold %1").arg(title) : tr("Fold %1").arg(title), this,
                   [this, column, folded = c.folded] { setFolded(column, !folded); });
}

void TokenStreamCanvas::contextMenuEvent(QContextMenuEvent* event) {
    if (!tokens_)
        return;
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QPointF place = keyboard ? cellOf(shownToken_).center() : QPointF(event->pos());
    const Hover at = tokenAt(place);
    const StreamHit hit =
        layout_.hit(place.x() + horizontalScrollBar()->value(), std::max(0.0, place.y() - M::header + top_));
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu, at.token, at.step, hit.column);
    if (menu->isEmpty())
        menu->deleteLater();
    else
        menu->popup(keyboard ? viewport()->mapToGlobal(place.toPoint()) : event->globalPos());
}

bool TokenStreamCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave)
        cursor_->clearHover();
    if (event->type() == QEvent::ToolTip && tokens_) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Hover at = tokenAt(QPointF(help->pos()));
        QString text;
        if (at.token >= 0) {
            text = tokenSummary(*tokens_, static_cast<std::size_t>(at.token));
        } else if (help->pos().y() < M::header) {
            const StreamHit hit = layout_.hit(help->pos().x() + horizontalScrollBar()->value(), 0);
            if (hit.column >= 0)
                text = toQString(layout_.columns()[static_cast<std::size_t>(hit.column)].title);
        }
        QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace gatoscope
