// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The JSON header of a safetensors file, parsed strictly: no duplicate keys, no fractions, bounded depth.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

struct HeaderEntry {
    std::string name, dtype;
    std::vector<std::uint64_t> shape;
    std::uint64_t begin = 0, end = 0;
};
struct SafetensorsHeader {
    std::vector<HeaderEntry> entries;
    std::vector<std::pair<std::string, std::string>> metadata;
};

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, const std::string& place);

} // namespace gatoscope
