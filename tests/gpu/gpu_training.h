// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Compares a few steps of training on a device with the same steps on the CPU. No Qt.
#include "tests/gpu/gpu_comparisons.h"

namespace gatoscope {

/// Losses of six steps of a tiny model in float32 and bfloat16 autocast, a run cut in the middle and resumed, and, on a
/// GPU, one summed by NCCL in a group of one. Relative differences; on "cpu" against itself they are nothing.
Result<std::vector<GpuComparison>> compareTraining(const std::string& device, const std::string& folder);

} // namespace gatoscope
