// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Numbers of one channel to ids and flags, many rows at a time: the hot loop of tokenize(). Private to core/tokens.
#include <cstdint>
#include <string>
#include <vector>

#include "core/tokens/binner.h"
#include "core/tokens/channel_values.h"

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

    /// What happened in some rows.
    struct Report {
        std::int64_t clipped = 0, nan = 0, undeclared = 0;
        std::int64_t refused = -1; // first number that has no id: NaN, a discrete value or text id out of range
    };
    /// Encodes `count` stored numbers from `first` on, one row. A refused number becomes the first id of its range,
    /// flagged NotANumber; the caller decides whether that is an error.
    Report encode(std::int64_t first, std::int64_t count, std::int32_t* ids, std::uint8_t* flags) const {
        return encodeRows(first, 1, count, 0, ids, flags);
    }
    /// The same for rows of `width` numbers that lie one after the other; the next row's ids and flags stand `stride`
    /// further on.
    Report encodeRows(std::int64_t first, std::int64_t rows, std::int64_t width, std::int64_t stride, std::int32_t* ids,
                      std::uint8_t* flags) const;

    /// Why the number at `element` of a row that starts at `first` is refused.
    std::string reason(std::int64_t first, std::int64_t element) const;
    /// Whether rows of this channel can hold NaN, and whether this one does.
    bool mayHoldNan() const;
    bool holdsNan(std::int64_t first, std::int64_t count) const;

private:
    /// Some rows, or a part of one, on their way: `at` is the first element's index in its row.
    struct Block {
        std::int64_t first, rows, width, at, stride;
        std::int32_t* ids;
        std::uint8_t* flags;
    };
    Report continuous(const Block& block) const;
    Report zeroNan(double* x, std::size_t count, std::uint8_t* flags) const;
    void affine(double* x, const Block& block) const;
    template <typename T>
    Report integers(const T* in, const Block& block) const;
    Report integers(const Block& block) const;

    const ChannelValues& channel_;
    Binner binner_;
    std::vector<double> low_, span_; // per component; empty: no affine. A span of 0: the identity
    std::int32_t begin_ = 0;         // first id of the range
    std::int64_t size_ = 0;          // of the range, for integers
    bool isContinuous_ = false, nanIsZero_ = false;
};

} // namespace gatoscope
