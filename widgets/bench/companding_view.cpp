// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/curve_views.h"

#include "core/tokens/mu_law.h"
#include "widgets/bench/bench.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

/// What is binned for a value, clipped to [-1, 1].
double encoded(double x, const Settings& settings, bool action) {
    const double y = companded(action, settings) ? compand(x, settings.mu, settings.M) : x;
    return std::clamp(y, -1.0, 1.0);
}

QString named(const QString& name, const Settings& settings) {
    return QStringLiteral("%1  µ %2, M %3").arg(name, formatNumber(settings.mu, 5), formatNumber(settings.M, 5));
}

} // namespace

CompandingView::CompandingView(Bench* bench, QWidget* parent) : QWidget(parent), m_bench(bench) {
    setObjectName(QStringLiteral("compandingView"));
    setAccessibleName(tr("Companding curve"));
    setToolTip(tr("F(x) = sgn(x)·ln(µ|x| + 1) / ln(Mµ + 1). Click to try a value; the wheel widens the range."));
    setMinimumSize(220, 140);
    const auto repaint = [this] { update(); };
    connect(bench, &Bench::draftChanged, this, repaint);
    connect(bench, &Bench::triedChanged, this, repaint);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, repaint);
}

QRectF CompandingView::plot() const { return QRectF(rect()).adjusted(58, 14, -148, -46); }

double CompandingView::xOf(double value) const {
    return plot().left() + (value + m_span) / (2 * m_span) * plot().width();
}

double CompandingView::yOf(double y) const { return plot().bottom() - (y + 1) / 2 * plot().height(); }

void CompandingView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), colors().panel);
    painter.fillRect(plot(), colors().canvas);
    paintReach(painter);
    paintAxes(painter);
    painter.save();
    painter.setClipRect(plot());
    if (const Settings* b = m_bench->compared())
        paintCurve(painter, *b, true);
    paintCurve(painter, m_bench->draft(), false);
    painter.restore();
    paintTried(painter);
}

void CompandingView::paintAxes(QPainter& painter) const {
    const Colors& c = colors();
    const QRectF area = plot();
    const int bins = m_bench->draft().n_bins;
    painter.setFont(monoFont(kSmallPx));
    for (int k = 0; k <= 4; ++k) {
        const double y = -1 + k * 0.5;
        painter.setPen(QPen(c.line, 1));
        painter.drawLine(QPointF(area.left(), yOf(y)), QPointF(area.right(), yOf(y)));
        painter.setPen(c.text3);
        const QString label = y == 0 ? QStringLiteral("0") : formatSigned(y, 2);
        painter.drawText(QRectF(0, yOf(y) - 9, area.left() - 8, 18), Qt::AlignRight | Qt::AlignVCenter, label);
        const int bin = std::min(bins - 1, bins * k / 4);
        painter.drawText(QRectF(area.right() + 8, yOf(y) - 9, 60, 18), Qt::AlignLeft | Qt::AlignVCenter,
                         formatCount(bin));
    }
    const double tick = std::pow(10, std::floor(std::log10(m_span))) *
                        (m_span / std::pow(10, std::floor(std::log10(m_span))) >= 5   ? 2.5
                         : m_span / std::pow(10, std::floor(std::log10(m_span))) >= 2 ? 1.0
                                                                                      : 0.5);
    for (double x = -std::floor(m_span / tick) * tick; x <= m_span + 1e-9; x += tick) {
        const double shown = std::abs(x) < tick / 2 ? 0 : x;
        painter.setPen(QPen(c.line, 1));
        painter.drawLine(QPointF(xOf(shown), area.top()), QPointF(xOf(shown), area.bottom()));
        painter.setPen(c.text3);
        painter.drawText(QRectF(xOf(shown) - 40, area.bottom() + 4, 80, 18), Qt::AlignCenter,
                         shown == 0 ? QStringLiteral("0") : formatSigned(shown, 4));
    }
    painter.setPen(QPen(c.lineStrong, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area);
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(c.text3);
    painter.drawText(QRectF(area.left(), height() - 24, 120, 18), Qt::AlignLeft | Qt::AlignVCenter, tr("value x"));
    painter.drawText(QRectF(area.right() + 8, area.bottom() + 6, 60, 18), Qt::AlignLeft | Qt::AlignVCenter, tr("bin"));
    painter.save();
    painter.translate(12, area.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-80, -9, 160, 18), Qt::AlignCenter,
                     m_bench->triedAction() ? tr("binned value") : tr("companded F(x)"));
    painter.restore();
}

