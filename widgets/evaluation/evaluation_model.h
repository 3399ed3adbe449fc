// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Evaluations as a tree: dataset, channel and dimension, the tokens that went worst.
#include <vector>

#include <QAbstractItemModel>

#include "core/trace/evaluation_report.h"

namespace gatoscope {

class EvaluationModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column {
        Name,
        Count,
        Accuracy,
        OneBin,
        SixteenBins,
        CrossEntropy,
        Mae,
        Rms,
        Floor,
        Covered,
        Ece,
        Illegal,
        Perplexity,
        Majority,
        Previous,
        Uniform,
        ColumnCount
    };
    /// Beside DisplayRole: level (0 dataset, 1 dimension, 2 token); how the model stands to the best baseline (1
    /// better, -1 not better, 0 nothing to compare) in the columns Accuracy and Mae; the number shown, for sorting.
    enum Role { LevelRole = Qt::UserRole, VerdictRole, NumberRole };

    using QAbstractItemModel::QAbstractItemModel;

    void setOutcomes(std::vector<EvaluationOutcome> outcomes);
    /// Adds a dataset, or replaces the one of the same path.
    void put(EvaluationOutcome outcome);
    const std::vector<EvaluationOutcome>& outcomes() const { return m_outcomes; }

    /// The token behind a row of level 2, the worst of a row of level 1; null for others.
    const WorstToken* tokenOf(const QModelIndex& index) const;
    const EvaluationOutcome* outcomeOf(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node {
        int dataset = -1, row = -1; // row: index of a measures row; -1: the dataset itself
        bool together = false;      // of the rows over all dimensions
    };
    void arrange();
    const Node& nodeOf(quintptr id) const { return m_nodes[static_cast<std::size_t>(id)]; }
    const Measures* measuresOf(const Node& node) const;
    static QString datasetText(const EvaluationOutcome& outcome, int column);
    static QString measuresText(const Measures& m, int column);
    static QString tokenText(const Measures& m, const WorstToken& token, int column);
    static QString measuresTip(const Measures& m);

    std::vector<EvaluationOutcome> m_outcomes;
    std::vector<Node> m_nodes;                // ids of indices: the parent's node for rows of level 1 and 2
    std::vector<std::vector<int>> m_children; // by node: nodes of its rows
};

} // namespace gatoscope
