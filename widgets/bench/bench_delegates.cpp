// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/bench_delegates.h"

#include "widgets/bench/round_trip_model.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

#include <QPainter>

namespace gatoscope {

void RoundTripDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    painter->save();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected) {
        painter->fillRect(option.rect, c.accentFill);
        if (index.column() == 0)
            painter->fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())), c.accent);
    }
    const bool unit = index.column() == RoundTripModel::Unit;
    painter->setFont(unit ? bodyFont(kSmallPx) : monoFont());
    painter->setPen(index.data(RoundTripModel::WorseRole).toBool() ? c.error
                    : unit                                         ? (selected ? c.text2 : c.text3)
                    : index.column() >= RoundTripModel::Ratio      ? c.text2
                                                                   : c.text1);
    const QRect rect = option.rect.adjusted(8, 0, -8, 0);
    const QString text = painter->fontMetrics().elidedText(
        index.data().toString(), index.column() == 0 ? Qt::ElideMiddle : Qt::ElideRight, rect.width());
    painter->drawText(rect, index.data(Qt::TextAlignmentRole).toInt(), text);
    painter->restore();
}

void WarningDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, c.accentFill);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, c.hover);
    const QRect rect = option.rect.adjusted(12, 5, -12, -6);
    const QColor ink = index.data(ErrorRole).toBool() ? c.error : c.warn;
    const QRect icon(rect.left(), rect.top() + 2, 14, 14);
    const QString picture = index.data(ErrorRole).toBool() ? QStringLiteral("error") : QStringLiteral("warning");
    painter->drawPixmap(icon, tintedPixmap(picture, ink, icon.size(), painter->device()->devicePixelRatioF()));
    painter->setFont(monoFont());
    const QString amount = index.data(AmountRole).toString();
    const int wide = painter->fontMetrics().horizontalAdvance(amount);
    painter->setPen(ink);
    painter->drawText(rect.adjusted(0, 0, 0, -rect.height() / 2), Qt::AlignRight | Qt::AlignVCenter, amount);
    const QRect text = rect.adjusted(24, 0, 0, 0);
    painter->setFont(bodyFont(kBodyPx, QFont::DemiBold));
    painter->setPen(c.text1);
    painter->drawText(
        text.adjusted(0, 0, -wide - 10, -rect.height() / 2), Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, text.width() - wide - 10));
    painter->setFont(bodyFont(kSmallPx));
    painter->setPen(c.text2);
    painter->drawText(
        text.adjusted(0, rect.height() / 2, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(DetailRole).toString(), Qt::ElideRight, text.width()));
    painter->setPen(QPen(c.line, 1));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter->restore();
}

QSize WarningDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {120, 47}; }

} // namespace gatoscope
