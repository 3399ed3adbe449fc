// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A table of numbers that may leave core: attention, errors, columns for drawing.
#include <cstddef>
#include <span>
#include <vector>

namespace gatoscope {

/// rows x columns of float, row-major.
struct Grid {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<float> values; // rows * columns

    Grid() = default;
    Grid(std::size_t rows_, std::size_t columns_, float value = 0.0F)
        : rows(rows_), columns(columns_), values(rows_ * columns_, value) {}
    std::span<const float> row(std::size_t r) const { return {values.data() + r * columns, columns}; }
    std::span<float> row(std::size_t r) { return {values.data() + r * columns, columns}; }
    float at(std::size_t r, std::size_t c) const { return values[r * columns + c]; }
    float& at(std::size_t r, std::size_t c) { return values[r * columns + c]; }
};

} // namespace gatoscope
