// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a Minari dataset says about itself: metadata.json beside the data (0.5 and later) or attributes of the root
// (0.4), and the list of its episodes.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/episode/hdf5_file.h"

namespace gatoscope {

struct MinariMetadata {
    std::optional<std::int64_t> episodes, steps;
    std::string observationSpace, actionSpace; // JSON; empty when not given
    std::string id, version;
    std::vector<std::string> combined; // names of the datasets that it was made of
};

/// Never fails: what is missing or broken is left out and noted. `folder` holds the data file.
MinariMetadata readMinariMetadata(const Hdf5File& file, const std::string& folder, std::vector<Finding>& report);

/// Groups of the root in the order of their numbers.
struct MinariEpisodes {
    std::int64_t count = 0;
    std::vector<std::string> names; // empty: episode_0 to episode_(count - 1)

    std::string name(std::int64_t index) const;
};

/// Lists the episodes. A large dataset whose metadata fits the file at its ends is believed and not listed.
Result<MinariEpisodes> listMinariEpisodes(const Hdf5File& file, const MinariMetadata& metadata,
                                          std::vector<Finding>& report);

} // namespace gatoscope
