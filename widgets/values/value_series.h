// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A component of a stored column as numbers per step, in one of the three scales of the dock Values. Pure functions.
#include <cstdint>
#include <vector>

#include "core/episode/channel.h"
#include "core/episode/channel_map.h"
#include "core/tokens/settings.h"

namespace gatoscope {

enum class ValueScale { Raw, Encoded, Bin };

/// Values of steps 0 .. steps - 1 (the map's shift applied; a column stored once is repeated; steps without a row are
/// NaN). Encoded: companded or affine, clipped to [-1, 1]; Bin: the bin. Both only for continuous mapped channels
/// (`mapped` may be null); discrete and ignored channels stay raw.
std::vector<double> valueSeries(const Column& column, std::size_t element, const MappedChannel* mapped,
                                const Settings& settings, ValueScale scale, std::int64_t steps);

/// The component's own name, or its index: "x", "[2]", "[1,0]"; empty for a scalar.
std::string componentName(const std::vector<std::string>& names, const std::vector<std::int64_t>& shape,
                          std::size_t element);

} // namespace gatoscope
