// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The known name that a mistyped one is closest to, for errors that say what was probably meant.
#include <string>
#include <string_view>
#include <vector>

namespace gatoscope {

/// The candidate with the smallest edit distance, the first of equals; "" when there is none.
std::string nearestName(std::string_view wanted, const std::vector<std::string>& candidates);

} // namespace gatoscope
