// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/timeline_layout.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {
constexpr double kFewestShown = 4;
}

void TimelineLayout::setGeometry(double left, double width) {
    m_left = left;
    m_width = std::max(1.0, width);
}

void TimelineLayout::setSteps(std::int64_t steps) {
    m_steps = std::max<std::int64_t>(0, steps);
    showAll();
}

double TimelineLayout::xOf(double time) const { return m_left + (time - m_first) * pixelsPerStep(); }

double TimelineLayout::centreOf(std::int64_t step) const { return xOf(static_cast<double>(step) + 0.5); }

double TimelineLayout::timeAt(double x) const {
    const double scale = pixelsPerStep();
    return scale > 0 ? m_first + (x - m_left) / scale : 0;
}

std::int64_t TimelineLayout::stepAt(double x) const {
    if (m_steps == 0)
        return 0;
    const double time = std::clamp(std::floor(timeAt(x)), 0.0, static_cast<double>(m_steps - 1));
    return static_cast<std::int64_t>(time);
}

std::int64_t TimelineLayout::firstShown() const {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(m_first)), 0, m_steps);
}

std::int64_t TimelineLayout::endShown() const {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(m_first + m_shown)), 0, m_steps);
}

void TimelineLayout::zoom(double x, double factor) {
    if (m_steps == 0 || !(factor > 0))
        return;
    const double anchor = timeAt(x);
    const double most = static_cast<double>(m_steps);
    m_shown = std::clamp(m_shown / factor, std::min(kFewestShown, most), most);
    m_first = anchor - (x - m_left) / pixelsPerStep();
    clamp();
}

void TimelineLayout::pan(double pixels) {
    const double scale = pixelsPerStep();
    if (scale <= 0)
        return;
    m_first += pixels / scale;
    clamp();
}

void TimelineLayout::showAll() {
    m_first = 0;
    m_shown = static_cast<double>(m_steps);
}

bool TimelineLayout::reveal(std::int64_t step) {
    const double before = m_first;
    const auto time = static_cast<double>(step);
    if (time < m_first)
        m_first = time;
    if (time + 1 > m_first + m_shown)
        m_first = time + 1 - m_shown;
    clamp();
    return m_first != before;
}

std::vector<std::int64_t> TimelineLayout::ticks(double spacing) const {
    std::vector<std::int64_t> result;
    const double scale = pixelsPerStep();
    if (scale <= 0 || m_steps == 0)
        return result;
    const std::int64_t interval = niceInterval(spacing / scale);
    const std::int64_t begin = (firstShown() + interval - 1) / interval * interval;
    for (std::int64_t step = begin; step < endShown(); step += interval)
        result.push_back(step);
    return result;
}

void TimelineLayout::clamp() {
    m_first = std::clamp(m_first, 0.0, std::max(0.0, static_cast<double>(m_steps) - m_shown));
}

std::int64_t niceInterval(double atLeast) {
    std::int64_t decade = 1;
    while (decade < 1'000'000'000'000) {
        for (const std::int64_t factor : {1, 2, 5}) {
            if (static_cast<double>(decade * factor) >= atLeast)
                return decade * factor;
        }
        decade *= 10;
    }
    return decade;
}

} // namespace gatoscope
