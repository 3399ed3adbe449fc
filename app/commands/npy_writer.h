// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The head of an .npy file (format 1.0 or 2.0), after which the values follow row-major.
#include <cstdint>
#include <string>
#include <vector>

#include "core/episode/channel.h"

namespace gatoscope {

/// NumPy's name of a stored type on a little-endian machine: "<f4", "|u1"; text has none: use "<U" and its length.
std::string npyDescr(DType dtype);

/// Magic, version, padded dictionary; a multiple of 64 bytes.
std::string npyHead(const std::string& descr, const std::vector<std::int64_t>& shape);

} // namespace gatoscope
