// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The menu of the timeline: which values are drawn as lanes.
#include <QPoint>

#include "widgets/common/episode_view.h"

namespace gatoscope {

class LaneView;

void showLaneMenu(LaneView* lanes, const EpisodeView& view, const QPoint& globalPosition);

} // namespace gatoscope
