// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Several data sets of one format shown as one, their episodes in the order of the parts.
#include <memory>
#include <string>
#include <vector>

#include "core/episode/dataset_formats.h"

namespace gatoscope {

/// Invalid where the parts are of different formats; channels that only some parts have are reported, after `notes`.
/// The first part's channels and map count. Parts must not have a FrameCache of their own.
OpenedDataset joinDatasets(std::vector<std::shared_ptr<Dataset>> parts, const std::string& path,
                           std::vector<Finding> notes = {});

} // namespace gatoscope
