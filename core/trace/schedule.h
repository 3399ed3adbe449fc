// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The learning rate over a run (spec/gato.md 9).
#include <cstdint>

#include "core/trace/training.h"

namespace gatoscope {

/// Linear warm-up from 1e-7, then a cosine from `rate` to `rateEnd` over `decay` steps, constant after it.
struct Schedule {
    double rate = 1e-4, rateEnd = 1e-5;
    std::int64_t warmup = 15000, decay = 1000000;
    double at(std::int64_t step) const;
};
/// The numbers that options leave to the rule filled in.
Schedule scheduleOf(const TrainOptions& options);

} // namespace gatoscope
