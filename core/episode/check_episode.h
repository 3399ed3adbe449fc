// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads one episode through and notices what is wrong with its data, before any token is made of it.
#include <cstdint>
#include <vector>

#include "core/base/finding.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/episode/dataset.h"

namespace gatoscope {

/// Findings about the mapped channels of an episode, `where` = the channel's source:
/// "unreadable" (error), "length-mismatch" (error), "damaged-image" (error), "image-size-changes" (info),
/// "out-of-range" (beyond the map's or the declared bounds: warning; discrete outside its values: error),
/// "stuck-dimension" (one value in every step of 8 or more: info).
/// Every frame is decoded once and not kept; `mostFrames` > 0 looks at no more than about so many of a channel, evenly
/// spread ("frames-left-out" (info) says so). Fails only when cancelled.
Result<std::vector<Finding>> checkEpisode(const Dataset& dataset, const ChannelMap& map, std::int64_t episode,
                                          const Progress& progress = {}, std::int64_t mostFrames = 0);

} // namespace gatoscope
