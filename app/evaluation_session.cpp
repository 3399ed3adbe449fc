// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluation_session.h"

#include <atomic>

#include <QFileDialog>

#include "app/document.h"
#include "app/model_session.h"
#include "core/base/files.h"
#include "widgets/common/convert.h"
#include "widgets/evaluation/evaluation_view.h"

namespace gatoscope {

/// What the working thread tells while it works.
struct EvaluationSession::Shared {
    std::atomic<double> fraction{0};
    std::atomic<int> dataset{0};
    std::vector<QString> names;
};

EvaluationSession::EvaluationSession(Document* document, ModelSession* model, EvaluationView* view, QObject* parent)
    : QObject(parent), document_(document), model_(model), view_(view) {
    told_.setInterval(200);
    connect(&told_, &QTimer::timeout, this, &EvaluationSession::showProgress);
    connect(view, &EvaluationView::runRequested, this, &EvaluationSession::run);
    connect(view, &EvaluationView::stopRequested, this, &EvaluationSession::stop);
    connect(view, &EvaluationView::stepActivated, this, &EvaluationSession::goTo);
    connect(view, &EvaluationView::exportRequested, this, &EvaluationSession::save);
    connect(model, &ModelSession::policyChanged, this, &EvaluationSession::showSubject);
    connect(document, &Document::datasetsChanged, this, &EvaluationSession::showSubject);
    connect(document, &Document::episodeChanged, this, [this] {
        showSubject();
        arrive();
    });
    showSubject();
}

void EvaluationSession::showSubject() {
    const auto& policy = model_->policy();
    const OpenDataset* open = document_->currentDataset();
    view_->setSubject(policy ? toQString(policy->info().name) : QString(),
                      open != nullptr ? toQString(open->dataset->name()) : QString(),
                      static_cast<int>(document_->datasets().size()));
}

std::vector<EvaluationJob> EvaluationSession::jobs(bool everyDataset, qint64 episodes) const {
    std::vector<EvaluationJob> out;
    const OpenDataset* current = document_->currentDataset();
    for (const OpenDataset& open : document_->datasets()) {
        if (!everyDataset && (current == nullptr || open.dataset != current->dataset))
            continue;
        EvaluationJob job;
        job.policy = model_->policy();
        job.dataset = open.dataset;
        job.map = open.map;
        job.endEpisode = episodes < 0 ? -1 : std::min<std::int64_t>(episodes, open.dataset->episodeCount());
        out.push_back(std::move(job));
    }
    return out;
}

void EvaluationSession::run(bool everyDataset, qint64 episodes) {
    if (!model_->policy() || document_->currentDataset() == nullptr)
        return;
    auto jobs = this->jobs(everyDataset, episodes);
    auto shared = std::make_shared<Shared>();
    for (const EvaluationJob& job : jobs)
        shared->names.push_back(toQString(job.dataset->name()));
    shared_ = shared;
    clock_.start();
    told_.start();
    showProgress();
    const Settings settings = document_->settings();
    work_.start([this, jobs = std::move(jobs), shared, settings](const BackgroundWork::Stop& stop) mutable {
        std::vector<EvaluationOutcome> outcomes;
        const auto tokenizer = makeTokenizer(settings);
        for (std::size_t i = 0; i < jobs.size() && !stop; ++i) {
            shared->dataset = static_cast<int>(i);
            const std::string path = jobs[i].dataset->path();
            if (!tokenizer) {
                outcomes.push_back({path, fail(tokenizer)});
                continue;
            }
            jobs[i].tokenizer = *tokenizer;
            outcomes.push_back({path, evaluateDataset(jobs[i], [&](double part) {
                                    shared->fraction =
                                        (static_cast<double>(i) + part) / static_cast<double>(jobs.size());
                                    return !stop;
                                })});
        }
        return BackgroundWork::Delivery([this, outcomes = std::move(outcomes)]() mutable {
            told_.stop();
            view_->setProgress(-1);
            for (EvaluationOutcome& outcome : outcomes) {
                if (!outcome.done && outcome.done.error().kind == ErrorKind::Cancelled)
                    continue;
                if (!outcome.done)
                    Q_EMIT failed(toQString(outcome.done.error().text));
                view_->put(std::move(outcome));
            }
        });
    });
}

void EvaluationSession::stop() {
    work_.cancel();
    told_.stop();
    view_->setProgress(-1);
}

void EvaluationSession::showProgress() {
    const double fraction = shared_->fraction;
    const auto which = static_cast<std::size_t>(shared_->dataset);
    const double seconds = static_cast<double>(clock_.elapsed()) * 1e-3;
    const double left = fraction > 0.02 && seconds > 1 ? seconds * (1 - fraction) / fraction : -1;
    view_->setProgress(fraction,
                       tr("Measuring %1").arg(which < shared_->names.size() ? shared_->names[which] : QString()), left);
}

void EvaluationSession::goTo(const QString& dataset, qint64 episode, qint64 step, qint64 token) {
    const auto& open = document_->datasets();
    const auto found = std::find_if(open.begin(), open.end(), [&](const OpenDataset& other) {
        return toQString(other.dataset->path()) == dataset;
    });
    if (found == open.end()) {
        Q_EMIT noted(tr("%1 is not open any more; open it to see this step.").arg(dataset));
        return;
    }
    wanted_ = {dataset, episode, step, token};
    document_->setCurrent(static_cast<int>(found - open.begin()));
    document_->cursor()->setEpisode(episode);
    arrive();
}

/// Goes to the wanted step once the episode that has it is shown.
void EvaluationSession::arrive() {
    const EpisodeView& view = document_->view();
    if (wanted_.episode < 0 || !view.tokens || !view.episode || view.episode->info().index != wanted_.episode ||
        toQString(view.dataset->path()) != wanted_.dataset)
        return;
    const bool same = wanted_.token < static_cast<qint64>(view.tokens->size()) &&
                      view.tokens->stepOf(static_cast<std::size_t>(wanted_.token)) == wanted_.step;
    if (same)
        document_->cursor()->selectToken(wanted_.token, wanted_.step);
    else
        document_->cursor()->setStep(wanted_.step); // the channel map was changed since
    wanted_.episode = -1;
}

void EvaluationSession::save(bool json) {
    const QString file = QFileDialog::getSaveFileName(
        view_, tr("Export the evaluation"), json ? QStringLiteral("evaluation.json") : QStringLiteral("evaluation.csv"),
        json ? tr("JSON (*.json)") : tr("CSV (*.csv)"));
    if (file.isEmpty())
        return;
    const auto& outcomes = view_->model()->outcomes();
    const auto written = writeFile(toStd(file), json ? evaluationJson(outcomes) : evaluationCsv(outcomes));
    if (written)
        Q_EMIT noted(tr("Written: %1").arg(file));
    else
        Q_EMIT failed(toQString(written.error().text));
}

} // namespace gatoscope
