// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An evaluation as a table for people and as JSON for programs (contract 5, `eval`).
#include <string>
#include <vector>

#include "core/trace/evaluation_run.h"

namespace gatoscope {

/// Lines of at most about 120 columns: what was measured, then a row per dimension with its baselines below.
std::string evaluationTable(const DatasetEvaluation& evaluation);

/// A dataset that was measured, or why it could not be.
struct EvaluationOutcome {
    std::string path;
    Result<DatasetEvaluation> done;
};

/// One object with a member "datasets" (contract 5). Numbers that do not apply are null.
std::string evaluationJson(const std::vector<EvaluationOutcome>& outcomes);
/// RFC 4180: one row per dataset, channel, dimension and who predicts (model, majority, previous, …).
std::string evaluationCsv(const std::vector<EvaluationOutcome>& outcomes);

} // namespace gatoscope
