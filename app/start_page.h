// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the window shows while nothing is open: ways to open, recents, where to drop, the kinds of token, the first
// keys.
#include <QWidget>

class QListView;
class QScrollArea;
class QStandardItemModel;
class QVBoxLayout;

namespace gatoscope {

class Actions;
class RecentDelegate;
class Session;

class StartPage : public QWidget {
    Q_OBJECT
public:
    StartPage(Session* session, Actions* actions, QWidget* parent = nullptr);

Q_SIGNALS:
    void openRequested(const QStringList& paths);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildLeft();
    QWidget* buildMiddle();
    QWidget* buildRight();
    void addEnvironment(QVBoxLayout* column);
    void fillRecents();
    void fitRecents();

    Session* session_;
    Actions* actions_;
    QStandardItemModel* model_;
    RecentDelegate* delegate_;
    QListView* recents_ = nullptr;
    QWidget *left_ = nullptr, *right_ = nullptr, *none_ = nullptr;
};

} // namespace gatoscope
