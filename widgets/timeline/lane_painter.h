// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Paints lanes from plain data; what does not fit a pixel is drawn as its extremes, never left out.
#include <utility>

#include <QColor>
#include <QRectF>
#include <QString>

#include "widgets/common/timeline_layout.h"
#include "widgets/timeline/lane.h"

class QPainter;

namespace gatoscope {

QColor inkColor(LaneInk ink);
/// Height in device-independent pixels that a lane wants.
int laneHeight(const Lane& lane);
/// The lane's cells within `area` (the part right of the names).
void paintLane(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area);
/// Name (and range) of a lane, left of the cells.
void paintLaneTitle(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area);
/// The ends of a curve's range, with as many decimals as tell them apart: {"0.649", "0"}; equal ends: {"0.5", ""}.
std::pair<QString, QString> rangeLabels(double high, double low);
/// The value of a curve at the playhead: dot and number.
void paintLaneValue(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area, qint64 step);
/// Step numbers under the lanes, and the current one on top of them.
void paintAxisLabels(QPainter& painter, const TimelineLayout& layout, const QRectF& axis);
void paintAxisStep(QPainter& painter, const TimelineLayout& layout, const QRectF& axis, qint64 step);
/// What a lane says about a step, for the tool tip; empty: nothing.
QString laneText(const Lane& lane, qint64 step);

} // namespace gatoscope
