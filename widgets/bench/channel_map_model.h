// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The channel map as an editable table, a row per stored channel; what is typed is checked before it becomes the map.
#include <vector>

#include <QAbstractTableModel>

#include "core/episode/channel_map.h"

namespace gatoscope {

class ChannelMapModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Source,
        Key,
        RoleColumn,
        ModalityColumn,
        Count,
        Start,
        Low,
        High,
        Size,
        Flip,
        SwapColors,
        Times255,
        Stack,
        Shift,
        Names,
        Unit,
        Lengths,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setMap(const ChannelMap& map, const std::vector<Channel>& channels);
    const ChannelMap& map() const { return m_map; }
    const std::vector<Channel>& channels() const { return m_channels; }
    void setRecord(Record record);
    void setFps(std::optional<double> fps);
    /// Empty: the map holds together.
    QString problem() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void edited(); // by the user; map() is the new one

private:
    bool usable(const MappedChannel& channel, int column) const;
    QString text(const MappedChannel& channel, int column) const;
    bool take(MappedChannel& channel, int column, const QString& text) const;
    bool takeSwitch(MappedChannel& channel, int column, bool on) const;

    ChannelMap m_map;
    std::vector<Channel> m_channels;
};

/// "7", "0, 1.5, -3"; false where a part is no number. An empty text is an empty list.
bool parseNumbers(const QString& text, std::vector<double>& numbers);

} // namespace gatoscope
