// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Two policies on one step: per action dimension what was recorded and what each would have done.
#include <vector>

#include <QAbstractTableModel>

namespace gatoscope {

/// What one policy says of one action token.
struct ComparedGuess {
    QString shown;         // its most probable legal value; "" = nothing said
    double pPredicted = 0; // of that value
    double pTrue = 0;      // of the recorded one
    bool right = false;
};
struct ComparedAction {
    QString name, recorded;
    ComparedGuess a, b;
};

class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Recorded, A, AProbability, ATrue, B, BProbability, BTrue, ColumnCount };
    enum Role { RightRole = Qt::UserRole }; // 1 met, -1 missed, 0 does not apply

    using QAbstractTableModel::QAbstractTableModel;

    void setActions(std::vector<ComparedAction> actions);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ComparedAction> m_actions;
};

} // namespace gatoscope
