// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The table of predictions (contract 5): `predict` and `eval --by-step` write the same rows.
#include <cstdint>
#include <vector>

#include "app/commands/table.h"
#include "core/tokens/token.h"
#include "core/trace/prediction.h"

namespace gatoscope {

std::vector<TableColumn> predictColumns();

/// One row; `predictedId` may differ from the prediction's own (sampled actions).
Result<void> writePrediction(TableWriter& table, const TokenSequence& sequence, std::int64_t episode,
                             const Prediction& prediction, std::int32_t predictedId);

} // namespace gatoscope
