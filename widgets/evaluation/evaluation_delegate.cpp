// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluation/evaluation_delegate.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/painting.h"
#include "widgets/evaluation/evaluation_model.h"

#include <QPainter>
#include <QPainterPath>

namespace gatoscope {

namespace {

/// A triangle up (better than every baseline) or down, so that the colour is not alone.
void drawVerdict(QPainter& painter, const QRectF& box, bool better, const QColor& color) {
    const QPointF middle = box.center();
    const double up = better ? -3.0 : 3.0;
    QPainterPath mark;
    mark.moveTo(middle.x(), middle.y() + up);
    mark.lineTo(middle.x() - 3.5, middle.y() - up);
    mark.lineTo(middle.x() + 3.5, middle.y() - up);
    mark.closeSubpath();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(mark, color);
}

} // namespace

void EvaluationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    const int level = index.data(EvaluationModel::LevelRole).toInt(), column = index.column();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    if (selected)
        painter->fillRect(option.rect, c.accentFill);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(option.rect, c.hover);
    else if (level == 0)
        painter->fillRect(option.rect, c.raised);
    const bool baseline = column >= EvaluationModel::Majority;
    QRectF box = QRectF(option.rect).adjusted(column == EvaluationModel::Name ? 4 : 6, 0, -8, 0);
    painter->setPen(level == 2 || (baseline && !selected) ? c.text2 : c.text1);
    painter->setFont(column != EvaluationModel::Name ? monoFont(kSmallPx)
                     : level == 0                    ? bodyFont(kBodyPx, QFont::DemiBold)
                     : level == 1                    ? bodyFont()
                                                     : monoFont(kSmallPx));
    const int verdict = index.data(EvaluationModel::VerdictRole).toInt();
    if (verdict != 0) {
        const QColor ink = verdict > 0 ? c.ok : c.warn;
        drawVerdict(*painter, QRectF(box.right() - 8, box.top(), 8, box.height()), verdict > 0, ink);
        painter->setPen(ink);
    }
    const bool marked = column == EvaluationModel::Accuracy || column == EvaluationModel::Mae;
    if (marked)
        box.setRight(box.right() - 13); // digits stand under digits, marked or not
    drawElided(*painter, box, index.data().toString(),
               index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignHorizontal_Mask);
    painter->restore();
}

QSize EvaluationDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {72, 24}; }

} // namespace gatoscope
