// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Averages, masses, entropy, rollout and the self-check over an AttentionSource (spec/attention.md 3.3, 3.6). Pure.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/grid.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/trace/attention_source.h"

namespace gatoscope {

/// How the heads of a layer become one row.
enum class HeadFusion { Mean, Max };

/// Mean or maximum over heads of row `query` of one layer, cell by cell: a maximum sums to more than 1. out[0..tokens).
void fusedRow(const AttentionSource& source, int layer, HeadFusion fusion, std::size_t query, std::span<float> out);
/// The same over a chosen set of heads.
void fusedRow(const AttentionSource& source, int layer, std::span<const int> heads, HeadFusion fusion,
              std::size_t query, std::span<float> out);
/// The same as shares, for what adds them up: a maximum is renormalised to sum 1 (spec/attention.md 3.3).
void fusedShares(const AttentionSource& source, int layer, std::span<const int> heads, HeadFusion fusion,
                 std::size_t query, std::span<float> out);

struct RolloutOptions {
    HeadFusion fusion = HeadFusion::Mean;
    double residual = 0.5; // share of the identity
    double discard = 0;    // share of the smallest entries of each row set to 0 (the diagonal is kept)
};
/// Row `query` of the rollout over all layers: [tokens], sums to 1.
Result<std::vector<float>> rolloutRow(const AttentionSource& source, std::size_t query,
                                      const RolloutOptions& options = {}, const Progress& progress = {});

/// One streaming pass over all rows of a window: [layers, heads] each.
struct HeadStatistics {
    Grid entropy;                // mean row entropy, nats
    Grid normalisedEntropy;      // mean of entropy / ln(i + 1), rows i >= 1
    Grid distance;               // mean of sum a_ij (i - j)
    Grid largest;                // mean of max_j a_ij
    Grid first;                  // mean a_i0: the sink
    std::vector<Grid> groupMass; // one per group id: mean mass on that group's keys
};
/// groups[j]: group (modality) id of key j, in [0, groupCount). rows: queries to average over; empty = all.
Result<HeadStatistics> headStatistics(const AttentionSource& source, std::span<const std::uint8_t> groups,
                                      int groupCount, std::span<const std::size_t> rows, const Progress& progress = {});

/// Mass from group q to group k, averaged over the queries of group q: [groupCount, groupCount].
Grid groupBlocks(const AttentionSource& source, int layer, int head, std::span<const std::uint8_t> groups,
                 int groupCount);

/// What the self-check shows: largest |row times V - head output|, |row sum - 1|, mass above the diagonal.
struct SelfCheck {
    double output = 0, sum = 0, future = 0;
    double scale = 0; // the largest number among the head's values: what `output` is to be measured against
};
SelfCheck selfCheck(const AttentionSource& source, int layer, int head, std::size_t query);

} // namespace gatoscope
