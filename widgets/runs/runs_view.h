// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Runs: metrics of training runs read while they grow, their checkpoints, two checkpoints on one step.
#include <memory>
#include <vector>

#include <QFileSystemWatcher>
#include <QTimer>
#include <QWidget>

#include "widgets/common/background_work.h"
#include "widgets/runs/comparison_model.h"
#include "widgets/runs/run_chart.h"

class QCheckBox;
class QLabel;
class QPushButton;
class QSlider;
class QStackedWidget;
class QStandardItem;
class QStandardItemModel;
class QTableView;
class QToolButton;
class QTreeView;

namespace gatoscope {

class RunsView : public QWidget {
    Q_OBJECT
public:
    explicit RunsView(QWidget* parent = nullptr);
    ~RunsView() override;

    /// A run's folder: one with metrics.jsonl, or with checkpoints. Twice the same does nothing.
    void addRun(const QString& folder);
    void removeRun(const QString& folder);
    QStringList runs() const;
    /// The open model's folder is marked in the list.
    void setOpenModel(const QString& folder, const QString& name);
    /// What A (the open model) and B (the chosen checkpoint) say of a step; an empty `b` ends the comparison.
    void setComparison(const QString& title, std::vector<ComparedAction> actions);
    void setComparisonProblem(const QString& text);
    const std::vector<RunChart*>& charts() const { return m_charts; }
    /// Reads at once what was appended; the view itself does so once a second while it is shown.
    void refresh();

Q_SIGNALS:
    void openRequested(const QString& folder);
    void compareRequested(const QString& folder); // "" = no more
    void failed(const QString& text);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Run;
    struct Read;
    void makeList();
    QWidget* makeLeft();
    QWidget* makeRight();
    QWidget* makeComparison();
    void askForRun();
    void take(std::vector<Read> read);
    void fillItem(Run& run);
    void showCharts();
    void showState();
    QString chosen() const; // folder of the selected checkpoint, "" = none
    Run* find(const QString& folder);
    void markOpen();

    std::vector<std::unique_ptr<Run>> m_runs;
    BackgroundWork m_work;
    QFileSystemWatcher m_watcher;
    QTimer m_timer;
    QStandardItemModel* m_model = nullptr;
    QTreeView* m_tree = nullptr;
    QToolButton *m_add = nullptr, *m_remove = nullptr;
    QPushButton *m_open = nullptr, *m_compare = nullptr;
    QSlider* m_smoothing = nullptr;
    QCheckBox* m_log = nullptr;
    std::vector<RunChart*> m_charts;
    QWidget* m_comparison = nullptr;
    ComparisonModel* m_compared = nullptr;
    QTableView* m_table = nullptr;
    QLabel *m_comparisonTitle = nullptr, *m_problem = nullptr, *m_empty = nullptr;
    QStackedWidget* m_stack = nullptr;
    QString m_openFolder, m_openName;
    int m_nextColor = 0;
    bool m_filling = false; // the list is changed by this program, not by the user
};

} // namespace gatoscope
