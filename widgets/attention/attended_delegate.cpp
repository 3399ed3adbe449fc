// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/attended_delegate.h"

#include <QPainter>

#include "widgets/attention/attended_model.h"
#include "widgets/common/fonts.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kShare = 52; // room of the number right of its bar

} // namespace

double drawTokenChip(QPainter& painter, QPointF topLeft, double height, const QString& text, const ModalityColors& tint,
                     double room) {
    painter.setFont(monoFont());
    const QFontMetricsF metrics(painter.font());
    const QString shown = elidedTokenName(text, metrics, room - 12);
    const QRectF chip(topLeft, QSizeF(metrics.horizontalAdvance(shown) + 12, height));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint.fill);
    painter.drawRoundedRect(chip, 3, 3);
    painter.restore();
    painter.setPen(tint.ink);
    painter.drawText(chip, Qt::AlignCenter, shown);
    return chip.width();
}

void AttendedDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected || index.row() == hovered_)
        painter->fillRect(option.rect, selected ? c.currentRow : c.hover);
    const ModalityColors& tint = c.of(static_cast<Kind>(index.data(AttendedModel::KindRole).toInt()));
    const QString text = index.data().toString();
    const QRectF rect = QRectF(option.rect).adjusted(6, 0, -8, 0);
    painter->setFont(monoFont());
    switch (index.column()) {
    case AttendedModel::Name:
        drawTokenChip(*painter, QPointF(rect.left(), rect.center().y() - 9), 18, text, tint, rect.width());
        break;
    case AttendedModel::Share: {
        const double room = rect.width() - kShare;
        const double wide = room * index.data(AttendedModel::BarRole).toDouble();
        painter->fillRect(QRectF(rect.left(), rect.center().y() - 3, std::max(1.0, wide), 6), tint.ink);
        painter->setPen(c.text1);
        painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, text);
        break;
    }
    default:
        painter->setPen(index.column() == AttendedModel::Rank ? (selected ? c.text2 : c.text3) : c.text2);
        painter->drawText(rect, Qt::AlignRight | Qt::AlignVCenter, text);
    }
    painter->restore();
}

QSize AttendedDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    return {index.column() == AttendedModel::Share ? 110 : 36, 24};
}

} // namespace gatoscope