void CompandingView::paintCurve(QPainter& painter, const Settings& settings, bool dashed) const {
    const Colors& c = colors();
    const bool action = m_bench->triedAction();
    const QRectF area = plot();
    QPainterPath path;
    for (double x = area.left(); x <= area.right() + 0.5; x += 1) {
        const double value = (x - area.left()) / area.width() * 2 * m_span - m_span;
        const QPointF point(x, yOf(encoded(value, settings, action)));
        if (path.elementCount() == 0) {
            path.moveTo(point);
        } else {
            path.lineTo(point);
        }
    }
    const QColor ink = dashed ? c.text1 : c.of(action ? Tint::Action : Tint::Continuous).ink;
    painter.setPen(dashed ? QPen(ink, 1.5, Qt::DashLine) : QPen(ink, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    painter.setFont(monoFont(kSmallPx));
    const double at = dashed ? 0.42 : -0.84;
    const double y = yOf(encoded(at * m_span, settings, action));
    painter.drawText(QPointF(xOf(at * m_span), dashed ? y + 22 : y + 26),
                     named(dashed ? QStringLiteral("B") : QStringLiteral("A"), settings));
    if (dashed)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    for (const double x : {-1.0, -0.5, 0.0, 1.0})
        painter.drawEllipse(QPointF(xOf(x), yOf(encoded(x, settings, action))), 4, 4);
}

void CompandingView::paintReach(QPainter& painter) const {
    const Colors& c = colors();
    const Settings& settings = m_bench->draft();
    const bool action = m_bench->triedAction();
    const BinReach reach = binReach(-1, 1, action, settings);
    const double top = yOf(encoded(1, settings, action)), bottom = yOf(encoded(-1, settings, action));
    QColor band = c.of(Tint::Continuous).fill;
    band.setAlpha(150);
    painter.fillRect(QRectF(plot().left(), top, plot().width(), bottom - top), band);
    const double x = plot().right() + 70;
    painter.setPen(QPen(c.of(Tint::Continuous).ink, 2));
    painter.drawLine(QPointF(x, top), QPointF(x, bottom));
    painter.drawLine(QPointF(x - 4, top), QPointF(x + 4, top));
    painter.drawLine(QPointF(x - 4, bottom), QPointF(x + 4, bottom));
    const QRectF text(x + 8, (top + bottom) / 2 - 26, 80, 18);
    painter.setPen(c.text2);
    painter.setFont(monoFont(kSmallPx));
    painter.drawText(text, Qt::AlignLeft, QStringLiteral("%1…%2").arg(reach.first).arg(reach.last));
    painter.setPen(c.text1);
    painter.setFont(monoFont(kSmallPx, QFont::Bold));
    painter.drawText(text.translated(0, 17), Qt::AlignLeft, formatCount(reach.count()));
    painter.setPen(c.text3);
    painter.setFont(bodyFont(kSmallPx));
    painter.drawText(text.translated(0, 34), Qt::AlignLeft, tr("bins"));
    painter.setPen(c.text2);
    const double share = static_cast<double>(reach.count()) / std::max(1, settings.n_bins);
    const QString rest =
        companded(action, settings)
            ? tr("[−1, 1] reaches %1 of the bins; the rest serve |x| up to %2")
                  .arg(formatPercent(share), formatNumber(settings.M, 6))
            : tr("[−1, 1] reaches %1 of the bins; values beyond are clipped").arg(formatPercent(share));
    painter.drawText(QRectF(plot().left() + 70, height() - 24, plot().width() - 70, 18),
                     Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(rest, Qt::ElideRight, static_cast<int>(plot().width()) - 70));
}

void CompandingView::paintTried(QPainter& painter) const {
    const Colors& c = colors();
    const double value = m_bench->triedValue();
    if (std::isnan(value))
        return;
    const TriedValue tried = tryValue(value, m_bench->triedAction(), m_bench->draft());
    const double x = std::clamp(xOf(value), plot().left(), plot().right());
    const double y = yOf(tried.encoded);
    painter.setPen(QPen(c.text2, 1, Qt::DotLine));
    painter.drawLine(QPointF(x, y), QPointF(x, plot().bottom()));
    painter.drawLine(QPointF(x, y), QPointF(plot().right(), y));
    const QColor ink = c.of(m_bench->triedAction() ? Tint::Action : Tint::Continuous).ink;
    painter.setPen(QPen(ink, 2));
    painter.setBrush(c.text1);
    painter.drawEllipse(QPointF(x, y), 5, 5);
    const QRectF chip(plot().right() + 2, y - 9, 56, 18);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tried.clipped ? c.error : ink);
    painter.drawRoundedRect(chip, 3, 3);
    painter.setPen(inkOn(painter.brush().color().rgb()));
    painter.setFont(monoFont(kMonoPx, QFont::DemiBold));
    painter.drawText(chip, Qt::AlignCenter, QString::number(tried.id));
}

void CompandingView::tryAt(double x) {
    const double value = (x - plot().left()) / plot().width() * 2 * m_span - m_span;
    const double fine = m_span / 500; // a round value near the pointer
    m_bench->tryOut(std::round(std::clamp(value, -m_span, m_span) / fine) * fine, m_bench->triedAction());
}

void CompandingView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        tryAt(event->position().x());
}

void CompandingView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton))
        tryAt(event->position().x());
}

void CompandingView::wheelEvent(QWheelEvent* event) {
    m_span = std::clamp(m_span * std::pow(1.3, -event->angleDelta().y() / 120.0), 1e-4, 1e6);
    update();
    event->accept();
}

} // namespace gatoscope
