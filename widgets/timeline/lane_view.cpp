// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline/lane_view.h"

#include "widgets/common/colors.h"
#include "widgets/common/cursor.h"
#include "widgets/common/number_format.h"
#include "widgets/timeline/lane_painter.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {
constexpr int kNames = 132, kAxis = 22, kRight = 18;
}

LaneView::LaneView(Cursor* cursor, QWidget* parent) : QAbstractScrollArea(parent), m_cursor(cursor) {
    setObjectName(QStringLiteral("laneView"));
    setAccessibleName(tr("Timeline"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    const auto repaint = [this] { viewport()->update(); };
    connect(cursor, &Cursor::stepChanged, this, [this, repaint](qint64 step) {
        if (m_drag == Drag::None && m_layout.zoomed() && m_layout.reveal(step))
            m_stillValid = false;
        repaint();
    });
    connect(cursor, &Cursor::rangeChanged, this, repaint);
    connect(cursor, &Cursor::hoverChanged, this, repaint);
    connect(cursor, &Cursor::episodeChanged, this, [this] { assemble(); });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { m_stillValid = false; });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this, repaint] {
        m_stillValid = false;
        repaint();
    });
}

void LaneView::setEpisode(const EpisodeView& view) {
    const bool otherData = view.dataset != m_view.dataset;
    const bool otherEpisode = view.episode != m_view.episode;
    m_view = view;
    if (otherData)
        m_chosen.clear(), m_choseOnce = false;
    if (!m_choseOnce && view.tokens) {
        m_chosen = defaultLaneValues(view);
        m_choseOnce = true;
    }
    const qint64 steps = recordedSteps() + (hasTerminal() ? 1 : 0);
    if (otherEpisode || steps != m_layout.steps())
        m_layout.setSteps(steps);
    if (otherEpisode) {
        m_data.clear();
        m_extra.clear();
    }
    remakeLanes();
    assemble();
}

void LaneView::remakeLanes() {
    m_work.start(
        [this, view = m_view, chosen = m_chosen](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
            std::vector<LanePtr> lanes = episodeLanes(view, chosen, stop);
            return [this, lanes = std::move(lanes)]() mutable {
                m_data = std::move(lanes);
                assemble();
            };
        });
}

void LaneView::setFindings(const std::vector<Finding>& findings) {
    m_findings = findings;
    assemble();
}

void LaneView::setExtraLane(const QString& id, LanePtr lane) {
    if (lane) {
        m_extra[id] = std::move(lane);
    } else {
        m_extra.erase(id);
    }
    assemble();
}

void LaneView::setExtraFirst(bool first) {
    if (m_extraFirst == first)
        return;
    m_extraFirst = first;
    assemble();
}

void LaneView::setValueLanes(std::vector<LaneValue> values) {
    m_chosen = std::move(values);
    m_choseOnce = true;
    remakeLanes();
}

/// Rewards and ends first, then what a model said, findings, and the values.
void LaneView::assemble() {
    m_lanes.clear();
    std::vector<LanePtr> curves;
    for (const LanePtr& lane : m_data)
        (lane->kind == LaneKind::Curve ? curves : m_lanes).push_back(lane);
    std::vector<LanePtr> extra;
    for (const auto& [id, lane] : m_extra)
        extra.push_back(lane);
    m_lanes.insert(m_extraFirst ? m_lanes.begin() : m_lanes.end(), extra.begin(), extra.end());
    if (LanePtr lane = findingsLane(m_findings, m_cursor->episode()))
        m_lanes.push_back(std::move(lane));
    m_lanes.insert(m_lanes.end(), curves.begin(), curves.end());
    relayout();
    Q_EMIT lanesChanged();
}

qint64 LaneView::recordedSteps() const { return m_view.episode ? m_view.episode->info().steps : 0; }

bool LaneView::hasTerminal() const {
    if (!m_view.episode || !m_view.dataset)
        return false;
    for (const Channel& channel : m_view.dataset->channels()) {
        if (channel.alignment == Alignment::StepsPlusOne)
            return true;
    }
    return false;
}

