// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Gymnasium spaces as Minari writes them in JSON (spec/formats.md 5.1), flattened to their leaves.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/finding.h"
#include "core/episode/channel.h"

namespace gatoscope {

struct MinariLeaf {
    Declared declared;
    std::vector<std::int64_t> shape; // per step, as declared
    std::string type;                // "Box", "Discrete" …
};

/// Leaves by the path of their dataset: "observations", "observations/image", "actions/_index_0" …
using MinariSpaces = std::map<std::string, MinariLeaf>;

/// Reads the JSON of one space into `leaves` below `root`. What cannot be understood becomes a warning and is left out.
void readMinariSpace(std::string_view json, const std::string& root, MinariSpaces& leaves,
                     std::vector<Finding>& report);

} // namespace gatoscope
