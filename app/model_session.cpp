// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/model_session.h"

#include <algorithm>

#include <QFileInfo>

#include "app/courtesy.h"
#include "widgets/common/convert.h"

namespace gatoscope {

namespace {

constexpr std::size_t kTraceBudget = std::size_t{1} << 30;          // attention of earlier windows
constexpr std::size_t kDistributionBudget = std::size_t{256} << 20; // beyond it only the best ids are kept
constexpr int kTellMs = 200;
const auto kOpen = QStringLiteral("model");
const auto kRun = QStringLiteral("run");

std::vector<std::size_t> targetsOf(const TokenSequence& tokens, const Window& window) {
    std::vector<std::size_t> wanted;
    const std::size_t first = tokens.firstOf(window.beginStep);
    for (std::size_t i = tokens.firstOf(window.countFrom); i < tokens.firstOf(window.endStep); ++i)
        if (i != first && tokens.at(i).target)
            wanted.push_back(i);
    return wanted;
}

/// The first setting in which the tokens differ from what the model was trained on; "" = none.
QString difference(const Settings& model, const Settings& now) {
    const auto theirs = listSettings(model), ours = listSettings(now);
    for (std::size_t i = 0; i < theirs.size(); ++i)
        if (theirs[i].second != ours[i].second && !isModelKey(theirs[i].first))
            return QObject::tr("%1 is %2, the model's is %3")
                .arg(toQString(theirs[i].first), toQString(ours[i].second), toQString(theirs[i].second));
    return {};
}

} // namespace

ModelSession::ModelSession(Document* document, QObject* parent) : QObject(parent), document_(document) {
    told_.setSingleShot(true);
    told_.setInterval(kTellMs);
    connect(&told_, &QTimer::timeout, this, &ModelSession::predictionsChanged);
    connect(document_, &Document::episodeChanged, this, &ModelSession::episodeChanged);
    connect(document_->cursor(), &Cursor::stepChanged, this, &ModelSession::stepChanged);
}

std::size_t ModelSession::bytes() const {
    std::size_t bytes = predictionBytes_;
    for (const Kept& kept : kept_)
        bytes += kept.trace->attention ? kept.trace->attention->bytes() : 0;
    return bytes;
}

bool ModelSession::opening() const { return document_->jobs()->busy(kOpen); }
bool ModelSession::pending() const { return opening() || document_->jobs()->busy(kRun); }

void ModelSession::open(const QString& folder, const QString& device, const QString& dtype) {
    document_->jobs()->cancel(kRun);
    document_->jobs()->start<Opened>(
        JobLane::Model, kOpen, tr("Opening model %1").arg(QFileInfo(folder).fileName()),
        [path = toStd(folder),
         options = OpenPolicyOptions{toStd(device), toStd(dtype)}](const Progress& progress) -> Result<Opened> {
            const auto engine = openEngine();
            if (!engine)
                return fail(engine);
            auto policy = (*engine)->openPolicy(path, options, progress);
            if (!policy)
                return fail(policy);
            return Opened{*policy, (*engine)->devices()};
        },
        this,
        [this, folder, device, dtype](Result<Opened> opened) {
            if (!opened) {
                Q_EMIT failed(opened.error());
                return run(); // the model that was open goes on
            }
            folder_ = folder;
            device_ = device;
            dtype_ = dtype;
            take(std::move(*opened));
        });
}

void ModelSession::setDevice(const QString& device, const QString& dtype) {
    if (!folder_.isEmpty())
        open(folder_, device, dtype);
}

void ModelSession::take(Opened opened) {
    view_ = {};
    view_.policy = std::move(opened.policy);
    devices_ = std::move(opened.devices);
    lastRunMs_ = 0;
    reset();
    Q_EMIT policyChanged();
    if (difference(view_.policy->info().settings, document_->settings()).isEmpty())
        episodeChanged();
    else
        useTokenizer(); // the episode follows
}

void ModelSession::useTokenizer() {
    if (view_.policy)
        document_->changeSettings(view_.policy->info().settings, tr("Use the model's tokenizer"));
}

void ModelSession::close() {
    document_->jobs()->cancel(kOpen);
    view_ = {};
    folder_.clear();
    lastRunMs_ = 0;
    reset();
    Q_EMIT policyChanged();
    Q_EMIT traceChanged();
    Q_EMIT predictionsChanged();
}

void ModelSession::reset() {
    document_->jobs()->cancel(kRun);
    told_.stop();
    kept_.clear();
    windows_.clear();
    predicted_.clear();
    predictionBytes_ = 0;
    view_.trace.reset();
    view_.window = {};
    view_.progress = 1;
    view_.reason.clear();
    view_.predictions = std::make_shared<const PredictionBook>();
    view_.tokens = nullptr;
}

void ModelSession::setAutoRun(bool on) {
    if (autoRun_ == on)
        return;
    autoRun_ = on;
    Q_EMIT autoRunChanged(on);
    if (on)
        run();
    else
        document_->jobs()->cancel(kRun);
}

void ModelSession::setRule(WindowRule rule) {
    if (rule_ == rule)
        return;
    rule_ = rule;
    Q_EMIT ruleChanged();
    episodeChanged();
}

void ModelSession::episodeChanged() {
    reset();
    view_.tokens = document_->view().tokens;
    if (view_.policy && view_.tokens && view_.tokens->steps() > 0) {
        const QString odd = difference(view_.policy->info().settings, document_->settings());
        if (!odd.isEmpty()) {
            view_.reason =
                tr("These tokens are not the model's: %1. Choose Model › Use the model's tokenizer.").arg(odd);
        } else {
            windows_ = windowsOf(*view_.tokens, 0, view_.tokens->steps(), rule_);
            predicted_.assign(windows_.size(), false);
            view_.progress = windows_.empty() ? 1 : 0;
        }
    }
    Q_EMIT traceChanged();
    Q_EMIT predictionsChanged();
    if (autoRun_)
        run();
}

std::size_t ModelSession::windowOf(qint64 step) const {
    const auto found = std::partition_point(windows_.begin(), windows_.end(),
                                            [&](const Window& window) { return window.endStep <= step; });
    return static_cast<std::size_t>(found - windows_.begin());
}

void ModelSession::stepChanged() {
    if (!view_.policy || windows_.empty() || !autoRun_)
        return;
    const std::size_t index = windowOf(document_->cursor()->step());
    if (index >= windows_.size())
        return;
    const Window& wanted = windows_[index];
    if (!view_.trace || wanted.beginStep != view_.window.beginStep || wanted.endStep != view_.window.endStep)
        run();
}

void ModelSession::run() {
    if (!view_.policy || windows_.empty())
        return;
    const std::size_t index = std::min(windowOf(document_->cursor()->step()), windows_.size() - 1);
    const auto known = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.window == index; });
    if (known == kept_.end())
        return runWindow(index, true);
    kept_.splice(kept_.begin(), kept_, known);
    show(index, kept_.front().trace);
    runNext();
}

