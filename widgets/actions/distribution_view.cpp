// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/distribution_view.h"

#include "widgets/common/colors.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"
#include "widgets/common/token_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

namespace {

constexpr double kHead = 34, kLeastChart = 110, kMostChart = 230;
constexpr std::size_t kMostBars = 64;

/// Text that is no action reads as a dimension of its own.
ActionDimension dimensionOfTarget(const TokenSequence& tokens, const Token& token) {
    ActionDimension made;
    made.kind = ActionKind::Text;
    made.channel = token.channel;
    made.name = tokenPlace(tokens, token);
    made.firstId = tokens.vocabulary().textBegin;
    return made;
}

} // namespace

double heightOf(double p, double most, HeightScale scale) {
    if (!(p > 0) || !(most > 0))
        return 0;
    const double share = p / most;
    switch (scale) {
    case HeightScale::Linear:
        return share;
    case HeightScale::Root:
        return std::sqrt(share);
    case HeightScale::Log:
        break;
    }
    return std::clamp(1 + std::log10(share) / 6, 0.0, 1.0);
}

bool ShownDistribution::bars() const {
    return dimension.kind == ActionKind::Discrete && legalCount <= kMostBars && !prediction.legalP.empty();
}

ShownDistribution shownDistribution(const ActionReview& review, std::size_t token, const Prediction& prediction) {
    ShownDistribution shown;
    shown.series = review.series();
    const TokenSequence& tokens = *shown.series->tokens;
    const Token at = tokens.at(token);
    const int found = isAction(at.kind) ? shown.series->dimensionOf(at) : -1;
    shown.dimension =
        found >= 0 ? shown.series->dimensions[static_cast<std::size_t>(found)] : dimensionOfTarget(tokens, at);
    if (shown.dimension.kind == ActionKind::Text && found >= 0)
        shown.dimension.name = tokenPlace(tokens, at);
    shown.prediction = prediction;
    shown.step = at.step;
    shown.scale = review.scale();
    shown.vocabulary = tokens.vocabulary().size;
    shown.legalCount = prediction.legal.size();
    double total = 0, sum = 0, entropy = 0;
    for (std::size_t i = 0; i < prediction.legalP.size(); ++i) {
        const double p = static_cast<double>(prediction.legalP[i]);
        total += p;
        if (i < shown.dimension.values.size())
            sum += p * shown.dimension.values[i];
        entropy -= p > 0 ? p * std::log(p) : 0;
    }
    const double none = std::numeric_limits<double>::quiet_NaN();
    shown.expectation = total > 0 && shown.wide() ? sum / total : none;
    shown.legalEntropy = total > 0 ? entropy / total + std::log(total) : none;
    return shown;
}

