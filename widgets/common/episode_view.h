// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What an episode's views are fed with: everything read and tokenized, handed over as const.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/episode/dataset.h"
#include "core/tokens/token.h"

namespace gatoscope {

/// Made by Document off the GUI thread. Null members = nothing open.
struct EpisodeView {
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const Episode> episode;
    std::shared_ptr<const TokenSequence> tokens; // null while the first tokenization runs or when it failed
    std::map<std::string, std::shared_ptr<const Column>>
        columns; // numeric and text columns by source, rewards and ends too
    double framesPerSecond = 10;
};

} // namespace gatoscope
