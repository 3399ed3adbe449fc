// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Connects the dock Runs with the window: the open model's own run, and a second checkpoint on the cursor's step.
#include <memory>
#include <vector>

#include <QObject>
#include <QString>

#include "core/trace/policy.h"
#include "widgets/runs/comparison_model.h"

namespace gatoscope {

class Document;
class ModelSession;
class RunsView;

class RunsSession : public QObject {
    Q_OBJECT
public:
    RunsSession(Document* document, ModelSession* model, RunsView* view, QObject* parent);

    /// B; "" ends the comparison.
    void compareWith(const QString& folder);

Q_SIGNALS:
    void openRequested(const QString& folder);
    void failed(const QString& text);

private:
    void modelChanged();
    void compareStep();
    void show(qint64 step, std::vector<ComparedAction> actions);

    Document* document_;
    ModelSession* model_;
    RunsView* view_;
    QString folder_; // of B
    std::shared_ptr<const Policy> second_;
};

} // namespace gatoscope
