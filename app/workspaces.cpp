// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/docks.h"

#include <QCoreApplication>

namespace gatoscope {

namespace {

QString id(const char* name) { return QString::fromLatin1(name); }

/// Widths and heights of the mock-ups at 1600 x 1000, in proportion elsewhere within limits.
int sideWidth(const Docks& docks, int at1600, int least) { return std::max(least, docks.width() * at1600 / 1600); }

/// `first` at the left, cameras over the stream, the inspector at the right, the timeline below all.
void arrangeAround(Docks& docks, const QString& first, int firstWidth) {
    docks.place(first, Qt::LeftDockWidgetArea);
    docks.split(first, id("cameras"), Qt::Horizontal);
    docks.split(id("cameras"), id("inspector"), Qt::Horizontal);
    docks.split(id("cameras"), id("stream"), Qt::Vertical);
    docks.tabify(id("cameras"), id("values"));
    docks.place(id("timeline"), Qt::BottomDockWidgetArea);
    docks.tabify(id("timeline"), id("findings"));
    const int left = sideWidth(docks, firstWidth, 210), right = sideWidth(docks, 368, 300);
    docks.resize({first, id("cameras"), id("inspector")}, {left, docks.width() - left - right - 8, right},
                 Qt::Horizontal);
    const int bottom = std::max(170, docks.height() * 222 / 1000);
    const int middle = docks.height() - bottom - 38 - 36 - 26;
    docks.resize({id("cameras"), id("stream")}, {middle * 57 / 100, middle * 43 / 100}, Qt::Vertical);
    docks.resize({id("timeline")}, {bottom}, Qt::Vertical);
}

void arrangeTokens(Docks& docks) { arrangeAround(docks, id("episodes"), 304); }
void arrangeScratch(Docks& docks) { arrangeAround(docks, id("scratch"), 380); }

/// Heads at the left, pictures and map over the stream, attended tokens at the right.
void arrangeAttention(Docks& docks) {
    docks.place(id("heads"), Qt::LeftDockWidgetArea);
    docks.split(id("heads"), id("imageattention"), Qt::Horizontal);
    docks.split(id("imageattention"), id("attended"), Qt::Horizontal);
    docks.split(id("imageattention"), id("stream"), Qt::Vertical);
    docks.split(id("imageattention"), id("attentionmap"), Qt::Horizontal);
    docks.place(id("timeline"), Qt::BottomDockWidgetArea);
    const int left = sideWidth(docks, 288, 236), right = sideWidth(docks, 344, 300);
    const int middle = docks.width() - left - right - 8;
    docks.resize({id("heads"), id("imageattention"), id("attentionmap"), id("attended")},
                 {left, middle * 36 / 100, middle * 64 / 100, right}, Qt::Horizontal);
    const int bottom = std::max(130, docks.height() * 156 / 1000);
    const int high = docks.height() - bottom - 38 - 36 - 26;
    docks.resize({id("imageattention"), id("stream")}, {high * 57 / 100, high * 43 / 100}, Qt::Vertical);
    docks.resize({id("timeline")}, {bottom}, Qt::Vertical);
}

/// Disagreements and the free run at the left, plots over the step, what the model held possible at the right.
void arrangeActions(Docks& docks) {
    docks.place(id("disagreements"), Qt::LeftDockWidgetArea);
    docks.split(id("disagreements"), id("actionPlots"), Qt::Horizontal);
    docks.split(id("actionPlots"), id("distribution"), Qt::Horizontal);
    docks.split(id("disagreements"), id("freeRun"), Qt::Vertical);
    docks.split(id("actionPlots"), id("stepTable"), Qt::Vertical);
    docks.tabify(id("stepTable"), id("stepPictures"));
    docks.tabify(id("stepTable"), id("evaluation"));
    docks.tabify(id("stepTable"), id("runs"));
    docks.tabify(id("freeRun"), id("model"));
    docks.place(id("timeline"), Qt::BottomDockWidgetArea);
    docks.tabify(id("timeline"), id("findings"));
    const int left = sideWidth(docks, 300, 236), right = sideWidth(docks, 402, 300);
    docks.resize({id("disagreements"), id("actionPlots"), id("distribution")},
                 {left, docks.width() - left - right - 8, right}, Qt::Horizontal);
    const int bottom = std::max(170, docks.height() * 236 / 1000);
    const int middle = docks.height() - bottom - 38 - 36 - 26;
    docks.resize({id("actionPlots"), id("stepTable")}, {middle * 64 / 100, middle * 36 / 100}, Qt::Vertical);
    docks.resize({id("disagreements"), id("freeRun")}, {middle * 48 / 100, middle * 52 / 100}, Qt::Vertical);
    docks.resize({id("timeline")}, {bottom}, Qt::Vertical);
}

void arrangeTokenizer(Docks& docks) {
    docks.place(id("parameters"), Qt::LeftDockWidgetArea);
    docks.split(id("parameters"), id("curve"), Qt::Horizontal);
    docks.split(id("curve"), id("roundtrip"), Qt::Horizontal);
    docks.split(id("curve"), id("usage"), Qt::Vertical);
    docks.split(id("roundtrip"), id("worst"), Qt::Vertical);
    docks.split(id("worst"), id("warnings"), Qt::Vertical);
    docks.tabify(id("usage"), id("map"));
    const int left = sideWidth(docks, 300, 260), right = sideWidth(docks, 468, 340);
    docks.resize({id("parameters"), id("curve"), id("roundtrip")}, {left, docks.width() - left - right - 8, right},
                 Qt::Horizontal);
    const int all = docks.height() - 38 - 36 - 26;
    docks.resize({id("curve"), id("usage")}, {all * 47 / 100, all * 53 / 100}, Qt::Vertical);
    docks.resize({id("roundtrip"), id("worst"), id("warnings")}, {all * 45 / 100, all * 23 / 100, all * 32 / 100},
                 Qt::Vertical);
}

} // namespace

const std::vector<Workspace>& workspaces() {
    static const std::vector<Workspace> kTable = {
        {"tokens", QT_TRANSLATE_NOOP("Workspaces", "Tokens"), arrangeTokens},
        {"attention", QT_TRANSLATE_NOOP("Workspaces", "Attention"), arrangeAttention},
        {"actions", QT_TRANSLATE_NOOP("Workspaces", "Actions"), arrangeActions},
        {"tokenizer", QT_TRANSLATE_NOOP("Workspaces", "Tokenizer"), arrangeTokenizer},
        {"scratch", QT_TRANSLATE_NOOP("Workspaces", "Scratch"), arrangeScratch},
    };
    return kTable;
}

QString workspaceKeys() { return QStringLiteral("Ctrl 1 … %1").arg(workspaces().size()); }

int workspaceIndex(const QString& id) {
    const auto& table = workspaces();
    for (std::size_t i = 0; i < table.size(); ++i)
        if (id == QLatin1String(table[i].id))
            return static_cast<int>(i);
    return -1;
}

} // namespace gatoscope
