// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How the stream shows shares of attention: texts of cells and sums of steps. Pure.
#include <QString>

#include "core/tokens/token.h"
#include "widgets/common/attention_row.h"

namespace gatoscope {

/// Shares below this stay unwritten: the colour says enough.
constexpr float kWrittenShare = 0.0045F;

/// "4.6", "10"; per cent in at most three characters; empty below kWrittenShare.
QString shareText(float share);

/// What falls on a step: the sum of a row's shares; the mean of a column's, which do not sum to one. NaN where the row
/// does not reach.
double stepShare(const AttentionRow& row, const TokenSequence& tokens, std::int64_t step);

} // namespace gatoscope
