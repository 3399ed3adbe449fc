// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/episodes/dataset_model.h"

#include <QLocale>
#include <QStringList>

namespace gatoscope {

void DatasetModel::setDatasets(std::vector<std::shared_ptr<const Dataset>> datasets) {
    if (datasets == m_datasets)
        return;
    beginResetModel();
    m_datasets = std::move(datasets);
    m_current = m_datasets.empty() ? -1 : 0;
    endResetModel();
}

void DatasetModel::setCurrent(int row) {
    if (row == m_current)
        return;
    m_current = row;
    if (!m_datasets.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QModelIndex DatasetModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent))
        return {};
    // The id of a data set is 0, that of a channel one more than its data set's row.
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr{0});
}

QModelIndex DatasetModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr{0});
}

int DatasetModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid())
        return static_cast<int>(m_datasets.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_datasets[static_cast<std::size_t>(parent.row())]->channels().size());
}

int DatasetModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QVariant DatasetModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() == Count)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (index.internalId() == 0) {
        const Dataset& dataset = *m_datasets[static_cast<std::size_t>(index.row())];
        if (role == DatasetRole)
            return index.row();
        if (role == CurrentRole)
            return index.row() == m_current;
        return ofDataset(dataset, index.column(), role);
    }
    const Dataset& dataset = *m_datasets[static_cast<std::size_t>(index.internalId()) - 1];
    if (role == DatasetRole)
        return static_cast<int>(index.internalId()) - 1;
    return ofChannel(dataset.channels()[static_cast<std::size_t>(index.row())], index.column(), role);
}

QVariant DatasetModel::ofDataset(const Dataset& dataset, int column, int role) const {
    if (role == Qt::ToolTipRole)
        return QString::fromStdString(dataset.path());
    if (role != Qt::DisplayRole)
        return {};
    if (column == Name)
        return QString::fromStdString(dataset.name());
    if (column == Format)
        return formatName(dataset.format());
    return tr("%1 ep").arg(
        QLocale::c().toString(static_cast<qlonglong>(dataset.episodeCount())).replace(QLatin1Char(','), QChar(0x202F)));
}

QVariant DatasetModel::ofChannel(const Channel& channel, int column, int role) const {
    if (role == Qt::ToolTipRole) {
        return tr("%1: %2").arg(QString::fromStdString(channel.source), shapeText(channel));
    }
    if (role != Qt::DisplayRole)
        return {};
    if (column == Name)
        return QString::fromStdString(channel.source);
    return column == Count ? QVariant(shapeText(channel)) : QVariant();
}

QString shapeText(const Channel& channel) {
    QStringList sides;
    for (const std::int64_t side : channel.shape)
        sides << (side < 0 ? QStringLiteral("?") : QString::number(side));
    const QString type = QString::fromLatin1(name(channel.dtype));
    return sides.isEmpty() ? type : sides.join(QChar(0x00D7)) + QLatin1Char(' ') + type;
}

QString formatName(const std::string& format) {
    if (format == "minari")
        return QStringLiteral("Minari");
    if (format == "images")
        return QStringLiteral("Images");
    if (format == "libero")
        return QStringLiteral("LIBERO");
    if (format == "hdf5" || format == "npz" || format == "npy" || format == "d4rl" || format == "rlds" ||
        format == "aloha") {
        return QString::fromStdString(format).toUpper();
    }
    return QString::fromStdString(format);
}

} // namespace gatoscope
