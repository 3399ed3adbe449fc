// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of the window: start to painted sample, step, scrub, hover, repaint of the stream. Prints a table; asserts
// nothing. Runs on the offscreen platform unless QT_QPA_PLATFORM says otherwise.
#include "app/main_window.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QScrollBar>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <vector>

#include <sys/resource.h>

#include "app/document.h"
#include "app/model_session.h"
#include "app/places.h"
#include "app/session.h"
#include "app/theme.h"
#include "app/views.h"
#include "core/trace/engine.h"
#include "widgets/actions/action_plots.h"
#include "widgets/actions/action_review.h"
#include "widgets/tokens/token_stream.h"

using namespace gatoscope;

namespace {

constexpr int kSide = 128, kSteps = 400;

void line(const QString& what, std::vector<double> milliseconds) {
    std::sort(milliseconds.begin(), milliseconds.end());
    const std::size_t n = milliseconds.size();
    std::printf("| %-66s | median %8.2f ms, p95 %8.2f ms, n = %3zu |\n", qPrintable(what), milliseconds[n / 2],
                milliseconds[n * 95 / 100], n);
    std::fflush(stdout);
}

/// Runs events until everything asked for is read, decoded and painted.
void settle(MainWindow& window) {
    do
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    while (!window.settled());
    QApplication::processEvents();
}

double timed(const std::function<void()>& act) {
    QElapsedTimer clock;
    clock.start();
    act();
    return static_cast<double>(clock.nsecsElapsed()) * 1e-6;
}

template <typename T>
void writeNpy(const QString& path, const char* type, const QString& shape, const std::vector<T>& values) {
    QByteArray header = QStringLiteral("{'descr': '%1', 'fortran_order': False, 'shape': (%2), }")
                            .arg(QString::fromLatin1(type), shape)
                            .toLatin1();
    header.append(QByteArray(64 - (10 + header.size() + 1) % 64, ' ')).append('\n');
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        std::exit(2);
    const char size[2] = {static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
    file.write("\x93NUMPY\x01\x00", 8);
    file.write(size, 2);
    file.write(header);
    file.write(reinterpret_cast<const char*>(values.data()), static_cast<qint64>(values.size() * sizeof(T)));
}

/// One episode: a 128 x 128 camera, 20 numbers, 8 actions.
void writeEpisode(const QString& folder) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0, 5);
    std::uniform_real_distribution<float> unit(-1, 1);
    std::vector<std::uint8_t> image(std::size_t{kSteps} * kSide * kSide * 3);
    for (std::size_t i = 0; i < image.size(); ++i)
        image[i] = static_cast<std::uint8_t>(i / 97 + i / (kSide * 3) * 5 + i / (kSide * kSide * 3) * 11);
    std::vector<float> state(std::size_t{kSteps} * 20), actions(std::size_t{kSteps} * 8);
    for (float& value : state)
        value = normal(random);
    for (float& value : actions)
        value = unit(random);
    const QString steps = QString::number(kSteps);
    writeNpy(folder + QStringLiteral("/image.npy"), "|u1", steps + QStringLiteral(", 128, 128, 3"), image);
    writeNpy(folder + QStringLiteral("/state.npy"), "<f4", steps + QStringLiteral(", 20"), state);
    writeNpy(folder + QStringLiteral("/actions.npy"), "<f4", steps + QStringLiteral(", 8"), actions);
}

void show(MainWindow& window, const QString& path) {
    window.resize(1600, 1000);
    window.show();
    window.openPaths({path});
    window.showWorkspace(QStringLiteral("tokens"));
    do
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    while (!window.document()->view().tokens || !window.settled());
    QApplication::processEvents();
}

/// A process of its own, so that loading the libraries counts: ends when the sample is painted.
int startOnly() {
    Session session(false);
    MainWindow window(&session);
    show(window, samplePaths().value(0));
    return 0;
}

