// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/map_canvas.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QPainter>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kLeft = 36, kTop = 26, kRight = 14, kBottom = 4, kStrip = 5;
constexpr std::size_t kKept = 8; // maps of the heads looked at last
constexpr int kRestMs = 40;

} // namespace

MapCanvas::MapCanvas(AttentionFocus* focus, QWidget* parent) : QWidget(parent), focus_(focus) {
    setObjectName(QStringLiteral("MapCanvas"));
    setAccessibleName(tr("Attention map"));
    setAccessibleDescription(tr("Queries down, keys across. Click makes a row the query, dragging selects a block, the "
                                "wheel zooms, the right button moves, 0 shows all."));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(120, 120);
    setContextMenuPolicy(Qt::PreventContextMenu); // the right button pans
    rest_.setSingleShot(true);
    rest_.setInterval(kRestMs);
    connect(&rest_, &QTimer::timeout, this, &MapCanvas::make);
    connect(&work_, &BackgroundWork::busyChanged, this, qOverload<>(&QWidget::update));
    connect(focus, &AttentionFocus::traceChanged, this, [this] {
        made_.clear();
        block_.reset();
        hovered_.reset();
        if (!focus_->ready()) {
            work_.cancel();
            map_.reset();
        }
        want();
        update();
    });
    connect(focus, &AttentionFocus::headChanged, this, &MapCanvas::want);
    connect(focus, &AttentionFocus::rowChanged, this, &MapCanvas::moveRow);
    connect(focus->cursor(), &Cursor::hoverChanged, this, qOverload<>(&QWidget::update));
    connect(focus->cursor(), &Cursor::stepChanged, this, qOverload<>(&QWidget::update));
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] {
        stale_ = true;
        update();
    });
}

void MapCanvas::setScale(MapScale scale) {
    scale_ = scale;
    stale_ = true;
    update();
}

void MapCanvas::setModalities(int query, int key) {
    queryTint_ = query;
    keyTint_ = key;
    update();
}

void MapCanvas::showAll() {
    view_.span = static_cast<double>(focus_->count());
    view_.key = view_.query = 0;
    stale_ = true;
    update();
}

void MapCanvas::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    want();
}

/// The map of the head looked at, from those kept or off the GUI thread; what was shown stays until then.
/// The map itself does not depend on the row: a head that passes under the pointer leaves it as it is.
void MapCanvas::moveRow() {
    want();
    const std::tuple now(focus_->query(), focus_->row(), focus_->line());
    const bool hides = hidden_ != focus_->firstHidden();
    if (now == line_ && !hides)
        return;
    line_ = now;
    stale_ = stale_ || hides;
    update();
}

void MapCanvas::want() {
    if (!isVisible() || !focus_->ready())
        return;
    Made next{focus_->trace(), focus_->head(), focus_->previewing() ? std::vector<int>() : focus_->headSet(),
              focus_->fusion(), nullptr};
    const auto same = [](const Made& a, const Made& b) {
        return a.trace.lock() == b.trace.lock() && a.head == b.head &&
               (a.head.head >= 0 || (a.set == b.set && a.fusion == b.fusion));
    };
    const auto known = std::find_if(made_.begin(), made_.end(), [&](const Made& m) { return same(m, next); });
    if (known != made_.end()) {
        rest_.stop();
        work_.cancel();
        return show(known->map);
    }
    if ((work_.busy() || rest_.isActive()) && same(wanted_, next))
        return;
    wanted_ = next;
    if (!focus_->previewing()) {
        rest_.stop();
        return make();
    }
    work_.cancel();
    rest_.start();
}

