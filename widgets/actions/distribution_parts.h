// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The parts of the dock Distribution as painters over one prediction.
#include <vector>

#include <QRectF>
#include <QString>

#include "widgets/actions/action_review.h"

class QPainter;

namespace gatoscope {

enum class HeightScale { Linear, Root, Log };
/// p over the greatest p to a height in [0, 1]; the logarithm spans six decades.
double heightOf(double p, double most, HeightScale scale);

/// One prediction with all that explains it, by value.
struct ShownDistribution {
    std::shared_ptr<const ActionSeries> series;
    ActionDimension dimension; // made up for targets that are no actions
    Prediction prediction;
    std::int64_t step = 0;
    ActionScale scale = ActionScale::Units;
    std::int32_t vocabulary = 0;

    // computed once
    double expectation = 0;  // over the legal ids, in units; NaN where there is none
    double legalEntropy = 0; // of the legal ids among themselves; NaN without the distribution
    std::size_t legalCount = 0;

    bool wide() const { return dimension.kind == ActionDimension::Kind::Continuous; }
    /// All choices as bars; else the best ones as a table.
    bool bars() const;
};
ShownDistribution shownDistribution(const ActionReview& review, std::size_t token, const Prediction& prediction);

/// Density over all bins in units, argmax and record marked.
void paintBins(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box);
/// The bins around the record (else around the argmax), joined to the chart above by two lines.
void paintBinZoom(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box,
                  const QRectF& chart);
bool hasBinZoom(const ShownDistribution& shown);
QString binTip(const ShownDistribution& shown, const QRectF& chart, const QRectF& zoom, const QPointF& at);

void paintBars(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box);
double barsHeight(const ShownDistribution& shown, double room);

void paintFacts(QPainter& painter, const ShownDistribution& shown, const QRectF& box);
double factsHeight(const ShownDistribution& shown, double width);
/// The best legal ids, and the recorded one with its rank.
void paintTop(QPainter& painter, const ShownDistribution& shown, HeightScale scale, const QRectF& box);
double topHeight(const ShownDistribution& shown);
/// The best of the ids that the mask removes, by name; 0 where nothing worth a line is outside.
void paintIllegal(QPainter& painter, const ShownDistribution& shown, const QRectF& box);
double illegalHeight(const ShownDistribution& shown);

} // namespace gatoscope
