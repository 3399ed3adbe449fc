// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/bin_usage_view.h"

#include "widgets/bench/bench.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gatoscope {

namespace {
constexpr int kRow = 32, kHeader = 24, kUsed = 70;
constexpr int kFewBins = 24;
} // namespace

std::vector<float> usageColumns(const std::vector<std::uint32_t>& bins, int columns) {
    std::vector<float> result(static_cast<std::size_t>(std::max(0, columns)), 0.0F);
    if (result.empty() || bins.empty())
        return result;
    std::vector<double> sums(result.size(), 0.0);
    if (bins.size() >= sums.size()) {
        for (std::size_t b = 0; b < bins.size(); ++b)
            sums[b * sums.size() / bins.size()] += bins[b];
    } else {
        for (std::size_t c = 0; c < sums.size(); ++c)
            sums[c] = bins[c * bins.size() / sums.size()];
    }
    const double most = *std::max_element(sums.begin(), sums.end());
    for (std::size_t c = 0; c < sums.size() && most > 0; ++c)
        result[c] = static_cast<float>(std::sqrt(sums[c] / most));
    return result;
}

BinUsageView::BinUsageView(Bench* bench, QWidget* parent) : QAbstractScrollArea(parent), m_bench(bench) {
    setObjectName(QStringLiteral("binUsageView"));
    setAccessibleName(tr("Bin usage"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    connect(bench, &Bench::statisticsChanged, this, &BinUsageView::rearrange);
    connect(bench, &Bench::draftChanged, viewport(), qOverload<>(&QWidget::update));
    connect(bench, &Bench::selectedChanged, this, &BinUsageView::reveal);
    connect(&ThemeColors::instance(), &ThemeColors::changed, viewport(), qOverload<>(&QWidget::update));
    rearrange();
}

QWidget* BinUsageView::titleWidget() {
    auto* title = new QWidget;
    auto* layout = new QHBoxLayout(title);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    auto* about = new QLabel(tr("counts per bin, √ scale"));
    about->setProperty("tone", QStringLiteral("muted"));
    about->setMinimumWidth(0);
    about->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* legend = new QLabel;
    const auto paintLegend = [legend] {
        legend->setText(QStringLiteral("<span style='color:%1'>■</span> %2 &nbsp; <span style='color:%3'>▮</span> %4")
                            .arg(colors().of(Tint::Continuous).fill.name(), tr("reach of [−1, 1]"),
                                 colors().error.name(), tr("saturated")));
    };
    paintLegend();
    connect(&ThemeColors::instance(), &ThemeColors::changed, legend, paintLegend);
    auto* order = new QComboBox;
    order->setObjectName(QStringLiteral("usageOrderCombo"));
    order->setAccessibleName(tr("Order of the rows"));
    order->addItems({tr("Sort: schema"), tr("Sort: name"), tr("Sort: bins used"), tr("Sort: saturation")});
    connect(order, &QComboBox::currentIndexChanged, this,
            [this](int index) { setOrder(static_cast<UsageOrder>(index)); });
    layout->addWidget(about, 1);
    layout->addWidget(legend);
    layout->addWidget(order);
    return title;
}

void BinUsageView::setOrder(UsageOrder order) {
    m_order = order;
    rearrange();
}

void BinUsageView::rearrange() {
    const auto& dimensions = m_bench->dimensions();
    const auto& statistics = m_bench->statistics();
    m_rows.resize(dimensions.size());
    std::iota(m_rows.begin(), m_rows.end(), 0);
    const bool known = statistics.size() == dimensions.size();
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](int a, int b) {
        if (m_order == UsageOrder::Name)
            return dimensions[at(a)].name < dimensions[at(b)].name;
        if (m_order == UsageOrder::Used && known)
            return statistics[at(a)].used < statistics[at(b)].used;
        if (m_order == UsageOrder::Saturation && known)
            return statistics[at(a)].saturation() > statistics[at(b)].saturation();
        return false;
    });
    relayout();
}