void MapCanvas::make() {
    const Made next = wanted_;
    if (!focus_->ready() || next.trace.lock() != focus_->trace())
        return;
    std::vector<int> heads = next.head.head >= 0 ? std::vector<int>{next.head.head} : next.set;
    if (heads.empty()) {
        heads.resize(static_cast<std::size_t>(focus_->source().heads()));
        std::iota(heads.begin(), heads.end(), 0);
    }
    work_.start([this, next, heads, trace = focus_->trace(),
                 groups = focus_->groups()](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        auto map = makeMap(*trace->attention, next.head.layer, heads, next.fusion, groups, stop);
        if (!map)
            return {};
        return [this, next, map] {
            made_.push_front(next);
            made_.front().map = map;
            if (made_.size() > kKept)
                made_.pop_back();
            show(map);
        };
    });
}

void MapCanvas::show(std::shared_ptr<const AttentionMap> map) {
    if (map == map_)
        return;
    const bool other = !map_ || map_->tokens != map->tokens;
    map_ = std::move(map);
    stale_ = true;
    if (other)
        showAll();
    place();
    update();
    Q_EMIT mapChanged();
    Q_EMIT hoveredChanged();
}

void MapCanvas::place() {
    const double side = std::max(40.0, std::min(width() - kLeft - kRight, height() - kTop - kBottom));
    view_.area = QRectF(kLeft, kTop, std::floor(side), std::floor(side));
    stale_ = true;
}

void MapCanvas::resizeEvent(QResizeEvent*) { place(); }

/// The part in view as bytes: the largest share that falls on each pixel.
void MapCanvas::render() {
    const int side = static_cast<int>(view_.area.width() * devicePixelRatioF());
    picture_ = QImage(side, side, QImage::Format_Indexed8);
    QList<QRgb> table(256);
    for (int code = 0; code < 256; ++code)
        table[code] = heat(codeLevel(*map_, static_cast<std::uint8_t>(code), scale_));
    table[0] = qRgb(0x0C, 0x0D, 0x12); // the ramp is dark in both themes, and so is what lies beside it
    picture_.setColorTable(table);
    const auto keys = tokensOfPixels(view_.key, view_.span, side, map_->tokens);
    const auto queries = tokensOfPixels(view_.query, view_.span, side, map_->tokens);
    const bool hidden = hidden_ = focus_->firstHidden();
    std::vector<std::uint8_t> row(map_->tokens);
    for (int y = 0; y < side; ++y) {
        uchar* line = picture_.scanLine(y);
        const auto [first, last] = queries[static_cast<std::size_t>(y)];
        if (y > 0 && queries[static_cast<std::size_t>(y)] == queries[static_cast<std::size_t>(y) - 1]) {
            std::copy_n(picture_.constScanLine(y - 1), side, line);
            continue;
        }
        std::fill(row.begin(), row.end(), std::uint8_t{0});
        for (std::size_t q = first; q < last; ++q) {
            const int shift = rowShift(*map_, q, scale_, hidden);
            const std::uint8_t* codes = map_->codes.data() + q / map_->pool * map_->side;
            if (shift == 0 && map_->pool == 1) {
                for (std::size_t k = hidden ? 1 : 0; k <= q; ++k)
                    row[k] = std::max(row[k], codes[k]);
                continue;
            }
            for (std::size_t k = hidden ? 1 : 0; k <= q; ++k)
                if (const int code = map_->pool == 1 ? codes[k] : codes[k / map_->pool]; code > 0)
                    row[k] = std::max(row[k], static_cast<std::uint8_t>(std::clamp(code + shift, 1, 255)));
        }
        for (int x = 0; x < side; ++x) {
            const auto [from, to] = keys[static_cast<std::size_t>(x)];
            std::uint8_t largest = row[from];
            for (std::size_t k = from + 1; k < to; ++k)
                largest = std::max(largest, row[k]);
            line[x] = largest;
        }
    }
    picture_ = picture_.convertToFormat(QImage::Format_RGB32); // each paint would look every byte up
    picture_.setDevicePixelRatio(devicePixelRatioF());
    stale_ = false;
}

void MapCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (!map_ || !focus_->ready() || map_->tokens != focus_->count())
        return;
    if (stale_)
        render();
    painter.drawImage(view_.area.topLeft(), picture_);
    paintDimmed(painter);
    paintStrips(painter);
    paintSteps(painter);
    paintLines(painter);
    if (work_.busy())
        drawBusy(painter, view_.area);
}

void MapCanvas::paintStrips(QPainter& painter) {
    const Colors& c = colors();
    const auto& groups = focus_->groups();
    const auto strip = [&](double from, bool across) {
        const auto first = static_cast<std::size_t>(std::max(0.0, std::floor(from)));
        const auto last = std::min(groups.size(), static_cast<std::size_t>(std::ceil(from + view_.span)));
        for (std::size_t i = first; i < last;) {
            std::size_t end = i + 1;
            while (end < last && groups[end] == groups[i])
                ++end;
            const auto a = static_cast<double>(i), b = static_cast<double>(end);
            QRectF run = across ? QRectF(view_.x(a), view_.area.top() - kStrip - 2, view_.x(b) - view_.x(a), kStrip)
                                : QRectF(view_.area.left() - kStrip - 2, view_.y(a), kStrip, view_.y(b) - view_.y(a));
            const QRectF room = across ? QRectF(view_.area.left(), run.top(), view_.area.width(), kStrip)
                                       : QRectF(run.left(), view_.area.top(), kStrip, view_.area.height());
            painter.fillRect(run.intersected(room), c.of(static_cast<Tint>(groups[i])).ink);
            i = end;
        }
    };
    strip(view_.key, true);
    strip(view_.query, false);
}

void MapCanvas::paintSteps(QPainter& painter) {
    const Colors& c = colors();
    const TokenSequence& tokens = *focus_->tokens();
    const auto offset = static_cast<double>(focus_->first());
    const qint64 current = focus_->cursor()->step();
    const Window& window = focus_->window();
    double lastX = -1e9, lastY = -1e9;
    QList<QLineF> lines; // only where something is read: below the diagonal
    double narrowest = 1e9;
    for (qint64 step = window.beginStep; step < window.endStep; ++step) {
        const double from = static_cast<double>(tokens.firstOf(step)) - offset;
        const double to = static_cast<double>(tokens.firstOf(step + 1)) - offset;
        const double pitch = (to - from) * view_.pixelsPerToken();
        const double x = view_.x(from), y = view_.y(from);
        if (pitch > 6 && step > window.beginStep) {
            narrowest = std::min(narrowest, pitch);
            const double diagonalY = view_.y(from), diagonalX = view_.x(from);
            if (x > view_.area.left() && x < view_.area.right() && diagonalY < view_.area.bottom())
                lines.append(QLineF(x, std::max(view_.area.top(), diagonalY), x, view_.area.bottom()));
            if (y > view_.area.top() && y < view_.area.bottom() && diagonalX > view_.area.left())
                lines.append(QLineF(view_.area.left(), y, std::min(view_.area.right(), diagonalX), y));
        }
    }
    painter.setPen(QPen(QColor(255, 255, 255, narrowest < 16 ? 22 : narrowest < 32 ? 44 : 66), 0));
    painter.drawLines(lines);
    for (qint64 step = window.beginStep; step < window.endStep; ++step) {
        const double from = static_cast<double>(tokens.firstOf(step)) - offset;
        const double to = static_cast<double>(tokens.firstOf(step + 1)) - offset;
        const double x = view_.x((from + to) / 2), y = view_.y((from + to) / 2);
        const bool now = step == current;
        painter.setFont(monoFont(kSmallPx, now ? QFont::Bold : QFont::Normal));
        painter.setPen(now ? c.text1 : c.text3);
        const QString text = QStringLiteral("t%1").arg(step);
        const double wide = painter.fontMetrics().horizontalAdvance(text) + 8;
        if (x - lastX > wide && x > view_.area.left() && x < view_.area.right()) {
            painter.drawText(QRectF(x - 30, 0, 60, kTop - kStrip - 4), Qt::AlignHCenter | Qt::AlignBottom, text);
            lastX = x;
        }
        if (y - lastY > 16 && y > view_.area.top() && y < view_.area.bottom()) {
            painter.drawText(QRectF(0, y - 8, kLeft - kStrip - 6, 16), Qt::AlignRight | Qt::AlignVCenter, text);
            lastY = y;
        }
    }
}

