// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The topmost line of the window: sign, menus, workspaces as tabs, search, layouts.
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QMenuBar;
class QTabBar;

namespace gatoscope {

class TopBar : public QWidget {
    Q_OBJECT
public:
    explicit TopBar(QWidget* parent = nullptr);

    QMenuBar* menuBar() const { return menus_; }
    QTabBar* tabs() const { return tabs_; }
    QLineEdit* findEdit() const { return find_; }
    void setWorkspace(int index); // -1: the start page
    void setWorkspacesEnabled(bool enabled);
    /// "" stands for the arrangement that is kept by itself.
    void setLayouts(const QStringList& names, const QString& current);

Q_SIGNALS:
    void workspaceChosen(int index);
    void layoutChosen(const QString& name);
    void saveLayoutRequested();
    void resetLayoutRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fitFind();
    void placeTabs();
    QWidget* buildFind();

    QMenuBar* menus_;
    QTabBar* tabs_;
    QLineEdit* find_ = nullptr;
    QLabel* findKey_ = nullptr;
    QWidget* findBox_;
    QComboBox* layouts_;
};

} // namespace gatoscope
