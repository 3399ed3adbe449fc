// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/attention_weights.h"

#include <algorithm>
#include <bit>

#include "core/trace/half_table.h"

namespace gatoscope {

namespace {

float fromBrain(std::uint16_t value) { return std::bit_cast<float>(std::uint32_t{value} << 16); }

/// Nearest even; not-a-number stays one.
float toBrainAndBack(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U)
        return value;
    return std::bit_cast<float>((bits + 0x7FFFU + (bits >> 16 & 1U)) & 0xFFFF0000U);
}

} // namespace

const float* WeightRows::read(std::size_t first, std::size_t count, std::vector<float>& buffer) const {
    const std::size_t begin = first * width_, size = count * width_;
    if (stored_ == WeightNumber::Float32 && used_ == WeightNumber::Float32)
        return static_cast<const float*>(data_) + begin;
    buffer.resize(size);
    if (stored_ == WeightNumber::Float32) {
        const float* from = static_cast<const float*>(data_) + begin;
        std::copy_n(from, size, buffer.begin());
    } else {
        const auto* from = static_cast<const std::uint16_t*>(data_) + begin;
        for (std::size_t i = 0; i < size; ++i)
            buffer[i] = stored_ == WeightNumber::BFloat16 ? fromBrain(from[i]) : fromHalf(from[i]);
    }
    if (used_ == stored_ || used_ == WeightNumber::Float32)
        return buffer.data();
    for (float& value : buffer)
        value = used_ == WeightNumber::BFloat16 ? toBrainAndBack(value) : fromHalf(toHalf(value));
    return buffer.data();
}

} // namespace gatoscope
