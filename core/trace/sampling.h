// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Choosing the next action id from a row of logits: greedy, temperature, top-k, top-p (spec/gato.md 10). Pure.
#include <cstdint>
#include <random>
#include <span>

#include "core/trace/legal_set.h"
#include "core/trace/policy.h"

namespace gatoscope {

/// With options.raw every id is open; else only the legal ones. Greedy takes the first of equals.
std::int32_t sampleId(std::span<const float> logits, const LegalSet& legal, const SampleOptions& options,
                      std::mt19937_64& generator);

} // namespace gatoscope