void LaneView::relayout() {
    const double width = viewport()->width() - kNames - kRight;
    m_layout.setGeometry(kNames, std::max(16.0, width));
    int height = 0;
    for (const LanePtr& lane : m_lanes)
        height += laneHeight(*lane);
    verticalScrollBar()->setRange(0, std::max(0, height + kAxis - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(20);
    m_stillValid = false;
    viewport()->update();
}

QSize LaneView::sizeHint() const { return {800, 190}; }

void LaneView::resizeEvent(QResizeEvent*) { relayout(); }

QRectF LaneView::laneArea(std::size_t lane) const {
    double top = -verticalScrollBar()->value();
    for (std::size_t i = 0; i < lane; ++i)
        top += laneHeight(*m_lanes[i]);
    return {m_layout.left(), top, m_layout.width(), static_cast<double>(laneHeight(*m_lanes[lane]))};
}

int LaneView::laneAt(double y) const {
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const QRectF area = laneArea(i);
        if (y >= area.top() && y < area.bottom())
            return static_cast<int>(i);
    }
    return -1;
}

double LaneView::lanesBottom() const { return viewport()->height() - kAxis; }

void LaneView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    if (m_layout.steps() == 0) {
        painter.fillRect(viewport()->rect(), colors().panel);
        painter.setPen(colors().text3);
        painter.drawText(viewport()->rect(), Qt::AlignCenter,
                         m_view.episode ? tr("This episode has no steps.")
                                        : tr("Open an episode to see its timeline."));
        return;
    }
    if (!m_stillValid || m_still.devicePixelRatio() != devicePixelRatioF())
        paintStill();
    painter.drawPixmap(0, 0, m_still);
    paintRange(painter);
    paintPlayhead(painter);
}

void LaneView::paintStill() {
    const double ratio = devicePixelRatioF();
    m_still = QPixmap((QSizeF(viewport()->size()) * ratio).toSize());
    m_still.setDevicePixelRatio(ratio);
    m_still.fill(colors().panel);
    QPainter painter(&m_still);
    painter.fillRect(QRectF(m_layout.left(), 0, m_layout.width(), lanesBottom()), colors().canvas);
    painter.setClipRect(QRectF(0, 0, viewport()->width(), lanesBottom()));
    paintGrid(painter);
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const QRectF area = laneArea(i);
        if (area.bottom() < 0 || area.top() > lanesBottom())
            continue;
        paintLaneTitle(painter, *m_lanes[i], m_layout, QRectF(0, area.top(), kNames, area.height()));
        paintLane(painter, *m_lanes[i], m_layout, area);
        painter.setPen(QPen(colors().line, 0));
        painter.drawLine(QPointF(0, area.bottom()), QPointF(viewport()->width(), area.bottom()));
    }
    paintTerminal(painter);
    painter.setClipping(false);
    paintAxis(painter);
    m_stillValid = true;
}

void LaneView::paintGrid(QPainter& painter) const {
    painter.setPen(QPen(colors().line, 0));
    for (const std::int64_t step : m_layout.ticks(28)) {
        const double x = m_layout.xOf(static_cast<double>(step));
        painter.drawLine(QPointF(x, 0), QPointF(x, lanesBottom()));
    }
}

void LaneView::paintTerminal(QPainter& painter) const {
    if (!hasTerminal())
        return;
    const double x = std::max(m_layout.left(), m_layout.xOf(static_cast<double>(recordedSteps())));
    const double right = m_layout.left() + m_layout.width();
    if (x >= right)
        return;
    const QRectF area(x, 0, right - x, lanesBottom());
    QColor line = colors().text3;
    line.setAlpha(70);
    painter.fillRect(area, QBrush(line, Qt::BDiagPattern));
    const QString text = tr("terminal observation");
    const double room = area.width() - 8;
    if (painter.fontMetrics().horizontalAdvance(text) > room || m_lanes.empty())
        return;
    painter.setPen(colors().text2);
    painter.drawText(area.adjusted(0, 0, 0, -area.height() / 2), Qt::AlignCenter, text);
}

