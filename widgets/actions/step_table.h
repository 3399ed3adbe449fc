// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockStepTable: every predicted token of the cursor's step: recorded, argmax, difference, ids, cross-entropy, rank.
#include <vector>

#include <QAbstractTableModel>
#include <QStyledItemDelegate>
#include <QWidget>

#include "widgets/actions/action_series.h"

class QLabel;
class QTableView;

namespace gatoscope {

class ActionReview;

class StepTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Name,
        Recorded,
        Argmax,
        FreeRunValue,
        Difference,
        RecordedId,
        PredictedId,
        CrossEntropy,
        Rank,
        ColumnCount
    };
    enum ItemRole { UnitRole = Qt::UserRole, DisagreesRole, TokenRole };

    explicit StepTableModel(ActionReview* review, QObject* parent = nullptr);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Takes the cursor's step again; the rows stay where only numbers change.
    void refresh();
    std::size_t tokenOf(int row) const { return m_rows[static_cast<std::size_t>(row)].token; }
    int rowOf(std::size_t token) const; // -1: none

private:
    struct Row {
        std::size_t token = 0;
        int dimension = -1; // -1: a target that is no action (text)
    };
    std::vector<Row> rowsNow() const;
    QString text(const Row& row, int column) const;
    QString textOfTarget(const Row& row, int column, const Prediction* prediction) const;
    const Prediction* predictionOf(const Row& row) const;

    ActionReview* m_review;
    std::vector<Row> m_rows;
};

/// Name with its unit muted; numbers in mono at the right; what was predicted in the ink of actions.
class StepDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

class StepTable : public QWidget {
    Q_OBJECT
public:
    explicit StepTable(ActionReview* review, QWidget* parent = nullptr);
    QWidget* titleWidget(); // "step 31 · exact window, 13 steps"; made once
    QTableView* table() const { return m_table; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    int nameWidth() const;

    ActionReview* m_review;
    StepTableModel* m_model;
    QTableView* m_table;
    QLabel* m_note;
    QWidget* m_title = nullptr;
    QLabel* m_about = nullptr;
    bool m_following = false;
};

} // namespace gatoscope
