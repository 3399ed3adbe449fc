// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What can be asked of a token sequence in the search line: "id:32710", "bin>1000", "piece:ball", "step:12".
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/tokens/token.h"

namespace gatoscope {

/// One or several conditions, parted by blanks, that all hold.
struct TokenQuery {
    enum class Field { Id, Bin, Piece, Step, Kind, Channel, Raw, Flag };
    enum class Compare { Equal, Less, LessEqual, Greater, GreaterEqual };
    struct Condition {
        Field field = Field::Id;
        Compare compare = Compare::Equal;
        double number = 0; // Id, Bin, Step, Raw
        std::string text;  // Piece, Kind, Channel, Flag: contained, lower case
    };
    std::vector<Condition> conditions;
};

/// nullopt where the text is no query (an unknown word, a number that is none).
std::optional<TokenQuery> parseTokenQuery(const std::string& text);

/// Indices of matching tokens in order, at most `limit`. Stops when progress says so and returns what it has.
std::vector<std::size_t> findTokens(const TokenSequence& tokens, const TokenQuery& query, std::size_t limit,
                                    const Progress& progress = {});

} // namespace gatoscope