void BinUsageView::relayout() {
    const QFontMetrics metrics(monoFont(kMonoPx));
    int widest = 80;
    for (const BenchDimension& dimension : m_bench->dimensions())
        widest = std::max(widest, metrics.horizontalAdvance(toQString(dimension.name)));
    m_names = std::min(widest + 30, std::max(100, viewport()->width() / 3));
    const int needed = static_cast<int>(m_rows.size()) * kRow + kHeader + 4;
    verticalScrollBar()->setRange(0, std::max(0, needed - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(kRow);
    viewport()->update();
}

void BinUsageView::resizeEvent(QResizeEvent*) { relayout(); }

QRectF BinUsageView::plot() const {
    return {static_cast<double>(m_names), kHeader, std::max(40.0, viewport()->width() - double(m_names + kUsed)),
            static_cast<double>(viewport()->height() - kHeader)};
}

int BinUsageView::rowAt(double y) const {
    if (y < kHeader)
        return -1;
    const int row = static_cast<int>((y - kHeader + verticalScrollBar()->value()) / kRow);
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? row : -1;
}

void BinUsageView::paintEvent(QPaintEvent*) {
    const Colors& c = colors();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), c.panel);
    if (m_rows.empty()) {
        painter.setPen(c.text3);
        const QString why =
            m_bench->busy() ? tr("Reading values …")
            : m_bench->episode().episode
                ? tr("This episode has no continuous channels: text, images and discrete values use no bins.")
                : tr("Open an episode to see which bins its values use.");
        painter.drawText(viewport()->rect().adjusted(20, 0, -20, 0), Qt::AlignCenter | Qt::TextWordWrap, why);
        return;
    }
    painter.setClipRect(0, kHeader, viewport()->width(), viewport()->height() - kHeader);
    const QRectF area = plot();
    const Settings& settings = m_bench->draft();
    const BinReach reach = binReach(-1, 1, false, settings);
    const double bin = area.width() / std::max(1, settings.n_bins);
    QColor band = c.of(Tint::Continuous).fill;
    band.setAlpha(150);
    painter.fillRect(QRectF(area.left() + reach.first * bin, area.top(), reach.count() * bin, area.height()), band);
    const int first = verticalScrollBar()->value() / kRow;
    for (int row = first; row < static_cast<int>(m_rows.size()); ++row) {
        const double top = kHeader + row * kRow - verticalScrollBar()->value();
        if (top > viewport()->height())
            break;
        paintRow(painter, row, QRectF(0, top, viewport()->width(), kRow));
    }
    painter.setPen(QPen(c.text3, 1, Qt::DotLine));
    painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()));
    painter.setClipping(false);
    paintHeader(painter);
}

void BinUsageView::paintHeader(QPainter& painter) const {
    const Colors& c = colors();
    painter.fillRect(QRectF(0, 0, viewport()->width(), kHeader), c.panel);
    painter.setPen(c.text3);
    painter.setFont(bodyFont(kSmallPx));
    painter.drawText(QRectF(14, 0, m_names, kHeader), Qt::AlignVCenter, tr("channel"));
    painter.drawText(QRectF(viewport()->width() - kUsed, 0, kUsed - 14, kHeader), Qt::AlignVCenter | Qt::AlignRight,
                     tr("used"));
    painter.setFont(monoFont(kSmallPx));
    const QRectF area = plot();
    const int bins = m_bench->draft().n_bins;
    for (int k = 0; k <= 4; ++k) {
        const double x = area.left() + area.width() * k / 4;
        const QRectF place(k == 0 ? x : k == 4 ? x - 80 : x - 40, 0, 80, kHeader);
        const auto align = k == 0 ? Qt::AlignLeft : k == 4 ? Qt::AlignRight : Qt::AlignHCenter;
        painter.drawText(place, align | Qt::AlignVCenter, formatCount(std::min(bins - 1, bins * k / 4)));
    }
    painter.setPen(QPen(c.line, 1));
    painter.drawLine(QPointF(0, kHeader - 0.5), QPointF(viewport()->width(), kHeader - 0.5));
}

