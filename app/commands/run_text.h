// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The `run` object of a checkpoint as lines for a person, and the newest line of metrics.jsonl beside it.
#include <string>

namespace gatoscope {

/// Empty where `run` is. Any object is shown, known keys or not; text of strangers comes with its control characters
/// escaped.
std::string runText(const std::string& run, const std::string& folder);

} // namespace gatoscope
