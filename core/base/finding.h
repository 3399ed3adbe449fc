// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Something a check or a reader noticed. The conversion report of a data set is a list of these too.
#include <cstdint>
#include <string>

namespace gatoscope {

enum class Severity { Info, Warning, Error };

struct Finding {
    Severity severity = Severity::Info;
    std::string id;            // stable, kebab-case: "nan-value", "clipped", "unknown-piece", "stuck-dimension" …
    std::string text;          // one sentence
    std::string where;         // channel, file or field; may be empty
    std::int64_t episode = -1; // ordinal from 0; -1 = the whole data set
    std::int64_t step = -1;    // -1 = the whole episode
};

inline const char* name(Severity severity) {
    return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "info";
}

} // namespace gatoscope
