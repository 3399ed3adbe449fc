// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#undef QT_NO_KEYWORDS // qcustomplot.h is written with Qt's keywords

#include "widgets/values/curve_plot.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <QElapsedTimer>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr int kRowHeight = 92, kLabelsShown = 6;

/// Ticks at whole steps only.
class StepTicker : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange& range) override {
        return std::max(1.0, std::floor(QCPAxisTicker::getTickStep(range)));
    }
};

/// What QCustomPlot holds for one row.
struct PlotRow {
    QCPAxisRect* rect = nullptr;
    std::vector<QCPGraph*> graphs;
    QCPItemStraightLine *cursor = nullptr, *hover = nullptr;
    QCPItemRect* loop = nullptr;
    QCPItemText* title = nullptr;
    std::vector<QCPItemText*> labels;
};

QCPItemText* textItem(QCustomPlot* plot, QCPAxisRect* rect) {
    auto* item = new QCPItemText(plot);
    item->setLayer(QStringLiteral("overlay"));
    item->setClipToAxisRect(false);
    item->position->setAxisRect(rect);
    item->position->setType(QCPItemPosition::ptAbsolute);
    item->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    item->setTextAlignment(Qt::AlignLeft);
    return item;
}

QCPItemStraightLine* lineItem(QCustomPlot* plot, QCPAxisRect* rect) {
    auto* line = new QCPItemStraightLine(plot);
    line->setLayer(QStringLiteral("overlay"));
    for (QCPItemPosition* point : {line->point1, line->point2}) {
        point->setAxisRect(rect);
        point->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        point->setTypeX(QCPItemPosition::ptPlotCoords);
        point->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    line->setClipAxisRect(rect);
    return line;
}

void placeLine(QCPItemStraightLine* line, double step) {
    line->point1->setCoords(step, 0);
    line->point2->setCoords(step, 1);
}

} // namespace

struct CurvePlot::Plot {
    QCustomPlot* view = nullptr;
    std::vector<PlotRow> rows;

    void addRow(const CurveRow& row, QCPMarginGroup* margins);
    void styleAxis(QCPAxis* axis, bool labels) const;
};

void CurvePlot::Plot::addRow(const CurveRow& row, QCPMarginGroup* margins) {
    PlotRow made;
    made.rect = new QCPAxisRect(view);
    made.rect->setLayer(QStringLiteral("background")); // below the loop range and the grid
    view->plotLayout()->addElement(static_cast<int>(rows.size()), 0, made.rect);
    made.rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    made.rect->setAutoMargins(QCP::msLeft | QCP::msRight | QCP::msBottom);
    made.rect->setMargins(QMargins(0, 20, 0, 0));
    made.rect->setMinimumMargins(QMargins(40, 20, 12, 4));
    QCPAxis* x = made.rect->axis(QCPAxis::atBottom);
    QCPAxis* y = made.rect->axis(QCPAxis::atLeft);
    y->ticker()->setTickCount(3);
    x->setTicker(QSharedPointer<StepTicker>::create());
    for (const Curve& curve : row.curves) {
        QCPGraph* graph = view->addGraph(x, y);
        graph->setLineStyle(curve.steps ? QCPGraph::lsStepLeft : QCPGraph::lsLine);
        graph->setAdaptiveSampling(false);
        made.graphs.push_back(graph);
    }
    made.loop = new QCPItemRect(view);
    made.loop->setLayer(QStringLiteral("grid"));
    made.loop->setClipAxisRect(made.rect);
    for (QCPItemPosition* point : {made.loop->topLeft, made.loop->bottomRight}) {
        point->setAxes(x, y);
        point->setAxisRect(made.rect);
        point->setTypeX(QCPItemPosition::ptPlotCoords);
        point->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    made.hover = lineItem(view, made.rect);
    made.hover->setVisible(false);
    made.cursor = lineItem(view, made.rect);
    made.title = textItem(view, made.rect);
    for (std::size_t i = 0; i < std::min<std::size_t>(row.curves.size(), kLabelsShown) + 1; ++i) {
        made.labels.push_back(textItem(view, made.rect));
    }
    rows.push_back(std::move(made));
}

void CurvePlot::Plot::styleAxis(QCPAxis* axis, bool labels) const {
    const Colors& c = colors();
    axis->setBasePen(QPen(c.line, 0));
    axis->setTickPen(Qt::NoPen);
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabels(labels);
    axis->setTickLabelFont(monoFont(kTinyPx));
    axis->setTickLabelColor(c.text3);
    axis->setTickLabelPadding(4);
    axis->setNumberFormat(QStringLiteral("gb"));
    axis->setNumberPrecision(axis->orientation() == Qt::Horizontal ? 9 : 4);
    axis->grid()->setPen(QPen(c.line, 0));
    axis->grid()->setZeroLinePen(QPen(c.lineStrong, 0));
}

CurvePlot::CurvePlot(QWidget* parent) : QWidget(parent), m_plot(std::make_unique<Plot>()) {
    m_plot->view = new QCustomPlot(this);
    m_plot->view->setObjectName(QStringLiteral("curves"));
    m_plot->view->setPlottingHints(QCP::phFastPolylines | QCP::phCacheLabels);
    m_plot->view->layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmBuffered);
    m_plot->view->replot(QCustomPlot::rpQueuedRefresh); // makes the buffer that the overlay alone is drawn into
    m_plot->view->setMouseTracking(true);
    m_plot->view->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot->view);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, &CurvePlot::restyle);
}

