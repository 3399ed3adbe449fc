// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The parameters of a model as a tree of modules with shapes, number types, counts and totals.
#include <QStandardItemModel>

#include "core/trace/policy.h"

namespace gatoscope {

class ParameterTree : public QStandardItemModel {
    Q_OBJECT
public:
    enum Column { Name, Shape, Type, Count, ColumnCount };
    enum ItemRole { ParameterRole = Qt::UserRole, NumberRole }; // full name of a leaf; count of a row

    explicit ParameterTree(QObject* parent = nullptr);
    /// Modules in the order of the parameters' names; numbers in names sort as numbers.
    void setParameters(const std::vector<ParameterInfo>& parameters);
};

/// "64 × 256", "scalar".
QString shapeText(const std::vector<std::int64_t>& shape);

} // namespace gatoscope
