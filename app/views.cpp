// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views.h"

#include <algorithm>

#include <QAction>
#include <QDockWidget>

#include "app/actions.h"
#include "app/docks.h"
#include "app/document.h"
#include "app/player.h"
#include "app/views_attention.h"
#include "core/episode/check_episode.h"
#include "widgets/bench/bench.h"
#include "widgets/bench/channel_map_view.h"
#include "widgets/cameras/camera_view.h"
#include "widgets/common/background_work.h"
#include "widgets/episodes/episodes_view.h"
#include "widgets/findings/finding_list.h"
#include "widgets/inspector/inspector_view.h"
#include "widgets/scratch/scratch_view.h"
#include "widgets/timeline/lane_view.h"
#include "widgets/timeline/transport_bar.h"
#include "widgets/tokens/token_stream.h"
#include "widgets/values/values_view.h"

namespace gatoscope {

namespace {

constexpr std::int64_t kCheckedFrames = 1000; // of a camera; `gatoscope check` decodes them all

DockContent content(const char* id, const char* objectName, const QString& title, QWidget* view,
                    QWidget* titleWidget = nullptr, bool titleFirst = false) {
    return {QString::fromLatin1(id), QString::fromLatin1(objectName), title, view, titleWidget, titleFirst};
}

} // namespace

Views::Views(Document* document, Player* player, ModelSession* model, Docks* docks, QObject* parent)
    : QObject(parent), document_(document), player_(player), model_(model), docks_(docks) {
    makeEpisodes(*docks);
    makeCameras(*docks);
    makeStream(*docks);
    makeInspector(*docks);
    makeTimeline(*docks);
    makeValues(*docks);
    makeFindings(*docks);
    makeBench(*docks);
    makeScratch(*docks);
    makeAttention(*docks);
    makeActions(*docks);
    makeEvaluation(*docks);
    makeRuns(*docks);
    connect(document_, &Document::episodeChanged, this, &Views::feed);
}

void Views::makeEpisodes(Docks& docks) {
    episodes_ = new EpisodesView(document_->cursor());
    docks.add(content("episodes", "dockEpisodes", tr("Episodes"), episodes_));
    connect(episodes_, &EpisodesView::datasetChosen, document_, &Document::setCurrent);
    connect(episodes_, &EpisodesView::closeRequested, document_, &Document::closeDataset);
    connect(document_, &Document::datasetsChanged, this, [this] {
        std::vector<std::shared_ptr<const Dataset>> datasets;
        for (const OpenDataset& open : document_->datasets())
            datasets.push_back(open.dataset);
        episodes_->setDatasets(datasets, document_->current());
    });
}

void Views::makeCameras(Docks& docks) {
    cameras_ = new CameraView(document_->cursor(), document_->frames());
    docks.add(content("cameras", "dockCamera", tr("Camera"), cameras_, cameras_->titleWidget()));
}

void Views::makeStream(Docks& docks) {
    stream_ = new TokenStream(document_->cursor(), document_->frames());
    docks.add(content("stream", "dockStream", tr("Token stream"), stream_, stream_->titleWidget()));
}

void Views::makeInspector(Docks& docks) {
    inspector_ = new InspectorView(document_->cursor(), document_->frames());
    QDockWidget* dock = docks.add(content("inspector", "dockInspector", tr("Token inspector"), inspector_));
    connect(stream_->canvas(), &TokenStreamCanvas::tokenActivated, dock, [dock] {
        dock->show();
        dock->raise();
    });
    connect(stream_->canvas(), &TokenStreamCanvas::findRequested, this, &Views::findRequested);
}

void Views::makeFindings(Docks& docks) {
    findings_ = new FindingList(document_->cursor());
    docks.add(content("findings", "dockFindings", tr("Findings"), findings_));
}

void Views::makeTimeline(Docks& docks) {
    lanes_ = new LaneView(document_->cursor());
    transport_ = new TransportBar(document_->cursor());
    docks.add(content("timeline", "dockTimeline", tr("Timeline"), lanes_, transport_, true));
    connect(transport_, &TransportBar::playToggled, player_,
            [this](bool play) { play ? player_->play() : player_->pause(); });
    connect(transport_, &TransportBar::speedChanged, player_, &Player::setSpeed);
    connect(transport_, &TransportBar::loopToggled, player_, &Player::setLoop);
    connect(player_, &Player::playingChanged, transport_, &TransportBar::setPlaying);
    connect(player_, &Player::speedChanged, transport_, &TransportBar::setSpeed);
    connect(player_, &Player::loopChanged, transport_, &TransportBar::setLooping);
    transport_->setLooping(player_->loop());
}

void Views::makeValues(Docks& docks) {
    values_ = new ValuesView(document_->cursor());
    docks.add(content("values", "dockValues", tr("Values"), values_));
}

void Views::feed() {
    const EpisodeView& view = document_->view();
    player_->setFramesPerSecond(view.framesPerSecond);
    transport_->setFramesPerSecond(view.framesPerSecond);
    episodes_->setEpisode(view);
    cameras_->setEpisode(view);
    stream_->setEpisode(view);
    inspector_->setEpisode(view);
    findings_->setEpisode(view);
    bench_->setEpisode(view);
    map_->setEpisode(view);
    values_->setEpisode(view);
    lanes_->setEpisode(view);
    feedActions();
    checkEpisodeShown();
}

/// Where pictures and curves share a place, a data set without pictures and words starts with its curves.
void Views::raiseWhatThereIs() {
    const EpisodeView& view = document_->view();
    if (!view.tokens || view.dataset == raisedFor_.lock())
        return;
    raisedFor_ = view.dataset;
    const auto& channels = view.tokens->channels();
    const bool pictures = std::any_of(channels.begin(), channels.end(), [](const SequenceChannel& channel) {
        return channel.map.modality == Modality::Image || channel.map.modality == Modality::Text;
    });
    QDockWidget* dock = docks_->dock(pictures ? QStringLiteral("cameras") : QStringLiteral("values"));
    if (!dock->isHidden() && !dock->isFloating())
        dock->raise();
}

/// What the reader, the tokens and, once it was read through, the data of the episode have to say.
void Views::checkEpisodeShown() {
    const EpisodeView& view = document_->view();
    document_->jobs()->cancel(QStringLiteral("check"));
    std::vector<Finding> known = view.dataset ? view.dataset->report() : std::vector<Finding>();
    if (view.tokens)
        known.insert(known.end(), view.tokens->findings().begin(), view.tokens->findings().end());
    lanes_->setFindings(known);
    findings_->setFindings(known);
    const OpenDataset* open = document_->currentDataset();
    if (!view.episode || open == nullptr)
        return;
    using Found = std::vector<Finding>;
    document_->jobs()->start<Found>(
        JobLane::Search, QStringLiteral("check"), tr("Checking the episode"),
        [dataset = view.dataset, map = open->map, episode = view.episode->info().index](const Progress& progress) {
            return checkEpisode(*dataset, map, episode, progress, kCheckedFrames);
        },
        this,
        [this, known](Result<Found> found) mutable {
            if (!found || found->empty())
                return;
            known.insert(known.end(), found->begin(), found->end());
            lanes_->setFindings(known);
            findings_->setFindings(known);
        });
}

void Views::connectActions(const Actions& actions) {
    const auto on = [&](const char* id, auto&& act) { connect(actions.action(id), &QAction::triggered, this, act); };
    on("playback.previousEpisode", [this] { episodes_->stepEpisode(-1); });
    on("playback.nextEpisode", [this] { episodes_->stepEpisode(1); });
    on("playback.flag", [this] { episodes_->flagCurrent(); });
    on("view.grid", [this] { cameras_->toggleGrid(); });
    attention_->connectActions(actions);
    const auto jump = [this](int direction) {
        const qint64 step = lanes_->nextEvent(document_->cursor()->step(), direction);
        if (step >= 0)
            document_->cursor()->setStep(step);
    };
    on("playback.previousEvent", [jump] { jump(-1); });
    on("playback.nextEvent", [jump] { jump(1); });
    connectActionKeys(actions);
}

bool Views::busy() const { return BackgroundWork::anyBusy(); }

} // namespace gatoscope
