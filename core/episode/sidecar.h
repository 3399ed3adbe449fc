// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Actions stored beside a folder of pictures: actions.csv, .json or .npy, one row per step.
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/episode/channel.h"

namespace gatoscope {

struct Sidecar {
    Column column;                   // whole numbers in every cell: int64; else float64; .npy as stored
    std::vector<std::int64_t> shape; // per row
    std::vector<std::string> names;  // of components: CSV header, JSON keys; may be empty
};

/// "actions.csv" and alike among the names of a folder; empty when there is none.
std::string findSidecar(const std::vector<std::string>& names);

Result<Sidecar> readSidecar(const std::string& path);
/// Only the number of rows, cheaply for .npy.
Result<std::int64_t> sidecarRows(const std::string& path);

} // namespace gatoscope
