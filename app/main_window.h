// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The window: start page or docks, bars, actions; connects the Document with the views.
#include <optional>

#include <QElapsedTimer>
#include <QMainWindow>

#include "app/document.h"
#include "app/model_session.h"
#include "app/player.h"

namespace gatoscope {

class Actions;
class CommandPalette;
class ContextBar;
class Docks;
class MessageBar;
class ModelBar;
class Session;
class StartPage;
class StatusItems;
class TopBar;
class Views;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Session* session, QWidget* parent = nullptr);
    ~MainWindow() override;

    Document* document() { return &document_; }
    Player* player() { return &player_; }
    ModelSession* model() { return &model_; }
    Docks* docks() const { return docks_; }
    Actions* actionTable() const { return actions_; }
    MessageBar* messages() const { return messages_; }
    Views* views() const { return views_; }

    void openPaths(const QStringList& paths, const OpenPlace& place = {});
    void openModel(const QString& folder, const QString& device = QStringLiteral("auto"), const QString& dtype = {});
    void openSample();
    void openScratch();
    void showWorkspace(QString id); // once data are there: a data set that is being opened is waited for
    void showStart();
    bool onStart() const;
    /// Nothing is being read, decoded or computed: what is painted now stays.
    bool settled() const;
    /// Status of this run (latency) stays out of pictures that must not change from run to run.
    void setTimeless() { timeless_ = true; }
    QString commandLine() const; // reproduces what is shown

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildBars();
    void buildStartPage();
    void connectDocument();
    void connectBars();
    void connectFileActions();
    void connectEditActions();
    void connectViewActions();
    void connectPlayback();
    void connectTools();
    void connectModel();
    void fillDeviceMenu(QMenu* menu);
    void askForModel();
    void wantModel();
    void showModel();
    void fillMenus();
    void fillRecentMenu(QMenu* menu);
    void fillViewMenu(QMenu* menu);
    void addPanelKeys();

    void episodeShown();
    void selectSomething();
    void showMemory();
    void showContext();
    void showHover(const Hover& hover);
    void remember(const QStringList& paths);
    static OpenPlace withSampleMap(const QString& path, OpenPlace place);
    void openEach(const QStringList& paths, const OpenPlace& place);
    void askToOpen(bool folder);
    void exportDock(const QString& id);
    void showDockMenu(const QString& id, const QPoint& at);
    void applyPreferences();

    Session* session_;
    Document document_;
    Player player_;
    ModelSession model_;
    Actions* actions_;
    Docks* docks_;
    Views* views_;
    TopBar* top_;
    ContextBar* context_;
    ModelBar* modelBar_;
    StatusItems* status_;
    MessageBar* messages_ = nullptr;
    StartPage* start_ = nullptr;
    CommandPalette* palette_ = nullptr;
    QString wanted_; // workspace to show once an episode is there
    QElapsedTimer stepClock_;
    bool stepPending_ = false, timeless_ = false, modelDeclined_ = false;
};

} // namespace gatoscope