void BinUsageView::paintRow(QPainter& painter, int row, const QRectF& place) const {
    const Colors& c = colors();
    const int index = m_rows[static_cast<std::size_t>(row)];
    const BenchDimension& dimension = m_bench->dimensions()[static_cast<std::size_t>(index)];
    const bool selected = index == m_bench->selected();
    if (selected) {
        QColor fill = c.accentFill;
        fill.setAlpha(150);
        painter.fillRect(place, fill);
        painter.fillRect(QRectF(place.left(), place.top(), 2, place.height()), c.accent);
    }
    painter.setFont(monoFont(kMonoPx));
    painter.setPen(c.text1);
    painter.drawText(QRectF(14, place.top(), m_names - 22, place.height()), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(toQString(dimension.name), Qt::ElideMiddle, m_names - 22));
    const QRectF area(plot().left(), place.top() + 3, plot().width(), place.height() - 3);
    painter.setPen(QPen(c.lineStrong, 1));
    painter.drawLine(QPointF(area.left(), area.bottom() - 0.5), QPointF(area.right(), area.bottom() - 0.5));
    if (m_bench->statistics().size() != m_bench->dimensions().size())
        return;
    const BenchStatistics& statistics = m_bench->statistics()[static_cast<std::size_t>(index)];
    const std::vector<float> columns = usageColumns(statistics.bins, static_cast<int>(area.width()));
    const QColor ink = c.of(dimension.action ? Tint::Action : Tint::Continuous).ink;
    for (std::size_t x = 0; x < columns.size(); ++x) {
        if (columns[x] <= 0)
            continue;
        const double height = std::max(1.0, columns[x] * (area.height() - 3));
        painter.fillRect(QRectF(area.left() + static_cast<double>(x), area.bottom() - height, 1, height), ink);
    }
    if (statistics.clipped > 0) {
        const auto mark = [&](double x) { painter.fillRect(QRectF(x, area.top(), 3, area.height()), c.error); };
        if (statistics.bins.front() > 0 && statistics.low < 0)
            mark(area.left());
        if (statistics.bins.back() > 0)
            mark(area.right() - 3);
    }
    painter.setPen(statistics.used < kFewBins && statistics.count > kFewBins ? c.warn : c.text1);
    painter.drawText(QRectF(viewport()->width() - kUsed, place.top(), kUsed - 14, place.height()),
                     Qt::AlignVCenter | Qt::AlignRight, formatCount(statistics.used));
}

void BinUsageView::mousePressEvent(QMouseEvent* event) {
    const int row = rowAt(event->position().y());
    if (row >= 0)
        m_bench->select(m_rows[static_cast<std::size_t>(row)]);
}

void BinUsageView::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Up ? -1 : event->key() == Qt::Key_Down ? 1 : 0;
    if (by == 0 || m_rows.empty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const auto now = std::find(m_rows.begin(), m_rows.end(), m_bench->selected());
    const int row = now == m_rows.end() ? 0 : static_cast<int>(now - m_rows.begin()) + by;
    m_bench->select(m_rows[static_cast<std::size_t>(std::clamp(row, 0, static_cast<int>(m_rows.size()) - 1))]);
}

void BinUsageView::reveal(int dimension) {
    const auto found = std::find(m_rows.begin(), m_rows.end(), dimension);
    if (found != m_rows.end()) {
        const int top = static_cast<int>(found - m_rows.begin()) * kRow;
        const int seen = viewport()->height() - kHeader;
        if (top < verticalScrollBar()->value())
            verticalScrollBar()->setValue(top);
        if (top + kRow > verticalScrollBar()->value() + seen)
            verticalScrollBar()->setValue(top + kRow - seen);
    }
    viewport()->update();
}

bool BinUsageView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int row = rowAt(help->pos().y());
        if (row < 0 || m_bench->statistics().size() != m_bench->dimensions().size())
            return true;
        const auto index = static_cast<std::size_t>(m_rows[static_cast<std::size_t>(row)]);
        const BenchStatistics& s = m_bench->statistics()[index];
        QString text = tr("%1\n%2 values from %3 to %4\n%5 bins used, %6 to %7; %8 saturated")
                           .arg(toQString(m_bench->dimensions()[index].name), formatCount(s.count), formatNumber(s.low),
                                formatNumber(s.high), formatCount(s.used))
                           .arg(s.fewest)
                           .arg(s.most)
                           .arg(formatPercent(s.saturation()));
        const QRectF area = plot();
        if (help->pos().x() >= area.left() && help->pos().x() < area.right() && !s.bins.empty()) {
            const auto bin =
                std::min(s.bins.size() - 1, static_cast<std::size_t>((help->pos().x() - area.left()) / area.width() *
                                                                     static_cast<double>(s.bins.size())));
            text += tr("\nbin %1: %2 values").arg(bin).arg(s.bins[bin]);
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace gatoscope
