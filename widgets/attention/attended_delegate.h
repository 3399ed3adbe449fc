// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Rows of the attended tokens: a chip in the modality's colour, the step, a bar with the share.
#include <QStyledItemDelegate>

#include "widgets/common/colors.h"

namespace gatoscope {

/// A token's short name on its modality's fill; the width it takes. `room` limits it.
double drawTokenChip(QPainter& painter, QPointF topLeft, double height, const QString& text, const ModalityColors& tint,
                     double room);

class AttendedDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setHovered(int row) { hovered_ = row; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int hovered_ = -1;
};

} // namespace gatoscope
