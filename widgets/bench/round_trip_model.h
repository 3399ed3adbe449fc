// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockRoundTrip's table: what encoding and decoding costs each component under A and B.
#include <QAbstractTableModel>

namespace gatoscope {

class Bench;

class RoundTripModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Unit, RmseA, RmseB, Ratio, SaturatedA, ColumnCount };
    enum Role { SortRole = Qt::UserRole, WorseRole }; // WorseRole: true where the cell deserves the error colour

    explicit RoundTripModel(Bench* bench, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    double number(int row, int column) const; // NaN: unknown
    void refresh();

    Bench* m_bench;
    int m_rows = 0;
};

} // namespace gatoscope
