// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a model said about actions, as lanes of the timeline.
namespace gatoscope {

struct ActionSeries;
class LaneView;

/// Cross-entropy, entropy, illegal mass and disagreements; without predictions (or null) the lanes go.
void showPredictionLanes(LaneView& lanes, const ActionSeries* series);

} // namespace gatoscope
