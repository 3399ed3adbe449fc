// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <QAction>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QStatusBar>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

#include "app/actions.h"
#include "app/command_palette.h"
#include "app/context_bar.h"
#include "app/docks.h"
#include "app/key_guard.h"
#include "app/message_bar.h"
#include "app/model_bar.h"
#include "app/places.h"
#include "app/recent_card.h"
#include "app/session.h"
#include "app/start_page.h"
#include "app/status_items.h"
#include "app/theme.h"
#include "app/top_bar.h"
#include "app/views.h"
#include "widgets/common/convert.h"
#include "widgets/scratch/scratch_view.h"

namespace gatoscope {

MainWindow::MainWindow(Session* session, QWidget* parent)
    : QMainWindow(parent), session_((applyTheme(session->theme()), session)), player_(document_.cursor()),
      model_(&document_), actions_(new Actions(this)), docks_(new Docks(this, session)),
      views_(new Views(&document_, &player_, &model_, docks_, this)), top_(new TopBar),
      context_(new ContextBar(document_.cursor())), modelBar_(new ModelBar(&model_, session_)),
      status_(new StatusItems) {
    setObjectName(QStringLiteral("MainWindow"));
    setWindowTitle(tr("Gatoscope"));
    setAcceptDrops(true);
    setMinimumSize(640, 400);
    setFocusPolicy(Qt::ClickFocus);
    new KeyGuard(this);
    buildBars();
    buildStartPage();
    messages_ = new MessageBar(this);
    palette_ = new CommandPalette(&document_, actions_, this);
    fillMenus();
    connectDocument();
    connectBars();
    connectFileActions();
    connectEditActions();
    connectViewActions();
    connectPlayback();
    connectTools();
    connectModel();
    views_->connectActions(*actions_);
    addPanelKeys();
    applyPreferences();
    showStart();
}

MainWindow::~MainWindow() { disconnect(&document_, nullptr, this, nullptr); }

void MainWindow::buildBars() {
    auto* bars = new QWidget(this);
    auto* column = new QVBoxLayout(bars);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(top_);
    context_->addWidget(modelBar_);
    column->addWidget(context_);
    setMenuWidget(bars);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setFixedHeight(26);
    statusBar()->setContentsMargins(4, 0, 0, 0);
    statusBar()->addPermanentWidget(status_);
}

void MainWindow::buildStartPage() {
    start_ = new StartPage(session_, actions_, this);
    setCentralWidget(start_);
    connect(start_, &StartPage::openRequested, this, [this](const QStringList& paths) { openPaths(paths); });
}

void MainWindow::connectDocument() {
    connect(&document_, &Document::episodeChanged, this, &MainWindow::episodeShown);
    connect(&document_, &Document::datasetsChanged, this, [this] {
        top_->setWorkspacesEnabled(!document_.datasets().empty());
        if (document_.datasets().empty())
            showStart();
    });
    connect(&document_, &Document::failed, this, [this](const Error& error) {
        messages_->showError(toQString(error.text), toQString(error.place));
        if (!document_.loading())
            wanted_.clear();
    });
    connect(&document_, &Document::opened, this, &MainWindow::remember);
    connect(document_.jobs(), &Jobs::progressed, this, [this](const QString& kind, const QString& title, double part) {
        if (kind != QStringLiteral("frame"))
            messages_->showProgress(kind, title, part);
    });
    connect(document_.jobs(), &Jobs::finished, messages_, &MessageBar::endProgress);
    connect(messages_, &MessageBar::stopRequested, document_.jobs(), &Jobs::cancel);
    connect(document_.frames(), &FrameStore::settled, this, &MainWindow::showMemory);
    Cursor* cursor = document_.cursor();
    connect(cursor, &Cursor::stepChanged, this, [this] {
        stepClock_.start();
        stepPending_ = true;
        showContext();
    });
    connect(cursor, &Cursor::hoverChanged, this, &MainWindow::showHover);
}

void MainWindow::connectBars() {
    connect(top_, &TopBar::workspaceChosen, this, [this](int index) {
        const QString id = QString::fromLatin1(workspaces()[static_cast<std::size_t>(index)].id);
        id == QStringLiteral("scratch") ? openScratch() : showWorkspace(id);
    });
    connect(top_, &TopBar::layoutChosen, this, [this](const QString& name) {
        if (!docks_->restore(name))
            docks_->reset();
    });
    connect(top_, &TopBar::saveLayoutRequested, actions_->action("view.saveLayout"), &QAction::trigger);
    connect(top_, &TopBar::resetLayoutRequested, actions_->action("view.resetLayout"), &QAction::trigger);
    connect(views_, &Views::failed, this, [this](const QString& text) { messages_->showError(text, {}); });
    connect(views_, &Views::noted, this, [this](const QString& text) { messages_->showNote(text); });
    connect(views_, &Views::modelRequested, this, [this](const QString& folder) {
        openModel(folder);
        showWorkspace(QStringLiteral("actions"));
    });
    connect(views_, &Views::findRequested, this, [this](const QString& query) { palette_->popUp(query); });
    connect(session_, &Session::layoutsChanged, this, [this] { top_->setLayouts(session_->layouts(), {}); });
    connect(docks_, &Docks::titleMenuRequested, this, &MainWindow::showDockMenu);
    top_->setLayouts(session_->layouts(), {});
    top_->setWorkspacesEnabled(false);
}

void MainWindow::openPaths(const QStringList& paths, const OpenPlace& place) {
    if (paths.isEmpty())
        return;
    const QFileInfo first(paths.first());
    if (paths.size() == 1 && isCheckpoint(paths.first()))
        return openModel(first.isDir() ? paths.first() : first.absolutePath());
    session_->setLastFolder(first.absolutePath());
    if (onStart() && wanted_.isEmpty())
        wanted_ = session_->workspace().isEmpty() || session_->workspace() == QStringLiteral("scratch")
                      ? QStringLiteral("tokens")
                      : session_->workspace();
    const auto odd = [&](const QString& path) {
        const QFileInfo other(path);
        return other.isDir() || other.suffix().toLower() != first.suffix().toLower();
    };
    if (paths.size() > 1 && std::any_of(paths.begin(), paths.end(), odd))
        openEach(paths, place); // folders, or files of several kinds: a data set each
    else
        document_.open(paths, withSampleMap(paths.first(), place));
}

/// The bundled sample comes with names that its format has no place for.
OpenPlace MainWindow::withSampleMap(const QString& path, OpenPlace place) {
    const QString file = place.map ? QString() : sampleMap(path);
    if (auto map = file.isEmpty() ? Result<ChannelMap>() : readChannelMap(toStd(file)); map && !file.isEmpty())
        place.map = std::move(*map);
    return place;
}

void MainWindow::openEach(const QStringList& paths, const OpenPlace& place) {
    for (const QString& path : paths) {
        OpenPlace own = withSampleMap(path, path == paths.first() ? place : OpenPlace());
        own.background = path != paths.first();
        document_.open({path}, own);
    }
}

void MainWindow::openSample() {
    const QStringList samples = samplePaths();
    if (samples.isEmpty()) {
        messages_->showError(tr("The sample was looked for beside the program and is not there; open a file instead"),
                             {});
        return;
    }
    openPaths(samples);
    QTimer::singleShot(0, this, &MainWindow::wantModel); // once the first tokens are painted
}

void MainWindow::openScratch() {
    wanted_ = QStringLiteral("scratch");
    views_->scratch()->announce();
}

void MainWindow::showWorkspace(QString id) {
    const int index = workspaceIndex(id);
    if (index < 0)
        return;
    if (!document_.view().episode) {
        wanted_ = id;
        return;
    }
    wanted_.clear();
    start_->hide();
    context_->show();
    if (docks_->workspace() != id)
        docks_->show(id);
    top_->setWorkspace(index);
    actions_->setHaveData(true);
    session_->setWorkspace(id);
    if (id == QStringLiteral("attention") || id == QStringLiteral("actions"))
        wantModel();
    setFocus();
}

void MainWindow::showStart() {
    if (!docks_->workspace().isEmpty())
        docks_->hideAll();
    else
        for (const QString& id : docks_->ids())
            docks_->dock(id)->hide();
    player_.pause();
    context_->hide();
    start_->show();
    top_->setWorkspace(-1);
    top_->setWorkspacesEnabled(!document_.datasets().empty());
    actions_->setHaveData(false);
    statusBar()->showMessage(document_.datasets().empty() ? tr("No dataset open") : QString());
    showContext();
    showMemory();
    setFocus();
}

bool MainWindow::onStart() const { return docks_->workspace().isEmpty(); }

void MainWindow::episodeShown() {
    const EpisodeView& view = document_.view();
    context_->setEpisode(view);
    showContext();
    showMemory();
    if (!view.episode)
        return;
    setWindowTitle(
        tr("%1 – episode %2 – Gatoscope").arg(toQString(view.dataset->name())).arg(view.episode->info().index));
    statusBar()->clearMessage();
    selectSomething();
    // The workspace Scratch is about its own episode: another data set leaves it, asking for it shows that episode.
    const bool scratch = view.dataset->format() == "scratch";
    if (wanted_ == QStringLiteral("scratch") && !scratch)
        openScratch();
    else if (!wanted_.isEmpty())
        showWorkspace(wanted_);
    else if (docks_->workspace() == QStringLiteral("scratch") && !scratch)
        showWorkspace(QStringLiteral("tokens"));
    else if (onStart() && !start_->isVisible())
        showWorkspace(QStringLiteral("tokens"));
    views_->raiseWhatThereIs();
}

/// The inspector has something to tell from the start: a value near the front of the step, so that the stream need not
/// scroll, else its first token.
void MainWindow::selectSomething() {
    constexpr std::size_t kNear = 12;
    const auto& tokens = document_.view().tokens;
    Cursor* cursor = document_.cursor();
    if (!tokens || cursor->token() >= 0 || cursor->step() >= tokens->steps())
        return;
    const std::size_t first = tokens->firstOf(cursor->step()), end = tokens->firstOf(cursor->step() + 1);
    std::size_t chosen = first;
    while (chosen < std::min(end, first + kNear) && tokens->kind(chosen) != Kind::Continuous)
        ++chosen;
    if (chosen == std::min(end, first + kNear))
        chosen = first;
    if (chosen < end)
        cursor->setToken(static_cast<qint64>(chosen));
}

bool MainWindow::settled() const {
    return !document_.loading() && !model_.pending() && !const_cast<Document&>(document_).jobs()->busy() &&
           !const_cast<Document&>(document_).frames()->pending() && !views_->busy();
}

bool MainWindow::event(QEvent* event) {
    const bool done = QMainWindow::event(event);
    if (event->type() == QEvent::UpdateRequest && stepPending_) {
        stepPending_ = false;
        if (!timeless_)
            status_->setLatency(static_cast<double>(stepClock_.nsecsElapsed()) * 1e-6);
    }
    return done;
}

void MainWindow::closeEvent(QCloseEvent* event) {
    docks_->keep();
    session_->setWindowGeometry(saveGeometry());
    player_.pause();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    openPaths(paths);
}

} // namespace gatoscope
