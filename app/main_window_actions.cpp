// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The window's answers to its actions.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>

#include "app/about_dialog.h"
#include "app/actions.h"
#include "app/command_palette.h"
#include "app/command_text.h"
#include "app/docks.h"
#include "app/export_view.h"
#include "app/main_window.h"
#include "app/message_bar.h"
#include "app/session.h"
#include "app/settings_dialog.h"
#include "app/shortcut_overlay.h"
#include "app/theme.h"
#include "app/top_bar.h"
#include "app/views.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"

namespace gatoscope {

void MainWindow::askToOpen(bool folder) {
    const QString last = session_->lastFolder();
    if (folder) {
        const QString path = QFileDialog::getExistingDirectory(this, tr("Open a folder"), last);
        if (!path.isEmpty())
            openPaths({path});
        return;
    }
    openPaths(QFileDialog::getOpenFileNames(
        this, tr("Open"), last,
        tr("Episodes and pictures (*.hdf5 *.h5 *.npz *.npy *.png *.jpg *.jpeg *.bmp);;All files (*)")));
}

void MainWindow::connectFileActions() {
    const auto on = [this](const char* id, auto&& act) {
        connect(actions_->action(id), &QAction::triggered, this, act);
    };
    on("file.open", [this] { askToOpen(false); });
    on("file.openFolder", [this] { askToOpen(true); });
    on("file.sample", [this] { openSample(); });
    on("file.scratch", [this] { openScratch(); });
    on("file.reload", [this] { document_.reload(); });
    on("file.close", [this] { document_.closeDataset(document_.current()); });
    on("file.start", [this] { showStart(); });
    on("file.copyCommand", [this] { QApplication::clipboard()->setText(commandLine()); });
    on("tools.exportTokens", [this] { QApplication::clipboard()->setText(tokenizeCommand(document_)); });
    on("file.exportView", [this] { exportDock(docks_->current()); });
    on("file.screenshot", [this] { exportDock(QString()); });
    on("file.quit", [this] { close(); });
}

QString MainWindow::commandLine() const {
    return openCommand(const_cast<Document&>(document_), model_, docks_->workspace(), ThemeColors::instance().dark());
}

/// An empty id stands for the whole window.
void MainWindow::exportDock(const QString& id) {
    QDockWidget* dock = docks_->dock(id);
    const QString name = dock ? id : QStringLiteral("gatoscope");
    const QString file = QFileDialog::getSaveFileName(this, tr("Export as a picture"), name + QStringLiteral(".png"),
                                                      tr("PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"));
    if (file.isEmpty())
        return;
    QWidget& shown = dock ? *dock->widget() : static_cast<QWidget&>(*this);
    if (const auto written = exportWidget(shown, file); !written)
        messages_->showError(toQString(written.error().text), toQString(written.error().place));
    else
        messages_->showNote(tr("Written: %1").arg(file));
}

void MainWindow::connectEditActions() {
    const auto on = [this](const char* id, auto&& act) {
        connect(actions_->action(id), &QAction::triggered, this, act);
    };
    QUndoStack* undo = document_.undoStack();
    on("edit.undo", [undo] { undo->undo(); });
    on("edit.redo", [undo] { undo->redo(); });
    const auto showUndo = [this, undo] {
        actions_->action("edit.undo")->setEnabled(undo->canUndo());
        actions_->action("edit.redo")->setEnabled(undo->canRedo());
    };
    connect(undo, &QUndoStack::indexChanged, this, showUndo);
    showUndo();
    on("edit.copyId", [this] {
        const auto& tokens = document_.view().tokens;
        const qint64 token = document_.cursor()->token();
        if (tokens && token >= 0 && token < static_cast<qint64>(tokens->size()))
            QApplication::clipboard()->setText(QString::number(tokens->id(static_cast<std::size_t>(token))));
    });
    on("edit.clear", [this] {
        document_.cursor()->setToken(-1);
        document_.cursor()->clearHover();
    });
    on("edit.find", [this] { palette_->popUp(); });
    on("edit.nextHit", [this] { palette_->stepHit(1); });
    on("edit.previousHit", [this] { palette_->stepHit(-1); });
    on("edit.settings", [this] {
        SettingsDialog dialog(session_, this);
        if (dialog.exec() == QDialog::Accepted)
            applyPreferences();
    });
    connect(top_->findEdit(), &QLineEdit::textEdited, this, [this](const QString& text) {
        top_->findEdit()->clear();
        palette_->popUp(text);
        palette_->line()->end(false);
    });
    connect(top_->findEdit(), &QLineEdit::returnPressed, this, [this] { palette_->popUp(); });
}

void MainWindow::connectViewActions() {
    const auto on = [this](const char* id, auto&& act) {
        connect(actions_->action(id), &QAction::triggered, this, act);
    };
    on("view.maximise", [this] { docks_->toggleMaximised(docks_->current()); });
    on("view.fullScreen", [this] { isFullScreen() ? showNormal() : showFullScreen(); });
    on("view.theme", [this] {
        session_->setTheme(ThemeColors::instance().dark() ? QStringLiteral("light") : QStringLiteral("dark"));
        applyTheme(session_->theme());
    });
    on("view.saveLayout", [this] {
        bool given = false;
        const QString name =
            QInputDialog::getText(this, tr("Save layout"), tr("Name"), QLineEdit::Normal, tr("Mine"), &given);
        if (!given || name.trimmed().isEmpty())
            return;
        docks_->save(name.trimmed());
        top_->setLayouts(session_->layouts(), name.trimmed());
    });
    on("view.resetLayout", [this] {
        docks_->reset();
        top_->setLayouts(session_->layouts(), {});
    });
    on("view.tokens", [this] {
        if (QDockWidget* stream = docks_->dock(QStringLiteral("stream")))
            stream->setVisible(!stream->isVisible());
    });
    on("help.keys", [this] { ShortcutOverlay::toggle(actions_, this); });
    on("help.about", [this] { AboutDialog(this).exec(); });
}

void MainWindow::connectPlayback() {
    const auto on = [this](const char* id, auto&& act) {
        connect(actions_->action(id), &QAction::triggered, this, act);
    };
    Cursor* cursor = document_.cursor();
    const auto second = [this] { return std::max<qint64>(1, static_cast<qint64>(player_.framesPerSecond() + 0.5)); };
    const auto move = [this, cursor](qint64 by) {
        document_.frames()->setDirection(by > 0 ? 1 : -1);
        cursor->setStep(cursor->step() + by);
    };
    on("playback.play", [this] { player_.toggle(); });
    on("playback.back", [move] { move(-1); });
    on("playback.forward", [move] { move(1); });
    on("playback.secondBack", [move, second] { move(-second()); });
    on("playback.secondForward", [move, second] { move(second()); });
    on("playback.first", [cursor] { cursor->setStep(0); });
    on("playback.last", [cursor] { cursor->setStep(cursor->stepCount() - 1); });
    on("playback.slower", [this] { player_.slower(); });
    on("playback.faster", [this] { player_.faster(); });
    on("playback.speed1", [this] { player_.setSpeed(1); });
    QAction* loop = actions_->action("playback.loop");
    loop->setChecked(player_.loop());
    connect(loop, &QAction::triggered, &player_, &Player::setLoop);
    connect(&player_, &Player::loopChanged, loop, &QAction::setChecked);
    on("playback.loopIn",
       [cursor] { cursor->setRange(cursor->step(), std::max(cursor->rangeEnd(), cursor->step() + 1)); });
    on("playback.loopOut",
       [cursor] { cursor->setRange(std::min(cursor->rangeBegin(), cursor->step()), cursor->step() + 1); });
    connect(&player_, &Player::playingChanged, this,
            [this](bool playing) { document_.frames()->setDirection(playing ? 1 : 0); });
}

void MainWindow::connectTools() {
    const auto on = [this](const char* id, auto&& act) {
        connect(actions_->action(id), &QAction::triggered, this, act);
    };
    const auto show = [this](const Result<void>& done) {
        if (!done)
            messages_->showError(toQString(done.error().text), toQString(done.error().place));
    };
    const QString json = tr("JSON (*.json)");
    on("tools.saveTokenizer", [this, show, json] {
        const QString file =
            QFileDialog::getSaveFileName(this, tr("Save tokenizer settings"), QStringLiteral("tokenizer.json"), json);
        if (!file.isEmpty())
            show(saveText(file, tokenizerJson(document_.settings())));
    });
    on("tools.loadTokenizer", [this, show, json] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Load tokenizer settings"), {}, json);
        if (file.isEmpty())
            return;
        if (auto settings = readSettings({}, toStd(file)))
            document_.changeSettings(*settings, tr("Load tokenizer settings"));
        else
            show(fail(settings));
    });
    on("tools.saveMap", [this, show, json] {
        const QString file =
            QFileDialog::getSaveFileName(this, tr("Save channel map"), QStringLiteral("map.json"), json);
        if (!file.isEmpty() && document_.currentDataset() != nullptr)
            show(saveText(file, toJson(document_.currentDataset()->map)));
    });
    on("tools.loadMap", [this, show, json] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Load channel map"), {}, json);
        if (file.isEmpty())
            return;
        if (auto map = readChannelMap(toStd(file)))
            document_.changeMap(*map, tr("Load channel map"));
        else
            show(fail(map));
    });
}

} // namespace gatoscope
