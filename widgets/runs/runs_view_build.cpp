// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the dock Runs is put together.
#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "widgets/common/icons.h"
#include "widgets/runs/runs_view.h"

namespace gatoscope {

namespace {

QToolButton* iconButton(const QString& icon, const QString& text) {
    auto* button = new QToolButton;
    button->setIcon(themedIcon(icon));
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    return button;
}

} // namespace

void RunsView::makeList() {
    m_model = new QStandardItemModel(this);
    m_model->setHorizontalHeaderLabels({tr("Run"), tr("Step"), tr("Loss")});
    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("runTree"));
    m_tree->setAccessibleName(tr("Runs and checkpoints"));
    m_tree->setModel(m_model);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setUniformRowHeights(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setIndentation(16);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
}

QWidget* RunsView::makeLeft() {
    makeList();
    m_add = iconButton(QStringLiteral("plus"), tr("Add the folder of a training run"));
    m_remove = iconButton(QStringLiteral("minus"), tr("Take the run out of the list"));
    m_open = new QPushButton(tr("Open as model"));
    m_open->setObjectName(QStringLiteral("openCheckpoint"));
    m_compare = new QPushButton(tr("Compare"));
    m_compare->setObjectName(QStringLiteral("compareCheckpoint"));
    m_compare->setToolTip(
        tr("Show what this checkpoint (B) says beside the open model (A), on the step of the cursor"));
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(6);
    row->addWidget(m_add);
    row->addWidget(m_remove);
    row->addStretch(1);
    row->addWidget(m_compare);
    row->addWidget(m_open);
    column->addLayout(row);
    column->addWidget(m_tree, 1);
    return left;
}

QWidget* RunsView::makeComparison() {
    m_compared = new ComparisonModel(this);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("comparisonTable"));
    m_table->setAccessibleName(tr("Two checkpoints on one step"));
    m_table->setModel(m_compared);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setMinimumHeight(56);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(22);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(ComparisonModel::Recorded, QHeaderView::ResizeToContents);
    m_comparisonTitle = new QLabel;
    m_comparisonTitle->setProperty("tone", QStringLiteral("second"));
    m_problem = new QLabel;
    m_problem->setWordWrap(true);
    m_problem->setProperty("tone", QStringLiteral("muted"));
    auto* end = iconButton(QStringLiteral("close"), tr("End the comparison"));
    connect(end, &QToolButton::clicked, this, [this] { Q_EMIT compareRequested(QString()); });
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(10, 2, 6, 0);
    row->addWidget(m_comparisonTitle, 1);
    row->addWidget(end);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    column->addWidget(m_problem);
    box->hide();
    return box;
}

QWidget* RunsView::makeRight() {
    auto* right = new QWidget;
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, 99);
    m_smoothing->setValue(60);
    m_smoothing->setFixedWidth(140);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_log = new QCheckBox(tr("Logarithmic loss"));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(10, 6, 10, 6);
    row->setSpacing(8);
    row->addWidget(new QLabel(tr("Smoothing")));
    row->addWidget(m_smoothing);
    row->addWidget(m_log);
    row->addStretch(1);
    column->addLayout(row);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(1);
    const QString titles[] = {tr("Loss (dashed: validation)"), tr("Validation accuracy of actions"),
                              tr("Tokens per second"), tr("Learning rate")};
    for (int i = 0; i < 4; ++i) {
        m_charts.push_back(new RunChart(titles[i]));
        grid->addWidget(m_charts.back(), i / 2, i % 2);
    }
    grid->setRowStretch(0, 3);
    grid->setRowStretch(1, 2);
    auto* split = new QSplitter(Qt::Vertical);
    auto* charts = new QWidget;
    charts->setLayout(grid);
    m_comparison = makeComparison();
    split->addWidget(charts);
    split->addWidget(m_comparison);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setChildrenCollapsible(false);
    column->addWidget(split, 1);
    return right;
}

} // namespace gatoscope
