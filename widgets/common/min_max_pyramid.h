// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Minimum and maximum of any stretch of a long curve, and the points to draw of it: never more than two a pixel.
#include <cstddef>
#include <vector>

namespace gatoscope {

/// NaN, NaN where a stretch holds no number.
struct MinMax {
    double low = 0, high = 0;
    bool empty() const { return low != low; }
};

struct CurvePoint {
    double x = 0, y = 0; // y NaN: a gap
};

/// The values of a curve at x = 0, 1, 2 … and their extremes over blocks of powers of two.
class MinMaxPyramid {
public:
    MinMaxPyramid() = default;
    explicit MinMaxPyramid(std::vector<double> values);

    std::size_t size() const { return m_values.size(); }
    double value(std::size_t i) const { return m_values[i]; }
    const std::vector<double>& values() const { return m_values; }

    /// Exact extremes over [begin, end), clamped to the curve; infinities and NaN are passed over.
    MinMax range(std::size_t begin, std::size_t end) const;

    /// Points of x in [first, last] for `pixels` columns: each sample where there are at most two a column (one more on
    /// either side, so that lines run out of the view), else minimum and maximum of each column at its left edge.
    std::vector<CurvePoint> points(double first, double last, int pixels) const;

private:
    std::vector<double> m_values;
    std::vector<std::vector<MinMax>> m_levels; // level k: blocks of 2^(k + 1) values
};

} // namespace gatoscope
