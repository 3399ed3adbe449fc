// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What checks noticed, as a table: severity, text, where; filtered by severity and words.
#include <array>
#include <vector>

#include <QAbstractTableModel>

#include "core/base/finding.h"

namespace gatoscope {

class FindingModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Text, Where, ColumnCount };
    enum ItemRole { SeverityRole = Qt::UserRole, EpisodeRole, StepRole, SourceRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setFindings(std::vector<Finding> findings);
    /// Only these severities and rows whose text, where or id holds the words (any case); -1 as episode: all.
    void setFilter(bool info, bool warnings, bool errors, const QString& words, qint64 episode = -1);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    const Finding& finding(int row) const { return m_findings[m_rows[static_cast<std::size_t>(row)]]; }
    int count(Severity severity) const { return m_counts[static_cast<std::size_t>(severity)]; } // whatever the filter
    /// One finding a line, tab-separated, for the clipboard.
    QString copied(const QModelIndexList& rows) const;

private:
    void arrange();
    QString whereText(const Finding& finding) const;

    std::vector<Finding> m_findings;
    std::vector<std::size_t> m_rows; // errors first
    std::array<int, 3> m_counts{};
    std::array<bool, 3> m_shown{true, true, true};
    QString m_words;
    qint64 m_episode = -1;
};

} // namespace gatoscope