CurvePlot::~CurvePlot() = default;

QSize CurvePlot::minimumSizeHint() const {
    return {160, std::max<int>(80, static_cast<int>(m_rows.size()) * kRowHeight + 20)};
}

void CurvePlot::setRows(std::vector<CurveRow> rows, qint64 steps) {
    m_rows = std::move(rows);
    QCustomPlot* view = m_plot->view;
    m_plot->rows.clear();
    view->clearItems();
    view->clearGraphs();
    view->plotLayout()->clear();
    auto* margins = new QCPMarginGroup(view);
    for (const CurveRow& row : m_rows)
        m_plot->addRow(row, margins);
    view->plotLayout()->setRowSpacing(0);
    updateGeometry();
    if (steps != m_steps) {
        m_steps = steps;
        m_loopBegin = 0;
        m_loopEnd = steps;
        m_first = 0;
        m_last = static_cast<double>(std::max<qint64>(1, steps - 1));
    }
    restyle();
}

void CurvePlot::restyle() {
    const Colors& c = colors();
    m_plot->view->setBackground(QBrush(c.panel));
    for (std::size_t r = 0; r < m_rows.size(); ++r) {
        PlotRow& row = m_plot->rows[r];
        m_plot->styleAxis(row.rect->axis(QCPAxis::atLeft), true);
        m_plot->styleAxis(row.rect->axis(QCPAxis::atBottom), r + 1 == m_rows.size());
        row.rect->setBackground(QBrush(c.canvas));
        for (std::size_t i = 0; i < row.graphs.size(); ++i)
            row.graphs[i]->setPen(QPen(m_rows[r].curves[i].color, 1.2));
        row.cursor->setPen(QPen(c.accent, 1.5));
        row.hover->setPen(QPen(c.text2, 0, Qt::DashLine));
        row.loop->setPen(Qt::NoPen);
        row.loop->setBrush(c.accentFill);
        row.title->setFont(bodyFont(kSmallPx, QFont::DemiBold));
        row.title->setColor(c.text1);
        for (QCPItemText* label : row.labels)
            label->setFont(monoFont(kTinyPx));
    }
    setLoopRange(m_loopBegin, m_loopEnd);
    setCursorStep(m_cursor);
    feed();
}

