// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/prediction.h"

#include <algorithm>
#include <cmath>

#include "core/trace/exp_rows.h"

namespace gatoscope {

namespace {

constexpr std::size_t topCount = 16, illegalCount = 8;
constexpr std::size_t keptLegal = 8192; // distributions over bins or choices; text keeps its top only
using Best = std::vector<std::pair<std::int32_t, float>>;

void insert(Best& best, std::size_t most, std::int32_t id, float weight) {
    if (best.size() == most && weight <= best.back().second)
        return;
    const auto place = std::upper_bound(best.begin(), best.end(), weight,
                                        [](float value, const auto& entry) { return value > entry.second; });
    best.insert(place, {id, weight});
    if (best.size() > most)
        best.pop_back();
}

/// The greatest weights of ids [begin, end) join `best`. Runs without a candidate are passed over whole.
void addBest(Best& best, std::size_t most, const std::vector<float>& weights, std::size_t begin, std::size_t end) {
    constexpr std::size_t run = 256;
    for (; begin < end; begin += std::min(run, end - begin)) {
        const std::size_t count = std::min(run, end - begin);
        if (best.size() == most && highestOf(weights.data() + begin, count) <= best.back().second)
            continue;
        for (std::size_t id = begin; id < begin + count; ++id)
            insert(best, most, static_cast<std::int32_t>(id), weights[id]);
    }
}

void toShares(Best& best, double sum) {
    for (auto& [id, weight] : best)
        weight = static_cast<float>(weight / sum);
}

/// Splits the row by the mask: legal probabilities, the best of both sides, and the mass outside.
void addSides(Prediction& out, const std::vector<float>& weights, double sum) {
    const bool keep = out.legal.size() <= keptLegal;
    if (keep)
        out.legalP.reserve(out.legal.size());
    double outside = 0;
    std::size_t done = 0;
    const auto skip = [&](std::size_t end) { // ids between two legal ranges
        addBest(out.illegal, illegalCount, weights, done, end);
        outside += sumOfRow(weights.data() + done, end - done);
    };
    for (const auto& range : out.legal.ranges) {
        const auto end = std::min(static_cast<std::size_t>(std::max(0, range.second)), weights.size());
        const auto begin = std::clamp(static_cast<std::size_t>(std::max(0, range.first)), done, std::max(done, end));
        skip(begin);
        addBest(out.top, topCount, weights, begin, end);
        for (std::size_t id = begin; keep && id < end; ++id)
            out.legalP.push_back(static_cast<float>(weights[id] / sum));
        done = std::max(begin, end);
    }
    skip(weights.size());
    toShares(out.top, sum);
    toShares(out.illegal, sum);
    out.illegalMass = std::clamp(outside / sum, 0.0, 1.0);
}

} // namespace

Prediction predictionOf(std::span<const float> logits, std::int32_t trueId, const LegalSet& legal) {
    Prediction out;
    out.trueId = trueId;
    out.legal = legal;
    thread_local std::vector<float> weights; // 130 kB that would be mapped and unmapped for every row
    weights.resize(logits.size());
    const float highest = highestOf(logits.data(), logits.size());
    const SoftmaxSums sums = softmaxSums(logits.data(), logits.size(), highest, weights.data());
    const double logSum = std::log(sums.sum);
    out.entropy = logSum - sums.weighted / sums.sum;
    addSides(out, weights, sums.sum);
    if (!out.top.empty()) {
        out.predictedId = out.top.front().first;
        out.pPredicted = weights[static_cast<std::size_t>(out.predictedId)] / sums.sum;
    }
    if (trueId >= 0 && trueId < static_cast<std::int32_t>(logits.size())) {
        const float truth = logits[static_cast<std::size_t>(trueId)];
        out.crossEntropy = logSum + static_cast<double>(highest) - truth;
        out.pTrue = std::exp(-out.crossEntropy);
        out.rankTrue = 1 + static_cast<std::int32_t>(countAbove(logits.data(), logits.size(), truth));
    }
    return out;
}

} // namespace gatoscope
