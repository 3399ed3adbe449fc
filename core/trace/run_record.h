// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a run was begun with: its recipe as config.json records it, and against what it is asked to go on with.
#include <string>

#include "core/trace/training.h"

namespace gatoscope {

/// The numbers of a training, as `run.recipe` of config.json holds them.
std::string recipeJson(const TrainOptions& options);

/// Lists as a sentence says them, "--seed 1 (before: 0), …"; empty where there is no difference.
struct RunChanges {
    std::string breaking; // the model, the seed, how windows are numbered, what is held out: it would be another run
    std::string other;    // the schedule, the recipe, the data
};

/// Compares with the config.json in options.out, settings as the tokenizer resolved them. Unreadable where the file is
/// damaged, with the remedy; no changes where it is not there or tells of no run.
Result<RunChanges> changesOfRun(const TrainOptions& options);

} // namespace gatoscope
