// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/views_attention.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QAction>

#include "app/actions.h"
#include "app/docks.h"
#include "app/document.h"
#include "app/model_session.h"
#include "app/views.h"
#include "widgets/attention/attended_model.h"
#include "widgets/attention/attended_view.h"
#include "widgets/attention/attention_facts.h"
#include "widgets/attention/attention_focus.h"
#include "widgets/attention/attention_map_view.h"
#include "widgets/attention/heads_view.h"
#include "widgets/cameras/image_attention_view.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"
#include "widgets/timeline/lane_view.h"
#include "widgets/tokens/token_stream.h"

namespace gatoscope {

void Views::makeAttention(Docks& docks) {
    attention_ = new AttentionViews(document_, model_, stream_, lanes_, &docks, this);
}

AttentionViews::AttentionViews(Document* document, ModelSession* model, TokenStream* stream, LaneView* lanes,
                               Docks* docks, QObject* parent)
    : QObject(parent), document_(document), model_(model), stream_(stream), lanes_(lanes),
      focus_(new AttentionFocus(document->cursor(), this)) {
    makeDocks(*docks);
    connect(document_, &Document::episodeChanged, this, [this] { image_->setEpisode(document_->view()); });
    connect(model_, &ModelSession::policyChanged, this, &AttentionViews::chooseFirstHead);
    connect(model_, &ModelSession::policyChanged, this, &AttentionViews::feed);
    connect(model_, &ModelSession::traceChanged, this, &AttentionViews::feed);
    connect(model_, &ModelSession::predictionsChanged, this, &AttentionViews::feed);
    connect(focus_, &AttentionFocus::stateChanged, this, [this] { image_->setEmptyText(emptyAttentionText(*focus_)); });
    connect(focus_, &AttentionFocus::rowChanged, this, &AttentionViews::showRow);
    connect(focus_, &AttentionFocus::traceChanged, this, &AttentionViews::makeLane);
    connect(focus_, &AttentionFocus::headChanged, this, &AttentionViews::makeLane);
    connect(focus_, &AttentionFocus::traceChanged, this, &AttentionViews::chooseFirstQuery);
    connect(focus_, &AttentionFocus::relevanceWanted, this, &AttentionViews::runRelevance);
    connect(focus_, &AttentionFocus::effectsWanted, this, &AttentionViews::runEffects);
    connect(docks, &Docks::workspaceShown, this,
            [this](const QString& id) { stream_->setColouredByAttention(id == QStringLiteral("attention")); });
    image_->setEmptyText(emptyAttentionText(*focus_));
}

void AttentionViews::makeDocks(Docks& docks) {
    heads_ = new HeadsView(focus_);
    docks.add({QStringLiteral("heads"), QStringLiteral("dockHeads"), tr("Heads"), heads_, heads_->titleWidget(), true});
    image_ = new ImageAttentionView(document_->cursor(), document_->frames());
    docks.add({QStringLiteral("imageattention"), QStringLiteral("dockImageAttention"), tr("Image attention"), image_,
               image_->titleWidget()});
    map_ = new AttentionMapView(focus_);
    docks.add({QStringLiteral("attentionmap"), QStringLiteral("dockAttentionMap"), tr("Attention map"), map_,
               map_->titleWidget()});
    attended_ = new AttendedView(focus_);
    docks.add({QStringLiteral("attended"), QStringLiteral("dockAttended"), tr("Attended tokens"), attended_,
               attended_->titleWidget()});
}

void AttentionViews::feed() { focus_->setModel(model_->view()); }

void AttentionViews::showRow() {
    const AttentionRowPtr& row = focus_->shown();
    stream_->setAttention(row);
    image_->setRow(row);
}

/// A model that was just opened starts at a head, not at the mean of its first layer.
void AttentionViews::chooseFirstHead() {
    Cursor* cursor = document_->cursor();
    if (model_->policy() && cursor->layer() == 0 && cursor->head() == -1)
        cursor->setHead(model_->policy()->info().settings.layers / 2, 0);
}

/// Nobody chose the first token of a step: the last observation, which predicts the action, has more to say.
void AttentionViews::chooseFirstQuery() {
    Cursor* cursor = document_->cursor();
    if (!focus_->ready() || queryChosenFor_ == focus_->model().policy.get())
        return;
    queryChosenFor_ = focus_->model().policy.get();
    const TokenSequence& tokens = *focus_->tokens();
    const qint64 step = cursor->step();
    if (step >= tokens.steps() || cursor->token() != static_cast<qint64>(tokens.firstOf(step)))
        return;
    std::size_t last = tokens.firstOf(step);
    while (last + 1 < tokens.firstOf(step + 1) && !isAction(tokens.kind(last + 1)))
        ++last;
    cursor->setToken(static_cast<qint64>(last));
}

void AttentionViews::connectActions(const Actions& actions) {
    const auto on = [&](const char* id, auto&& act) { connect(actions.action(id), &QAction::triggered, this, act); };
    on("view.attention", [this] { image_->toggleHeat(); });
    on("view.heat", [this] { stream_->setColouredByAttention(!stream_->colouredByAttention()); });
    const auto move = [this](int layers, int heads) {
        if (!focus_->ready())
            return;
        const HeadChoice now = focus_->chosen();
        document_->cursor()->setHead(std::clamp(now.layer + layers, 0, focus_->source().layers() - 1),
                                     std::clamp(now.head + heads, -1, focus_->source().heads() - 1));
    };
    on("model.layerUp", [move] { move(-1, 0); });
    on("model.layerDown", [move] { move(1, 0); });
    on("model.headLeft", [move] { move(0, -1); });
    on("model.headRight", [move] { move(0, 1); });
}

QString AttentionViews::hoverText(const Hover& hover) const {
    const AttentionRowPtr& row = focus_->shown();
    if (!row || !focus_->ready() || std::isnan(row->of(hover.token)))
        return {};
    const QString name = shortTokenName(*focus_->tokens(), static_cast<std::size_t>(hover.token));
    const QString share = formatNumber(row->of(hover.token), 4);
    return row->column
               ? tr("%1 · #%2 %3 → key #%4, p %5").arg(row->about).arg(hover.token).arg(name).arg(row->query).arg(share)
               : tr("%1 · row #%2 → key #%3 %4, p %5").arg(row->about).arg(row->row).arg(hover.token).arg(name, share);
}

/// Mass on pictures (or what the window has instead) of the row that predicts each step's first action.
void AttentionViews::makeLane() {
    const auto id = QStringLiteral("prediction.1.mass");
    if (!focus_->ready()) {
        laneValues_.clear();
        laneTokens_ = nullptr;
        laneTrace_.reset();
        return lanes_->setExtraLane(id, nullptr);
    }
    const auto& groups = focus_->groups();
    const auto has = [&](Tint tint) {
        return std::find(groups.begin(), groups.end(), static_cast<std::uint8_t>(tint)) != groups.end();
    };
    const Tint tint = has(Tint::Image) ? Tint::Image : has(Tint::Continuous) ? Tint::Continuous : Tint::Text;
    if (focus_->previewing() || (laneTrace_.lock() == focus_->trace() && laneHead_ == focus_->headText()))
        return;
    laneTrace_ = focus_->trace();
    const auto tokens = focus_->tokens();
    if (laneTokens_ != tokens.get() || laneHead_ != focus_->headText()) {
        laneTokens_ = tokens.get();
        laneHead_ = focus_->headText();
        laneValues_.assign(static_cast<std::size_t>(tokens->steps()), std::numeric_limits<double>::quiet_NaN());
    }
    laneWork_.start([this, id, tint, tokens, layer = focus_->chosen().layer, heads = focus_->heads(),
                     fusion = focus_->fusion(), trace = focus_->trace(),
                     window = focus_->window()](const BackgroundWork::Stop&) -> BackgroundWork::Delivery {
        auto mass = massBySteps(*trace->attention, *tokens, trace->firstToken, window.beginStep, window.endStep, layer,
                                heads, fusion, tint);
        return [this, id, tint, window, mass = std::move(mass)] {
            for (std::size_t i = 0; i < mass.size(); ++i) { // a step counts in one window; others only fill gaps
                const auto step = static_cast<std::size_t>(window.beginStep) + i;
                if (static_cast<std::int64_t>(step) >= window.countFrom || std::isnan(laneValues_[step]))
                    laneValues_[step] = mass[i];
            }
            auto lane = std::make_shared<Lane>();
            lane->id = id;
            lane->title = tint == Tint::Image        ? tr("Image mass")
                          : tint == Tint::Continuous ? tr("Value mass")
                                                     : tr("Text mass");
            lane->kind = LaneKind::Curve;
            lane->ink = tint == Tint::Image        ? LaneInk::Image
                        : tint == Tint::Continuous ? LaneInk::Continuous
                                                   : LaneInk::Text;
            lane->values = std::make_shared<const MinMaxPyramid>(laneValues_);
            lanes_->setExtraLane(id, lane);
        };
    });
}

void AttentionViews::runRelevance(qint64 row, int id) {
    const ModelView& model = focus_->model();
    using Values = std::vector<float>;
    document_->jobs()->start<Values>(
        JobLane::Model, QStringLiteral("relevance"), tr("Relevance of row #%1").arg(row),
        [policy = model.policy, tokens = focus_->tokens(), window = focus_->window(),
         query = static_cast<std::size_t>(row) - focus_->first(),
         id](const Progress& progress) { return policy->relevance(*tokens, window, query, id, progress); },
        this,
        [this, row, id](Result<Values> values) {
            focus_->setRelevance(row, id, values ? std::move(*values) : Values(),
                                 values ? QString() : toQString(values.error().text));
        });
}

void AttentionViews::runEffects(qint64 row, int id) {
    document_->jobs()->start<Grid>(
        JobLane::Model, QStringLiteral("effects"), tr("Effect of the heads on id %1").arg(id),
        [policy = focus_->model().policy, trace = focus_->trace(),
         query = static_cast<std::size_t>(row) - focus_->first(),
         id](const Progress&) { return policy->logitEffects(*trace, query, id); },
        this,
        [this, row, id](Result<Grid> values) {
            if (values)
                focus_->setEffects(row, id, std::move(*values));
        });
}

} // namespace gatoscope
