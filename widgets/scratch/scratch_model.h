// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The scratch episode as two editable tables: a row per step with a column per component or picture, and a row per
// channel.
#include <memory>
#include <vector>

#include <QAbstractTableModel>
#include <QImage>

#include "core/episode/scratch_dataset.h"

class QUndoStack;

namespace gatoscope {

/// Holds the episode; every edit goes through it and is announced once.
class ScratchModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum ItemRole { ActionRole = Qt::UserRole, ModalityRole, ChannelRole };

    explicit ScratchModel(QObject* parent = nullptr);

    const ScratchEpisode& episode() const { return m_episode; }
    void setEpisode(ScratchEpisode episode);
    /// Where edits are kept to be taken back; typing in one field is one edit. Not owned; null: nowhere.
    void setUndoStack(QUndoStack* stack) { m_undo = stack; }

    QString instruction() const;
    void setInstruction(const QString& text);
    void insertStep(qint64 after); // a copy of step `after`
    void removeStep(qint64 step);
    /// Into the first picture channel (made where there is none), at one step or in all.
    void setPicture(qint64 step, const QImage& picture, bool allSteps);
    QImage picture(qint64 step) const; // null: none

    void addChannel(Modality modality, Role role);
    void removeChannel(int channel);
    /// False where the change does not hold; `problem` says why.
    bool editChannel(int channel, ScratchChannel changed, QString* problem);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void edited();

private:
    struct Cell {
        int channel = 0;
        std::size_t element = 0;
    };
    friend class ScratchEdit;
    void rebuild(); // columns follow the channels
    void changed();
    void restore(const ScratchEpisode& episode);

    ScratchEpisode m_episode, m_before; // now; at the last edit
    QUndoStack* m_undo = nullptr;
    std::vector<Cell> m_cells;
};

/// The channels of a ScratchModel: name, role, kind, components, number of values, bounds.
class ScratchChannelModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, RoleColumn, Kind, Width, Values, Low, High, ColumnCount };

    explicit ScratchChannelModel(ScratchModel* model);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void refused(const QString& why);

private:
    bool usable(const ScratchChannel& channel, int column) const;

    ScratchModel* m_model;
};

} // namespace gatoscope
