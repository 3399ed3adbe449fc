// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one way in which core reads JSON: bare Infinity, -Infinity and NaN are admitted, nesting is bounded, nothing
// throws. For .cpp files only: the JSON header stays out of other headers.
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace gatoscope {

/// Infinity and NaN become numbers of type double. Unreadable says where the text breaks.
Result<nlohmann::json> parseJson(std::string_view text, const std::string& place);

/// Indented by two, one line per innermost array or object of plain values, ends with a newline; infinities are written
/// bare.
std::string printJson(const nlohmann::json& value);
std::string printJson(const nlohmann::ordered_json& value);

} // namespace gatoscope
