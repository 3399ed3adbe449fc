// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The training loop: batches in, steps of the optimiser, metrics and checkpoints out.
#include "core/trace/training.h"

namespace gatoscope {

/// Trains into options.out. Catches what LibTorch throws; a loss that is no number stops the run and leaves the last
/// good checkpoint.
Result<TrainResult> trainModel(TrainOptions options, const TrainWatch& watch);

} // namespace gatoscope
