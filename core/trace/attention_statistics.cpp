// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/attention_statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gatoscope {

namespace {

void normalise(std::span<float> row) {
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    if (sum <= 0)
        return;
    for (float& value : row)
        value = static_cast<float>(value / sum);
}

/// Sets the smallest `share` of row[0..query] to 0, keeps the diagonal, renormalises.
void discardSmallest(std::span<float> row, std::size_t query, double share) {
    const std::size_t visible = query + 1;
    const std::size_t gone = std::min(static_cast<std::size_t>(share * static_cast<double>(visible)), visible);
    if (gone == 0)
        return;
    std::vector<std::size_t> order(visible);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(gone - 1), order.end(),
                     [&](std::size_t a, std::size_t b) { return row[a] < row[b]; });
    for (std::size_t i = 0; i < gone; ++i)
        if (order[i] != query)
            row[order[i]] = 0;
    normalise(row);
}

std::vector<int> allHeads(const AttentionSource& source) {
    std::vector<int> heads(static_cast<std::size_t>(source.heads()));
    std::iota(heads.begin(), heads.end(), 0);
    return heads;
}

struct RowSums {
    double entropy = 0, distance = 0, largest = 0;
};

RowSums sumsOf(std::span<const float> row, std::size_t query) {
    RowSums sums;
    for (std::size_t j = 0; j <= query; ++j) {
        const double a = row[j];
        if (a > 0)
            sums.entropy -= a * std::log(a);
        sums.distance += a * static_cast<double>(query - j);
        sums.largest = std::max(sums.largest, a);
    }
    return sums;
}

} // namespace

void fusedRow(const AttentionSource& source, int layer, std::span<const int> heads, HeadFusion fusion,
              std::size_t query, std::span<float> out) {
    std::vector<float> one(source.tokens());
    std::fill(out.begin(), out.end(), 0.0F);
    for (const int head : heads) {
        source.row(layer, head, query, one);
        for (std::size_t j = 0; j <= query; ++j)
            out[j] = fusion == HeadFusion::Mean ? out[j] + one[j] / static_cast<float>(heads.size())
                                                : std::max(out[j], one[j]);
    }
}

void fusedRow(const AttentionSource& source, int layer, HeadFusion fusion, std::size_t query, std::span<float> out) {
    fusedRow(source, layer, allHeads(source), fusion, query, out);
}

void fusedShares(const AttentionSource& source, int layer, std::span<const int> heads, HeadFusion fusion,
                 std::size_t query, std::span<float> out) {
    fusedRow(source, layer, heads, fusion, query, out);
    if (fusion == HeadFusion::Max)
        normalise(out);
}

Result<std::vector<float>> rolloutRow(const AttentionSource& source, std::size_t query, const RolloutOptions& options,
                                      const Progress& progress) {
    const std::size_t tokens = source.tokens();
    if (query >= tokens)
        return fail(ErrorKind::NotFound, "Row " + std::to_string(query) + " was asked for; the window has " +
                                             std::to_string(tokens) + " tokens.");
    std::vector<double> relevance(tokens, 0.0), next(tokens, 0.0);
    std::vector<float> row(tokens);
    const std::vector<int> heads = allHeads(source);
    relevance[query] = 1;
    for (int layer = source.layers() - 1; layer >= 0; --layer) {
        std::fill(next.begin(), next.end(), 0.0);
        for (std::size_t i = 0; i <= query; ++i) {
            if (relevance[i] == 0)
                continue;
            fusedShares(source, layer, heads, options.fusion, i, row);
            if (options.discard > 0)
                discardSmallest(row, i, options.discard);
            const double passed = relevance[i] * (1 - options.residual);
            for (std::size_t j = 0; j <= i; ++j)
                next[j] += passed * row[j];
            next[i] += relevance[i] * options.residual;
        }
        relevance.swap(next);
        if (!report(progress, 1.0 - static_cast<double>(layer) / source.layers()))
            return fail(ErrorKind::Cancelled, "The rollout was stopped.");
    }
    return std::vector<float>(relevance.begin(), relevance.end());
}

Result<HeadStatistics> headStatistics(const AttentionSource& source, std::span<const std::uint8_t> groups,
                                      int groupCount, std::span<const std::size_t> rows, const Progress& progress) {
    const auto layers = static_cast<std::size_t>(source.layers()), heads = static_cast<std::size_t>(source.heads());
    HeadStatistics out{
        Grid(layers, heads), Grid(layers, heads),
        Grid(layers, heads), Grid(layers, heads),
        Grid(layers, heads), std::vector<Grid>(static_cast<std::size_t>(groupCount), Grid(layers, heads))};
    std::vector<std::size_t> all(source.tokens());
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (rows.empty())
        rows = all;
    std::vector<float> row(source.tokens());
    const float share = 1.0F / static_cast<float>(std::max<std::size_t>(1, rows.size()));
    for (std::size_t l = 0; l < layers; ++l) {
        for (std::size_t h = 0; h < heads; ++h) {
            for (const std::size_t i : rows) {
                source.row(static_cast<int>(l), static_cast<int>(h), i, row);
                const RowSums sums = sumsOf(row, i);
                out.entropy.at(l, h) += share * static_cast<float>(sums.entropy);
                if (i > 0)
                    out.normalisedEntropy.at(l, h) += share * static_cast<float>(sums.entropy / std::log(i + 1.0));
                out.distance.at(l, h) += share * static_cast<float>(sums.distance);
                out.largest.at(l, h) += share * static_cast<float>(sums.largest);
                out.first.at(l, h) += share * row[0];
                for (std::size_t j = 0; j <= i; ++j)
                    out.groupMass[groups[j]].at(l, h) += share * row[j];
            }
            const double done = static_cast<double>(l * heads + h + 1) / static_cast<double>(layers * heads);
            if (!report(progress, done))
                return fail(ErrorKind::Cancelled, "The head statistics were stopped.");
        }
    }
    return out;
}

Grid groupBlocks(const AttentionSource& source, int layer, int head, std::span<const std::uint8_t> groups,
                 int groupCount) {
    const auto count = static_cast<std::size_t>(groupCount);
    Grid mass(count, count);
    std::vector<std::size_t> queries(count, 0);
    std::vector<float> row(source.tokens());
    for (std::size_t i = 0; i < source.tokens(); ++i) {
        source.row(layer, head, i, row);
        ++queries[groups[i]];
        for (std::size_t j = 0; j <= i; ++j)
            mass.at(groups[i], groups[j]) += row[j];
    }
    for (std::size_t q = 0; q < count; ++q)
        for (float& value : mass.row(q))
            value /= static_cast<float>(std::max<std::size_t>(1, queries[q]));
    return mass;
}

SelfCheck selfCheck(const AttentionSource& source, int layer, int head, std::size_t query) {
    std::vector<float> row(source.tokens());
    source.row(layer, head, query, row);
    SelfCheck check;
    double sum = 0;
    for (std::size_t j = 0; j < row.size(); ++j) {
        sum += row[j];
        if (j > query)
            check.future += row[j];
    }
    check.sum = std::abs(sum - 1);
    check.scale = source.largestValue(layer, head);
    const std::vector<double> mixed = source.mixedValues(layer, head, row);
    const std::vector<float> output = source.headOutput(layer, head, query);
    for (std::size_t c = 0; c < mixed.size(); ++c)
        check.output = std::max(check.output, std::abs(mixed[c] - output[c]));
    return check;
}

} // namespace gatoscope
