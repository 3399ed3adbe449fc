// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Every view of the window, made once, placed into docks and fed with the Document's episode.
#include <QObject>

#include "widgets/common/episode_view.h"

namespace gatoscope {

class ActPanel;
class ActionReview;
class Actions;
class AttentionViews;
class Bench;
class CameraView;
class ChannelMapView;
class Docks;
class Document;
class EpisodesView;
class EvaluationView;
class FindingList;
class InspectorView;
class LaneView;
class ModelSession;
class ParametersView;
class Player;
class RunsView;
class ScratchView;
class TokenStream;
class TransportBar;
class ValuesView;

class Views : public QObject {
    Q_OBJECT
public:
    Views(Document* document, Player* player, ModelSession* model, Docks* docks, QObject* parent = nullptr);

    EpisodesView* episodes() const { return episodes_; }
    LaneView* lanes() const { return lanes_; }
    TokenStream* stream() const { return stream_; }
    ScratchView* scratch() const { return scratch_; }
    AttentionViews* attention() const { return attention_; }
    ActionReview* review() const { return review_; }

    void connectActions(const Actions& actions);
Q_SIGNALS:
    void failed(const QString& text);
    void findRequested(const QString& query);
    void noted(const QString& text);
    void modelRequested(const QString& folder); // a checkpoint is to be opened, in the workspace Actions

public:
    void raiseWhatThereIs();
    /// Whether a view still computes what it will show.
    bool busy() const;

private:
    void makeEpisodes(Docks& docks);
    void makeCameras(Docks& docks);
    void makeStream(Docks& docks);
    void makeInspector(Docks& docks);
    void makeFindings(Docks& docks);
    void makeBench(Docks& docks);
    void makeScratch(Docks& docks);
    void makeTimeline(Docks& docks);
    void makeValues(Docks& docks);
    void makeAttention(Docks& docks);
    void makeActions(Docks& docks);
    void makeEvaluation(Docks& docks);
    void makeRuns(Docks& docks);
    void feed();
    void feedActions();
    void connectAct();
    void makeModel(Docks& docks);
    void raiseStep();
    void connectActionKeys(const Actions& actions);
    void checkEpisodeShown();

    Document* document_;
    Player* player_;
    ModelSession* model_;
    Docks* docks_;
    std::weak_ptr<const Dataset> raisedFor_;
    EpisodesView* episodes_ = nullptr;
    CameraView* cameras_ = nullptr;
    EvaluationView* evaluation_ = nullptr;
    RunsView* runs_ = nullptr;
    TokenStream* stream_ = nullptr;
    InspectorView* inspector_ = nullptr;
    FindingList* findings_ = nullptr;
    Bench* bench_ = nullptr;
    ParametersView* parameters_ = nullptr;
    ChannelMapView* map_ = nullptr;
    ScratchView* scratch_ = nullptr;
    LaneView* lanes_ = nullptr;
    TransportBar* transport_ = nullptr;
    ValuesView* values_ = nullptr;
    AttentionViews* attention_ = nullptr;
    ActionReview* review_ = nullptr;
    ActPanel* act_ = nullptr;
    std::weak_ptr<const Dataset> steppedFor_;
};

} // namespace gatoscope