void ModelSession::show(std::size_t index, std::shared_ptr<const Trace> trace) {
    if (view_.trace == trace)
        return;
    view_.trace = std::move(trace);
    view_.window = windows_[index];
    Q_EMIT traceChanged();
}

void ModelSession::runWindow(std::size_t index, bool attention) {
    RunOptions options;
    options.attention = attention;
    options.predict = targetsOf(*view_.tokens, windows_[index]);
    options.lens = attention;
    options.memory = kTraceBudget;
    options.rule = rule_;
    using Run = std::shared_ptr<const Trace>;
    document_->jobs()->start<Run>(
        JobLane::Model, kRun,
        attention ? tr("Running the model") : tr("Predicting window %1 of %2").arg(index + 1).arg(windows_.size()),
        [policy = view_.policy, tokens = view_.tokens, window = windows_[index], options](const Progress& progress) {
            const Courtesy courtesy;
            return policy->run(*tokens, window, options, courtesy.over(progress));
        },
        this,
        [this, index, attention](Result<Run> trace) {
            if (trace)
                return keep(index, *trace, attention);
            view_.reason = toQString(trace.error().text);
            Q_EMIT predictionsChanged();
            Q_EMIT failed(trace.error());
        });
}

void ModelSession::keep(std::size_t index, const std::shared_ptr<const Trace>& trace, bool attention) {
    view_.reason.clear();
    addPredictions(index, trace->predictions);
    predicted_[index] = true;
    view_.progress = static_cast<double>(std::count(predicted_.begin(), predicted_.end(), true)) /
                     static_cast<double>(predicted_.size());
    if (attention) {
        lastRunMs_ = trace->seconds * 1000;
        if (!trace->note.empty())
            Q_EMIT noted(tr("The last run gave something up: %1.").arg(toQString(trace->note)));
        kept_.push_front({index, trace});
        while (kept_.size() > 1 && bytes() - predictionBytes_ > kTraceBudget)
            kept_.pop_back();
        if (index == std::min(windowOf(document_->cursor()->step()), windows_.size() - 1))
            show(index, trace);
    }
    if (attention || view_.progress >= 1) {
        told_.stop();
        Q_EMIT predictionsChanged();
    } else if (!told_.isActive()) {
        told_.start();
    }
    runNext();
}

/// The cursor's window where it has no trace yet, then windows after it, then those before it.
void ModelSession::runNext() {
    if (!autoRun_ || predicted_.empty())
        return;
    const std::size_t start = std::min(windowOf(document_->cursor()->step()), predicted_.size() - 1);
    for (std::size_t by = 0; by < predicted_.size(); ++by) {
        const std::size_t index = (start + by) % predicted_.size();
        if (!predicted_[index])
            return runWindow(index, false);
    }
}

void ModelSession::addPredictions(std::size_t index, std::vector<Prediction> predictions) {
    if (predicted_[index])
        return;
    std::size_t bytes = 0;
    for (const Prediction& prediction : predictions)
        bytes += prediction.legalP.size() * sizeof(float);
    if (predictionBytes_ + bytes > kDistributionBudget)
        for (Prediction& prediction : predictions)
            prediction.legalP = {};
    else
        predictionBytes_ += bytes;
    auto book = std::make_shared<PredictionBook>(*view_.predictions);
    book->put(index, std::make_shared<const std::vector<Prediction>>(std::move(predictions)));
    view_.predictions = std::move(book);
}

} // namespace gatoscope
