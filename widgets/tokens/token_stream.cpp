// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tokens/token_stream.h"

#include <algorithm>
#include <cmath>

#include <QScrollBar>

#include "widgets/common/convert.h"
#include "widgets/common/painting.h"
#include "widgets/common/token_text.h"

namespace gatoscope {
namespace {

using M = StreamMetrics;
constexpr std::size_t kKeptRuns = 4096;
constexpr std::int64_t kMeasuredSteps = 48;

} // namespace

TokenStreamCanvas::TokenStreamCanvas(Cursor* cursor, FrameSource* frames, QWidget* parent)
    : QAbstractScrollArea(parent), cursor_(cursor), strips_(frames) {
    setObjectName(QStringLiteral("TokenStreamCanvas"));
    setAccessibleName(tr("Token stream"));
    setAccessibleDescription(tr("One row per step, one cell per token. Up and Down change the step, Left and Right the "
                                "token, Ctrl+C copies its id."));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    connect(cursor_, &Cursor::stepChanged, this, &TokenStreamCanvas::followStep);
    connect(cursor_, &Cursor::tokenChanged, this, [this](qint64 token) {
        const qint64 before = shownToken_;
        shownToken_ = token;
        if (!tokens_)
            return;
        const auto size = static_cast<qint64>(tokens_->size());
        for (const qint64 t : {before, token})
            if (t >= 0 && t < size)
                updateToken(t);
        if (token < 0 || token >= size || moving_)
            return;
        // Stepping keeps channel and element: the view stays where the user scrolled it.
        const auto place = [this, size](qint64 t) {
            const Token one = t >= 0 && t < size ? tokens_->at(static_cast<std::size_t>(t)) : Token{};
            return std::pair(one.channel, one.element);
        };
        if (place(before) != place(token))
            showColumn(token);
    });
    connect(cursor_, &Cursor::hoverChanged, this, [this] {
        const qint64 before = shownHover_;
        shownHover_ = hoveredToken();
        if (!tokens_ || before == shownHover_)
            return;
        const auto size = static_cast<qint64>(tokens_->size());
        for (const qint64 t : {before, shownHover_})
            if (t >= 0 && t < size)
                updateToken(t);
    });
    connect(&strips_, &PatchStrips::ready, this, [this](int, qint64 step) { updateRow(step); });
    connect(&ThemeColors::instance(), &ThemeColors::changed, viewport(), [this] { viewport()->update(); });
}

void TokenStreamCanvas::setTokens(std::shared_ptr<const TokenSequence> tokens) {
    const bool sameEpisode = tokens && tokens_ && tokens->episode() == tokens_->episode();
    tokens_ = std::move(tokens);
    runs_.clear();
    strips_.setTokens(tokens_);
    layout_ = tokens_ ? StreamLayout(*tokens_) : StreamLayout();
    shownStep_ = cursor_->step();
    shownToken_ = cursor_->token();
    shownHover_ = hoveredToken();
    if (tokens_)
        measurePieces();
    if (!sameEpisode)
        top_ = 0;
    layOut();
    showStep(shownStep_);
    if (tokens_ && shownToken_ >= 0 && shownToken_ < static_cast<qint64>(tokens_->size()) && !sameEpisode)
        showColumn(shownToken_);
    viewport()->update();
}

void TokenStreamCanvas::setAttention(AttentionRowPtr row) {
    const bool other = !row != !attention_;
    attention_ = std::move(row);
    if (other)
        layOut();
    viewport()->update();
}

void TokenStreamCanvas::measurePieces() {
    for (std::size_t c = 0; c < layout_.columns().size(); ++c) {
        const StreamColumn column = layout_.columns()[c];
        if (column.kind != Kind::Text && column.kind != Kind::TextAction)
            continue;
        double widest = 0;
        const qint64 stride = std::max<qint64>(1, tokens_->steps() / kMeasuredSteps);
        for (qint64 step = 0; step < tokens_->steps(); step += stride)
            for (const StreamRun& run : runs(step)) {
                if (run.channel != column.channel)
                    continue;
                for (std::size_t i = 0; i < std::min<std::size_t>(run.count, 64); ++i)
                    widest =
                        std::max(widest, painter_.pieces().width(shownPiece(tokens_->pieceOf(run.first + i).piece)));
            }
        layout_.setCellWidth(static_cast<int>(c), std::max(cellWidth(column.kind), std::ceil(widest) + 10));
    }
}

const std::vector<StreamRun>& TokenStreamCanvas::runs(qint64 step) const {
    const auto found = runs_.find(step);
    if (found != runs_.end())
        return found->second;
    if (runs_.size() > kKeptRuns)
        runs_.clear();
    return runs_.emplace(step, runsOf(*tokens_, step)).first->second;
}

double TokenStreamCanvas::bodyHeight() const { return std::max(0.0, viewport()->height() - M::header); }

double TokenStreamCanvas::rowTop(qint64 step) const { return M::header + layout_.rowTop(step) - top_; }

void TokenStreamCanvas::layOut() {
    const qint64 anchor = layout_.wrapped() ? tokenAt({M::step + M::margin + 1, M::header + 1}).token : -1;
    if (tokens_)
        layout_.wrap(*tokens_, viewport()->width() - (attention_ ? kSums : 0));
    const auto [run, column] = brokenText(anchor);
    if (column >= 0)
        top_ = layout_.rowTop(tokens_->stepOf(run.first)) +
               static_cast<double>(layout_.slotLine(column, static_cast<std::size_t>(anchor) - run.first)) * M::row;
    updateBars();
}

std::pair<StreamRun, int> TokenStreamCanvas::brokenText(qint64 token) const {
    if (!tokens_ || !layout_.wrapped() || token < 0 || token >= static_cast<qint64>(tokens_->size()))
        return {{}, -1};
    const auto index = static_cast<std::size_t>(token);
    for (const StreamRun& run : runs(tokens_->stepOf(index))) {
        if (index < run.first || index >= run.first + run.count)
            continue;
        const int column = layout_.columnOf(run.channel);
        const bool broken = column >= 0 && layout_.columns()[static_cast<std::size_t>(column)].perLine > 0;
        return {run, broken ? column : -1};
    }
    return {{}, -1};
}

void TokenStreamCanvas::updateBars() {
    const double unit = scrollUnit(layout_.height());
    const double room = std::max(0.0, layout_.height() - bodyHeight()), wanted = top_;
    QScrollBar* bar = verticalScrollBar();
    bar->setRange(0, static_cast<int>(std::ceil(room / unit)));
    bar->setPageStep(std::max(1, static_cast<int>(bodyHeight() / unit)));
    bar->setSingleStep(std::max(1, static_cast<int>(M::row / unit)));
    const int wide = static_cast<int>(std::ceil(layout_.width() + (attention_ ? kSums : 0))) - viewport()->width();
    horizontalScrollBar()->setRange(0, tokens_ ? std::max(0, wide) : 0);
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(24);
    top_ = std::min(wanted, room); // a bar that became shorter has moved it
    const QSignalBlocker quiet(bar);
    bar->setValue(static_cast<int>(std::lround(top_ / unit)));
}

void TokenStreamCanvas::showStep(qint64 step) {
    if (!tokens_)
        return;
    const qint64 row = std::clamp<qint64>(step, 0, std::max<qint64>(0, layout_.rows() - 1));
    top_ = scrollToShow(layout_.rowTop(row), layout_.rowHeight(row), top_, bodyHeight(), layout_.height());
    const double wanted = top_;
    verticalScrollBar()->setValue(static_cast<int>(std::lround(top_ / scrollUnit(layout_.height()))));
    top_ = wanted; // exact, also where a notch is more than a pixel
    viewport()->update();
}

void TokenStreamCanvas::showColumn(qint64 token) {
    constexpr int kLeast = 200; // a view that was not laid out yet would scroll for nothing
    if (!isVisible() || viewport()->width() < kLeast)
        return;
    const auto index = static_cast<std::size_t>(token);
    for (const StreamRun& run : runs(tokens_->stepOf(index))) {
        if (index < run.first || index >= run.first + run.count)
            continue;
        const int column = layout_.columnOf(run.channel);
        if (column < 0)
            return;
        const auto [x, width] = layout_.slotSpan(column, index - run.first);
        if (layout_.wrapped()) {
            const double y = layout_.rowTop(tokens_->stepOf(index)) +
                             static_cast<double>(layout_.slotLine(column, index - run.first)) * M::row;
            const double wanted = scrollToShow(y, M::row, top_, bodyHeight(), layout_.height());
            verticalScrollBar()->setValue(static_cast<int>(std::lround(wanted / scrollUnit(layout_.height()))));
            top_ = wanted;
            viewport()->update();
        }
        QScrollBar* bar = horizontalScrollBar();
        const double left = x - bar->value(), right = left + width;
        const double room = viewport()->width() - (attention_ ? kSums : 0);
        if (left < M::step + M::margin)
            bar->setValue(static_cast<int>(x - M::step - M::margin - 40));
        else if (right > room - 8)
            bar->setValue(static_cast<int>(x + width + 48 - room));
    }
}

void TokenStreamCanvas::followStep(qint64 step) {
    const qint64 before = shownStep_;
    shownStep_ = step;
    shownHover_ = hoveredToken();
    if (!tokens_)
        return;
    if (moving_) {
        updateRow(before);
        updateRow(step);
    } else {
        showStep(step);
    }
}

void TokenStreamCanvas::updateRow(qint64 step) {
    const double y = rowTop(step), high = layout_.rowHeight(step);
    if (y + high < M::header || y > viewport()->height())
        return;
    const QRectF row(0, y - 1, viewport()->width(), high + 2);
    viewport()->update(row.intersected(QRectF(viewport()->rect())).toAlignedRect());
}

/// Of a long text only the token's line.
void TokenStreamCanvas::updateToken(qint64 token) {
    if (brokenText(token).second < 0)
        return updateRow(tokens_->stepOf(static_cast<std::size_t>(token)));
    const QRectF cell = cellOf(token);
    if (!cell.isNull())
        viewport()->update(cell.adjusted(-4, -3, 4, 3).toAlignedRect());
}

RowPainter::Scene TokenStreamCanvas::scene() const {
    RowPainter::Scene scene;
    scene.tokens = tokens_.get();
    scene.layout = &layout_;
    scene.strips = const_cast<PatchStrips*>(&strips_);
    scene.scrollX = horizontalScrollBar()->value();
    scene.left = M::step;
    scene.right = viewport()->width() - (attention_ ? kSums : 0);
    scene.top = M::header;
    scene.bottom = viewport()->height();
    scene.attention = attention_.get();
    scene.ratio = devicePixelRatioF();
    return scene;
}

qint64 TokenStreamCanvas::hoveredToken() const {
    const Hover& hover = cursor_->hover();
    if (!tokens_)
        return -1;
    if (hover.token >= 0)
        return hover.token;
    if (hover.channel < 0 || hover.element < 0)
        return -1;
    const qint64 step = hover.step >= 0 ? hover.step : shownStep_;
    if (step >= tokens_->steps())
        return -1;
    const std::size_t found = tokens_->find(step, hover.channel, hover.element);
    return found == TokenSequence::npos ? -1 : static_cast<qint64>(found);
}

QRectF TokenStreamCanvas::cellOf(qint64 token) const {
    if (!tokens_ || token < 0 || token >= static_cast<qint64>(tokens_->size()))
        return {};
    const auto index = static_cast<std::size_t>(token);
    const qint64 step = tokens_->stepOf(index);
    const double y = rowTop(step);
    if (rowTop(step + 1) < M::header || y > viewport()->height())
        return {};
    for (const StreamRun& run : runs(step)) {
        const QRectF cell = RowPainter::cellRect(scene(), run, index, y);
        if (!cell.isNull())
            return cell.bottom() < M::header || cell.top() > viewport()->height() ? QRectF() : cell;
    }
    return {};
}

Hover TokenStreamCanvas::tokenAt(QPointF place) const {
    Hover hover;
    if (!tokens_ || place.y() < M::header)
        return hover;
    const StreamHit hit = layout_.hit(place.x() < M::step ? -1 : place.x() + horizontalScrollBar()->value(),
                                      place.y() - M::header + top_);
    if (hit.row < 0)
        return hover;
    hover.step = hit.row;
    if (hit.column < 0)
        return hover;
    const StreamColumn& column = layout_.columns()[static_cast<std::size_t>(hit.column)];
    for (const StreamRun& run : runs(hit.row)) {
        if (run.channel != column.channel)
            continue;
        std::size_t slot = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, hit.slot));
        if (column.folded) {
            const double t = (place.x() + horizontalScrollBar()->value() - column.x) / column.width;
            slot = std::min(run.count - 1, static_cast<std::size_t>(t * static_cast<double>(run.count)));
        }
        if (slot >= run.count)
            break;
        hover.token = static_cast<qint64>(run.first + slot);
        hover.channel = run.channel;
        hover.element = tokens_->at(run.first + slot).element;
        break;
    }
    return hover;
}

} // namespace gatoscope
