// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens/attention_paint.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QPainter>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/token_text.h"
#include "widgets/tokens/row_painter.h"
#include "widgets/tokens/token_stream.h"

namespace gatoscope {

using M = StreamMetrics;

QString shareText(float share) {
    if (!(share >= kWrittenShare))
        return {};
    const double percent = 100.0 * share;
    return formatFixed(percent, percent < 9.95 ? 1 : 0);
}

double stepShare(const AttentionRow& row, const TokenSequence& tokens, std::int64_t step) {
    double sum = 0;
    std::size_t reached = 0;
    const std::size_t begin = std::max(tokens.firstOf(step), row.first);
    const std::size_t end = std::min(tokens.firstOf(step + 1), row.first + row.values.size());
    for (std::size_t i = begin; i < end; ++i) {
        const float share = row.of(static_cast<qint64>(i));
        if (std::isnan(share))
            continue;
        sum += share;
        ++reached;
    }
    if (reached == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return row.column ? sum / static_cast<double>(reached) : sum;
}

void RowPainter::paintShare(QPainter& painter, const Scene& scene, std::size_t index, const QRectF& cell) {
    const Colors& c = colors();
    const auto token = static_cast<qint64>(index);
    const Token one = scene.tokens->at(index);
    const ModalityColors& tint = c.of(one.kind);
    if (!scene.attention->reaches(token)) {
        painter.setPen(QPen(c.line, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
        return;
    }
    const QRgb fill = heat(scene.attention->level(token));
    painter.fillRect(cell, QColor::fromRgb(fill));
    painter.fillRect(QRectF(cell.left(), cell.bottom() - 2, cell.width(), 2), tint.ink);
    const QColor ink = inkOn(fill);
    const bool word = one.kind == Kind::Text || one.kind == Kind::TextAction;
    const QString top = one.kind == Kind::Image ? cellBottom(one) : cellTop(*scene.tokens, index, one);
    const bool named = word || (isAction(one.kind) && !top.isEmpty() && top.at(0).isLetter());
    const double x = cell.center().x();
    (named ? body_ : mono_).addCentred(x, cell.top() + 13, top, ink, cell.width() - (named ? 4 : 0));
    mono_.addCentred(x, cell.top() + 27, shareText(scene.attention->of(token)), ink, cell.width() + 2);
}

/// A folded run: its patches as a small picture of their shares, or a stripe per value.
void RowPainter::paintFoldedShares(QPainter& painter, const Scene& scene, const StreamRun& run, const QRectF& box) {
    const Colors& c = colors();
    const AttentionRow& row = *scene.attention;
    const StreamColumn& column = scene.layout->columns()[static_cast<std::size_t>(scene.layout->columnOf(run.channel))];
    double sum = 0;
    bool reached = false;
    for (std::size_t i = run.first; i < run.first + run.count; ++i) {
        reached = reached || row.reaches(static_cast<qint64>(i));
        sum += row.reaches(static_cast<qint64>(i)) ? row.of(static_cast<qint64>(i)) : 0.0F;
    }
    if (!reached) {
        painter.setPen(QPen(c.line, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        return;
    }
    painter.fillRect(box, c.canvas);
    int columns = static_cast<int>(std::min<std::size_t>(run.count, 512)), rows = 1;
    if (column.kind == Kind::Image) {
        const PatchGrid grid = scene.tokens->gridOf(run.first);
        columns = std::max(1, grid.columns);
        rows =
            static_cast<int>((run.count + static_cast<std::size_t>(columns) - 1) / static_cast<std::size_t>(columns));
    }
    QImage cells(columns, rows, QImage::Format_RGB32);
    cells.fill(heat(0));
    for (std::size_t i = 0; i < run.count; ++i) {
        const std::size_t at = rows > 1 || run.count <= 512 ? i : i * 512 / run.count;
        const int x = static_cast<int>(at % static_cast<std::size_t>(columns)),
                  y = static_cast<int>(at / static_cast<std::size_t>(columns));
        cells.setPixel(x, y, heat(row.level(static_cast<qint64>(run.first + i))));
    }
    const double room = box.width() - 46;
    const double high = box.height() - 2, wide = rows > 1 ? std::min(room, high * columns / rows) : room;
    painter.drawImage(QRectF(box.left(), box.top(), wide, high), cells);
    painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2), c.of(column.kind).ink);
    const QString text = formatFixed(sum * 100, 1) + QLatin1Char('%');
    mono_.add(box.right() - 4 - mono_.width(text), box.center().y() + 4, text, c.text1);
}

/// "Σ %" at the right edge: what falls on each step, with a bar.
void TokenStreamCanvas::paintSums(QPainter& painter, qint64 first, qint64 last) {
    const Colors& c = colors();
    const double left = viewport()->width() - kSums;
    painter.setFont(monoFont());
    for (qint64 row = first; row < last; ++row) {
        const QRectF cell(left, rowTop(row), kSums, M::row);
        painter.fillRect(cell.adjusted(0, 0, 0, -1), row == shownStep_ ? c.currentRow : c.panel);
        const double share = stepShare(*attention_, *tokens_, row);
        if (std::isnan(share))
            continue;
        painter.setPen(c.text1);
        painter.drawText(cell.adjusted(0, 2, -8, -12), Qt::AlignRight | Qt::AlignVCenter, formatFixed(share * 100, 1));
        const QRectF track(left + 8, cell.bottom() - 11, kSums - 16, 3);
        painter.fillRect(track, c.line);
        painter.fillRect(QRectF(track.topLeft(), QSizeF(track.width() * std::clamp(share, 0.0, 1.0), 3)), c.text2);
    }
}

} // namespace gatoscope
