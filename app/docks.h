// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The docks of the window and their arrangements, one per workspace: made by default, kept, named, reset, maximised.
#include <functional>
#include <vector>

#include <QHash>
#include <QObject>
#include <QString>

class QDockWidget;
class QMainWindow;

namespace gatoscope {

class Separators;
class Session;

/// What stands in a dock. `title` (may be null) goes into the title bar.
struct DockContent {
    QString id;         // "stream": the name on the command line
    QString objectName; // "dockStream"
    QString title;
    QWidget* view = nullptr;
    QWidget* titleWidget = nullptr;
    bool titleFirst = false; // title widget right after the name
};

class Docks;

/// A tab of the window: a set of docks in an arrangement.
struct Workspace {
    const char* id;                // "tokens"
    const char* title;             // translated with the context "Workspaces"
    void (*arrange)(Docks& docks); // shows and places its docks
};
/// In the order of the tabs.
const std::vector<Workspace>& workspaces();
QString workspaceKeys();               // "Ctrl 1 … 5"
int workspaceIndex(const QString& id); // -1: none of that name

/// A drag of a title or a separator that is in progress is ended before every change of arrangement.
class Docks : public QObject {
    Q_OBJECT
public:
    Docks(QMainWindow* window, Session* session);

    QDockWidget* add(const DockContent& content);
    QDockWidget* dock(const QString& id) const; // null for an unknown id
    QStringList ids() const { return order_; }
    /// The dock under the pointer, or the one with the focus; null: none.
    QString current() const;

    /// Keeps the arrangement of the workspace that is left and brings back that of `id`.
    void show(const QString& workspace);
    void hideAll(); // for the start page; keeps the arrangement first
    const QString& workspace() const { return workspace_; }
    void keep();  // the arrangement as it is now, under no name
    void reset(); // to the default
    void save(const QString& name);
    bool restore(const QString& name);
    void toggleMaximised(const QString& id);
    void restoreMaximised();

    // For the arrangements of workspaces().
    void place(const QString& id, Qt::DockWidgetArea area);
    void split(const QString& after, const QString& id, Qt::Orientation orientation);
    void tabify(const QString& under, const QString& id);
    void resize(const QStringList& ids, const QList<int>& sizes, Qt::Orientation orientation);
    int width() const;
    int height() const;

Q_SIGNALS:
    void workspaceShown(const QString& id);
    void titleMenuRequested(const QString& id, const QPoint& globalPosition);

private:
    void arrange();
    void endDrags();

    QMainWindow* window_;
    Session* session_;
    Separators* separators_;
    QHash<QString, QDockWidget*> docks_;
    QStringList order_;
    QString workspace_;
    QByteArray beforeMaximise_;
};

} // namespace gatoscope
