// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Evaluations of the open model on open datasets, off the GUI thread; and the way from a row to its step.
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "core/trace/evaluation_run.h"
#include "widgets/common/background_work.h"

namespace gatoscope {

class Document;
class EvaluationView;
class ModelSession;

class EvaluationSession : public QObject {
    Q_OBJECT
public:
    EvaluationSession(Document* document, ModelSession* model, EvaluationView* view, QObject* parent);

    /// Episodes from 0, -1 = all. A run in progress is replaced.
    void run(bool everyDataset, qint64 episodes);
    void stop();
    bool running() const { return work_.busy(); }

Q_SIGNALS:
    void failed(const QString& text);
    void noted(const QString& text);

private:
    struct Shared;
    void showSubject();
    void showProgress();
    void goTo(const QString& dataset, qint64 episode, qint64 step, qint64 token);
    void arrive();
    void save(bool json);
    std::vector<EvaluationJob> jobs(bool everyDataset, qint64 episodes) const;

    Document* document_;
    ModelSession* model_;
    EvaluationView* view_;
    BackgroundWork work_;
    std::shared_ptr<Shared> shared_; // of the run in progress
    QTimer told_;
    QElapsedTimer clock_;
    struct Wanted {
        QString dataset;
        qint64 episode = -1, step = 0, token = -1;
    } wanted_; // the step that is gone to once its episode is there; episode -1: none
};

} // namespace gatoscope
