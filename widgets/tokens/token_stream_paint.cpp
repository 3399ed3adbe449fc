// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the token stream paints around its cells: rows, labels, header, outlines.
#include <algorithm>
#include <cmath>

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"
#include "widgets/tokens/token_stream.h"

namespace gatoscope {
namespace {

using M = StreamMetrics;

} // namespace

void TokenStreamCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    const Colors& c = colors();
    painter.fillRect(event->rect(), c.panel);
    if (!tokens_ || layout_.rows() == 0)
        return;
    paintRows(painter, QRectF(event->rect()));
    paintHeader(painter);
}

void TokenStreamCanvas::paintRows(QPainter& painter, const QRectF& dirty) {
    const double from = std::max(dirty.top(), M::header);
    const auto [first, last] = layout_.rowsIn(top_ + from - M::header, dirty.bottom() - from);
    bool grew = false;
    for (qint64 row = first; row < last; ++row)
        grew = layout_.fit(runs(row)) || grew;
    if (grew) {
        QMetaObject::invokeMethod(
            this, [this] { layOut(); }, Qt::QueuedConnection);
        viewport()->update();
    }
    const Colors& c = colors();
    const double width = viewport()->width();
    RowPainter::Scene now = scene();
    now.top = std::max(now.top, dirty.top());
    now.bottom = std::min(now.bottom, dirty.bottom() + 1);
    painter.save();
    painter.setClipRect(QRectF(0, M::header, width, bodyHeight()));
    for (qint64 row = first; row < last; ++row) {
        const double y = std::max(rowTop(row), dirty.top()), end = rowTop(row + 1);
        if (row == shownStep_)
            painter.fillRect(QRectF(0, y, width, std::min(end, dirty.bottom() + 1) - y), c.currentRow);
        painter.fillRect(QRectF(0, end - 0.5, width, 1), c.line);
    }
    painter.save();
    painter.setClipRect(QRectF(M::step, M::header, now.right - M::step, bodyHeight()), Qt::IntersectClip);
    for (qint64 row = first; row < last; ++row)
        painter_.paint(painter, now, row, runs(row), rowTop(row));
    painter_.flush(painter);
    paintOutlines(painter);
    painter.restore();
    paintRowLabels(painter, first, last);
    if (attention_)
        paintSums(painter, first, last);
    painter.restore();
}

void TokenStreamCanvas::paintRowLabels(QPainter& painter, qint64 first, qint64 last) {
    const Colors& c = colors();
    static const QFont kLabel = monoFont(), kCurrent = monoFont(kMonoPx, QFont::Bold), kIndex = monoFont(kSmallPx);
    for (qint64 row = first; row < last; ++row) {
        const bool current = row == shownStep_;
        if (current)
            painter.fillRect(QRectF(0, std::max(rowTop(row), M::header), 3, rowTop(row + 1) - rowTop(row)), c.accent);
        // The label of a row of many lines stays in sight; each line says with which token it begins.
        const double line = std::floor(std::max(0.0, M::header - rowTop(row)) / M::row);
        const double y = rowTop(row) + line * M::row;
        const std::size_t perLine = paintLineNumbers(painter, row, static_cast<std::size_t>(line) + 1);
        painter.setFont(current ? kCurrent : kLabel);
        painter.setPen(current ? c.text1 : c.text2);
        painter.drawText(QPointF(9, y + 16), QStringLiteral("t %1").arg(row));
        painter.setFont(kIndex);
        painter.setPen(current ? c.text2 : c.text3);
        const std::size_t begin = tokens_->firstOf(row) + static_cast<std::size_t>(line) * perLine;
        painter.drawText(QPointF(9, y + 30), QString::number(begin));
    }
}

/// The first token of every further line of a step that is one broken text; returns the tokens of a line, 0: it is not.
std::size_t TokenStreamCanvas::paintLineNumbers(QPainter& painter, qint64 row, std::size_t from) {
    const auto& columns = layout_.columns();
    const std::size_t perLine = columns.empty() ? 0 : columns.front().perLine;
    if (perLine == 0)
        return 0;
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(colors().text3);
    const auto lines = static_cast<std::size_t>(layout_.rowHeight(row) / M::row);
    for (std::size_t line = from; line < lines; ++line) {
        const double y = rowTop(row) + static_cast<double>(line) * M::row;
        if (y > viewport()->height())
            break;
        painter.drawText(QPointF(9, y + 22), QString::number(tokens_->firstOf(row) + line * perLine));
    }
    return perLine;
}

void TokenStreamCanvas::paintHeader(QPainter& painter) {
    const Colors& c = colors();
    const double width = viewport()->width();
    painter.fillRect(QRectF(0, 0, width, M::header), c.panel);
    painter.setFont(bodyFont(12));
    painter.setPen(c.text3);
    painter.drawText(QRectF(9, 0, M::step, M::header - 6), Qt::AlignLeft | Qt::AlignVCenter, tr("step"));
    if (attention_)
        painter.drawText(QRectF(width - kSums, 0, kSums - 8, M::header - 6), Qt::AlignRight | Qt::AlignVCenter,
                         QStringLiteral("Σ %"));
    painter.save();
    painter.setClipRect(QRectF(M::step, 0, width - M::step - (attention_ ? kSums : 0), M::header), Qt::IntersectClip);
    const double scroll = horizontalScrollBar()->value();
    const auto [from, to] = layout_.visibleColumns(scroll + M::step, scroll + width);
    for (int i = from; i < to; ++i) {
        const StreamColumn& column = layout_.columns()[static_cast<std::size_t>(i)];
        if (column.slots == 0)
            continue;
        const ModalityColors& tint = c.of(column.kind);
        const QRectF box(column.x - scroll, 0, column.width - M::cellGap, M::header);
        painter.fillRect(QRectF(box.left(), M::header - 5, box.width(), 2), tint.ink);
        // The title of a wide group stays in sight while the group scrolls by.
        const double left = std::max(box.left(), std::min(M::step + 4, box.right() - 120));
        QRectF text(left, 2, box.right() - left, M::header - 10);
        const bool narrow = column.slots == 1 && !column.folded; // its count would say nothing
        const QString title = column.channel < 0 ? tr("sep") : toQString(column.title);
        painter.setFont(bodyFont(12));
        const QFontMetricsF metrics(painter.font());
        const QString shown =
            metrics.elidedText(title, narrow ? Qt::ElideRight : Qt::ElideMiddle, text.width() - (narrow ? 0 : 34));
        painter.setPen(column.channel < 0 ? c.text1 : tint.ink);
        painter.drawText(text, (narrow ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter, shown);
        if (narrow)
            continue;
        text.setLeft(text.left() + metrics.horizontalAdvance(shown) + 6);
        painter.setFont(monoFont());
        painter.setPen(c.text3);
        const QString fold = column.folded                           ? QStringLiteral(" ▸")
                             : column.slots >= foldFrom(column.kind) ? QStringLiteral(" ▾")
                                                                     : QString();
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, formatCount(static_cast<qint64>(column.slots)) + fold);
    }
    painter.restore();
}

void TokenStreamCanvas::paintOutlines(QPainter& painter) {
    const QRectF selected = cellOf(shownToken_);
    if (!selected.isNull())
        drawSelection(painter, selected.adjusted(-2, -1, 2, 1));
    if (shownHover_ == shownToken_)
        return;
    const QRectF hovered = cellOf(shownHover_);
    if (!hovered.isNull())
        drawHover(painter, hovered.adjusted(-1.5, -1, 1.5, 1));
}

} // namespace gatoscope
