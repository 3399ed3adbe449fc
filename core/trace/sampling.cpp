// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/sampling.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace gatoscope {

namespace {

struct Choice {
    std::int32_t id;
    double weight;
};

std::vector<Choice> openChoices(std::span<const float> logits, const LegalSet& legal, bool raw) {
    std::vector<Choice> open;
    const auto size = static_cast<std::int32_t>(logits.size());
    const LegalSet all{{{0, size}}};
    for (const auto& [begin, end] : (raw ? all : legal).ranges)
        for (std::int32_t id = begin; id < std::min(end, size); ++id)
            open.push_back({id, logits[static_cast<std::size_t>(id)]});
    return open;
}

/// Keeps the most probable until their share reaches topP (at least one).
void cutNucleus(std::vector<Choice>& sorted, double topP) {
    double total = 0, kept = 0;
    for (const Choice& choice : sorted)
        total += choice.weight;
    std::size_t count = 0;
    while (count < sorted.size() && (count == 0 || kept < topP * total))
        kept += sorted[count++].weight;
    sorted.resize(count);
}

} // namespace

std::int32_t sampleId(std::span<const float> logits, const LegalSet& legal, const SampleOptions& options,
                      std::mt19937_64& generator) {
    std::vector<Choice> open = openChoices(logits, legal, options.raw);
    if (open.empty())
        return -1;
    const auto better = [](const Choice& a, const Choice& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.id < b.id;
    };
    if (options.greedy || options.temperature <= 0)
        return std::min_element(open.begin(), open.end(), better)->id;
    std::sort(open.begin(), open.end(), better);
    if (options.topK > 0 && static_cast<std::size_t>(options.topK) < open.size())
        open.resize(static_cast<std::size_t>(options.topK));
    const double highest = open.front().weight;
    for (Choice& choice : open)
        choice.weight = std::exp((choice.weight - highest) / options.temperature);
    if (options.topP < 1)
        cutNucleus(open, options.topP);
    double total = 0;
    for (const Choice& choice : open)
        total += choice.weight;
    double drawn = std::generate_canonical<double, 53>(generator) * total;
    for (const Choice& choice : open) {
        drawn -= choice.weight;
        if (drawn < 0)
            return choice.id;
    }
    return open.back().id;
}

} // namespace gatoscope
