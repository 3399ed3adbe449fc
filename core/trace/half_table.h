// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Rows of numbers kept as float32 or, to save memory, as float16; read back as float32.
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gatoscope {

/// IEEE 754 binary16, rounded to nearest even; beyond 65,504 infinity.
std::uint16_t toHalf(float value);
float fromHalf(std::uint16_t half);

class HalfTable {
public:
    HalfTable() = default;
    HalfTable(std::vector<float> values) : full_(std::move(values)) {} // implicit: a table is what it holds
    /// Keeps the numbers as float16 from now on.
    void halve();

    bool empty() const { return full_.empty() && half_.empty(); }
    std::size_t size() const { return full_.size() + half_.size(); }
    std::size_t bytes() const { return full_.size() * sizeof(float) + half_.size() * sizeof(std::uint16_t); }
    /// `count` numbers from `first`: where they lie, or decoded into `buffer`.
    const float* read(std::size_t first, std::size_t count, std::vector<float>& buffer) const;
    float operator[](std::size_t i) const { return half_.empty() ? full_[i] : fromHalf(half_[i]); }

private:
    std::vector<float> full_;
    std::vector<std::uint16_t> half_;
};

} // namespace gatoscope
