// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The open data sets as a tree: name, format, episodes; below each its channels.
#include <memory>
#include <vector>

#include <QAbstractItemModel>

#include "core/episode/dataset.h"

namespace gatoscope {

class DatasetModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Name, Format, Count, ColumnCount };
    enum Role { DatasetRole = Qt::UserRole, CurrentRole };

    using QAbstractItemModel::QAbstractItemModel;

    void setDatasets(std::vector<std::shared_ptr<const Dataset>> datasets);
    const std::vector<std::shared_ptr<const Dataset>>& datasets() const { return m_datasets; }
    void setCurrent(int row);
    int current() const { return m_current; }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    QVariant ofDataset(const Dataset& dataset, int column, int role) const;
    QVariant ofChannel(const Channel& channel, int column, int role) const;

    std::vector<std::shared_ptr<const Dataset>> m_datasets;
    int m_current = -1;
};

/// "64×64×3 uint8": shape and type of a stored channel.
QString shapeText(const Channel& channel);
/// "Minari", "HDF5", "NPZ" …: the format as people write it.
QString formatName(const std::string& format);

} // namespace gatoscope
