// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/episodes/episode_delegate.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/episodes/dataset_model.h"
#include "widgets/episodes/episode_model.h"

#include <QPainter>

namespace gatoscope {

namespace {

void paintRow(QPainter& painter, const QStyleOptionViewItem& option, bool first) {
    const Colors& c = colors();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, c.accentFill);
        if (first)
            painter.fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())), c.accent);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(option.rect, c.hover);
    }
}

/// Shortens by an ellipsis; the part of the text that fits is what is drawn.
void paintText(QPainter& painter, const QRect& rect, Qt::Alignment alignment, const QString& text,
               Qt::TextElideMode mode = Qt::ElideRight) {
    painter.drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter | Qt::TextSingleLine),
                     painter.fontMetrics().elidedText(text, mode, rect.width()));
}

QColor returnColor(const QModelIndex& index) {
    const QVariant success = index.data(EpisodeModel::SuccessRole);
    if (success.isValid() && !success.toBool())
        return colors().warn;
    const QVariant value = index.data(EpisodeModel::SortRole);
    return value.isValid() && value.toDouble() == 0 ? colors().warn : colors().text1;
}

} // namespace

void EpisodeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    paintRow(*painter, option, index.column() == 0);
    QRect rect = option.rect.adjusted(6, 0, -6, 0);
    const QString text = index.data().toString();
    if (index.column() == EpisodeModel::Mission) {
        painter->setFont(bodyFont(kBodyPx, selected ? QFont::Medium : QFont::Normal));
        if (index.data(EpisodeModel::FlaggedRole).toBool()) {
            const QRect place(rect.left(), rect.center().y() - 6, 12, 12);
            const double ratio = painter->device()->devicePixelRatioF();
            painter->drawPixmap(place, tintedPixmap(QStringLiteral("flag"), c.warn, place.size(), ratio));
            rect.setLeft(rect.left() + 16);
        }
        painter->setPen(selected ? c.text1 : c.text2);
        paintText(*painter, rect, Qt::AlignLeft, text);
    } else {
        painter->setFont(monoFont());
        painter->setPen(index.column() == EpisodeModel::Number   ? (selected ? c.text2 : c.text3)
                        : index.column() == EpisodeModel::Return ? returnColor(index)
                                                                 : c.text1);
        paintText(*painter, rect, Qt::AlignRight, text);
    }
    painter->restore();
}

QSize EpisodeDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {60, 24}; }

void DatasetDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    const bool dataset = !index.parent().isValid();
    const bool current = index.siblingAtColumn(0).data(DatasetModel::CurrentRole).toBool() && dataset;
    painter->save();
    if (current) {
        painter->fillRect(option.rect, c.currentRow);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(option.rect, c.hover);
    }
    const QRect rect = option.rect.adjusted(4, 0, -6, 0);
    const QString text = index.data().toString();
    if (index.column() == DatasetModel::Name) {
        painter->setFont(dataset ? bodyFont(kBodyPx, current ? QFont::DemiBold : QFont::Normal) : monoFont(kSmallPx));
        painter->setPen(dataset ? c.text1 : c.text2);
        paintText(*painter, rect, Qt::AlignLeft, text, Qt::ElideMiddle); // sets of one maker differ at the end
    } else if (index.column() == DatasetModel::Format && !text.isEmpty()) {
        painter->setFont(bodyFont(kSmallPx));
        const int width = qMin(rect.width(), painter->fontMetrics().horizontalAdvance(text) + 12);
        const QRectF chip(rect.right() - width + 0.5, rect.center().y() - 8.5, width - 1, 18);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(c.lineStrong, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(chip, 4, 4);
        painter->setPen(c.text2);
        paintText(*painter, chip.toRect().adjusted(4, 0, -4, 0), Qt::AlignHCenter, text);
    } else {
        painter->setFont(monoFont(dataset ? kMonoPx : kSmallPx));
        painter->setPen(current ? c.text2 : c.text3);
        paintText(*painter, rect, Qt::AlignRight, text);
    }
    painter->restore();
}

QSize DatasetDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    return {60, index.parent().isValid() ? 20 : 24};
}

} // namespace gatoscope
