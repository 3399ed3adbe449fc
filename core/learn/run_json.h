// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The JSON of a run: the run object of config.json, lines of metrics.jsonl, the point in the state file.
#include <cstdint>
#include <string>

#include "core/learn/run_folder.h"

namespace gatoscope {

std::string pointJson(const RunPoint& point);
bool readPoint(const std::string& json, RunPoint& point);
/// The step of a line of metrics.jsonl, -1 where it is no such line.
std::int64_t stepOfLine(const std::string& line);

} // namespace gatoscope
