// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/action_plots.h"

#include "widgets/actions/action_review.h"
#include "widgets/actions/band_painter.h"
#include "widgets/common/colors.h"
#include "widgets/common/cursor.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/panel_parts.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr int kGutter = 150, kLeastGutter = 56, kRight = 16, kAxis = 26, kTop = 4;
constexpr double kLeastStrip = 46, kMostStrip = 220, kPieces = 34, kHeader = 22;
constexpr double kLeastRow = 20, kMostRow = 56;
constexpr double kReadableCell = 10; // narrower cells of a raster start zoomed in

} // namespace

ActionPlots::ActionPlots(ActionReview* review, QWidget* parent) : QAbstractScrollArea(parent), m_review(review) {
    setObjectName(QStringLiteral("actionPlots"));
    setAccessibleName(tr("Predicted and recorded actions"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    const auto repaint = [this] {
        m_stillValid = false;
        viewport()->update();
    };
    connect(review, &ActionReview::seriesChanged, this, &ActionPlots::seriesChanged);
    connect(review, &ActionReview::shownChanged, this, &ActionPlots::shownChanged);
    connect(review, &ActionReview::freeRunChanged, this, repaint);
    connect(review->cursor(), &Cursor::hoverChanged, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, repaint);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this, repaint] {
        repaint();
        showTitle();
    });
}

QWidget* ActionPlots::titleWidget() {
    if (m_title != nullptr)
        return m_title;
    m_title = new QWidget;
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(m_title);
    row->setContentsMargins(4, 0, 0, 0);
    row->setSpacing(12);
    m_about = new ElidedLabel(m_title);
    m_about->setObjectName(QStringLiteral("actionPlotsAbout"));
    m_legend = new QLabel(m_title);
    m_legend->setObjectName(QStringLiteral("actionLegend"));
    m_legend->setToolTip(tr("argmax: the most probable legal id. A cell's fill is its share among the legal ids, its "
                            "number the probability among all ids."));
    m_scale = new QComboBox(m_title);
    m_scale->setObjectName(QStringLiteral("actionScaleCombo"));
    m_scale->setAccessibleName(tr("Scale of continuous actions"));
    m_scale->addItems({tr("Physical units"), tr("Bins")});
    connect(m_scale, &QComboBox::activated, m_review,
            [this](int index) { m_review->setScale(index == 0 ? ActionScale::Units : ActionScale::Bins); });
    row->addWidget(m_about, 1);
    row->addWidget(m_legend);
    row->addWidget(m_scale);
    showTitle();
    return m_title;
}

void ActionPlots::showTitle() {
    if (m_title == nullptr)
        return;
    const Colors& c = colors();
    const auto& series = m_review->series();
    const bool strips = series && series->any(ActionKind::Continuous),
               raster = series && series->any(ActionKind::Discrete);
    const QString ink = c.of(Tint::Action).ink.name();
    QStringList parts;
    const auto part = [&](const QString& color, const char16_t* sign, const QString& text) {
        parts << QStringLiteral("<span style='color:%1'>%2</span> %3").arg(color, QString::fromUtf16(sign), text);
    };
    if (strips)
        part(c.text1.name(), u"━", tr("recorded"));
    if (raster && !strips)
        part(c.text1.name(), u"▢", tr("recorded"));
    part(ink, strips ? u"╍" : u"▶", tr("argmax"));
    if (strips)
        part(ink, u"▒", tr("10–90 %"));
    else
        part(ink, u"■", tr("p"));
    if (m_review->freeRun() != nullptr)
        part(c.ok.name(), u"●", tr("free run"));
    m_legend->setText(series && !series->dimensions.empty() ? parts.join(QStringLiteral("&nbsp;&nbsp; ")) : QString());
    m_scale->setVisible(strips);
    QString about;
    if (series && !series->dimensions.empty()) {
        const auto count = series->dimensions.size();
        const auto& first = series->dimensions.front();
        if (raster && count == 1)
            about = tr("Discrete(%1)").arg(first.values.size());
        else if (strips && count == 1)
            about = tr("1 continuous action");
        else
            about = strips && raster ? tr("%1 actions").arg(count)
                    : strips         ? tr("%1 continuous actions").arg(count)
                    : raster         ? tr("%1 discrete actions").arg(count)
                                     : tr("text actions");
        const ModelView& model = m_review->model();
        if (model.policy && model.progress < 1 && model.reason.isEmpty())
            about += tr(" · %1 % of windows predicted").arg(static_cast<int>(model.progress * 100));
    }
    m_about->setText(about);
}

