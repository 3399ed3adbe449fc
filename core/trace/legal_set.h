// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which ids a predicted token may take (spec/gato.md 10.3): everything else is illegal mass.
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/tokens/token.h"

namespace gatoscope {

/// Half-open id ranges, ascending, disjoint.
struct LegalSet {
    std::vector<std::pair<std::int32_t, std::int32_t>> ranges;

    bool contains(std::int32_t id) const;
    std::size_t size() const;
    friend bool operator==(const LegalSet&, const LegalSet&) = default;
};

/// Continuous: the bins. Discrete: the component's n values (declared, else n_discrete). Text: text ids without control
/// pieces. Separator: itself.
LegalSet legalSet(const TokenSequence& sequence, std::size_t token);

/// The same for many tokens of one sequence: the text's ids, which are looked through one by one, are found once.
class LegalSets {
public:
    explicit LegalSets(const TokenSequence& sequence);
    LegalSet of(std::size_t token) const;

private:
    const TokenSequence& sequence_;
    LegalSet text_;
};

} // namespace gatoscope