/// Seconds of processor time of all ended children.
double childrenSeconds() {
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

void startFigures() {
    constexpr int kStarts = 15;
    std::vector<double> times;
    const double before = childrenSeconds();
    for (int i = 0; i < kStarts; ++i)
        times.push_back(timed([] {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--start")});
            child.waitForFinished(60000);
        }));
    line(QStringLiteral("start to painted sample, whole process"), times);
    std::printf("| %-66s | %.2f s of processor time each, all threads\n", "", (childrenSeconds() - before) / kStarts);
}

void stepFigures(MainWindow& window) {
    Cursor* cursor = window.document()->cursor();
    std::vector<double> step, scrub, hover;
    for (qint64 t = 0; t < 200; ++t)
        step.push_back(timed([&] {
            cursor->setStep(t);
            settle(window);
        }));
    line(QStringLiteral("step, 128 x 128 camera, all token views, until painted"), step);
    std::mt19937 random(2);
    for (int i = 0; i < 200; ++i)
        scrub.push_back(timed([&] {
            cursor->setStep(static_cast<qint64>(random() % kSteps));
            settle(window);
        }));
    line(QStringLiteral("scrub to a random step, until painted"), scrub);
    for (int i = 0; i < 200; ++i)
        hover.push_back(timed([&] {
            Hover to;
            to.step = cursor->step();
            to.token = static_cast<qint64>(random() % 4000);
            cursor->setHover(window.document()->completed(to));
            QApplication::processEvents();
        }));
    line(QStringLiteral("hover a token, linked in every view"), hover);
}

void streamFigures(MainWindow& window) {
    TokenStreamCanvas* canvas = window.views()->stream()->canvas();
    std::vector<double> repaint, scroll;
    for (int i = 0; i < 200; ++i)
        repaint.push_back(timed([&] { canvas->viewport()->repaint(); }));
    line(QStringLiteral("stream: whole repaint at 1600 x 1000"), repaint);
    QScrollBar* bar = canvas->verticalScrollBar();
    for (int i = 0; i < 200; ++i)
        scroll.push_back(timed([&] {
            bar->setValue(bar->maximum() * i / 200);
            canvas->viewport()->repaint();
        }));
    line(QStringLiteral("stream: scroll by two rows and repaint"), scroll);
}

/// Runs events until the distribution of the cursor's step comes from the window's own run and is painted.
void settlePrediction(MainWindow& window) {
    const qint64 step = window.document()->cursor()->step();
    const auto there = [&] {
        const ModelView& model = window.model()->view();
        return model.trace && step >= model.window.beginStep && step < model.window.endStep &&
               window.views()->review()->shownPrediction() != nullptr;
    };
    while (!there())
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    QApplication::processEvents();
}

/// From step change to prediction painted, in the workspace Actions, while the rest of the episode is predicted.
void predictionFigures(MainWindow& window, const char* preset, int windows) {
    const auto engine = openEngine();
    QTemporaryDir folder;
    if (!engine || !(*engine)->initModel(*presetSettings(preset), 1, folder.path().toStdString())) {
        std::printf("| %s: no engine\n", preset);
        return;
    }
    Cursor* cursor = window.document()->cursor();
    cursor->setStep(0);
    window.openModel(folder.path(), QStringLiteral("cpu"));
    window.showWorkspace(QStringLiteral("actions"));
    while (window.model()->folder() != folder.path() || !window.model()->view().trace)
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    settlePrediction(window);
    std::vector<double> fresh, near;
    for (int i = 1; i <= windows; ++i) {
        fresh.push_back(timed([&] {
            cursor->setStep(window.model()->view().window.endStep + 15); // of a window that was not run
            settlePrediction(window);
        }));
        for (int k = 0; k < 3; ++k)
            near.push_back(timed([&] {
                cursor->setStep(window.model()->view().window.beginStep + k);
                settlePrediction(window);
            }));
    }
    line(QStringLiteral("%1: step into another window, until its prediction is painted").arg(QLatin1String(preset)),
         fresh);
    line(QStringLiteral("%1: step within the window, until its prediction is painted").arg(QLatin1String(preset)),
         near);
    auto* plots = window.findChild<ActionPlots*>(QStringLiteral("actionPlots"));
    std::vector<double> redraw;
    for (int i = 0; i < 50; ++i)
        redraw.push_back(plots->redrawMilliseconds());
    line(QStringLiteral("action plots, 400 steps x 8 dimensions, whole redraw"), redraw);
}

QString processor() {
    QFile file(QStringLiteral("/proc/cpuinfo"));
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& text : file.readAll().split('\n'))
            if (text.startsWith("model name"))
                return QString::fromUtf8(text.mid(text.indexOf(':') + 2));
    return QStringLiteral("unknown processor");
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    if (argc > 1 && qstrcmp(argv[1], "--start") == 0)
        return startOnly();
    double load = 0;
    getloadavg(&load, 1);
    std::printf("window figures: %s, %s platform, load of the machine before %.1f\n", qPrintable(processor()),
                qPrintable(QGuiApplication::platformName()), load);
    const bool viewsOnly = argc > 1 && qstrcmp(argv[1], "--views") == 0; // to profile
    if (!viewsOnly)
        startFigures();
    QTemporaryDir folder;
    writeEpisode(folder.path());
    Session session(false);
    MainWindow window(&session);
    show(window, folder.path());
    stepFigures(window);
    streamFigures(window);
    if (viewsOnly)
        return 0;
    predictionFigures(window, "tiny", 12);
    predictionFigures(window, "79M", 6);
    return 0;
}
