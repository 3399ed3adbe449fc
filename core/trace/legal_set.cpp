// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/legal_set.h"

#include <algorithm>

namespace gatoscope {

namespace {

LegalSet textIds(const TokenSequence& sequence) {
    const Vocabulary& ids = sequence.vocabulary();
    LegalSet legal;
    std::int32_t begin = ids.textBegin;
    const auto& text = sequence.text();
    const std::int32_t known = text && !text->fallback() ? text->size() : 0;
    for (std::int32_t id = 0; id < known; ++id) {
        if (!text->control(id))
            continue;
        if (id > begin)
            legal.ranges.emplace_back(begin, id);
        begin = id + 1;
    }
    if (begin < ids.textEnd)
        legal.ranges.emplace_back(begin, ids.textEnd);
    return legal;
}

std::int32_t choices(const TokenSequence& sequence, const Token& token) {
    const auto& n = sequence.channels()[static_cast<std::size_t>(token.channel)].map.n;
    const std::int64_t most = sequence.settings().n_discrete;
    if (n.empty())
        return static_cast<std::int32_t>(most);
    const std::size_t element = n.size() == 1 ? 0 : std::min(static_cast<std::size_t>(token.element), n.size() - 1);
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(n[element], 1, most));
}

} // namespace

bool LegalSet::contains(std::int32_t id) const {
    return std::any_of(ranges.begin(), ranges.end(),
                       [id](const auto& range) { return id >= range.first && id < range.second; });
}

std::size_t LegalSet::size() const {
    std::size_t count = 0;
    for (const auto& [begin, end] : ranges)
        count += static_cast<std::size_t>(end - begin);
    return count;
}

LegalSet legalSet(const TokenSequence& sequence, std::size_t token) {
    const Vocabulary& ids = sequence.vocabulary();
    switch (sequence.kind(token)) {
    case Kind::Continuous:
    case Kind::ContinuousAction:
        return {{{ids.continuousBegin, ids.continuousEnd}}};
    case Kind::Discrete:
    case Kind::DiscreteAction: {
        const std::int32_t n = choices(sequence, sequence.at(token));
        return {{{ids.discreteBegin, ids.discreteBegin + n}}};
    }
    case Kind::Separator:
        return {{{ids.separator, ids.separator + 1}}};
    case Kind::Text:
    case Kind::TextAction:
    case Kind::Image:
        return textIds(sequence);
    }
    return {};
}

LegalSets::LegalSets(const TokenSequence& sequence) : sequence_(sequence), text_(textIds(sequence)) {}

LegalSet LegalSets::of(std::size_t token) const {
    const Kind kind = sequence_.kind(token);
    return kind == Kind::Text || kind == Kind::TextAction || kind == Kind::Image ? text_ : legalSet(sequence_, token);
}

} // namespace gatoscope
