// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The numbers under a distribution: surprise, entropy, rank, and what fell outside the legal ids.
#include "widgets/actions/distribution_parts.h"

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr double kLine = 22, kMass = 48, kTwoColumns = 350;
constexpr double kOneLine = 330; // narrower, what is outside has a line of its own

double massHeight(double width) { return width >= kOneLine ? kMass : kMass + kLine; }

struct Fact {
    QString name, value;
};

std::vector<Fact> factsOf(const ShownDistribution& shown) {
    const Prediction& p = shown.prediction;
    const auto number = [](double value, int decimals) {
        return std::isfinite(value) ? formatFixed(value, decimals) : QStringLiteral("–");
    };
    std::vector<Fact> facts;
    facts.push_back({QObject::tr("Cross-entropy"),
                     p.trueId < 0 ? QStringLiteral("–") : QObject::tr("%1 nats").arg(number(p.crossEntropy, 2))});
    facts.push_back({QObject::tr("Entropy"),
                     QStringLiteral("%1 / %2").arg(number(p.entropy, 2), number(std::log(shown.vocabulary), 2))});
    if (shown.wide()) {
        const QString unit = shown.dimension.unit.isEmpty() ? QString() : QLatin1Char(' ') + shown.dimension.unit;
        facts.push_back(
            {QObject::tr("Expectation"), actionNumber(shown.dimension, shown.expectation, ActionScale::Units) + unit});
    } else {
        facts.push_back({QObject::tr("p(recorded)"), p.trueId < 0 ? QStringLiteral("–") : formatNumber(p.pTrue, 4)});
    }
    if (std::isfinite(shown.legalEntropy) && shown.legalCount > 1)
        facts.push_back({QObject::tr("Legal entropy"),
                         QStringLiteral("%1 / %2").arg(number(shown.legalEntropy, 2),
                                                       number(std::log(static_cast<double>(shown.legalCount)), 2))});
    facts.push_back({QObject::tr("Perplexity"), formatNumber(std::exp(p.entropy), 4)});
    facts.push_back({QObject::tr("Rank"), p.trueId < 0 ? QStringLiteral("–")
                                                       : QStringLiteral("%1 / %2").arg(formatCount(p.rankTrue),
                                                                                       formatCount(shown.vocabulary))});
    return facts;
}

/// A name and its number at the ends of a line.
void paintPair(QPainter& painter, const QRectF& line, const QString& name, const QString& value, const QColor& ink) {
    painter.setFont(monoFont());
    painter.setPen(ink);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, value);
    const double used = painter.fontMetrics().horizontalAdvance(value) + 6;
    painter.setFont(bodyFont());
    painter.setPen(colors().text3);
    drawElided(painter, line.adjusted(0, 0, -used, 0), name);
}

/// How much fell on the legal ids and how much outside, in numbers and as a bar.
void paintMass(QPainter& painter, double outside, const QRectF& box) {
    const Colors& c = colors();
    const QString out = formatPercent(outside), in = formatPercent(1 - outside);
    const QColor outInk = outside >= 0.005 ? c.warn : c.text2;
    QRectF line(box.left(), box.top(), box.width(), kLine);
    if (box.height() < kMass) { // one line
        const QString word = QObject::tr("outside");
        const double wide = QFontMetrics(monoFont()).horizontalAdvance(out) + 8 + // whole pixels, as paintPair counts
                            QFontMetrics(bodyFont()).horizontalAdvance(word);
        paintPair(painter, QRectF(line.right() - wide, line.top(), wide, kLine), word, out, outInk);
        paintPair(painter, line.adjusted(0, 0, -wide - 14, 0), QObject::tr("Mass on legal ids"), in, c.text1);
    } else {
        paintPair(painter, line, QObject::tr("Mass on legal ids"), in, c.text1);
        line.translate(0, kLine);
        paintPair(painter, line, QObject::tr("Outside"), out, outInk);
    }
    const QRectF bar(box.left(), line.bottom() + 3, box.width(), 6);
    painter.fillRect(bar, c.text3);
    const double part = bar.width() * std::clamp(outside, 0.0, 1.0);
    painter.fillRect(QRectF(bar.right() - part, bar.top(), part, bar.height()), c.warn);
}

} // namespace

double factsHeight(const ShownDistribution& shown, double width) {
    const auto count = static_cast<double>(factsOf(shown).size());
    return 12 + (width >= kTwoColumns ? std::ceil(count / 2) : count) * kLine + 6 + massHeight(width);
}

void paintFacts(QPainter& painter, const ShownDistribution& shown, const QRectF& box) {
    const Colors& c = colors();
    painter.setPen(QPen(c.line, 1));
    painter.drawLine(QPointF(0, box.top() + 0.5), QPointF(box.width(), box.top() + 0.5));
    const std::vector<Fact> facts = factsOf(shown);
    const int columns = box.width() >= kTwoColumns ? 2 : 1;
    const double wide = (box.width() - 28 - (columns - 1) * 18) / columns;
    double y = box.top() + 8;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const int column = static_cast<int>(i) % columns;
        const QRectF place(14 + column * (wide + 18), y, wide, kLine);
        painter.setFont(bodyFont());
        painter.setPen(c.text3);
        painter.drawText(place, Qt::AlignVCenter, facts[i].name);
        painter.setFont(monoFont());
        painter.setPen(c.text1);
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, facts[i].value);
        if (column == columns - 1 || i + 1 == facts.size())
            y += kLine;
    }
    y += 6;
    painter.setPen(QPen(c.line, 1));
    painter.drawLine(QPointF(0, y + 0.5), QPointF(box.width(), y + 0.5));
    paintMass(painter, shown.prediction.illegalMass, QRectF(14, y + 4, box.width() - 28, massHeight(box.width()) - 8));
}

} // namespace gatoscope
