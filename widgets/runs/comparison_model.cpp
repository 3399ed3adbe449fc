// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/comparison_model.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

namespace gatoscope {

void ComparisonModel::setActions(std::vector<ComparedAction> actions) {
    beginResetModel();
    m_actions = std::move(actions);
    endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_actions.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ComparedAction& action = m_actions[static_cast<std::size_t>(index.row())];
    const ComparedGuess& guess = index.column() < B ? action.a : action.b;
    const bool value = index.column() == A || index.column() == B;
    const int right = value && !guess.shown.isEmpty() ? (guess.right ? 1 : -1) : 0;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Name)
            return action.name;
        if (index.column() == Recorded)
            return action.recorded;
        if (value)
            return right > 0 ? QStringLiteral("✓ ") + guess.shown : guess.shown;
        if (guess.shown.isEmpty())
            return {};
        return formatPercent(index.column() == AProbability || index.column() == BProbability ? guess.pPredicted
                                                                                              : guess.pTrue);
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::FontRole:
        return index.column() == Name ? bodyFont() : monoFont(kSmallPx);
    case Qt::ForegroundRole:
        return right > 0   ? colors().ok
               : right < 0 ? colors().warn
                           : (value || index.column() <= Recorded ? colors().text1 : colors().text2);
    case RightRole:
        return right;
    default:
        return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static const char* const titles[ColumnCount] = {QT_TR_NOOP("Action"), QT_TR_NOOP("Recorded"), QT_TR_NOOP("A"),
                                                    QT_TR_NOOP("p(A)"),   QT_TR_NOOP("p(rec)"),   QT_TR_NOOP("B"),
                                                    QT_TR_NOOP("p(B)"),   QT_TR_NOOP("p(rec)")};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(tr(titles[section])) : QVariant();
}

} // namespace gatoscope
