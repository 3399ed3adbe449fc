// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A what-if edit of a run, as data. A run takes a list of them; none of them changes the recorded episode.
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace gatoscope {

struct MuteHead {
    int layer = 0, head = 0;
};
struct ReplaceToken {
    std::size_t token = 0; // index in the sequence
    std::int32_t id = 0;
};
struct ZeroPatch {
    std::size_t token = 0;
};
using Intervention = std::variant<MuteHead, ReplaceToken, ZeroPatch>;

} // namespace gatoscope
