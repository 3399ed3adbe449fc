// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/docks.h"

#include <QApplication>
#include <QCursor>
#include <QDockWidget>
#include <QMainWindow>
#include <QMouseEvent>

#include "app/dock_title.h"
#include "app/separators.h"
#include "app/session.h"

namespace gatoscope {

namespace {
constexpr int kStateVersion = 3; // of saved arrangements; older ones are not brought back
}

Docks::Docks(QMainWindow* window, Session* session)
    : QObject(window), window_(window), session_(session), separators_(new Separators(window)) {
    // Not animated: an arrangement that is brought back while docks still move is lost.
    window->setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    window->setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    window->setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    window->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
}

QDockWidget* Docks::add(const DockContent& content) {
    auto* dock = new QDockWidget(content.title, window_);
    dock->setObjectName(content.objectName);
    dock->setAccessibleName(content.title);
    content.view->setAttribute(Qt::WA_StyledBackground);
    dock->setWidget(content.view);
    auto* title = new DockTitle(dock, content.titleWidget, content.titleFirst);
    connect(title, &DockTitle::menuRequested, this,
            [this, id = content.id](const QPoint& at) { Q_EMIT titleMenuRequested(id, at); });
    dock->setTitleBarWidget(title);
    connect(dock, &QDockWidget::topLevelChanged, separators_, &Separators::end);
    window_->addDockWidget(Qt::LeftDockWidgetArea, dock);
    dock->hide();
    docks_.insert(content.id, dock);
    order_.append(content.id);
    return dock;
}

QDockWidget* Docks::dock(const QString& id) const { return docks_.value(id); }

QString Docks::current() const {
    for (QWidget* start : {QApplication::widgetAt(QCursor::pos()), QApplication::focusWidget()})
        for (QWidget* widget = start; widget != nullptr; widget = widget->parentWidget())
            for (const QString& id : order_)
                if (docks_.value(id) == widget)
                    return id;
    return {};
}

void Docks::show(const QString& workspace) {
    if (workspaceIndex(workspace) < 0)
        return;
    keep();
    workspace_ = workspace;
    if (!restore(QString()))
        arrange();
    Q_EMIT workspaceShown(workspace_);
}

void Docks::hideAll() {
    endDrags();
    keep();
    workspace_.clear();
    for (QDockWidget* dock : std::as_const(docks_))
        dock->hide();
}

void Docks::keep() {
    if (workspace_.isEmpty())
        return;
    restoreMaximised();
    endDrags(); // a gap under a dragged dock is not part of the arrangement
    session_->setLayout(QString(), workspace_, window_->saveState(kStateVersion));
}

void Docks::reset() {
    beforeMaximise_.clear();
    arrange();
}

void Docks::save(const QString& name) {
    restoreMaximised();
    endDrags();
    session_->setLayout(name, workspace_, window_->saveState(kStateVersion));
}

bool Docks::restore(const QString& name) {
    beforeMaximise_.clear();
    endDrags();
    const QByteArray state = session_->layout(name, workspace_);
    if (state.isEmpty())
        return false;
    for (QDockWidget* dock : std::as_const(docks_)) // a state may not know docks that were added later
        dock->hide();
    return window_->restoreState(state, kStateVersion);
}

void Docks::toggleMaximised(const QString& id) {
    if (!beforeMaximise_.isEmpty())
        return restoreMaximised();
    QDockWidget* kept = dock(id);
    if (kept == nullptr || kept->isFloating())
        return;
    endDrags();
    beforeMaximise_ = window_->saveState(kStateVersion);
    for (QDockWidget* dock : std::as_const(docks_))
        if (dock != kept && !dock->isFloating())
            dock->hide();
    kept->raise();
}

void Docks::restoreMaximised() {
    if (beforeMaximise_.isEmpty())
        return;
    endDrags();
    window_->restoreState(beforeMaximise_, kStateVersion);
    beforeMaximise_.clear();
}

/// A dock that is being dragged is put down: the main window keeps an arrangement of its own until then.
void Docks::endDrags() {
    separators_->end();
    for (QDockWidget* dock : std::as_const(docks_)) {
        QMouseEvent release(QEvent::MouseButtonRelease, QPointF(), dock->mapToGlobal(QPointF()), Qt::LeftButton,
                            Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(dock, &release);
    }
}

void Docks::arrange() {
    endDrags();
    for (QDockWidget* dock : std::as_const(docks_)) {
        dock->setFloating(false);
        dock->hide(); // first: Qt remembers of a removed dock whether it was hidden, and a saved state shows it again
        window_->removeDockWidget(dock);
    }
    workspaces()[static_cast<std::size_t>(workspaceIndex(workspace_))].arrange(*this);
}

void Docks::place(const QString& id, Qt::DockWidgetArea area) {
    if (QDockWidget* placed = dock(id)) {
        window_->addDockWidget(area, placed);
        placed->show();
    }
}

void Docks::split(const QString& after, const QString& id, Qt::Orientation orientation) {
    QDockWidget* first = dock(after);
    QDockWidget* second = dock(id);
    if (first == nullptr || second == nullptr)
        return;
    window_->splitDockWidget(first, second, orientation);
    second->show();
}

void Docks::tabify(const QString& under, const QString& id) {
    QDockWidget* first = dock(under);
    QDockWidget* second = dock(id);
    if (first == nullptr || second == nullptr)
        return;
    window_->tabifyDockWidget(first, second);
    second->show();
    first->show();
    first->raise();
}

void Docks::resize(const QStringList& ids, const QList<int>& sizes, Qt::Orientation orientation) {
    QList<QDockWidget*> docks;
    QList<int> used;
    for (qsizetype i = 0; i < ids.size(); ++i) {
        if (QDockWidget* found = dock(ids[i])) {
            docks.append(found);
            used.append(sizes[i]);
        }
    }
    window_->resizeDocks(docks, used, orientation);
}

int Docks::width() const { return window_->width(); }
int Docks::height() const { return window_->height(); }

} // namespace gatoscope