void ActionPlots::seriesChanged() {
    const auto& series = m_review->series();
    if (series && m_laidOut.lock() != series->tokens) {
        m_laidOut = series->tokens;
        m_layout.setSteps(series->steps);
        verticalScrollBar()->setValue(0);
        relayout();
        const double cell = m_layout.pixelsPerStep();
        if (!series->any(ActionKind::Continuous) && series->any(ActionKind::Discrete) && cell > 0 &&
            cell < kReadableCell) {
            m_layout.zoom(m_layout.left(), kReadableCell / cell);
            m_layout.reveal(m_review->cursor()->step());
        }
    }
    relayout();
    showTitle();
}

void ActionPlots::shownChanged() {
    if (m_layout.zoomed() && m_layout.reveal(m_review->cursor()->step()))
        m_stillValid = false;
    viewport()->update();
}

/// Bands share the height; where they do not fit, they keep their least and the view scrolls.
/// Room for the names: choices that are mere numbers need little.
int ActionPlots::gutter() const {
    const auto& series = m_review->series();
    if (!series || series->dimensions.size() != 1 || series->dimensions.front().kind != ActionKind::Discrete)
        return kGutter;
    int widest = 0;
    for (const QString& name : series->dimensions.front().choices)
        widest = std::max(widest, QFontMetrics(bodyFont()).horizontalAdvance(name));
    return std::clamp(widest + kLeastGutter, kLeastGutter, kGutter);
}

void ActionPlots::relayout() {
    m_bands.clear();
    const int names = gutter();
    m_layout.setGeometry(names, std::max(16, viewport()->width() - names - kRight));
    m_stillValid = false;
    viewport()->update();
    const auto& series = m_review->series();
    if (!series)
        return;
    const double room = viewport()->height() - kAxis - kTop;
    double fixed = 0, strips = 0, rows = 0;
    for (const ActionDimension& dimension : series->dimensions) {
        const bool header = dimension.kind == ActionKind::Discrete && series->dimensions.size() > 1;
        fixed += (header ? kHeader : 0) + (dimension.kind == ActionKind::Text ? kPieces : 0) +
                 (dimension.kind == ActionKind::Discrete ? 6 : 0);
        strips += dimension.kind == ActionKind::Continuous ? 1 : 0;
        rows += dimension.kind == ActionKind::Discrete ? static_cast<double>(dimension.values.size()) : 0;
    }
    const double left = std::max(0.0, room - fixed);
    const double share = strips + rows > 0 ? left / (strips * 2 + rows) : 0; // a strip counts as two rows
    const double row = std::clamp(std::floor(share), kLeastRow, kMostRow);
    const double strip = std::clamp(std::floor(strips > 0 ? (left - rows * row) / strips : 0), kLeastStrip, kMostStrip);
    double top = kTop;
    for (std::size_t d = 0; d < series->dimensions.size(); ++d) {
        const ActionDimension& dimension = series->dimensions[d];
        Band band{static_cast<int>(d), top, strip, 0};
        if (dimension.kind == ActionKind::Text)
            band.height = kPieces;
        if (dimension.kind == ActionKind::Discrete) {
            band.rowHeight = row;
            band.height =
                row * static_cast<double>(dimension.values.size()) + 6 + (series->dimensions.size() > 1 ? kHeader : 0);
        }
        top += band.height;
        m_bands.push_back(band);
    }
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(top + kAxis)) - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(24);
}

QRectF ActionPlots::area(const Band& band) const {
    return {m_layout.left(), band.top - verticalScrollBar()->value(), m_layout.width(), band.height};
}

QRectF ActionPlots::bandRect(int dimension) const {
    for (const Band& band : m_bands)
        if (band.dimension == dimension)
            return area(band);
    return {};
}

double ActionPlots::plotBottom() const {
    const double end =
        m_bands.empty() ? kTop : m_bands.back().top + m_bands.back().height - verticalScrollBar()->value();
    return std::min(static_cast<double>(viewport()->height() - kAxis), end);
}

bool ActionPlots::covers(const QRectF& rect) const { return rect.bottom() > 0 && rect.top() < plotBottom(); }

int ActionPlots::bandAt(double y) const {
    if (y >= plotBottom())
        return -1;
    for (std::size_t i = 0; i < m_bands.size(); ++i) {
        const QRectF rect = area(m_bands[i]);
        if (y >= rect.top() && y < rect.bottom())
            return static_cast<int>(i);
    }
    return -1;
}

void ActionPlots::resizeEvent(QResizeEvent*) { relayout(); }

double ActionPlots::redrawMilliseconds() {
    QElapsedTimer clock;
    clock.start();
    paintStill();
    return static_cast<double>(clock.nsecsElapsed()) * 1e-6;
}

