// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/half_table.h"

#include <bit>

namespace gatoscope {

namespace {
constexpr std::uint32_t kInfinity = 0x7C00;
}

std::uint16_t toHalf(float value) {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = bits >> 16 & 0x8000U, magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U)
        return static_cast<std::uint16_t>(sign | kInfinity | 0x200U); // not a number stays one
    if (magnitude >= 0x477FF000U)
        return static_cast<std::uint16_t>(sign | kInfinity); // 65,520 and more
    if (magnitude < 0x38800000U) { // below 2^-14: the addition shifts and rounds as the processor does
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U));
    }
    const std::uint32_t odd = magnitude >> 13 & 1U;
    return static_cast<std::uint16_t>(sign | ((magnitude - 0x38000000U + 0xFFFU + odd) >> 13));
}

float fromHalf(std::uint16_t half) {
    const std::uint32_t magnitude = (half & 0x7FFFU) << 13, sign = (half & 0x8000U) << 16;
    const float scaled = std::bit_cast<float>(magnitude) * 0x1p112F; // moves the exponent's bias, subnormals too
    const std::uint32_t bits =
        std::bit_cast<std::uint32_t>(scaled) | ((half & kInfinity) == kInfinity ? 0x7F800000U : 0U);
    return std::bit_cast<float>(bits | sign);
}

void HalfTable::halve() {
    half_.resize(full_.size());
    for (std::size_t i = 0; i < full_.size(); ++i)
        half_[i] = toHalf(full_[i]);
    full_ = {};
}

const float* HalfTable::read(std::size_t first, std::size_t count, std::vector<float>& buffer) const {
    if (half_.empty())
        return full_.data() + first;
    buffer.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        buffer[i] = fromHalf(half_[first + i]);
    return buffer.data();
}

} // namespace gatoscope
