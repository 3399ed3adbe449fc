// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the commands that run a model read before they start: engine, checkpoint, data, map, settings that fit it.
#include <memory>
#include <string>

#include "app/inputs.h"
#include "core/trace/engine.h"

namespace gatoscope {

/// --model, --device, --dtype.
struct ModelOptions {
    std::string folder;
    std::string device = "auto";
    std::string dtype; // "" = by device
};

struct ModelRun {
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const Dataset> dataset;
    ChannelMap map;
    Tokenizer tokenizer;
};

/// Precedence of contract 3: defaults, the model's config, --tokenizer, --set; what changes the vocabulary is an error.
Result<ModelRun> openModelRun(const InputOptions& input, const ModelOptions& model, const Progress& progress);

/// The same with a policy that is open already.
Result<ModelRun> openModelRun(const InputOptions& input, std::shared_ptr<const Policy> policy,
                              const Progress& progress);

/// Tokens of one episode under the run's map and settings, all T steps.
Result<std::shared_ptr<const TokenSequence>> tokensOf(const ModelRun& run, std::int64_t episode,
                                                      const Progress& progress);

} // namespace gatoscope
