// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How much the tokens of a window matter to one of them, as plain data: what stream, picture and table colour by.
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include <QString>

namespace gatoscope {

/// Immutable once made. A row says what a token reads (keys up to itself), a column who reads it (queries from itself).
struct AttentionRow {
    qint64 query = -1;         // the token it is about; index in the sequence
    qint64 row = -1;           // the row of the map: the query, or the one before it, which predicted the query
    bool column = false;       // values are a[i, query] instead of a[row, i]
    std::size_t first = 0;     // token of values[0]
    std::vector<float> values; // [tokens of the window]; rows sum to 1
    float largest = 0;
    QString about; // "L5 · H3", "mean of layer 2", "rollout"

    /// Whether a token can have a share at all: in the window, and not later than a row or earlier than a column.
    bool reaches(qint64 token) const {
        const qint64 begin = column ? query : static_cast<qint64>(first);
        const qint64 end = column ? static_cast<qint64>(first + values.size()) - 1 : row;
        return token >= begin && token <= end;
    }
    /// The share of a token; NaN where it has none.
    float of(qint64 token) const {
        return reaches(token) ? values[static_cast<std::size_t>(token) - first]
                              : std::numeric_limits<float>::quiet_NaN();
    }
    /// Place on the heat ramp, [0, 1]: the root of the share against the largest one, so that small shares show.
    double level(qint64 token) const {
        const float share = of(token);
        return share > 0 && largest > 0 ? std::sqrt(static_cast<double>(share) / largest) : 0.0;
    }
};

using AttentionRowPtr = std::shared_ptr<const AttentionRow>;

} // namespace gatoscope
