// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The tokens with the largest shares of the shown row or column, best first, as a table.
#include <vector>

#include <QAbstractTableModel>
#include <QFontMetricsF>

#include "core/tokens/token.h"
#include "widgets/common/attention_row.h"

namespace gatoscope {

/// Window indices of the largest values, at most `most`; values of 0 are left out, ties keep the order of the tokens.
std::vector<std::size_t> topTokens(const AttentionRow& row, std::size_t most);

class AttendedModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Rank, Name, Step, Share, ColumnCount };
    enum Role { TokenRole = Qt::UserRole + 1, KindRole, FractionRole, BarRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setRow(AttentionRowPtr row, std::shared_ptr<const TokenSequence> tokens);
    qint64 tokenAt(int row) const; // -1: none
    int rowOf(qint64 token) const; // -1: not among them
    double cumulative() const;     // of the rows shown
    const AttentionRowPtr& shown() const { return row_; }
    QString plainText() const; // what is copied: tab-separated, ASCII minus

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    AttentionRowPtr row_;
    std::shared_ptr<const TokenSequence> tokens_;
    std::vector<std::size_t> order_;
};

/// A token in a few letters: "patch 6", "_ball", "dir 2", "offset[1] +0.333", "separator", "left".
/// As much of a short name as fits: its beginning gives way first, then its value; which element it is stays.
QString elidedTokenName(const QString& name, const QFontMetricsF& metrics, double room);
QString shortTokenName(const TokenSequence& tokens, std::size_t token);
/// What an id means in the place of a token: "forward", "+0.25", "_ball".
QString idName(const TokenSequence& tokens, std::size_t token, std::int32_t id);

} // namespace gatoscope
