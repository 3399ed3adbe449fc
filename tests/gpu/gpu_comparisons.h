// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Compares a model on a GPU with the same model on the CPU: the checks behind gpu_check and gpu_test. No Qt.
#include <string>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

/// One comparison: the largest difference found and the largest allowed.
struct GpuComparison {
    std::string what;
    double difference = 0, allowed = 0;
    bool passed() const { return difference <= allowed; }
};

/// Why there is nothing to compare on: "" = a usable device is there.
std::string gpuMissing();

/// Predictions, attention rows, hidden states, relevance and greedy actions of a fresh model of `preset` on a device
/// (cuda:0) against float32 on the CPU: float32 within 2e-3 (TF32 is off, sums run in another order), bfloat16 within
/// 0.05 of a probability. Greedy actions have to be the same in float32.
Result<std::vector<GpuComparison>> compareOn(const std::string& device, const std::string& preset,
                                             const std::string& folder);

} // namespace gatoscope
