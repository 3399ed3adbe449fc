// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/attention_facts.h"

#include "core/trace/dot_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace gatoscope {

std::vector<std::uint8_t> groupsOf(const TokenSequence& tokens, std::size_t first, std::size_t count) {
    std::vector<std::uint8_t> groups(count);
    for (std::size_t i = 0; i < count; ++i)
        groups[i] = static_cast<std::uint8_t>(tintOf(tokens.kind(first + i)));
    return groups;
}

double RowFacts::effective() const { return std::exp(entropy); }

RowFacts factsOf(std::span<const float> row, std::size_t query, std::span<const std::uint8_t> groups) {
    RowFacts facts;
    const std::size_t visible = std::min(query + 1, row.size());
    for (std::size_t j = 0; j < visible; ++j) {
        const double a = row[j];
        if (!(a > 0))
            continue;
        facts.entropy -= a * std::log(a);
        facts.distance += a * static_cast<double>(query - j);
        facts.largest = std::max(facts.largest, a);
        facts.mass[groups[j]] += a;
    }
    if (visible > 0) {
        facts.first = row[0];
        facts.self = row[visible - 1];
    }
    return facts;
}

double statisticOf(const RowFacts& facts, HeadStatistic statistic, std::size_t query) {
    switch (statistic) {
    case HeadStatistic::Entropy:
        return facts.entropy;
    case HeadStatistic::NormalisedEntropy:
        return query > 0 ? facts.entropy / std::log(static_cast<double>(query) + 1) : 0.0;
    case HeadStatistic::Effective:
        return facts.effective();
    case HeadStatistic::Largest:
        return facts.largest;
    case HeadStatistic::Distance:
        return facts.distance;
    case HeadStatistic::First:
        return facts.first;
    case HeadStatistic::Effect:
        return 0;
    default:
        return facts.mass[static_cast<std::size_t>(statistic)];
    }
}

Grid statisticOf(const HeadStatistics& statistics, HeadStatistic statistic) {
    switch (statistic) {
    case HeadStatistic::Entropy:
        return statistics.entropy;
    case HeadStatistic::NormalisedEntropy:
        return statistics.normalisedEntropy;
    case HeadStatistic::Effective: {
        Grid effective = statistics.entropy;
        for (float& value : effective.values)
            value = std::exp(value);
        return effective;
    }
    case HeadStatistic::Largest:
        return statistics.largest;
    case HeadStatistic::Distance:
        return statistics.distance;
    case HeadStatistic::First:
        return statistics.first;
    case HeadStatistic::Effect:
        return Grid(statistics.first.rows, statistics.first.columns);
    default:
        return statistics.groupMass[static_cast<std::size_t>(statistic)];
    }
}

double statisticTop(HeadStatistic statistic, const Grid& values, std::size_t visible) {
    const auto largest = [&] {
        const auto top = std::max_element(values.values.begin(), values.values.end());
        return top == values.values.end() || !(*top > 0) ? 1.0 : static_cast<double>(*top);
    };
    switch (statistic) {
    case HeadStatistic::Entropy:
        return std::max(1e-6, std::log(static_cast<double>(std::max<std::size_t>(2, visible))));
    case HeadStatistic::Effective:
    case HeadStatistic::Distance:
        return largest();
    default:
        return 1;
    }
}

double signedTop(const Grid& values) {
    float most = 0;
    for (const float value : values.values)
        most = std::max(most, std::abs(value));
    return most > 0 ? static_cast<double>(most) : 1.0;
}

Grid rowsOfAllHeads(const AttentionSource& source, std::size_t query) {
    const auto layers = static_cast<std::size_t>(source.layers()), heads = static_cast<std::size_t>(source.heads());
    Grid rows(layers * heads, source.tokens());
    for (std::size_t r = 0; r < rows.rows; ++r)
        source.row(static_cast<int>(r / heads), static_cast<int>(r % heads), query, rows.row(r));
    return rows;
}

std::vector<SimilarHead> similarHeads(const Grid& rows, int heads, std::span<const float> shown, int layer, int head,
                                      std::size_t most) {
    const auto dot = [](std::span<const float> a, std::span<const float> b) {
        float sum = 0;
        dotRows(a.data(), b.data(), 1, a.size(), &sum);
        return static_cast<double>(sum);
    };
    const double own = std::sqrt(dot(shown, shown));
    std::vector<SimilarHead> found;
    for (std::size_t r = 0; r < rows.rows && own > 0; ++r) {
        const int l = static_cast<int>(r) / heads, h = static_cast<int>(r) % heads;
        const double other = std::sqrt(dot(rows.row(r), rows.row(r)));
        if ((l == layer && h == head) || !(other > 0))
            continue;
        found.push_back({l, h, dot(rows.row(r), shown) / (own * other)});
    }
    most = std::min(most, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(most), found.end(),
                      [](const SimilarHead& a, const SimilarHead& b) { return a.cosine > b.cosine; });
    found.resize(most);
    return found;
}

namespace {

void normalise(std::span<float> row) {
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    for (float& value : row)
        value = sum > 0 ? static_cast<float>(value / sum) : 0.0F;
}

} // namespace

std::vector<float> valueWeightedRow(const AttentionSource& source, int layer, std::span<const int> heads,
                                    HeadFusion fusion, std::size_t query) {
    std::vector<float> sum(source.tokens(), 0.0F), one(source.tokens());
    for (const int head : heads) {
        source.row(layer, head, query, one);
        const auto norms = source.valueNorms(layer, head);
        for (std::size_t j = 0; j <= query; ++j)
            sum[j] = fusion == HeadFusion::Max ? std::max(sum[j], one[j] * norms[j]) : sum[j] + one[j] * norms[j];
    }
    normalise(sum);
    return sum;
}

void hideFirst(std::span<float> row) {
    if (row.empty())
        return;
    row[0] = 0;
    normalise(row);
}

std::vector<double> massBySteps(const AttentionSource& source, const TokenSequence& tokens, std::size_t firstToken,
                                std::int64_t beginStep, std::int64_t endStep, int layer, std::span<const int> heads,
                                HeadFusion fusion, Tint tint) {
    std::vector<double> mass;
    std::vector<float> row(source.tokens());
    for (std::int64_t step = beginStep; step < endStep; ++step) {
        std::size_t last = tokens.firstOf(step);
        const std::size_t end = tokens.firstOf(step + 1);
        while (last + 1 < end && !isAction(tokens.kind(last + 1)))
            ++last;
        double sum = std::numeric_limits<double>::quiet_NaN();
        if (last >= firstToken && last - firstToken < source.tokens()) {
            const std::size_t query = last - firstToken;
            fusedShares(source, layer, heads, fusion, query, row);
            sum = 0;
            for (std::size_t j = 0; j <= query; ++j)
                if (tintOf(tokens.kind(firstToken + j)) == tint)
                    sum += row[j];
        }
        mass.push_back(sum);
    }
    return mass;
}

} // namespace gatoscope
