// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The table of everything a person can do: id, text, icon, keys. Menus, palette and the list of keys are made from it.
#include <vector>

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QString>

class QAction;
class QMenu;
class QWidget;

namespace gatoscope {

enum class MenuPlace { File, Edit, View, Playback, Model, Tools, Help, None };

struct ActionInfo {
    const char* id;   // "playback.play"
    const char* text; // as shown, translated with the context "Actions"
    const char* icon; // ":/icons/NAME.svg", or ""
    const char* keys; // portable, parted by a blank; the first is shown
    MenuPlace menu;
    bool separatorBefore = false;
    bool needsData = false; // disabled while no episode is shown
    bool checkable = false;
};

const std::vector<ActionInfo>& actionTable();
QString menuTitle(MenuPlace menu);

/// Makes the QActions, on the widget whose window they serve.
class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QWidget* window);

    QAction* action(const QString& id) const; // never null for an id of the table
    QAction* action(const char* id) const { return action(QString::fromLatin1(id)); }
    void fill(QMenu* menu, MenuPlace place) const;
    void setHaveData(bool have);
    /// "Ctrl K": as the window writes keys.
    static QString keyText(const QKeySequence& keys);

private:
    QHash<QString, QAction*> actions_;
};

} // namespace gatoscope
