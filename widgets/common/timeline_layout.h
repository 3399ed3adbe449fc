// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Time to x and back for timeline and plots over steps: pure maths. Step t covers [t, t + 1) on the time axis.
#include <cstdint>
#include <vector>

namespace gatoscope {

class TimelineLayout {
public:
    /// Width in pixels of the drawn part (right of the lane names) and its left edge.
    void setGeometry(double left, double width);
    /// Steps of the episode, terminal observation included; shows all of them.
    void setSteps(std::int64_t steps);

    double left() const { return m_left; }
    double width() const { return m_width; }
    std::int64_t steps() const { return m_steps; }
    double first() const { return m_first; } // time at the left edge
    double shown() const { return m_shown; } // steps in view
    double pixelsPerStep() const { return m_shown > 0 ? m_width / m_shown : 0; }
    bool zoomed() const { return m_shown < static_cast<double>(m_steps); }

    double xOf(double time) const;            // left edge of step `time`
    double centreOf(std::int64_t step) const; // middle of a step's cell
    double timeAt(double x) const;            // not clamped
    std::int64_t stepAt(double x) const;      // clamped to [0, steps)
    std::int64_t firstShown() const;          // first and one past the last step in view
    std::int64_t endShown() const;

    /// factor > 1 zooms in about x; never below 4 steps in view, never beyond the episode.
    void zoom(double x, double factor);
    void pan(double pixels); // > 0 moves later steps into view
    void showAll();
    /// Moves the view so that `step` is inside, by as little as needed. True when it moved.
    bool reveal(std::int64_t step);

    /// Steps to label: a 1, 2, 5 interval with at least `spacing` pixels between labels.
    std::vector<std::int64_t> ticks(double spacing) const;

private:
    void clamp();

    double m_left = 0, m_width = 1;
    std::int64_t m_steps = 0;
    double m_first = 0, m_shown = 0;
};

/// The smallest of 1, 2, 5, 10, 20, 50 … that is at least `atLeast`.
std::int64_t niceInterval(double atLeast);

} // namespace gatoscope
