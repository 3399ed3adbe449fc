// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What an Episode also is whose pictures are stored as numbers: their bytes by the row, from which stacks of frames are
// cut.
#include <cstdint>
#include <string>

#include "core/base/result.h"
#include "core/episode/channel.h"

namespace gatoscope {

class RawPictures {
public:
    virtual ~RawPictures() = default;
    /// Row `row` of an image channel as one row of a column. Unsupported where the pictures are stored encoded.
    virtual Result<Column> imageNumbers(const std::string& source, std::int64_t row) const = 0;
};

} // namespace gatoscope
