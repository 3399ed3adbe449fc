// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/round_trip_model.h"

#include "widgets/bench/bench.h"
#include "widgets/common/convert.h"
#include "widgets/common/number_format.h"

#include <cmath>
#include <limits>

namespace gatoscope {

RoundTripModel::RoundTripModel(Bench* bench, QObject* parent) : QAbstractTableModel(parent), m_bench(bench) {
    connect(bench, &Bench::statisticsChanged, this, &RoundTripModel::refresh);
    m_rows = static_cast<int>(bench->dimensions().size());
}

void RoundTripModel::refresh() {
    const int rows = static_cast<int>(m_bench->dimensions().size());
    if (rows != m_rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    } else if (rows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rows - 1, ColumnCount - 1));
    }
}

int RoundTripModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_rows; }

int RoundTripModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

double RoundTripModel::number(int row, int column) const {
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    const auto i = static_cast<std::size_t>(row);
    const auto& a = m_bench->statistics();
    const auto& b = m_bench->comparedStatistics();
    if (i >= a.size())
        return kUnknown;
    switch (column) {
    case RmseA:
        return a[i].rmse;
    case RmseB:
        return i < b.size() ? b[i].rmse : kUnknown;
    case Ratio:
        return i < b.size() && a[i].rmse > 0 ? b[i].rmse / a[i].rmse : kUnknown;
    case SaturatedA:
        return a[i].saturation();
    default:
        return kUnknown;
    }
}

QVariant RoundTripModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= static_cast<int>(m_bench->dimensions().size()))
        return {};
    const BenchDimension& dimension = m_bench->dimensions()[static_cast<std::size_t>(index.row())];
    const double value = number(index.row(), index.column());
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((index.column() <= Unit ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == WorseRole) {
        return (index.column() == Ratio && value > 2) || (index.column() == SaturatedA && value > 0);
    }
    if (role == SortRole && index.column() > Unit)
        return std::isnan(value) ? -1.0 : value;
    if (role == Qt::ToolTipRole && static_cast<std::size_t>(index.row()) < m_bench->statistics().size()) {
        const BenchStatistics& s = m_bench->statistics()[static_cast<std::size_t>(index.row())];
        return tr("%1: %2 values, largest error %3")
            .arg(toQString(dimension.name), formatCount(s.count), formatNumber(s.worst));
    }
    if (role != Qt::DisplayRole && role != SortRole)
        return {};
    switch (index.column()) {
    case Name:
        return toQString(dimension.name);
    case Unit:
        return toQString(dimension.unit);
    case Ratio:
        return std::isnan(value) ? QString() : QStringLiteral("%1×").arg(formatFixed(value, value < 100 ? 2 : 0));
    case SaturatedA:
        return std::isnan(value) ? QString() : value == 0 ? QStringLiteral("0") : formatPercent(value);
    default:
        return std::isnan(value) ? QString() : formatNumber(value, 3);
    }
}

QVariant RoundTripModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section <= Unit ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Ratio)
        return tr("Below 1, B is finer");
    if (role == Qt::ToolTipRole && section == SaturatedA)
        return tr("Share of values beyond the range that A keeps");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Channel");
    case Unit:
        return tr("Unit");
    case RmseA:
        return tr("RMSE A");
    case RmseB:
        return tr("RMSE B");
    case Ratio:
        return tr("B/A");
    case SaturatedA:
        return tr("Sat. A");
    default:
        return {};
    }
}

} // namespace gatoscope
