// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A line of the command palette: icon, text, and at the right what helps to tell it apart.
#include <QStyledItemDelegate>

namespace gatoscope {

class PaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role { IconRole = Qt::UserRole, DetailRole };
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, 28}; }
};

} // namespace gatoscope
