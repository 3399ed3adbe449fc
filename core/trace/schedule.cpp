// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gatoscope {

double Schedule::at(std::int64_t step) const {
    constexpr double start = 1e-7;
    if (step < warmup)
        return start + (rate - start) * static_cast<double>(step) / static_cast<double>(warmup);
    const double progress =
        std::min(1.0, static_cast<double>(step - warmup) / static_cast<double>(std::max<std::int64_t>(1, decay)));
    return rateEnd + (rate - rateEnd) * 0.5 * (1 + std::cos(std::numbers::pi * progress));
}

Schedule scheduleOf(const TrainOptions& options) {
    Schedule schedule;
    schedule.rate = options.rate;
    schedule.rateEnd = options.rateEnd >= 0 ? options.rateEnd : options.rate / 10;
    schedule.warmup = options.warmup >= 0 ? options.warmup : options.steps * 3 / 200;
    schedule.decay = options.decay >= 0 ? options.decay : options.steps;
    return schedule;
}

} // namespace gatoscope
