// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens/row_painter.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QPainter>

#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"
#include "widgets/common/token_text.h"

namespace gatoscope {
namespace {

using M = StreamMetrics;
constexpr double kTopBaseline = 15, kBottomBaseline = 28.5, kPatchBaseline = 31;

QRectF boxOf(const RowPainter::Scene& scene, int column, double y) {
    const StreamColumn& c = scene.layout->columns()[static_cast<std::size_t>(column)];
    return {c.x - scene.scrollX, y + M::inset, c.width, M::row - 2 * M::inset};
}

/// Slots [first, last) of a column that show.
std::pair<std::size_t, std::size_t> shownSlots(const RowPainter::Scene& scene, const StreamColumn& column,
                                               std::size_t count) {
    const double from = (scene.left + scene.scrollX - column.x) / column.cell;
    const double to = (scene.right + scene.scrollX - column.x) / column.cell;
    const auto clampSlot = [&](double v) {
        return static_cast<std::size_t>(std::clamp(v, 0.0, static_cast<double>(count)));
    };
    return {clampSlot(std::floor(from)), clampSlot(std::ceil(to))};
}

/// Slots [first, last) of the lines of a broken text that show, its first line at y.
std::pair<std::size_t, std::size_t> shownLines(const RowPainter::Scene& scene, const StreamColumn& column,
                                               std::size_t count, double y) {
    const auto slots = [&](double lines) {
        const double most = static_cast<double>(count / column.perLine + 1);
        return std::min(count, static_cast<std::size_t>(std::clamp(lines, 0.0, most)) * column.perLine);
    };
    return {slots(std::floor((scene.top - y) / M::row)), slots(std::ceil((scene.bottom - y) / M::row))};
}

} // namespace

RowPainter::RowPainter()
    : mono_(monoFont()), body_(bodyFont(12)), strong_(bodyFont(12, QFont::DemiBold)), small_(bodyFont(kSmallPx)) {}

void RowPainter::paint(QPainter& painter, const Scene& scene, std::int64_t step, const std::vector<StreamRun>& runs,
                       double y) {
    for (const StreamRun& run : runs)
        paintRun(painter, scene, step, run, y);
    if (scene.tokens->terminal(step))
        paintTerminal(painter, scene, y);
}

void RowPainter::paintRun(QPainter& painter, const Scene& scene, std::int64_t step, const StreamRun& run, double y) {
    const int at = scene.layout->columnOf(run.channel);
    if (at < 0 || run.count == 0)
        return;
    const StreamColumn& column = scene.layout->columns()[static_cast<std::size_t>(at)];
    const QRectF box = boxOf(scene, at, y);
    if (box.right() < scene.left || box.left() > scene.right)
        return;
    if (column.folded && scene.attention)
        return paintFoldedShares(painter, scene, run, box.adjusted(0, 0, -M::cellGap, 0));
    if (column.folded) {
        paintFolded(painter, scene, step, run, box.adjusted(0, 0, -M::cellGap, 0));
        return;
    }
    const auto [first, last] =
        column.perLine > 0 ? shownLines(scene, column, run.count, y) : shownSlots(scene, column, run.count);
    for (std::size_t s = first; s < last; ++s) {
        const QRectF cell = cellRect(scene, run, run.first + s, y);
        scene.attention ? paintShare(painter, scene, run.first + s, cell)
                        : paintCell(painter, scene, run.first + s, cell);
    }
    if (column.kind == Kind::Image && !scene.attention)
        paintPatches(painter, scene, step, run, y);
}

void RowPainter::paintCell(QPainter& painter, const Scene& scene, std::size_t index, const QRectF& cell) {
    const Token token = scene.tokens->at(index);
    const Colors& c = colors();
    const ModalityColors& tint = c.of(token.kind);
    painter.fillRect(cell, token.flags & NotANumber ? (c.dark ? QColor(0x4A2024) : QColor(0xFBDDDB)) : tint.fill);
    const double centre = cell.center().x();
    if (token.kind == Kind::Image) {
        mono_.addCentred(centre, cell.top() + kPatchBaseline, cellBottom(token), tint.ink, cell.width() + 2);
        return;
    }
    const bool word = token.kind == Kind::Text || token.kind == Kind::TextAction;
    const bool action = isAction(token.kind);
    const QString top = cellTop(*scene.tokens, index, token);
    const bool named = word || (action && !top.isEmpty() && top.at(0).isLetter());
    GlyphBatch& batch = named ? (action ? strong_ : body_) : mono_;
    const double shift = action ? 1.5 : 0;
    if (action)
        painter.fillRect(QRectF(cell.left(), cell.top(), 3, cell.height()), tint.ink);
    const QColor ink = token.flags & (NotANumber | Unknown) ? c.error : c.text1;
    batch.addCentred(centre + shift, cell.top() + kTopBaseline - 1, top, ink, cell.width() - 4 - 2 * shift);
    mono_.addCentred(centre + shift, cell.top() + kBottomBaseline - 1, cellBottom(token), tint.ink, cell.width());
    paintMarks(painter, token, cell);
}

void RowPainter::paintMarks(QPainter& painter, const Token& token, const QRectF& cell) {
    const Colors& c = colors();
    if (token.target && !isAction(token.kind))
        painter.fillRect(QRectF(cell.left(), cell.bottom() - 2, cell.width(), 2), c.of(token.kind).ink);
    if (token.flags & (NotANumber | Unknown))
        drawCorner(painter, cell, c.error);
    else if (token.flags & Clipped)
        drawCorner(painter, cell, c.warn);
}

void RowPainter::paintPatches(QPainter& painter, const Scene& scene, std::int64_t step, const StreamRun& run,
                              double y) {
    const int at = scene.layout->columnOf(run.channel);
    const StreamColumn& column = scene.layout->columns()[static_cast<std::size_t>(at)];
    const auto [first, last] = shownSlots(scene, column, run.count);
    if (first >= last || !scene.strips)
        return;
    const int ratio = static_cast<int>(std::lround(scene.ratio * 100));
    for (std::size_t chunk = first / kPatchChunk; chunk * kPatchChunk < last; ++chunk) {
        const StripKey key{run.channel, step, false, static_cast<int>(chunk), ratio};
        const QPixmap strip = scene.strips->strip(key, run.first, run.count);
        const QPointF place(column.x - scene.scrollX + static_cast<double>(chunk * kPatchChunk) * column.cell,
                            y + M::inset);
        if (!strip.isNull()) {
            painter.drawPixmap(place, strip);
        } else if (scene.strips->failed(run.channel, step)) {
            const QRectF area(place,
                              QSizeF(static_cast<double>(std::min(run.count, kPatchChunk)) * column.cell, M::picture));
            drawHatch(painter, area, colors().error, 7);
        }
    }
}

void RowPainter::paintFolded(QPainter& painter, const Scene& scene, std::int64_t step, const StreamRun& run,
                             const QRectF& box) {
    const int at = scene.layout->columnOf(run.channel);
    const StreamColumn& column = scene.layout->columns()[static_cast<std::size_t>(at)];
    const ModalityColors& tint = colors().of(column.kind);
    painter.fillRect(box, tint.fill);
    const QString count = formatCount(static_cast<qint64>(run.count));
    if (column.kind == Kind::Image) {
        const StripKey key{run.channel, step, true, 0, static_cast<int>(std::lround(scene.ratio * 100))};
        const QPixmap whole = scene.strips ? scene.strips->strip(key, run.first, run.count) : QPixmap();
        if (!whole.isNull())
            painter.drawPixmap(box.topLeft(), whole);
        const double x = box.right() - 6;
        mono_.add(x - mono_.width(count), box.top() + kTopBaseline - 1, count, colors().text1);
        const QString word = QCoreApplication::translate("gatoscope::RowPainter", "patches");
        small_.add(x - small_.width(word), box.top() + kBottomBaseline - 1, word, tint.ink);
        return;
    }
    const double left = box.left() + 6, room = box.width() - 12;
    if (column.kind == Kind::Text || column.kind == Kind::TextAction) {
        const QString sentence = toQString(scene.tokens->sentenceOf(run.first).substr(0, 400)).simplified().left(80);
        body_.addCentred(box.center().x(), box.top() + kTopBaseline - 1, sentence, colors().text1, room);
    } else {
        const Vocabulary& words = scene.tokens->vocabulary();
        const bool continuous = column.kind == Kind::Continuous || column.kind == Kind::ContinuousAction;
        const double base = continuous ? words.continuousBegin : words.discreteBegin;
        const double span = continuous ? words.continuousEnd - words.continuousBegin : 16;
        const int bars = static_cast<int>(std::min(static_cast<double>(run.count), room));
        const double pitch = room / bars;
        for (int b = 0; b < bars; ++b) {
            const std::size_t slot = static_cast<std::size_t>(b) * run.count / static_cast<std::size_t>(bars);
            const double t = std::clamp((scene.tokens->id(run.first + slot) - base) / span, 0.0, 1.0);
            const double high = 1 + 13 * t;
            painter.fillRect(QRectF(left + b * pitch, box.top() + 17 - high, std::max(1.0, pitch - 0.5), high),
                             tint.ink);
        }
    }
    const QString words = QCoreApplication::translate("gatoscope::RowPainter", "%1 tokens").arg(count);
    small_.add(left, box.top() + kBottomBaseline, words, tint.ink);
}

void RowPainter::paintTerminal(QPainter& painter, const Scene& scene, double y) {
    double left = scene.layout->width();
    for (const StreamColumn& column : scene.layout->columns())
        if (isAction(column.kind) && column.slots > 0)
            left = std::min(left, column.x);
    const QRectF area(left - scene.scrollX, y + M::inset, scene.layout->width() - M::margin - left,
                      M::row - 2 * M::inset);
    if (area.width() < 1)
        return;
    drawHatch(painter, area, colors().lineStrong);
    const QString text = QCoreApplication::translate("gatoscope::RowPainter", "no action");
    small_.addCentred(area.center().x(), area.center().y() + 4, text, colors().text3, area.width() - 2);
}

QRectF RowPainter::cellRect(const Scene& scene, const StreamRun& run, std::size_t index, double y) {
    const int at = scene.layout->columnOf(run.channel);
    if (at < 0 || index < run.first || index >= run.first + run.count)
        return {};
    const auto [x, width] = scene.layout->slotSpan(at, index - run.first);
    const double line = static_cast<double>(scene.layout->slotLine(at, index - run.first));
    return {x - scene.scrollX, y + line * M::row + M::inset, width - M::cellGap, M::row - 2 * M::inset};
}

void RowPainter::flush(QPainter& painter) {
    mono_.draw(painter);
    body_.draw(painter);
    strong_.draw(painter);
    small_.draw(painter);
}

} // namespace gatoscope