void ActionPlots::scrub(const QPointF& at, bool choose) {
    if (!m_review->series() || m_bands.empty())
        return;
    const int band = bandAt(at.y());
    const bool names = at.x() < m_layout.left();
    const qint64 step = names ? m_review->cursor()->step() : m_layout.stepAt(at.x());
    if (choose && band >= 0)
        m_review->choose(m_bands[static_cast<std::size_t>(band)].dimension, step);
    else
        m_review->choose(m_review->dimension(), step);
}

void ActionPlots::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        scrub(event->position(), true);
}

void ActionPlots::mouseMoveEvent(QMouseEvent* event) {
    if ((event->buttons() & Qt::LeftButton) != 0)
        return scrub(event->position(), false);
    const auto& series = m_review->series();
    Hover hover;
    if (series && event->position().x() >= m_layout.left() && m_layout.steps() > 0) {
        hover.step = m_layout.stepAt(event->position().x());
        const int band = bandAt(event->position().y());
        const ActionCell* cell =
            band >= 0 ? series->cell(m_bands[static_cast<std::size_t>(band)].dimension, hover.step) : nullptr;
        if (cell != nullptr && cell->token != TokenSequence::npos)
            hover.token = static_cast<qint64>(cell->token);
    }
    m_review->cursor()->setHover(hover);
}

void ActionPlots::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->position().y() < plotBottom())
        return;
    m_layout.showAll();
    m_stillValid = false;
    viewport()->update();
}

/// The wheel zooms the steps; where bands do not fit it scrolls and Ctrl zooms.
void ActionPlots::wheelEvent(QWheelEvent* event) {
    const QPoint delta = event->angleDelta();
    const bool scrolls = verticalScrollBar()->maximum() > 0;
    const bool zooms = event->modifiers().testFlag(Qt::ControlModifier) || !scrolls;
    if (event->modifiers().testFlag(Qt::ShiftModifier) || delta.y() == 0)
        m_layout.pan(-(delta.y() != 0 ? delta.y() : delta.x()));
    else if (zooms)
        m_layout.zoom(event->position().x(), std::pow(1.25, delta.y() / 120.0));
    else
        return QAbstractScrollArea::wheelEvent(event);
    m_stillValid = false;
    viewport()->update();
    event->accept();
}

void ActionPlots::leaveEvent(QEvent*) { m_review->cursor()->clearHover(); }

void ActionPlots::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_PageUp ? -1 : event->key() == Qt::Key_PageDown ? 1 : 0;
    const auto& series = m_review->series();
    if (by == 0 || !series || series->dimensions.empty())
        return QAbstractScrollArea::keyPressEvent(event);
    m_review->setDimension(std::clamp(m_review->dimension() + by, 0, static_cast<int>(series->dimensions.size()) - 1));
}

bool ActionPlots::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

QString ActionPlots::tipAt(const QPointF& at) const {
    const auto& series = m_review->series();
    const int found = bandAt(at.y());
    if (!series || found < 0 || at.x() < m_layout.left())
        return {};
    const Band& band = m_bands[static_cast<std::size_t>(found)];
    const qint64 step = m_layout.stepAt(at.x());
    const ActionCell* cell = series->cell(band.dimension, step);
    const ActionDimension& what = series->dimensions[static_cast<std::size_t>(band.dimension)];
    if (cell == nullptr || cell->token == TokenSequence::npos)
        return tr("step %1: no action").arg(step);
    const ActionScale scale = m_review->scale();
    const auto text = [&](std::int32_t id) { return actionText(*series, what, id, scale); };
    QString tip = tr("%1, step %2").arg(what.name).arg(step);
    const Prediction* p = cell->prediction;
    if (p == nullptr)
        return tip + tr("\nrecorded %1").arg(text(series->tokens->id(cell->token)));
    tip += tr("\nrecorded %1, argmax %2").arg(text(p->trueId), text(p->predictedId));
    if (what.kind == ActionKind::Discrete && band.rowHeight > 0) {
        const QRectF rect = area(band);
        const double first = rect.bottom() - 6 - band.rowHeight * static_cast<double>(what.values.size());
        const auto row = static_cast<std::int32_t>((at.y() - first) / band.rowHeight);
        const double chance = probabilityOf(*p, what.firstId + row);
        if (row >= 0 && row < static_cast<std::int32_t>(what.values.size()) && !std::isnan(chance))
            tip += tr("\np(%1) = %2").arg(what.choiceName(what.firstId + row), formatNumber(chance, 4));
    }
    return tip + tr("\ncross-entropy %1 nats, rank %2").arg(formatFixed(p->crossEntropy, 2), formatCount(p->rankTrue));
}

} // namespace gatoscope
