// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The views that show where a model looks, and what they feed: stream, timeline, status line.
#include <memory>
#include <vector>

#include <QObject>

#include "widgets/common/background_work.h"
#include "widgets/common/cursor.h"

namespace gatoscope {

class Actions;
class AttendedView;
class AttentionFocus;
class AttentionMapView;
class Docks;
class Document;
class HeadsView;
class ImageAttentionView;
class LaneView;
class ModelSession;
class TokenStream;
struct Trace;

class AttentionViews : public QObject {
    Q_OBJECT
public:
    AttentionViews(Document* document, ModelSession* model, TokenStream* stream, LaneView* lanes, Docks* docks,
                   QObject* parent);

    AttentionFocus* focus() const { return focus_; }
    void connectActions(const Actions& actions);
    /// "L5 · H3 · query #180 → key #161, p 0.0636"; "" where nothing is known of the token.
    QString hoverText(const Hover& hover) const;

private:
    void makeDocks(Docks& docks);
    void feed();
    void showRow();
    void makeLane();
    void runRelevance(qint64 row, int id);
    void runEffects(qint64 row, int id);
    void chooseFirstHead();
    void chooseFirstQuery();

    Document* document_;
    ModelSession* model_;
    TokenStream* stream_;
    LaneView* lanes_;
    AttentionFocus* focus_;
    HeadsView* heads_ = nullptr;
    ImageAttentionView* image_ = nullptr;
    AttentionMapView* map_ = nullptr;
    AttendedView* attended_ = nullptr;
    BackgroundWork laneWork_;
    std::vector<double> laneValues_; // by step, of one head; windows fill in as they are run
    QString laneHead_;               // the heads that they are of
    const void* laneTokens_ = nullptr;
    std::weak_ptr<const Trace> laneTrace_; // the one whose window was filled in last
    const void* queryChosenFor_ = nullptr; // the policy
};

} // namespace gatoscope
