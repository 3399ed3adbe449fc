// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Numbers of attention rows as the views show them: facts of a row, statistics of heads, similar heads. Pure.
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/base/grid.h"
#include "core/tokens/token.h"
#include "core/trace/attention_source.h"
#include "core/trace/attention_statistics.h"
#include "widgets/common/colors.h"

namespace gatoscope {

/// The modality (a Tint) of each token of a window.
std::vector<std::uint8_t> groupsOf(const TokenSequence& tokens, std::size_t first, std::size_t count);

/// Of one row a[query, 0..query] (spec/attention.md 3.6).
struct RowFacts {
    double entropy = 0; // nats
    double distance = 0, largest = 0, first = 0, self = 0;
    std::array<double, kTintCount> mass{};
    double effective() const; // e^entropy: as many tokens as if all were read alike
};
RowFacts factsOf(std::span<const float> row, std::size_t query, std::span<const std::uint8_t> groups);

/// What the matrix of heads can be coloured by. The first six are masses, in the order of Tint.
enum class HeadStatistic {
    TextMass,
    ImageMass,
    DiscreteMass,
    ContinuousMass,
    SeparatorMass,
    ActionMass,
    Entropy,
    NormalisedEntropy,
    Effective,
    Largest,
    Distance,
    First,
    Effect // on the predicted logit; not of a row
};
double statisticOf(const RowFacts& facts, HeadStatistic statistic, std::size_t query);
/// Of a whole window, from one streaming pass; e^mean entropy for Effective.
Grid statisticOf(const HeadStatistics& statistics, HeadStatistic statistic);
/// Both ends of a ramp for signed values: the largest magnitude, and its negative.
double signedTop(const Grid& values);
/// The end of the ramp for a statistic: 1 for shares, ln n for the entropy of n visible tokens, else the largest value.
double statisticTop(HeadStatistic statistic, const Grid& values, std::size_t visible);

/// Row `query` of every head of every layer: [layers * heads, tokens].
Grid rowsOfAllHeads(const AttentionSource& source, std::size_t query);

struct SimilarHead {
    int layer = 0, head = 0;
    double cosine = 0;
};
/// The heads whose rows have the largest cosine with `shown`, best first; without (layer, head) itself.
std::vector<SimilarHead> similarHeads(const Grid& rows, int heads, std::span<const float> shown, int layer, int head,
                                      std::size_t most);

/// Row `query` with each weight times ||v_j W_O|| of its head (spec/attention.md 3.6), mean or largest over `heads`,
/// renormalised to sum 1: [tokens].
std::vector<float> valueWeightedRow(const AttentionSource& source, int layer, std::span<const int> heads,
                                    HeadFusion fusion, std::size_t query);

/// Sets the first token of the window to 0 and renormalises; a row of nothing else stays 0.
void hideFirst(std::span<float> row);

/// Mass on one modality of the row that predicts each step's first action (the last row before it), of `heads` as one:
/// [endStep - beginStep]. NaN where that row is not in the source's window.
std::vector<double> massBySteps(const AttentionSource& source, const TokenSequence& tokens, std::size_t firstToken,
                                std::int64_t beginStep, std::int64_t endStep, int layer, std::span<const int> heads,
                                HeadFusion fusion, Tint tint);

} // namespace gatoscope
