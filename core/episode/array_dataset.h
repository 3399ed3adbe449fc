// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A data set of array files: one episode per file, or one file cut into episodes where its ends are marked.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/episode/array_episode.h"
#include "core/episode/dataset_formats.h"

namespace gatoscope {

/// How a format hands its arrays over. `load` reads headers only; with `only` not empty it may leave the other arrays
/// out.
struct ArrayFiles {
    std::string path, format, name;
    std::vector<std::string> ids; // one per file, in order
    std::function<Result<ArraySet>(std::size_t file, const std::string& only)> load;
};

/// Files that cannot be read are left out and reported; it fails when none can.
OpenedDataset openArrayFiles(ArrayFiles files, const Progress& progress);

} // namespace gatoscope
