// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Painters of the lanes that say how a model did: heat per component, levels over zero, rings.
#include <QRectF>

#include "widgets/common/timeline_layout.h"
#include "widgets/timeline/lane.h"

class QPainter;

namespace gatoscope {

int predictionLaneHeight(const Lane& lane);
void paintPredictionLane(QPainter& painter, const Lane& lane, const TimelineLayout& layout, const QRectF& area);
/// The level's number at the left of the lane: "2.0", "1 %".
QString levelText(const Lane& lane);
/// The most surprising rows of a step, for the tool tip.
QString heatText(const Lane& lane, qint64 step);

} // namespace gatoscope
