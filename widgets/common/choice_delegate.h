// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Edits cells that offer a few choices (the model's kChoicesRole) with a combo box, others with a line; numbers in
// mono.
#include <QStyledItemDelegate>

namespace gatoscope {

/// QStringList of a cell's choices; invalid: free text.
constexpr int kChoicesRole = Qt::UserRole + 100;

class ChoiceDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
};

} // namespace gatoscope
