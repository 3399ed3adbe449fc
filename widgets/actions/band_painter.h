// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints the bands of ActionPlots from a series; what does not fit a pixel is drawn as its extremes.
#include <QColor>
#include <QRectF>

#include "widgets/actions/action_review.h"
#include "widgets/common/timeline_layout.h"

class QPainter;

namespace gatoscope {

/// Values of a strip to y.
struct StripScale {
    double low = -1, high = 1, top = 0, bottom = 1;
    double y(double value) const { return bottom - (value - low) / (high - low) * (bottom - top); }
};
/// Rounded so that record and prediction fit and the labels are short; symmetric where values have both signs.
StripScale stripScale(const ActionSeries& series, int dimension, const QRectF& area);

void paintStrip(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                const QRectF& area);
/// Record, prediction and free run at one step of a strip.
void paintStripMarks(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                     const QRectF& area, qint64 step);
/// Rows of `rowHeight`, one per choice; only those in `seen` are drawn.
void paintRaster(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                 const QRectF& area, double rowHeight, const QRectF& seen);
/// A cell per step with the piece that was recorded, coloured by its probability.
void paintPieces(QPainter& painter, const ActionReview& review, int dimension, const TimelineLayout& layout,
                 const QRectF& area);

/// The fill of a cell of probability p, and what is written on it.
QColor probabilityFill(double p);
QColor probabilityInk(double p);
/// Probability of a legal id from the distribution, or from the best ids where it is not in memory; NaN: not known.
double probabilityOf(const Prediction& prediction, std::int32_t id);
/// The probability of all legal ids together, by which shares among them are measured; 1 where it is not known.
double legalMass(const Prediction& prediction);
/// Curves of the free run in the review's scale; null: none.
const MinMaxPyramid* freeCurve(const ActionReview& review, int dimension);

} // namespace gatoscope
