// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Evaluation: starts measuring, shows what came out beside the baselines, leads to the worst steps.
#include <vector>

#include <QWidget>

#include "widgets/evaluation/evaluation_model.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QToolButton;
class QTreeView;

namespace gatoscope {

class EvaluationView : public QWidget {
    Q_OBJECT
public:
    explicit EvaluationView(QWidget* parent = nullptr);

    EvaluationModel* model() const { return m_model; }
    /// What can be measured: the open model's name ("" = none), the shown dataset's, and how many are open.
    void setSubject(const QString& model, const QString& dataset, int datasets);
    /// Adds a result under the dataset's own ones; the tree opens to its rows.
    void put(EvaluationOutcome outcome);
    /// fraction < 0: nothing runs. `secondsLeft` < 0: not known yet.
    void setProgress(double fraction, const QString& what = {}, double secondsLeft = -1);
    bool running() const { return m_running; }

Q_SIGNALS:
    /// Episodes from 0, -1 = all of them.
    void runRequested(bool everyDataset, qint64 episodes);
    void stopRequested();
    /// dataset: the path its evaluation carries.
    void stepActivated(const QString& dataset, qint64 episode, qint64 step, qint64 token);
    void exportRequested(bool json);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeBar();
    void makeTree();
    void showState();
    void activate(const QModelIndex& index);
    void fitColumns();
    int numberWidth(int column) const; // 0: nothing in it anywhere
    void fitName();
    void copySelected() const;

    EvaluationModel* m_model;
    QTreeView* m_tree;
    QComboBox* m_episodes;
    QPushButton *m_run, *m_all, *m_stop;
    QToolButton* m_export;
    QProgressBar* m_progress;
    QLabel *m_state, *m_empty;
    std::vector<int> m_widths; // by column, of its numbers; 0: nothing in it
    int m_leftOut = 0;         // columns that found no room
    QString m_policy, m_dataset;
    int m_datasets = 0;
    bool m_running = false;
};

} // namespace gatoscope