void CurvePlot::feed() {
    for (std::size_t r = 0; r < m_rows.size(); ++r) {
        PlotRow& row = m_plot->rows[r];
        row.rect->axis(QCPAxis::atBottom)->setRange(m_first, m_last);
        const int pixels = std::max(16, width() - 60);
        for (std::size_t i = 0; i < row.graphs.size(); ++i) {
            const std::vector<CurvePoint> points = m_rows[r].curves[i].data->points(m_first, m_last, pixels);
            QVector<QCPGraphData> drawn;
            drawn.reserve(static_cast<int>(points.size()));
            for (const CurvePoint& point : points)
                drawn.append(QCPGraphData(point.x, point.y));
            const bool dense = drawn.size() > pixels; // upright strokes: smoothing would only cost time
            row.graphs[i]->setAntialiased(!dense);
            row.graphs[i]->setPen(QPen(m_rows[r].curves[i].color, dense ? 1.0 : 1.2));
            row.graphs[i]->data()->set(drawn, true);
        }
        scaleRow(r);
    }
    m_plot->view->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::scaleRow(std::size_t r) {
    MinMax all{std::nan(""), std::nan("")};
    const auto begin = static_cast<std::size_t>(std::max(0.0, std::floor(m_first)));
    const auto end = static_cast<std::size_t>(std::max(0.0, std::ceil(m_last) + 1));
    for (const Curve& curve : m_rows[r].curves) {
        const MinMax range = curve.data->range(begin, end);
        if (range.empty())
            continue;
        all = all.empty() ? range : MinMax{std::min(all.low, range.low), std::max(all.high, range.high)};
    }
    if (all.empty())
        all = {0, 1};
    const double spread = all.high - all.low;
    const double margin = spread > 0 ? spread * 0.06 : std::max(1e-9, std::abs(all.low) * 0.1 + (all.low == 0 ? 1 : 0));
    m_plot->rows[r].rect->axis(QCPAxis::atLeft)->setRange(all.low - margin, all.high + margin);
}

void CurvePlot::setCursorStep(qint64 step) {
    m_cursor = step;
    for (PlotRow& row : m_plot->rows)
        placeLine(row.cursor, static_cast<double>(step));
    showValues();
    m_plot->view->layer(QStringLiteral("overlay"))->replot();
}

void CurvePlot::showValues() {
    const QFontMetrics metrics(monoFont(kTinyPx)), titleMetrics(bodyFont(kSmallPx, QFont::DemiBold));
    for (std::size_t r = 0; r < m_rows.size(); ++r) {
        PlotRow& row = m_plot->rows[r];
        const CurveRow& shown = m_rows[r];
        double x = 40;
        const double y = row.rect->outerRect().top() + 17;
        const QString title =
            shown.unit.isEmpty() ? shown.title : QStringLiteral("%1 · %2").arg(shown.title, shown.unit);
        row.title->setText(titleMetrics.elidedText(title, Qt::ElideMiddle, std::max(60, width() / 3)));
        row.title->position->setCoords(x, y);
        x += titleMetrics.horizontalAdvance(row.title->text()) + 14;
        for (std::size_t i = 0; i < row.labels.size(); ++i) {
            QString text;
            if (i < shown.curves.size() && i < kLabelsShown) {
                const MinMaxPyramid& data = *shown.curves[i].data;
                const auto at = static_cast<std::size_t>(std::max<qint64>(m_cursor, 0));
                bool inside = m_cursor >= 0 && at < data.size();
                if (inside && at + 1 == data.size()) // the terminal observation: most channels store nothing there
                    inside = !std::isnan(data.value(at));
                const QString value = inside ? formatNumber(data.value(at), 4) : QStringLiteral("–");
                text = shown.curves.size() == 1 ? value : QStringLiteral("%1 %2").arg(shown.curves[i].name, value);
                row.labels[i]->setColor(shown.curves[i].color);
            } else if (shown.curves.size() > kLabelsShown) {
                text = tr("+%1 more").arg(shown.curves.size() - kLabelsShown);
                row.labels[i]->setColor(colors().text3);
            }
            const int wide = metrics.horizontalAdvance(text);
            row.labels[i]->setVisible(!text.isEmpty() && x + wide < width() - 8);
            row.labels[i]->setText(text);
            row.labels[i]->position->setCoords(x, y);
            x += wide + 12;
        }
    }
}

void CurvePlot::setHoverStep(qint64 step) {
    for (PlotRow& row : m_plot->rows) {
        row.hover->setVisible(step >= 0);
        placeLine(row.hover, static_cast<double>(step));
    }
    m_plot->view->layer(QStringLiteral("overlay"))->replot();
}

void CurvePlot::setLoopRange(qint64 begin, qint64 end) {
    m_loopBegin = begin;
    m_loopEnd = end;
    const bool whole = begin <= 0 && end >= m_steps;
    for (PlotRow& row : m_plot->rows) {
        row.loop->setVisible(!whole);
        row.loop->topLeft->setCoords(static_cast<double>(begin) - 0.5, 0);
        row.loop->bottomRight->setCoords(static_cast<double>(end) - 0.5, 1);
    }
    m_plot->view->replot(QCustomPlot::rpQueuedReplot);
}

void CurvePlot::setFramesPerSecond(double rate) { m_rate = rate; }

void CurvePlot::showAll() { setShown(0, static_cast<double>(std::max<qint64>(1, m_steps - 1))); }

void CurvePlot::zoom(double factor, double about) {
    const double span = std::max(4.0, (m_last - m_first) / factor);
    const double share = m_last > m_first ? (about - m_first) / (m_last - m_first) : 0.5;
    setShown(about - share * span, about + (1 - share) * span);
}

void CurvePlot::setShown(double first, double last) {
    const double end = static_cast<double>(std::max<qint64>(1, m_steps - 1));
    const double span = std::min(last - first, end);
    m_first = std::clamp(first, 0.0, end - span);
    m_last = m_first + span;
    feed();
}

double CurvePlot::redrawMilliseconds() {
    QElapsedTimer timer;
    timer.start();
    feed();
    m_plot->view->replot(QCustomPlot::rpImmediateRefresh);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    feed();
    QMetaObject::invokeMethod(
        this, [this] { setCursorStep(m_cursor); }, Qt::QueuedConnection);
}

double CurvePlot::timeAt(double x) const {
    return m_plot->rows.empty() ? 0 : m_plot->rows.front().rect->axis(QCPAxis::atBottom)->pixelToCoord(x);
}

qint64 CurvePlot::stepAt(double x) const {
    const double step = std::round(timeAt(x));
    return static_cast<qint64>(std::clamp(step, 0.0, static_cast<double>(std::max<qint64>(0, m_steps - 1))));
}

int CurvePlot::rowAt(double y) const {
    for (std::size_t r = 0; r < m_plot->rows.size(); ++r) {
        const QRect rect = m_plot->rows[r].rect->outerRect();
        if (y >= rect.top() && y <= rect.bottom())
            return static_cast<int>(r);
    }
    return -1;
}

} // namespace gatoscope
