// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// From sums to means, and what constants would have reached on the same tokens.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/trace/evaluation.h"

namespace gatoscope {

namespace {

double share(double sum, std::int64_t count) { return count > 0 ? sum / static_cast<double>(count) : notApplicable; }
double root(double sum, std::int64_t count) {
    return count > 0 ? std::sqrt(sum / static_cast<double>(count)) : notApplicable;
}

} // namespace

/// Always the value that `id` decodes to. Exact: values of other bins lie on one side of it, those of its own bin were
/// summed around its centre.
Score Evaluation::constantScore(const Row& row, std::int32_t id) {
    Score out;
    out.count = row.about.model.count;
    const auto own = row.bins.find(id);
    out.accuracy = share(own == row.bins.end() ? 0 : static_cast<double>(own->second.count), out.count);
    if (row.legalCentres.empty())
        return out;
    const std::int64_t index = id - row.legal.ranges.front().first;
    const double constant = row.legalCentres[static_cast<std::size_t>(
        std::clamp<std::int64_t>(index, 0, static_cast<std::int64_t>(row.legalCentres.size()) - 1))];
    double absolute = 0, squares = 0;
    for (const auto& [bin, sums] : row.bins) {
        const double away = sums.centre - constant;
        const auto n = static_cast<double>(sums.count);
        absolute += bin == id ? sums.absolute : std::abs(n * away + sums.sum);
        squares += sums.squares + 2 * away * sums.sum + n * away * away;
    }
    out.mae = share(absolute, row.values);
    out.rms = root(squares, row.values);
    for (const auto& [k, ignored] : row.about.model.within) {
        std::int64_t near = 0;
        for (const auto& [bin, sums] : row.bins)
            near += std::abs(bin - id) <= k ? sums.count : 0;
        out.within.emplace_back(k, share(static_cast<double>(near), out.count));
    }
    return out;
}

/// Expected scores of a legal id drawn at random.
Score Evaluation::uniformScore(const Row& row) {
    Score out;
    out.count = row.about.model.count;
    const auto choices = static_cast<double>(std::max<std::size_t>(1, row.legal.size()));
    out.accuracy = 1 / choices;
    out.crossEntropy = std::log(choices);
    if (row.legalCentres.empty())
        return out;
    double absolute = 0, squares = 0;
    std::vector<double> near(row.about.model.within.size(), 0);
    const std::int32_t first = row.legal.ranges.front().first;
    for (const auto& [bin, sums] : row.bins) {
        const auto n = static_cast<double>(sums.count);
        for (std::size_t i = 0; i < row.legalCentres.size(); ++i) {
            const double away = sums.centre - row.legalCentres[i];
            absolute += bin == first + static_cast<std::int32_t>(i) ? sums.absolute : std::abs(n * away + sums.sum);
            squares += sums.squares + 2 * away * sums.sum + n * away * away;
            for (std::size_t k = 0; k < near.size(); ++k)
                near[k] +=
                    std::abs(bin - first - static_cast<std::int32_t>(i)) <= row.about.model.within[k].first ? n : 0;
        }
    }
    out.mae = share(absolute / choices, row.values);
    out.rms = root(squares / choices, row.values);
    for (std::size_t k = 0; k < near.size(); ++k)
        out.within.emplace_back(row.about.model.within[k].first, share(near[k] / choices, out.count));
    return out;
}

void Evaluation::addBaselines(const Row& row, Measures& out) {
    const auto most = std::max_element(row.bins.begin(), row.bins.end(),
                                       [](const auto& a, const auto& b) { return a.second.count < b.second.count; });
    if (most != row.bins.end()) {
        Score majority = constantScore(row, most->first);
        majority.crossEntropy = 0; // of the tokens' own frequencies: what knowing nothing else can reach
        for (const auto& [id, sums] : row.bins) {
            const double p = share(static_cast<double>(sums.count), out.model.count);
            majority.crossEntropy -= p > 0 ? p * std::log(p) : 0;
        }
        out.baselines.emplace_back("majority", std::move(majority));
    }
    if (row.previous.count > 0) {
        Score previous = row.previous;
        previous.accuracy = share(previous.accuracy, previous.count);
        previous.mae = share(previous.mae, row.previousValues);
        previous.rms = root(previous.rms, row.previousValues);
        for (auto& [k, near] : previous.within)
            near = share(near, previous.count);
        out.baselines.emplace_back("previous", std::move(previous));
    }
    out.baselines.emplace_back("uniform", uniformScore(row));
    if (row.legalCentres.empty() || row.values == 0)
        return;
    double mean = 0;
    std::int64_t below = 0;
    std::int32_t median = row.bins.begin()->first;
    for (const auto& [id, sums] : row.bins) {
        mean += (sums.centre * static_cast<double>(sums.count) + sums.sum) / static_cast<double>(row.values);
        if (2 * below < row.about.model.count)
            median = id;
        below += sums.count;
    }
    const auto nearest = std::min_element(row.legalCentres.begin(), row.legalCentres.end(), [mean](double a, double b) {
        return std::abs(a - mean) < std::abs(b - mean);
    });
    const auto offset = static_cast<std::int32_t>(nearest - row.legalCentres.begin());
    out.baselines.emplace_back("mean", constantScore(row, row.legal.ranges.front().first + offset));
    out.baselines.emplace_back("median", constantScore(row, median));
}

Measures Evaluation::finished(const Row& row) {
    Measures out = row.about;
    const std::int64_t count = out.model.count;
    out.model.accuracy = share(out.model.accuracy, count);
    out.model.crossEntropy = share(out.model.crossEntropy, count);
    out.illegalMass = share(out.illegalMass, count);
    out.entropy = share(out.entropy, count);
    for (auto& [k, near] : out.model.within)
        near = share(near, count);
    for (auto& [level, covered] : out.coverage)
        covered = share(covered, count);
    out.clipped = row.legalCentres.empty() ? notApplicable : share(out.clipped, count);
    if (row.values > 0) {
        out.model.mae = share(row.absolute, row.values);
        out.model.rms = root(row.squares, row.values);
        out.floor = share(row.floorAbsolute, row.values);
        out.floorRms = root(row.floorSquares, row.values);
    }
    if (out.kind == Kind::Text || out.kind == Kind::TextAction)
        out.perplexity = std::exp(out.model.crossEntropy);
    out.ece = 0;
    for (CalibrationBin& bin : out.calibration) {
        if (bin.count == 0)
            continue;
        bin.confidence = share(bin.confidence, bin.count);
        bin.accuracy = share(bin.accuracy, bin.count);
        out.ece += share(static_cast<double>(bin.count), count) * std::abs(bin.confidence - bin.accuracy);
    }
    addBaselines(row, out);
    return out;
}

namespace {

/// Count-weighted means of the members that `get` names; NaN where a part has none.
template <typename Get>
double pooled(std::span<const Measures> parts, Get&& get, bool square = false) {
    double sum = 0, weight = 0;
    for (const Measures& part : parts) {
        const auto n = static_cast<double>(part.model.count);
        const double value = get(part);
        sum += n * (square ? value * value : value);
        weight += n;
    }
    return square ? std::sqrt(sum / weight) : sum / weight;
}

template <typename Get>
Score pooledScore(std::span<const Measures> parts, Get&& get) {
    Score out;
    for (const Measures& part : parts)
        out.count += get(part).count;
    out.accuracy = pooled(parts, [&](const Measures& m) { return get(m).accuracy; });
    out.crossEntropy = pooled(parts, [&](const Measures& m) { return get(m).crossEntropy; });
    out.mae = pooled(parts, [&](const Measures& m) { return get(m).mae; });
    out.rms = pooled(
        parts, [&](const Measures& m) { return get(m).rms; }, true);
    const std::size_t nears = get(parts.front()).within.size();
    for (std::size_t k = 0; k < nears; ++k)
        out.within.emplace_back(get(parts.front()).within[k].first,
                                pooled(parts, [&](const Measures& m) { return get(m).within[k].second; }));
    return out;
}

Measures together(std::span<const Measures> parts) {
    Measures out;
    out.key = parts.front().key;
    out.unit = parts.front().unit;
    out.kind = parts.front().kind;
    out.model = pooledScore(parts, [](const Measures& m) -> const Score& { return m.model; });
    out.floor = pooled(parts, [](const Measures& m) { return m.floor; });
    out.floorRms = pooled(
        parts, [](const Measures& m) { return m.floorRms; }, true);
    out.clipped = pooled(parts, [](const Measures& m) { return m.clipped; });
    out.illegalMass = pooled(parts, [](const Measures& m) { return m.illegalMass; });
    out.entropy = pooled(parts, [](const Measures& m) { return m.entropy; });
    for (std::size_t b = 0; b < out.calibration.size(); ++b) {
        CalibrationBin& bin = out.calibration[b];
        for (const Measures& part : parts) {
            const CalibrationBin& own = part.calibration[b];
            bin.count += own.count;
            bin.confidence += static_cast<double>(own.count) * own.confidence;
            bin.accuracy += static_cast<double>(own.count) * own.accuracy;
        }
        bin.confidence = bin.count > 0 ? share(bin.confidence, bin.count) : 0;
        bin.accuracy = bin.count > 0 ? share(bin.accuracy, bin.count) : 0;
    }
    out.ece = 0;
    for (const CalibrationBin& bin : out.calibration)
        out.ece += static_cast<double>(bin.count) / static_cast<double>(std::max<std::int64_t>(1, out.model.count)) *
                   std::abs(bin.confidence - bin.accuracy);
    for (std::size_t l = 0; l < parts.front().coverage.size(); ++l)
        out.coverage.emplace_back(parts.front().coverage[l].first,
                                  pooled(parts, [&](const Measures& m) { return m.coverage[l].second; }));
    for (const auto& [which, ignored] : parts.front().baselines) {
        const bool everywhere =
            std::all_of(parts.begin(), parts.end(), [&](const Measures& m) { return m.baseline(which) != nullptr; });
        if (everywhere)
            out.baselines.emplace_back(
                which, pooledScore(parts, [&](const Measures& m) -> const Score& { return *m.baseline(which); }));
    }
    return out;
}

} // namespace

std::vector<Measures> overDimensions(const std::vector<Measures>& measures) {
    std::vector<Measures> out;
    for (std::size_t begin = 0, end = 0; begin < measures.size(); begin = end) {
        const auto same = [&](const Measures& m) {
            return m.key == measures[begin].key && isAction(m.kind) == isAction(measures[begin].kind);
        };
        while (end < measures.size() && same(measures[end]))
            ++end;
        if (end - begin > 1)
            out.push_back(together(std::span(measures).subspan(begin, end - begin)));
    }
    return out;
}

} // namespace gatoscope
