// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Numbers of one channel to ids and flags, a row at a time: the hot loop of tokenize(). Private to core/tokens.
#include <cstdint>
#include <string>
#include <vector>

#include "core/tokens/channel_values.h"
#include "core/tokens/mu_law.h"

namespace gatoscope {

/// What a channel's rows had of a kind worth a finding, and where first.
struct Tally {
    std::int64_t count = 0;
    std::int64_t firstStep = -1;
    void add(std::int64_t more, std::int64_t step) {
        if (more > 0) {
            firstStep = firstStep < 0 ? step : firstStep;
            count += more;
        }
    }
};

class ValueEncoder {
public:
    ValueEncoder(const ChannelValues& channel, const Settings& settings);

    /// What happened in one row.
    struct Row {
        std::int32_t clipped = 0, nan = 0, undeclared = 0;
        std::int64_t refused = -1; // element that has no id: NaN, a discrete value or text id out of range
    };
    /// Encodes `count` stored numbers from `first` on. A refused number becomes the first id of its range, flagged
    /// NotANumber; the caller decides whether that is an error.
    Row encode(std::int64_t first, std::int64_t count, std::int32_t* ids, std::uint8_t* flags) const;

    /// Why the number at `element` of a row that starts at `first` is refused.
    std::string reason(std::int64_t first, std::int64_t element) const;
    /// Whether rows of this channel can hold NaN, and whether this one does.
    bool mayHoldNan() const;
    bool holdsNan(std::int64_t first, std::int64_t count) const;

private:
    template <typename T>
    Row continuous(const T* in, std::int64_t count, std::int32_t* ids, std::uint8_t* flags) const;
    template <typename T>
    Row integers(const T* in, std::int64_t count, std::int32_t* ids, std::uint8_t* flags) const;
    template <typename T>
    Row any(const std::byte* in, std::int64_t count, std::int32_t* ids, std::uint8_t* flags) const;
    const std::byte* bytes(std::int64_t first) const;

    const ChannelValues& channel_;
    Binner binner_;
    std::int32_t begin_ = 0; // first id of the range
    std::int64_t size_ = 0;  // of the range, for integers
    std::int32_t unknown_ = -1;
    bool isContinuous_ = false, nanIsZero_ = false;
};

} // namespace gatoscope
