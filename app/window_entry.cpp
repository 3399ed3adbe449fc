// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_entry.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QIcon>
#include <QTimer>

#include "app/console.h"
#include "app/courtesy.h"
#include "app/docks.h"
#include "app/export_view.h"
#include "app/main_window.h"
#include "app/message_bar.h"
#include "app/places.h"
#include "app/session.h"
#include "app/theme.h"
#include "widgets/common/convert.h"

#include <charconv>
#include <cstdio>

namespace gatoscope {

namespace {

QStringList pathsOf(const InputOptions& input) {
    QStringList paths;
    for (const std::string& path : input.paths)
        paths.append(QDir::cleanPath(QDir::current().absoluteFilePath(QString::fromLocal8Bit(path))));
    return paths;
}

/// Settings and map as the command line gives them, on top of what the window starts with.
Result<OpenPlace> applyInput(MainWindow& window, const InputOptions& input) {
    auto settings = resolveSettings(input, window.document()->settings());
    if (!settings)
        return fail(settings);
    window.document()->setSettings(*settings);
    OpenPlace place;
    if (!input.map.empty()) {
        auto map = readChannelMap(input.map);
        if (!map)
            return fail(map);
        place.map = *map;
    }
    return place;
}

/// Layer and head as asked for, once the model is open and their numbers are known.
Result<void> selectHead(MainWindow& window, const WindowModel& asked) {
    const auto& policy = window.model()->policy();
    if (!policy || (!asked.layer && !asked.head))
        return {};
    const Settings& settings = policy->info().settings;
    int head = -1;
    if (asked.head && *asked.head != "mean") {
        const auto [end, error] = std::from_chars(asked.head->data(), asked.head->data() + asked.head->size(), head);
        if (error != std::errc() || end != asked.head->data() + asked.head->size() || head < 0 ||
            head >= settings.heads)
            return fail(ErrorKind::Invalid,
                        "--head takes mean or a number below " + std::to_string(settings.heads) +
                            ", the model's heads, and '" + *asked.head + "' is neither",
                        "--head");
    }
    const int layer = asked.layer.value_or(window.document()->cursor()->layer());
    if (layer >= settings.layers)
        return fail(ErrorKind::NotFound,
                    "layer " + std::to_string(layer) + " was asked for, but the model has " +
                        std::to_string(settings.layers) + "; give one below that",
                    "--layer");
    window.document()->cursor()->setHead(layer, head);
    return {};
}

void startProgram() {
    QApplication::setApplicationName(QStringLiteral("gatoscope"));
    QApplication::setApplicationDisplayName(QStringLiteral("Gatoscope"));
    QApplication::setApplicationVersion(QStringLiteral(GATOSCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral(GATOSCOPE_APP_ID));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/gatoscope.svg")));
}

/// A picture is all that is asked for: what Qt and plots have to say of a missing screen is not an error.
void quiet(QtMsgType type, const QMessageLogContext&, const QString& text) {
    if (type == QtFatalMsg)
        std::fprintf(stderr, "gatoscope: error: %s\n", qPrintable(text));
}

/// Runs events until nothing is left to be read, decoded, run or painted, or until an interrupt; the first error of
/// the document or the model, if any. A long episode is predicted to its end, which a terminal sees.
std::optional<Error> waitUntilSettled(MainWindow& window, bool quietly) {
    std::optional<Error> failed;
    ProgressLine progress("drawing", quietly);
    QObject waiting; // the connections end with this call
    QObject::connect(window.document()->jobs(), &Jobs::progressed, &waiting,
                     [&](const QString&, const QString&, double) { progress.at(window.model()->view().progress); });
    QObject::connect(window.document(), &Document::failed, &waiting, [&](const Error& error) {
        if (!failed)
            failed = error;
    });
    QObject::connect(window.model(), &ModelSession::failed, &waiting, [&](const Error& error) {
        if (!failed)
            failed = error;
    });
    int quiet = 0;
    while (quiet < 3 && !interrupted()) { // a paint may ask for a picture, whose arrival asks for a paint
        QEventLoop loop;
        QTimer::singleShot(15, &loop, &QEventLoop::quit);
        loop.exec();
        quiet = window.settled() ? quiet + 1 : 0;
        if (failed && !window.document()->view().episode)
            break;
    }
    return failed;
}

Result<void> selectPlace(MainWindow& window, const ScreenshotOptions& options) {
    const EpisodeView& view = window.document()->view();
    if (!view.dataset || !view.episode)
        return {};
    const std::int64_t episodes = view.dataset->episodeCount();
    if (options.episode >= episodes)
        return fail(ErrorKind::NotFound,
                    "episode " + std::to_string(options.episode) + " was asked for, but the dataset has " +
                        std::to_string(episodes) + "; give one below that",
                    "--episode");
    if (options.step >= window.document()->cursor()->stepCount())
        return fail(ErrorKind::NotFound,
                    "step " + std::to_string(options.step) + " was asked for, but the episode has " +
                        std::to_string(window.document()->cursor()->stepCount()) + "; give one below that",
                    "--step");
    if (!options.token)
        return {};
    const auto count = view.tokens ? static_cast<std::int64_t>(view.tokens->size()) : 0;
    if (*options.token >= count)
        return fail(ErrorKind::NotFound,
                    "token " + std::to_string(*options.token) + " was asked for, but the episode has " +
                        std::to_string(count) + "; give one below that",
                    "--token");
    window.document()->cursor()->setToken(*options.token);
    return {};
}

/// Opens what is asked for and shows it; the widget to be drawn.
Result<QWidget*> prepare(MainWindow& window, const ScreenshotOptions& options) {
    auto place = applyInput(window, options.input);
    if (!place)
        return fail(place);
    QStringList paths = pathsOf(options.input);
    QString workspace = toQString(options.workspace);
    if (workspace.isEmpty())
        workspace = paths.isEmpty() && options.dock.empty() ? QStringLiteral("start") : QStringLiteral("tokens");
    QDockWidget* dock = window.docks()->dock(toQString(options.dock));
    if (!options.dock.empty() && dock == nullptr)
        return fail(ErrorKind::NotFound,
                    "there is no dock '" + options.dock + "'; there are " +
                        toStd(window.docks()->ids().join(QStringLiteral(", "))),
                    "--dock");
    window.resize(options.width, options.height);
    window.show();
    if (workspace == QStringLiteral("start"))
        return &window;
    if (!options.model.folder.empty())
        window.openModel(toQString(options.model.folder), toQString(options.model.device),
                         toQString(options.model.dtype));
    place->episode = options.episode;
    place->step = options.step;
    window.model()->setRule(options.model.rule == "exact" ? WindowRule::Exact : WindowRule::Blocks);
    window.showWorkspace(workspace);
    if (workspace == QStringLiteral("scratch") && paths.isEmpty())
        window.openScratch();
    else if (!paths.isEmpty())
        window.openPaths(paths, *place);
    else if (samplePaths().isEmpty())
        return fail(ErrorKind::NotFound,
                    "the bundled sample was looked for beside the program and is not there; give a PATH", "screenshot");
    else
        window.openPaths({workspace == QStringLiteral("tokenizer") ? samplePaths().last() : samplePaths().first()},
                         *place); // the last one has continuous channels
    const auto failed = waitUntilSettled(window, options.quiet);
    if (interrupted())
        return fail(ErrorKind::Cancelled, "interrupted");
    if (failed && (!window.document()->view().tokens || !options.model.folder.empty()))
        return tl::unexpected<Error>(*failed);
    if (auto selected = selectHead(window, options.model); !selected)
        return fail(selected);
    if (auto selected = selectPlace(window, options); !selected)
        return fail(selected);
    if (dock == nullptr)
        return &window;
    dock->setParent(nullptr); // alone, at the asked size
    dock->setTitleBarWidget(new QWidget(dock));
    dock->titleBarWidget()->setFixedHeight(0);
    dock->resize(options.width, options.height);
    dock->show();
    return dock;
}

} // namespace

int runWindow(const WindowOptions& options) {
    int argc = 1;
    std::string program = options.program;
    char* argv[] = {program.data(), nullptr};
    QApplication application(argc, argv);
    startProgram();
    Session session(true);
    session.setThemeOfThisRun(toQString(options.theme));
    new HandWatch(&application); // a picture without a person gives nothing away
    MainWindow window(&session);
    auto place = applyInput(window, options.input);
    if (!place)
        return printError(place.error());
    place->episode = options.episode;
    place->step = options.step;
    if (!window.restoreGeometry(session.windowGeometry()))
        window.resize(1600, 1000);
    window.show();
    const QStringList paths = pathsOf(options.input);
    if (!options.workspace.empty())
        window.showWorkspace(toQString(options.workspace));
    if (!paths.isEmpty())
        window.openPaths(paths, *place);
    else if (!session.started() && !samplePaths().isEmpty())
        window.openSample();
    if (!options.model.rule.empty())
        window.model()->setRule(options.model.rule == "exact" ? WindowRule::Exact : WindowRule::Blocks);
    if (!options.model.folder.empty())
        window.openModel(toQString(options.model.folder), toQString(options.model.device),
                         toQString(options.model.dtype));
    QObject::connect(window.model(), &ModelSession::policyChanged, &window, [&] {
        if (auto selected = selectHead(window, options.model); !selected)
            window.messages()->showError(toQString(selected.error().text), toQString(selected.error().place));
    });
    session.setStarted();
    return QApplication::exec();
}

int runScreenshot(const ScreenshotOptions& options) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", "1");
    qInstallMessageHandler(quiet);
    int argc = 1;
    std::string program = options.program;
    char* argv[] = {program.data(), nullptr};
    QApplication application(argc, argv);
    startProgram();
    Session session(false);
    session.setTheme(toQString(options.theme));
    MainWindow window(&session);
    window.setTimeless();
    const auto widget = prepare(window, options);
    if (!widget)
        return printError(widget.error());
    waitUntilSettled(window, options.quiet);
    if (interrupted())
        return Interrupted;
    const auto written = exportWidget(**widget, QString::fromLocal8Bit(options.output));
    return written ? static_cast<int>(Done) : printError(written.error());
}

} // namespace gatoscope
