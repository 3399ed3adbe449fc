// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A checkpoint folder: config.json, model.safetensors (or shards), tokenizer.model (spec/checkpoint.md).
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/model/parameter_table.h"
#include "core/tokens/settings.h"
#include "core/trace/policy.h"

namespace gatoscope {

using Parameters = std::map<std::string, at::Tensor>;

struct Checkpoint {
    Settings settings;
    Parameters parameters;              // as on disk; views of the mapped files
    std::vector<ParameterInfo> listing; // in table order, dtype as on disk
    std::string run;                    // config.json's `run` object as JSON text, or ""
};

/// Reads and checks everything before any tensor is touched; missing, unexpected and mis-shaped names are listed.
Result<Checkpoint> readCheckpoint(const std::string& folder);
/// The settings of a checkpoint folder alone.
Result<Settings> readCheckpointSettings(const std::string& folder);

/// Writes model.safetensors and config.json (weights first, then config, each atomically). `run`: JSON object or "".
/// A text model named in settings is copied to tokenizer.model.
Result<void> writeCheckpoint(const std::string& folder, const Settings& settings, const Parameters& parameters,
                             const std::string& run = {});

/// Fresh weights: N(0, 0.02), residual outputs scaled by 1/sqrt(2 layers), norms 1, biases 0 (spec/gato.md 9). float32.
Parameters freshParameters(const Settings& settings, std::uint64_t seed);

/// "F32" <-> at::ScalarType; Undefined for dtypes that no parameter may have.
at::ScalarType scalarTypeOf(const std::string& dtype);
const char* dtypeNameOf(at::ScalarType type);   // "F32"
const char* readableDtype(at::ScalarType type); // "float32"

} // namespace gatoscope
