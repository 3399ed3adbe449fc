// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Parts that a data set names of itself ("train", "20_percent"; robomimic's masks, spec/formats.md 5.3).
#include <cstdint>
#include <string>
#include <vector>

namespace gatoscope {

/// What a Dataset may be beside: cast to it.
class NamedParts {
public:
    virtual ~NamedParts() = default;
    virtual const std::vector<std::string>& parts() const = 0;
    /// Those that hold an episode; none for an ordinal that is not there. Cheap.
    virtual std::vector<std::string> partsOf(std::int64_t episode) const = 0;
};

} // namespace gatoscope
