// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/model/parameter_tree.h"

#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <algorithm>
#include <map>

namespace gatoscope {

namespace {

struct Module {
    std::map<QString, Module, bool (*)(const QString&, const QString&)> children;
    const ParameterInfo* parameter = nullptr;
    std::int64_t count = 0;

    Module() : children(&Module::before) {}
    static bool before(const QString& a, const QString& b) {
        bool numberA = false, numberB = false;
        const qlonglong x = a.toLongLong(&numberA), y = b.toLongLong(&numberB);
        if (numberA != numberB)
            return numberA; // numbers before words
        return numberA ? x < y : a < b;
    }
};

QStandardItem* cell(const QString& text, bool number) {
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    if (number) {
        item->setFont(monoFont());
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    return item;
}

void fill(QStandardItem* parent, const Module& module, const QString& path) {
    for (const auto& [name, child] : module.children) {
        const QString full = path.isEmpty() ? name : path + QLatin1Char('.') + name;
        auto* item = cell(name, false);
        auto* shape = cell(child.parameter ? shapeText(child.parameter->shape) : QString(), true);
        auto* type = cell(child.parameter ? toQString(child.parameter->dtype) : QString(), true);
        auto* count = cell(formatCount(child.count), true);
        item->setToolTip(full);
        item->setData(static_cast<qint64>(child.count), ParameterTree::NumberRole);
        if (child.parameter)
            item->setData(full, ParameterTree::ParameterRole);
        parent->appendRow({item, shape, type, count});
        fill(item, child, full);
    }
}

} // namespace

QString shapeText(const std::vector<std::int64_t>& shape) {
    QStringList sides;
    for (const std::int64_t side : shape)
        sides << QString::number(side);
    return sides.isEmpty() ? QObject::tr("scalar") : sides.join(QStringLiteral(" × "));
}

ParameterTree::ParameterTree(QObject* parent) : QStandardItemModel(parent) {
    setHorizontalHeaderLabels({tr("Module"), tr("Shape"), tr("Type"), tr("Parameters")});
}

void ParameterTree::setParameters(const std::vector<ParameterInfo>& parameters) {
    removeRows(0, rowCount());
    Module root;
    for (const ParameterInfo& parameter : parameters) {
        Module* at = &root;
        at->count += parameter.count;
        for (const QString& part : toQString(parameter.name).split(QLatin1Char('.'))) {
            at = &at->children[part];
            at->count += parameter.count;
        }
        at->parameter = &parameter;
    }
    fill(invisibleRootItem(), root, {});
    for (int column = Shape; column < ColumnCount; ++column)
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace gatoscope
