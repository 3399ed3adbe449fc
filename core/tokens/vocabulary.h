// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Id ranges of a vocabulary profile (spec/gato.md 3, 5.3) and what an id can mean.
#include <cstdint>
#include <string>

#include "core/tokens/settings.h"

namespace gatoscope {

/// Half-open ranges; in profile `shared` the discrete range lies inside the text range.
struct Vocabulary {
    std::int32_t textBegin = 0, textEnd = 32000;
    std::int32_t continuousBegin = 32000, continuousEnd = 33024;
    std::int32_t discreteBegin = 0, discreteEnd = 1024;
    std::int32_t separator = 33024;
    std::int32_t size = 33025;
};

Vocabulary vocabulary(const Settings& settings);

/// Whether sizes and offsets agree: what a loaded model binds (contract 3).
bool sameVocabulary(const Settings& a, const Settings& b);

/// All meanings of an id: "text piece 17 or discrete value 17", "bin 710 of 1024", "separator".
std::string describeId(const Vocabulary& vocabulary, std::int32_t id);

} // namespace gatoscope
