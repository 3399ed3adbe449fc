// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// What the model would rather have said: the best of the ids that the mask takes away, by name.
#include "widgets/actions/distribution_parts.h"

#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

#include <QPainter>

#include <algorithm>

namespace gatoscope {

namespace {

constexpr double kTitle = 28, kLine = 24, kChip = 62;
constexpr std::size_t kMost = 4;
constexpr float kLeast = 1e-6F; // smaller shares say nothing

std::size_t countOf(const ShownDistribution& shown) {
    const auto& ids = shown.prediction.illegal;
    const auto end = std::find_if(ids.begin(), ids.end(), [](const auto& entry) { return entry.second < kLeast; });
    return std::min(kMost, static_cast<std::size_t>(end - ids.begin()));
}

struct Named {
    Tint tint;
    QString text;
};

/// Text and discrete values share ids: beside a discrete choice an id reads as a value, elsewhere as a piece.
Named nameOf(const ShownDistribution& shown, std::int32_t id) {
    const Vocabulary& ids = shown.series->tokens->vocabulary();
    const auto& ranges = shown.prediction.legal.ranges;
    if (id == ids.separator)
        return {Tint::Separator, QObject::tr("separator")};
    if (id >= ids.continuousBegin && id < ids.continuousEnd)
        return {Tint::Continuous, QObject::tr("bin %1").arg(id - ids.continuousBegin)};
    const bool discrete = id >= ids.discreteBegin && id < ids.discreteEnd;
    if (discrete && shown.dimension.kind == ActionKind::Discrete)
        return {Tint::Discrete, !ranges.empty() && id == ranges.back().second
                                    ? QObject::tr("first id past the set")
                                    : QObject::tr("discrete %1").arg(id - ids.discreteBegin)};
    const auto& text = shown.series->tokens->text();
    const QString piece = text ? toQString(text->piece(id - ids.textBegin)) : QString();
    return {Tint::Text, piece.isEmpty() ? QObject::tr("text piece %1").arg(id - ids.textBegin) : piece};
}

} // namespace

double illegalHeight(const ShownDistribution& shown) {
    const std::size_t count = countOf(shown);
    return count == 0 ? 0 : kTitle + static_cast<double>(count) * kLine + 8;
}

void paintIllegal(QPainter& painter, const ShownDistribution& shown, const QRectF& box) {
    if (box.isEmpty())
        return;
    const Colors& c = colors();
    painter.setPen(QPen(c.line, 1));
    painter.drawLine(QPointF(0, box.top() + 0.5), QPointF(box.width(), box.top() + 0.5));
    painter.setFont(bodyFont(kBodyPx, QFont::DemiBold));
    painter.setPen(c.text2);
    painter.drawText(QRectF(14, box.top() + 2, box.width() - 28, kTitle - 2), Qt::AlignVCenter,
                     QObject::tr("Largest illegal ids"));
    double y = box.top() + kTitle;
    for (std::size_t i = 0; i < countOf(shown); ++i, y += kLine) {
        const auto& [id, p] = shown.prediction.illegal[i];
        const Named named = nameOf(shown, id);
        const QRectF chip(14, y + 3, kChip, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.of(named.tint).fill);
        painter.drawRoundedRect(chip, 3, 3);
        painter.setFont(monoFont());
        painter.setPen(c.of(named.tint).ink);
        painter.drawText(chip, Qt::AlignCenter, QString::number(id));
        painter.setFont(bodyFont());
        painter.setPen(c.text3);
        drawElided(painter, QRectF(14 + kChip + 8, y, box.width() - 2 * 14 - kChip - 16 - 66, kLine), named.text);
        painter.setFont(monoFont());
        painter.setPen(c.text1);
        painter.drawText(QRectF(box.right() - 14 - 66, y, 66, kLine), Qt::AlignRight | Qt::AlignVCenter,
                         p >= 0.0001F ? formatFixed(static_cast<double>(p), 4) : formatNumber(p, 2));
    }
}

} // namespace gatoscope
