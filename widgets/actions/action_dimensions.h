// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The action components of a sequence with their names, units and the values of their legal ids.
#include <vector>

#include "widgets/actions/action_series.h"

namespace gatoscope {

/// In the order of the stream: by channel, then element. Takes milliseconds per thousand components.
std::vector<ActionDimension> actionDimensions(const TokenSequence& tokens);

} // namespace gatoscope
