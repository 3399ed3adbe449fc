// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest_name.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace gatoscope {
namespace {

constexpr std::size_t kLongest = 256; // names are cut here: the distance is quadratic

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::size_t distance(std::string_view a, std::string_view b) {
    a = a.substr(0, kLongest);
    b = b.substr(0, kLongest);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearestName(std::string_view wanted, const std::vector<std::string>& candidates) {
    const std::string* best = nullptr;
    std::size_t least = 0;
    for (const std::string& candidate : candidates) {
        const std::size_t d = distance(wanted, candidate);
        if (best == nullptr || d < least) {
            best = &candidate;
            least = d;
        }
    }
    return best == nullptr ? std::string() : *best;
}

} // namespace gatoscope
