// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of the workspace Attention: hover and selection until painted, idle and beside a forward. Prints a table;
// asserts nothing. usage: attention_benchmark [PRESET...]   (default: tiny 79M-plain 79M)
#include <atomic>
#include <ctime>
#include <thread>

#include <QApplication>
#include <QDir>

#include "app/courtesy.h"
#include "app/document.h"
#include "app/main_window.h"
#include "app/model_session.h"
#include "app/session.h"
#include "app/views.h"
#include "app/views_attention.h"
#include "core/base/thread_priority.h"
#include "core/trace/engine.h"
#include "tests/benchmarks/figures.h"
#include "widgets/attention/attention_focus.h"

using namespace gatoscope;

namespace {

void settle(MainWindow& window) {
    do
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    while (!window.settled() || !window.document()->view().tokens);
    QApplication::processEvents();
}

/// Seconds that this thread had a processor so far: what a frame costs whoever else wants the machine.
double busy() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

/// Seconds from the call to the end of the paint that follows; work on other threads is not waited for.
double painted(const std::function<void()>& act) {
    noteHand();
    const double begin = now();
    act();
    QApplication::sendPostedEvents();
    QApplication::processEvents();
    return now() - begin;
}

void figures(MainWindow& window, const std::string& name) {
    AttentionFocus& focus = *window.views()->attention()->focus();
    Cursor* cursor = window.document()->cursor();
    const auto policy = window.model()->policy();
    const auto tokens = focus.tokens();
    std::mt19937 random(4);
    for (const bool beside : {false, true}) {
        std::atomic<bool> stop{false};
        std::thread forward([&, run = focus.window()] {
            giveWay(); // as the window's own lane of the model does
            const Courtesy courtesy;
            RunOptions options;
            options.attention = true;
            while (beside && !stop)
                static_cast<void>(
                    policy->run(*tokens, run, options, courtesy.over([&](double) { return !stop.load(); })));
        });
        std::vector<double> heads, costs, links, rows;
        const std::string suffix = beside ? ", beside a forward" : "";
        for (int i = 0; i < 200; ++i) {
            const double begin = busy();
            heads.push_back(painted([&] {
                focus.preview(
                    HeadChoice{i % focus.source().layers(), i / focus.source().layers() % focus.source().heads()});
            }));
            costs.push_back(busy() - begin);
        }
        focus.preview(std::nullopt);
        for (int i = 0; i < 200; ++i)
            links.push_back(painted([&] {
                const std::size_t token = focus.first() + random() % focus.count();
                const Token one = tokens->at(token);
                cursor->setHover({static_cast<qint64>(token), one.step, one.channel, one.element});
            }));
        for (int i = 0; i < 200; ++i)
            rows.push_back(painted([&] {
                const std::size_t token = focus.first() + focus.count() / 2 + random() % (focus.count() / 2);
                cursor->setToken(static_cast<qint64>(token));
            }));
        stop = true;
        forward.join();
        line(name + ": hover a head, its row in every view, painted" + suffix, milliseconds(heads));
        line(name + ": the same, time of the processor" + suffix, milliseconds(costs));
        line(name + ": hover a token, linked in every view, painted" + suffix, milliseconds(links));
        line(name + ": select a query, all heads and views, painted" + suffix, milliseconds(rows));
    }
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    new HandWatch(&application);
    std::vector<std::string> presets(argv + 1, argv + argc);
    if (presets.empty())
        presets = {"tiny", "79M-plain", "79M"};
    std::error_code error;
    const std::string folder = (std::filesystem::temp_directory_path(error) / "gatoscope-attention-benchmark").string();
    std::filesystem::create_directories(folder, error);
    const auto engine = need(openEngine());
    std::printf("machine: %s, %s, %s platform\n", procLine("/proc/cpuinfo", "model name").c_str(),
                procLine("/proc/meminfo", "MemTotal").c_str(), qPrintable(QGuiApplication::platformName()));
    for (const std::string& preset : presets) {
        const std::string checkpoint = folder + "/" + preset;
        if (auto made = engine->initModel(need(presetSettings(preset)), 0, checkpoint); !made)
            stop(made.error());
        const std::string episode = writeEpisode(folder + "/episode", 40, 64, false);
        Session session(false);
        MainWindow window(&session);
        window.resize(1600, 1000);
        window.show();
        window.model()->setAutoRun(true);
        window.openModel(QString::fromStdString(checkpoint), QStringLiteral("cpu"));
        window.openPaths({QString::fromStdString(episode)});
        window.showWorkspace(QStringLiteral("attention"));
        while (!window.views()->attention()->focus()->ready())
            settle(window);
        settle(window);
        line(preset + ": tokens of the window", std::to_string(window.views()->attention()->focus()->count()));
        figures(window, preset);
        window.model()->close();
        settle(window);
        std::filesystem::remove_all(checkpoint, error);
    }
    std::filesystem::remove_all(folder, error);
    return 0;
}
