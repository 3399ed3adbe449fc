// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Menus of the window, made when they open where they change.
#include <QAction>
#include <QCoreApplication>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>

#include "app/actions.h"
#include "app/docks.h"
#include "app/main_window.h"
#include "app/places.h"
#include "app/session.h"
#include "app/theme.h"
#include "app/top_bar.h"
#include "widgets/common/convert.h"

namespace gatoscope {

namespace {

/// The view itself, or the first of its children that takes keys.
void focusFirst(QWidget* view) {
    if (view->focusPolicy() != Qt::NoFocus)
        return view->setFocus(Qt::ShortcutFocusReason);
    for (QWidget* child : view->findChildren<QWidget*>())
        if (child->isVisible() && (child->focusPolicy() & Qt::TabFocus) != 0)
            return child->setFocus(Qt::ShortcutFocusReason);
}

} // namespace

void MainWindow::fillMenus() {
    for (const MenuPlace place : {MenuPlace::File, MenuPlace::Edit, MenuPlace::View, MenuPlace::Playback,
                                  MenuPlace::Model, MenuPlace::Tools, MenuPlace::Help}) {
        QMenu* menu = top_->menuBar()->addMenu(menuTitle(place));
        actions_->fill(menu, place);
        if (place == MenuPlace::File) {
            auto* recent = new QMenu(tr("Open recent"), menu);
            menu->insertMenu(actions_->action("file.sample"), recent);
            connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecentMenu(recent); });
        }
        if (place == MenuPlace::View)
            fillViewMenu(menu);
        if (place == MenuPlace::Model) {
            menu->addSeparator();
            auto* devices = menu->addMenu(tr("Device and number type"));
            connect(devices, &QMenu::aboutToShow, this, [this, devices] { fillDeviceMenu(devices); });
        }
    }
}

void MainWindow::fillRecentMenu(QMenu* menu) {
    menu->clear();
    for (const Recent& recent : session_->recents())
        menu->addAction(QStringLiteral("%1   %2").arg(recent.name, recent.paths.first()), this,
                        [this, paths = recent.paths] { openPaths(paths); });
    if (menu->isEmpty())
        menu->addAction(tr("Nothing yet"))->setEnabled(false);
}

/// Panels and workspaces in front of the table's entries.
void MainWindow::fillViewMenu(QMenu* menu) {
    QAction* before = menu->actions().value(0);
    int digit = 1;
    for (const Workspace& workspace : workspaces()) {
        const QString id = QString::fromLatin1(workspace.id);
        auto* action = new QAction(QCoreApplication::translate("Workspaces", workspace.title), this);
        action->setShortcut(QKeySequence(QStringLiteral("Ctrl+%1").arg(digit++)));
        addAction(action);
        connect(action, &QAction::triggered, this,
                [this, id] { id == QStringLiteral("scratch") ? openScratch() : showWorkspace(id); });
        menu->insertAction(before, action);
    }
    menu->insertSeparator(before);
    auto* panels = new QMenu(tr("Panels"), menu);
    for (const QString& id : docks_->ids())
        panels->addAction(docks_->dock(id)->toggleViewAction());
    menu->insertMenu(before, panels);
}

/// Alt+1 … Alt+9 bring a panel to the front and give it the focus.
void MainWindow::addPanelKeys() {
    int digit = 1;
    for (const QString& id : docks_->ids()) {
        if (digit > 9)
            break;
        auto* action = new QAction(this);
        action->setShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(digit++)));
        addAction(action);
        connect(action, &QAction::triggered, this, [this, id] {
            if (onStart())
                return;
            QDockWidget* dock = docks_->dock(id);
            dock->show();
            dock->raise();
            focusFirst(dock->widget());
        });
    }
}

void MainWindow::showDockMenu(const QString& id, const QPoint& at) {
    QMenu menu(this);
    menu.addAction(tr("Export as picture…"), this, [this, id] { exportDock(id); });
    menu.addAction(tr("Maximise"), this, [this, id] { docks_->toggleMaximised(id); });
    menu.addSeparator();
    menu.addAction(tr("Close"), docks_->dock(id), &QDockWidget::close);
    menu.exec(at);
}

void MainWindow::applyPreferences() {
    applyTheme(session_->theme());
    const qint64 bytes = session_->cacheBytes();
    document_.frameCache()->setBudget(static_cast<std::size_t>(bytes / 4 * 3));
    document_.frames()->setBudget(bytes / 4);
    const QString model = session_->textModel().isEmpty() ? bundledTextModel() : session_->textModel();
    Settings settings = document_.settings();
    if (settings.text_model == toStd(model))
        return;
    settings.text_model = toStd(model);
    document_.setSettings(settings);
}

} // namespace gatoscope