DistributionView::DistributionView(ActionReview* review, QWidget* parent)
    : QAbstractScrollArea(parent), m_review(review) {
    setObjectName(QStringLiteral("distributionView"));
    setAccessibleName(tr("Distribution of the chosen token"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    connect(review, &ActionReview::seriesChanged, this, &DistributionView::refresh);
    connect(review, &ActionReview::shownChanged, this, &DistributionView::refresh);
    connect(&ThemeColors::instance(), &ThemeColors::changed, viewport(), qOverload<>(&QWidget::update));
}

QWidget* DistributionView::titleWidget() {
    if (m_title != nullptr)
        return m_title;
    m_title = new QWidget;
    auto* row = new QHBoxLayout(m_title);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    m_dimensions = new QComboBox(m_title);
    m_dimensions->setObjectName(QStringLiteral("dimensionCombo"));
    m_dimensions->setAccessibleName(tr("Dimension"));
    m_dimensions->setMaximumWidth(150);
    m_dimensions->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_dimensions->setMinimumContentsLength(6);
    connect(m_dimensions, &QComboBox::activated, m_review, &ActionReview::setDimension);
    m_heights = new QComboBox(m_title);
    m_heights->setObjectName(QStringLiteral("heightCombo"));
    m_heights->setAccessibleName(tr("Scale of probabilities"));
    m_heights->addItems({tr("linear p"), tr("√p"), tr("log p")});
    m_heights->setCurrentIndex(static_cast<int>(m_height));
    m_heights->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_heights->setMinimumWidth(m_heights->sizeHint().width());
    connect(m_heights, &QComboBox::activated, this, [this](int i) { setHeight(static_cast<HeightScale>(i)); });
    row->addWidget(m_dimensions);
    row->addWidget(m_heights);
    refresh();
    return m_title;
}

void DistributionView::setHeight(HeightScale scale) {
    m_height = scale;
    if (m_heights != nullptr)
        m_heights->setCurrentIndex(static_cast<int>(scale));
    viewport()->update();
}

void DistributionView::fillDimensions() {
    if (m_dimensions == nullptr)
        return;
    const auto& series = m_review->series();
    if (series ? m_filledFor.lock() != series->tokens : m_dimensions->count() > 0) {
        m_dimensions->clear();
        m_filledFor.reset();
        if (series) {
            m_filledFor = series->tokens;
            for (const ActionDimension& dimension : series->dimensions)
                m_dimensions->addItem(dimension.name);
            setHeight(series->any(ActionKind::Continuous) ? HeightScale::Root : HeightScale::Linear);
        }
    }
    m_dimensions->setVisible(m_dimensions->count() > 1); // the head names the only one
    m_heights->setVisible(m_dimensions->count() > 0);
    m_dimensions->setCurrentIndex(m_review->dimension());
}

void DistributionView::refresh() {
    fillDimensions();
    const Prediction* prediction = m_review->shownPrediction();
    if (prediction != nullptr)
        m_shown = shownDistribution(*m_review, m_review->shownToken(), *prediction);
    else
        m_shown.reset();
    relayout();
}

void DistributionView::relayout() {
    viewport()->update();
    if (!m_shown) {
        verticalScrollBar()->setRange(0, 0);
        return;
    }
    const double width = viewport()->width();
    const double facts = factsHeight(*m_shown, width), top = topHeight(*m_shown);
    const double illegal = illegalHeight(*m_shown);
    const double room = viewport()->height() - kHead - facts - top - illegal;
    double y = kHead;
    m_sections.head = QRectF(0, 0, width, kHead);
    m_sections.zoom = {};
    double chart = 0;
    if (m_shown->wide() && !m_shown->prediction.legalP.empty()) {
        const bool zoom = hasBinZoom(*m_shown);
        const double each = std::clamp(room / (zoom ? 2 : 1), kLeastChart, kMostChart);
        m_sections.chart = QRectF(0, y, width, each);
        if (zoom)
            m_sections.zoom = QRectF(0, y + each, width, each - 10);
        chart = zoom ? 2 * each - 10 : each;
    } else if (m_shown->bars()) {
        chart = barsHeight(*m_shown, room);
        m_sections.chart = QRectF(0, y, width, chart);
    } else {
        m_sections.chart = QRectF(0, y, width, 0);
    }
    y += chart;
    const auto next = [&](QRectF& section, double height) {
        section = QRectF(0, y, width, height);
        y += height;
    };
    next(m_sections.facts, facts);
    next(m_sections.top, top);
    next(m_sections.illegal, illegal);
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(y)) - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(24);
}

void DistributionView::resizeEvent(QResizeEvent*) { relayout(); }

void DistributionView::paintMessage(QPainter& painter) const {
    QString why = m_review->emptyReason();
    if (why.isEmpty())
        why = m_review->missingReason();
    if (why.isEmpty())
        why = m_review->model().progress < 1 ? tr("Predicting …") : tr("Nothing is predicted at this step.");
    painter.setPen(colors().text3);
    painter.setFont(bodyFont());
    painter.drawText(viewport()->rect().adjusted(24, 0, -24, 0), Qt::AlignCenter | Qt::TextWordWrap, why);
}

void DistributionView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), colors().panel);
    if (!m_shown)
        return paintMessage(painter);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.translate(0, -verticalScrollBar()->value());
    paintHead(painter, m_sections.head);
    if (m_shown->wide() && !m_shown->prediction.legalP.empty()) {
        paintBins(painter, *m_shown, m_height, m_sections.chart);
        if (!m_sections.zoom.isEmpty())
            paintBinZoom(painter, *m_shown, m_height, m_sections.zoom, m_sections.chart);
    } else if (m_shown->bars()) {
        paintBars(painter, *m_shown, m_height, m_sections.chart);
    }
    paintFacts(painter, *m_shown, m_sections.facts);
    paintTop(painter, *m_shown, m_height, m_sections.top);
    paintIllegal(painter, *m_shown, m_sections.illegal);
}

void DistributionView::paintHead(QPainter& painter, const QRectF& box) const {
    const Colors& c = colors();
    const ActionDimension& what = m_shown->dimension;
    painter.setFont(bodyFont(kEmphasisPx, QFont::DemiBold));
    painter.setPen(c.text1);
    const double name = std::min<double>(painter.fontMetrics().horizontalAdvance(what.name) + 2, box.width() * 0.5);
    drawElided(painter, QRectF(14, 4, name, 26), what.name);
    QString about = tr("t %1").arg(formatCount(m_shown->step));
    if (what.kind == ActionKind::Discrete)
        about += tr(" · Discrete(%1)").arg(what.values.size());
    if (what.kind == ActionKind::Continuous && !what.values.empty()) {
        const QString unit = what.unit.isEmpty() ? QString() : QLatin1Char(' ') + what.unit;
        about += QStringLiteral(" · %1 … %2%3")
                     .arg(formatSigned(what.values.front(), 3), formatSigned(what.values.back(), 3), unit);
    }
    const auto& ranges = m_shown->prediction.legal.ranges;
    if (!ranges.empty())
        about += ranges.size() == 1 ? tr(" · ids %1…%2").arg(ranges.front().first).arg(ranges.front().second - 1)
                                    : tr(" · %1 legal ids").arg(formatCount(static_cast<qint64>(m_shown->legalCount)));
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(c.text3);
    drawElided(painter, QRectF(14 + name + 8, 5, box.width() - name - 36, 26), about);
}

bool DistributionView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip && m_shown && m_shown->wide()) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QPointF at = help->pos() + QPoint(0, verticalScrollBar()->value());
        QToolTip::showText(help->globalPos(), binTip(*m_shown, m_sections.chart, m_sections.zoom, at), this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace gatoscope
