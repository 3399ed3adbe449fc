// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The views that judge a model: measured on whole datasets, and while it is being trained.
#include "app/docks.h"
#include "app/evaluation_session.h"
#include "app/runs_session.h"
#include "app/views.h"
#include "widgets/evaluation/evaluation_view.h"
#include "widgets/runs/runs_view.h"

namespace gatoscope {

void Views::makeEvaluation(Docks& docks) {
    evaluation_ = new EvaluationView;
    docks.add({QStringLiteral("evaluation"), QStringLiteral("dockEvaluation"), tr("Evaluation"), evaluation_, nullptr,
               false});
    auto* session = new EvaluationSession(document_, model_, evaluation_, this);
    connect(session, &EvaluationSession::failed, this, &Views::failed);
    connect(session, &EvaluationSession::noted, this, &Views::noted);
}

void Views::makeRuns(Docks& docks) {
    runs_ = new RunsView;
    docks.add({QStringLiteral("runs"), QStringLiteral("dockRuns"), tr("Runs"), runs_, nullptr, false});
    auto* session = new RunsSession(document_, model_, runs_, this);
    connect(session, &RunsSession::failed, this, &Views::failed);
    connect(session, &RunsSession::openRequested, this, &Views::modelRequested);
}

} // namespace gatoscope
