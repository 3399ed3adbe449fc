// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/runs_session.h"

#include <QFileInfo>

#include "app/document.h"
#include "app/model_session.h"
#include "core/trace/engine.h"
#include "core/trace/window_batch.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"
#include "widgets/runs/runs_view.h"

namespace gatoscope {

namespace {

using Tokens = std::shared_ptr<const TokenSequence>;
using Guesses = std::vector<Prediction>;

/// The value of an id as people read it: a discrete value's name, a number in the channel's units.
QString valueText(const TokenSequence& tokens, const Token& token, std::int32_t id) {
    const MappedChannel& map = tokens.channels()[static_cast<std::size_t>(token.channel)].map;
    const auto value =
        decodeId(id, map, static_cast<std::size_t>(token.element), isAction(token.kind), tokens.settings());
    if (!value)
        return QStringLiteral("id %1").arg(id);
    const auto choice = static_cast<std::size_t>(std::max(0, id - tokens.vocabulary().discreteBegin));
    if (map.modality == Modality::Discrete && choice < map.names.size())
        return toQString(map.names[choice]);
    return formatNumber(value->value, 4);
}

QString actionName(const TokenSequence& tokens, const Token& token) {
    const MappedChannel& map = tokens.channels()[static_cast<std::size_t>(token.channel)].map;
    const auto element = static_cast<std::size_t>(token.element);
    if (map.modality == Modality::Continuous && element < map.names.size())
        return toQString(map.names[element]);
    return map.modality == Modality::Continuous || element > 0
               ? QStringLiteral("%1[%2]").arg(toQString(map.key)).arg(token.element)
               : toQString(map.key);
}

ComparedGuess guessOf(const TokenSequence& tokens, const Token& token, const Guesses& guesses, std::size_t i) {
    if (i >= guesses.size())
        return {};
    const Prediction& p = guesses[i];
    return {valueText(tokens, token, p.predictedId), p.pPredicted, p.pTrue, p.predictedId == p.trueId};
}

/// What two policies say of one step's actions, both on the longest window that ends there.
Result<std::vector<ComparedAction>> compared(const std::shared_ptr<const Policy>& a, const Policy& b,
                                             const Tokens& tokens, qint64 step, const Progress& progress) {
    WindowRun run{tokens, exactWindow(*tokens, step), {}};
    for (std::size_t i = tokens->firstOf(step); i < tokens->firstOf(step + 1); ++i)
        if (isAction(tokens->kind(i)) && i > tokens->firstOf(run.window.beginStep))
            run.predict.push_back(i);
    Guesses first;
    if (a) {
        auto done = runWindows(*a, std::span(&run, 1), progress);
        if (!done)
            return fail(done);
        first = std::move((*done)[0]);
    }
    auto second = runWindows(b, std::span(&run, 1), progress);
    if (!second)
        return fail(second);
    std::vector<ComparedAction> out;
    for (std::size_t i = 0; i < run.predict.size(); ++i) {
        const Token token = tokens->at(run.predict[i]);
        const bool text = token.kind == Kind::TextAction;
        out.push_back({actionName(*tokens, token),
                       text ? toQString(tokens->pieceOf(run.predict[i]).piece) : valueText(*tokens, token, token.id),
                       guessOf(*tokens, token, first, i), guessOf(*tokens, token, (*second)[0], i)});
    }
    return out;
}

} // namespace

RunsSession::RunsSession(Document* document, ModelSession* model, RunsView* view, QObject* parent)
    : QObject(parent), document_(document), model_(model), view_(view) {
    connect(view, &RunsView::openRequested, this, &RunsSession::openRequested);
    connect(view, &RunsView::compareRequested, this, &RunsSession::compareWith);
    connect(view, &RunsView::failed, this, &RunsSession::failed);
    connect(model, &ModelSession::policyChanged, this, &RunsSession::modelChanged);
    connect(document, &Document::episodeChanged, this, &RunsSession::compareStep);
    connect(document->cursor(), &Cursor::stepChanged, this, &RunsSession::compareStep);
}

/// A model that comes from a run brings its run along.
void RunsSession::modelChanged() {
    const auto& policy = model_->policy();
    view_->setOpenModel(policy ? model_->folder() : QString(), policy ? toQString(policy->info().name) : QString());
    if (policy) {
        const QFileInfo folder(model_->folder());
        for (const QString& place : {folder.absoluteFilePath(), folder.absolutePath()})
            if (QFileInfo::exists(place + QStringLiteral("/metrics.jsonl"))) {
                view_->addRun(place);
                break;
            }
    }
    compareStep();
}

void RunsSession::compareWith(const QString& folder) {
    folder_ = folder;
    second_ = nullptr;
    if (folder.isEmpty()) {
        document_->jobs()->cancel(QStringLiteral("compare"));
        view_->setComparison({}, {});
        return;
    }
    using Opened = std::shared_ptr<const Policy>;
    document_->jobs()->start<Opened>(
        JobLane::Model, QStringLiteral("compare"), tr("Opening the second checkpoint"),
        [path = toStd(folder), device = toStd(model_->device()),
         dtype = toStd(model_->dtype())](const Progress& progress) -> Result<Opened> {
            const auto engine = openEngine();
            if (!engine)
                return fail(engine);
            return (*engine)->openPolicy(path, {device, dtype}, progress);
        },
        this,
        [this](Result<Opened> opened) {
            if (!opened)
                return view_->setComparisonProblem(toQString(opened.error().text));
            second_ = *opened;
            compareStep();
        });
}

void RunsSession::compareStep() {
    const Tokens tokens = document_->view().tokens;
    const qint64 step = document_->cursor()->step();
    if (!second_ || !tokens || step >= tokens->steps())
        return;
    using Actions = std::vector<ComparedAction>;
    document_->jobs()->start<Actions>(
        JobLane::Model, QStringLiteral("compare"), tr("Comparing two checkpoints"),
        [a = model_->policy(), b = second_, tokens, step](const Progress& progress) {
            return compared(a, *b, tokens, step, progress);
        },
        this,
        [this, step](Result<Actions> actions) {
            if (!actions)
                return view_->setComparisonProblem(toQString(actions.error().text));
            show(step, std::move(*actions));
        });
}

void RunsSession::show(qint64 step, std::vector<ComparedAction> actions) {
    const auto& first = model_->policy();
    const auto named = [](const QString& folder) {
        const QFileInfo info(folder);
        return QStringLiteral("%1/%2").arg(QFileInfo(info.absolutePath()).fileName(), info.fileName());
    };
    view_->setComparison(tr("Step %1:  A = %2,  B = %3")
                             .arg(step)
                             .arg(first ? named(model_->folder()) : tr("no model is open"), named(folder_)),
                         std::move(actions));
}

} // namespace gatoscope
