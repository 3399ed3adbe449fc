// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The docks of the workspaces Tokenizer and Scratch.
#include <QAction>
#include <QDockWidget>
#include <QLabel>

#include "app/docks.h"
#include "app/document.h"
#include "app/views.h"
#include "widgets/bench/bench.h"
#include "widgets/bench/bin_usage_view.h"
#include "widgets/bench/channel_map_view.h"
#include "widgets/bench/curve_views.h"
#include "widgets/bench/parameters_view.h"
#include "widgets/bench/round_trip_view.h"
#include "widgets/scratch/scratch_model.h"
#include "widgets/scratch/scratch_view.h"

namespace gatoscope {

namespace {

/// What a dock shows, in a quiet voice beside its name.
QLabel* subtitle(const QString& text) {
    auto* label = new QLabel(text);
    label->setProperty("tone", QStringLiteral("muted"));
    return label;
}

} // namespace

void Views::makeBench(Docks& docks) {
    bench_ = new Bench(this);
    parameters_ = new ParametersView(bench_);
    const auto add = [&](const char* id, const char* objectName, const QString& title, QWidget* view,
                         const QString& about) {
        return docks.add({QString::fromLatin1(id), QString::fromLatin1(objectName), title, view,
                          about.isEmpty() ? nullptr : subtitle(about), true});
    };
    add("parameters", "dockParameters", tr("Parameters"), parameters_, {});
    add("curve", "dockCurve", tr("Companding curve"), new CompandingView(bench_),
        tr("F(x) = sgn(x) · log(μ|x| + 1) / log(Mμ + 1)"));
    auto* usage = new BinUsageView(bench_);
    docks.add(
        {QStringLiteral("usage"), QStringLiteral("dockBinUsage"), tr("Bin usage"), usage, usage->titleWidget(), true});
    add("roundtrip", "dockRoundTrip", tr("Round-trip error"), new RoundTripView(bench_), tr("encode → decode"));
    add("worst", "dockWorstCase", tr("Worst-case error"), new WorstCaseView(bench_), tr("half bin width over |x|"));
    add("warnings", "dockWarnings", tr("Warnings"), new WarningsView(bench_), {});
    map_ = new ChannelMapView(document_->cursor());
    add("map", "dockChannelMap", tr("Channel map"), map_, {});
    connect(parameters_, &ParametersView::applySettings, document_,
            [this](const Settings& settings) { document_->changeSettings(settings, tr("Apply tokenizer settings")); });
    connect(parameters_, &ParametersView::failed, this, &Views::failed);
    connect(map_, &ChannelMapView::mapEdited, document_,
            [this](const ChannelMap& map) { document_->changeMap(map, tr("Edit channel map")); });
    connect(map_, &ChannelMapView::failed, this, &Views::failed);
    connect(document_, &Document::mapChanged, map_, [this] {
        if (const OpenDataset* open = document_->currentDataset())
            map_->setMap(open->map);
    });
}

void Views::makeScratch(Docks& docks) {
    scratch_ = new ScratchView(document_->cursor());
    docks.add({QStringLiteral("scratch"), QStringLiteral("dockScratch"), tr("Scratch"), scratch_, nullptr, false});
    scratch_->model()->setUndoStack(document_->undoStack());
    connect(scratch_, &ScratchView::scratchChanged, document_, &Document::openDataset);
    connect(scratch_, &ScratchView::failed, this, &Views::failed);
    connect(scratch_, &ScratchView::saved, this,
            [this](const QString& path) { Q_EMIT noted(tr("Written: %1").arg(path)); });
}

} // namespace gatoscope
