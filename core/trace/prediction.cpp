// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/prediction.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr std::size_t topCount = 16;
constexpr std::size_t keptLegal = 8192; // distributions over bins or choices; text keeps its top only

void insertTop(std::vector<std::pair<std::int32_t, float>>& top, std::int32_t id, float p) {
    if (top.size() == topCount && p <= top.back().second)
        return;
    const auto place = std::upper_bound(top.begin(), top.end(), p,
                                        [](float value, const auto& entry) { return value > entry.second; });
    top.insert(place, {id, p});
    if (top.size() > topCount)
        top.pop_back();
}

} // namespace

Prediction predictionOf(std::span<const float> logits, std::int32_t trueId, const LegalSet& legal) {
    Prediction out;
    out.trueId = trueId;
    out.legal = legal;
    double highest = -INFINITY;
    for (const float logit : logits)
        highest = std::max(highest, static_cast<double>(logit));
    std::vector<double> weight(logits.size());
    double sum = 0, weighted = 0;
    for (std::size_t id = 0; id < logits.size(); ++id) {
        const double shifted = logits[id] - highest;
        weight[id] = std::exp(shifted);
        sum += weight[id];
        weighted += weight[id] * shifted;
    }
    const double logSum = std::log(sum);
    out.entropy = logSum - weighted / sum;

    const bool keep = legal.size() <= keptLegal;
    if (keep)
        out.legalP.reserve(legal.size());
    double legalMass = 0;
    for (const auto& [begin, end] : legal.ranges) {
        for (std::int32_t id = begin; id < end && id < static_cast<std::int32_t>(logits.size()); ++id) {
            const double p = weight[static_cast<std::size_t>(id)] / sum;
            legalMass += p;
            if (keep)
                out.legalP.push_back(static_cast<float>(p));
            insertTop(out.top, id, static_cast<float>(p));
        }
    }
    out.illegalMass = std::clamp(1.0 - legalMass, 0.0, 1.0);
    if (!out.top.empty()) {
        out.predictedId = out.top.front().first;
        out.pPredicted = weight[static_cast<std::size_t>(out.predictedId)] / sum;
    }
    if (trueId >= 0 && trueId < static_cast<std::int32_t>(logits.size())) {
        const float truth = logits[static_cast<std::size_t>(trueId)];
        out.crossEntropy = logSum + highest - truth;
        out.pTrue = std::exp(-out.crossEntropy);
        out.rankTrue = 1 + static_cast<std::int32_t>(
                               std::count_if(logits.begin(), logits.end(), [truth](float x) { return x > truth; }));
    }
    return out;
}

} // namespace gatoscope
