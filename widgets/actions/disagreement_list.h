// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockDisagreements: where argmax and record part by more than a tolerance; a click goes there.
#include <QAbstractTableModel>
#include <QWidget>

#include "widgets/actions/action_series.h"

class QLabel;
class QSpinBox;
class QTableView;
class QToolButton;

namespace gatoscope {

class ActionReview;

class DisagreementModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Step, Dimension, Values, CrossEntropy, ColumnCount };
    explicit DisagreementModel(ActionReview* review, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void refresh();
    /// Row of a step and dimension; else the first of the step; -1: none.
    int rowOf(qint64 step, int dimension) const;

private:
    const Disagreement* at(int row) const;
    ActionReview* m_review;
    std::shared_ptr<const ActionSeries> m_series;
};

class DisagreementList : public QWidget {
    Q_OBJECT
public:
    explicit DisagreementList(ActionReview* review, QWidget* parent = nullptr);
    QWidget* titleWidget(); // how many; made once

private:
    QWidget* buildBar();
    void refresh();
    void follow();

    ActionReview* m_review;
    DisagreementModel* m_model;
    QTableView* m_table;
    QSpinBox* m_tolerance = nullptr;
    QLabel* m_bins = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
    QToolButton* m_worst = nullptr;
    QLabel* m_empty;
    QLabel* m_count = nullptr;
};

} // namespace gatoscope
