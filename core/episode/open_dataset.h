// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The only door to data: finds the format from the content (spec/formats.md 4) and opens the index.
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/episode/dataset.h"

namespace gatoscope {

/// A folder, a file, or several files of one kind (each an episode). `cache` may be null: one of 512 MiB is made.
/// Errors say what was looked for, what was found and what to do.
Result<std::shared_ptr<const Dataset>> openDataset(const std::vector<std::string>& paths,
                                                   std::shared_ptr<FrameCache> cache = nullptr,
                                                   const Progress& progress = {});
Result<std::shared_ptr<const Dataset>> openDataset(const std::string& path, std::shared_ptr<FrameCache> cache = nullptr,
                                                   const Progress& progress = {});

} // namespace gatoscope