void LaneView::paintAxis(QPainter& painter) const {
    const QRectF axis(0, lanesBottom(), viewport()->width(), kAxis);
    painter.fillRect(axis, colors().panel);
    paintAxisLabels(painter, m_layout, axis);
}

void LaneView::paintRange(QPainter& painter) const {
    const qint64 begin = m_cursor->rangeBegin(), end = m_cursor->rangeEnd();
    if (m_layout.steps() == 0 || (begin <= 0 && end >= m_cursor->stepCount()))
        return;
    const double left = m_layout.left(), right = left + m_layout.width();
    const double x0 = std::clamp(m_layout.xOf(static_cast<double>(begin)), left, right);
    const double x1 = std::clamp(m_layout.xOf(static_cast<double>(end)), left, right);
    QColor outside = colors().window;
    outside.setAlpha(150);
    painter.fillRect(QRectF(left, 0, x0 - left, lanesBottom()), outside);
    painter.fillRect(QRectF(x1, 0, right - x1, lanesBottom()), outside);
    painter.fillRect(QRectF(x0 - 1, 0, 2, viewport()->height()), colors().accent);
    painter.fillRect(QRectF(x1 - 1, 0, 2, viewport()->height()), colors().accent);
    painter.fillRect(QRectF(x0, lanesBottom(), x1 - x0, 3), colors().accent);
    painter.fillRect(QRectF(x0, lanesBottom() + 3, 5, 9), colors().accent); // grips
    painter.fillRect(QRectF(x1 - 5, lanesBottom() + 3, 5, 9), colors().accent);
}

void LaneView::paintPlayhead(QPainter& painter) const {
    const Colors& c = colors();
    painter.setClipRect(QRectF(m_layout.left() - 6, 0, m_layout.width() + 12, viewport()->height()));
    const double cell = m_layout.pixelsPerStep();
    const qint64 hover = m_cursor->hover().step;
    if (hover >= 0 && hover < m_layout.steps() && hover != m_cursor->step()) {
        painter.setPen(QPen(c.text2, 1, Qt::DashLine));
        painter.drawLine(QPointF(m_layout.centreOf(hover), 0), QPointF(m_layout.centreOf(hover), lanesBottom()));
    }
    const qint64 step = m_cursor->step();
    const double x = m_layout.centreOf(step);
    QColor band = c.accent;
    band.setAlpha(c.dark ? 38 : 30);
    if (cell >= 3)
        painter.fillRect(QRectF(m_layout.xOf(static_cast<double>(step)), 0, cell, lanesBottom()), band);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(c.accent, 2));
    painter.drawLine(QPointF(x, 0), QPointF(x, lanesBottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.accent);
    painter.drawPolygon(QPolygonF{{x - 5, 0}, {x + 5, 0}, {x, 7}});
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const QRectF area = laneArea(i);
        if (area.bottom() > 0 && area.bottom() <= lanesBottom() + 1)
            paintLaneValue(painter, *m_lanes[i], m_layout, area, step);
    }
    paintAxisStep(painter, m_layout, QRectF(0, lanesBottom(), viewport()->width(), kAxis), step);
    painter.setClipping(false);
}

qint64 LaneView::nextEvent(qint64 from, int direction) const {
    qint64 best = -1;
    const auto offer = [&](qint64 step) {
        if (direction > 0 ? step <= from : step >= from)
            return;
        if (best < 0 || (direction > 0 ? step < best : step > best))
            best = step;
    };
    for (const LanePtr& lane : m_lanes) {
        if (lane->kind == LaneKind::Rings)
            continue; // have keys of their own
        for (const LaneMark& mark : lane->marks)
            offer(mark.step);
        if (lane->kind != LaneKind::Numbers || !lane->values)
            continue;
        const auto size = static_cast<qint64>(lane->values->size());
        for (qint64 t = from + direction; t >= 0 && t < size; t += direction) {
            const double value = lane->values->value(static_cast<std::size_t>(t));
            if (value != 0 && !std::isnan(value)) {
                offer(t);
                break;
            }
        }
    }
    return best;
}

} // namespace gatoscope
