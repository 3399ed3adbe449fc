// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/palette_delegate.h"

#include <QPainter>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"

namespace gatoscope {

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    const bool current = option.state & QStyle::State_Selected;
    const QRect box = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (current || (option.state & QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(current ? c.currentRow : c.hover);
        painter->drawRoundedRect(QRectF(box).adjusted(0, 1, 0, -1), 4, 4);
    }
    const QString icon = index.data(IconRole).toString();
    painter->drawPixmap(QPoint(box.x() + 8, box.y() + 7),
                        tintedPixmap(icon, c.text2, {14, 14}, painter->device()->devicePixelRatioF()));
    const QString detail = index.data(DetailRole).toString();
    painter->setFont(monoFont(kSmallPx));
    painter->setPen(current ? c.text2 : c.text3);
    const QString shown = painter->fontMetrics().elidedText(detail, Qt::ElideRight, box.width() / 2);
    painter->drawText(box.adjusted(0, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, shown);
    const int used = painter->fontMetrics().horizontalAdvance(shown) + 24;
    painter->setFont(bodyFont(13));
    painter->setPen(c.text1);
    const QRect room = box.adjusted(32, 0, -used, 0);
    painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, room.width()));
    painter->restore();
}

} // namespace gatoscope