void MapCanvas::paintDimmed(QPainter& painter) {
    if (queryTint_ < 0)
        return;
    const auto& groups = focus_->groups();
    const QColor veil(12, 13, 18, 190);
    for (std::size_t i = 0; i < groups.size();) {
        std::size_t end = i + 1;
        while (end < groups.size() && groups[end] == groups[i])
            ++end;
        const auto a = static_cast<double>(i), b = static_cast<double>(end);
        if (groups[i] != queryTint_)
            painter.fillRect(QRectF(view_.area.left(), view_.y(a), view_.area.width(), view_.y(b) - view_.y(a))
                                 .intersected(view_.area),
                             veil);
        if (groups[i] != keyTint_)
            painter.fillRect(QRectF(view_.x(a), view_.area.top(), view_.x(b) - view_.x(a), view_.area.height())
                                 .intersected(view_.area),
                             veil);
        i = end;
    }
}

/// The shown row or column, what is hovered anywhere, the selected block.
void MapCanvas::paintLines(QPainter& painter) {
    const Colors& c = colors();
    const auto first = static_cast<qint64>(focus_->first()), count = static_cast<qint64>(focus_->count());
    const double least = 4;
    const auto band = [&](double at, bool across) {
        const double size = std::max(least, view_.pixelsPerToken());
        const double centre = (across ? view_.y(at + 0.5) : view_.x(at + 0.5));
        const QRectF line = across ? QRectF(view_.area.left(), centre - size / 2, view_.area.width(), size)
                                   : QRectF(centre - size / 2, view_.area.top(), size, view_.area.height());
        return line.adjusted(-1, -1, 1, 1);
    };
    painter.save();
    painter.setClipRect(view_.area.adjusted(-3, -3, kRight, 3));
    const qint64 query = focus_->query() - first, row = focus_->row() - first;
    if (focus_->query() >= 0) {
        const bool column = focus_->line() == LineChoice::ReadBy;
        const auto at = static_cast<double>(column ? query : std::max<qint64>(0, row));
        drawSelection(painter, band(at, !column));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.text1);
        const QPointF tip = column ? QPointF(view_.x(at + 0.5), view_.area.bottom() - 1)
                                   : QPointF(view_.area.right() + 5, view_.y(at + 0.5));
        if (!column && view_.area.adjusted(0, -2, 0, 2).contains(QPointF(view_.area.left(), tip.y())))
            painter.drawPolygon(QPolygonF({tip, tip + QPointF(6, -4), tip + QPointF(6, 4)}));
        painter.setBrush(Qt::NoBrush);
    }
    const qint64 key = focus_->cursor()->hover().token - first;
    if (focus_->cursor()->hover().token >= 0 && key >= 0 && key < count) {
        QPen pen(QColor(255, 255, 255, 200), 1, Qt::DashLine);
        painter.setPen(pen);
        const double x = view_.x(static_cast<double>(key) + 0.5);
        painter.drawLine(QPointF(x, std::max(view_.area.top(), view_.y(static_cast<double>(key)))),
                         QPointF(x, view_.area.bottom()));
    }
    if (hovered_)
        drawHover(painter, view_.cell(hovered_->y(), hovered_->x()).adjusted(-3, -3, 3, 3));
    if (block_)
        drawSelection(painter,
                      view_.cell(static_cast<double>(block_->queryBegin), static_cast<double>(block_->keyBegin),
                                 static_cast<double>(block_->queryEnd - block_->queryBegin),
                                 static_cast<double>(block_->keyEnd - block_->keyBegin)));
    painter.restore();
}

} // namespace gatoscope
