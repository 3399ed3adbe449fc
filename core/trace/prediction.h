// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a policy said about one token: prediction, probabilities, rank, entropy (contract 5, `predict`).
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/trace/legal_set.h"

namespace gatoscope {

/// All probabilities are of the whole vocabulary, before the legal mask; predicted is the most probable legal id.
struct Prediction {
    std::size_t token = 0; // index in the sequence of the predicted token; the predicting row is token - 1
    std::int32_t trueId = -1, predictedId = -1;
    double pTrue = 0, pPredicted = 0;
    std::int32_t rankTrue = 0; // 1 = best of the whole vocabulary
    double entropy = 0;        // nats
    double crossEntropy = 0;   // nats, of the recorded token
    double illegalMass = 0;    // what the mask removes
    LegalSet legal;
    std::vector<float> legalP; // probability per legal id, in the order of its ranges; empty for text
    std::vector<std::pair<std::int32_t, float>> top;     // the best legal ids, at most 16
    std::vector<std::pair<std::int32_t, float>> illegal; // the best of those that the mask removes, at most 8
};

/// The numbers of one row of logits [V]. Exponentials in float (within 2e-7), sums and logarithms in double.
Prediction predictionOf(std::span<const float> logits, std::int32_t trueId, const LegalSet& legal);

} // namespace gatoscope
