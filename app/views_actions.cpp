// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The views that show what a model would do, beside what was recorded; the model itself.
#include <algorithm>

#include <QAction>
#include <QDockWidget>

#include "app/actions.h"
#include "app/docks.h"
#include "app/model_session.h"
#include "app/prediction_lanes.h"
#include "app/views.h"
#include "widgets/actions/act_panel.h"
#include "widgets/actions/action_plots.h"
#include "widgets/actions/action_review.h"
#include "widgets/actions/disagreement_list.h"
#include "widgets/actions/distribution_view.h"
#include "widgets/actions/step_pictures.h"
#include "widgets/actions/step_table.h"
#include "widgets/common/convert.h"
#include "widgets/model/policy_view.h"
#include "widgets/timeline/lane_view.h"

namespace gatoscope {

namespace {
const auto kAct = QStringLiteral("act");
const auto kHistogram = QStringLiteral("histogram");
constexpr int kHistogramBins = 96;
} // namespace

void Views::makeActions(Docks& docks) {
    review_ = new ActionReview(document_->cursor(), this);
    const auto add = [&](const char* id, const char* objectName, const QString& title, QWidget* view,
                         QWidget* titleWidget = nullptr) {
        return docks.add({QString::fromLatin1(id), QString::fromLatin1(objectName), title, view, titleWidget});
    };
    auto* plots = new ActionPlots(review_);
    QDockWidget* dock = add("actionPlots", "dockActionPlots", tr("Predicted vs recorded"), plots, plots->titleWidget());
    auto* table = new StepTable(review_);
    add("stepTable", "dockStepTable", tr("Step"), table, table->titleWidget());
    auto* pictures = new StepPictures(review_, document_->frames());
    add("stepPictures", "dockStepPictures", tr("Before and after"), pictures, pictures->titleWidget());
    auto* distribution = new DistributionView(review_);
    add("distribution", "dockDistribution", tr("Distribution"), distribution, distribution->titleWidget());
    auto* list = new DisagreementList(review_);
    add("disagreements", "dockDisagreements", tr("Disagreements"), list, list->titleWidget());
    act_ = new ActPanel(review_);
    add("freeRun", "dockFreeRun", tr("Free run"), act_);
    connect(&docks, &Docks::workspaceShown, lanes_, [this](const QString& id) { // what the model said leads its own
        lanes_->setExtraFirst(id == QStringLiteral("actions") || id == QStringLiteral("attention"));
    });
    connect(dock, &QDockWidget::visibilityChanged, this, &Views::raiseStep);
    connect(model_, &ModelSession::policyChanged, this, [this] { review_->setModel(model_->view()); });
    connect(model_, &ModelSession::traceChanged, this, [this] { review_->setModel(model_->view()); });
    connect(model_, &ModelSession::predictionsChanged, this, [this] { review_->setModel(model_->view()); });
    connect(review_, &ActionReview::seriesChanged, this, [this] {
        showPredictionLanes(*lanes_, review_->series().get());
        raiseStep();
    });
    connectAct();
    makeModel(docks);
}

/// A free run on the model's lane: between windows, with progress, cancelled with the episode or the model.
void Views::connectAct() {
    connect(act_, &ActPanel::runRequested, this, [this](qint64 begin, qint64 end, const SampleOptions& options) {
        const auto policy = model_->policy();
        const auto tokens = document_->view().tokens;
        if (!policy || !tokens)
            return;
        act_->setRunning(true);
        document_->jobs()->start<ActTrace>(
            JobLane::Model, kAct, tr("The model acts"),
            [policy, tokens, begin, end, options](const Progress& progress) {
                return policy->act(*tokens, begin, end, options, progress);
            },
            this,
            [this, tokens](Result<ActTrace> trace) {
                act_->setRunning(false);
                if (!trace)
                    act_->showError(toQString(trace.error().text));
                else if (review_->series() && review_->series()->tokens == tokens)
                    review_->setFreeRun(&*trace);
            });
    });
    const auto cancel = [this] {
        document_->jobs()->cancel(kAct);
        act_->setRunning(false);
    };
    connect(act_, &ActPanel::cancelRequested, this, cancel);
    connect(model_, &ModelSession::policyChanged, this, cancel);
    connect(document_, &Document::episodeChanged, this, cancel);
    connect(document_->jobs(), &Jobs::progressed, act_, [this](const QString& kind, const QString&, double part) {
        if (kind == kAct)
            act_->setProgress(part);
    });
}

void Views::makeModel(Docks& docks) {
    auto* view = new PolicyView;
    docks.add({QStringLiteral("model"), QStringLiteral("dockModel"), tr("Model"), view, view->titleWidget()});
    connect(model_, &ModelSession::policyChanged, view, [this, view] { view->setPolicy(model_->policy()); });
    connect(view, &PolicyView::histogramRequested, this, [this, view](const QString& parameter) {
        const auto policy = model_->policy();
        if (!policy)
            return;
        document_->jobs()->start<ParameterHistogram>(
            JobLane::Model, kHistogram, tr("Reading %1").arg(parameter),
            [policy, name = toStd(parameter)](const Progress&) { return policy->histogram(name, kHistogramBins); },
            view,
            [view, parameter](Result<ParameterHistogram> histogram) {
                if (histogram)
                    view->showHistogram(parameter, *histogram);
                else
                    view->showHistogramError(parameter, toQString(histogram.error().text));
            });
    });
}

/// Pictures for choices of a camera's agent, numbers for everything else; once per data set, then as the user has it.
void Views::raiseStep() {
    const auto& series = review_->series();
    QDockWidget* plots = docks_->dock(QStringLiteral("actionPlots"));
    if (!series || !plots->isVisible() || document_->view().dataset == steppedFor_.lock())
        return;
    steppedFor_ = document_->view().dataset;
    const auto& channels = series->tokens->channels();
    const bool images = std::any_of(channels.begin(), channels.end(), [](const SequenceChannel& channel) {
        return channel.map.modality == Modality::Image;
    });
    const bool pictures = images && series->any(ActionKind::Discrete) && !series->any(ActionKind::Continuous);
    QDockWidget* dock = docks_->dock(pictures ? QStringLiteral("stepPictures") : QStringLiteral("stepTable"));
    if (!dock->isHidden() && !dock->isFloating())
        dock->raise();
}

void Views::feedActions() {
    review_->setEpisode(document_->view());
    review_->setModel(model_->view());
}

void Views::connectActionKeys(const Actions& actions) {
    const auto on = [&](const char* id, auto&& act) { connect(actions.action(id), &QAction::triggered, this, act); };
    const auto jump = [this](int direction) {
        if (!review_->goToDisagreement(direction))
            Q_EMIT noted(direction > 0 ? tr("No disagreement after this step.")
                                       : tr("No disagreement before this step."));
    };
    on("model.nextDisagreement", [jump] { jump(1); });
    on("model.previousDisagreement", [jump] { jump(-1); });
    on("model.worstStep", [this] { review_->goToWorst(); });
}

} // namespace gatoscope
