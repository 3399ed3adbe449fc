// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/tokens/tokenizer.h"

namespace gatoscope {
namespace {

/// The end of the longest run of whole steps from `begin` that fits; at least one step, fitting or not.
std::int64_t endOfRun(const TokenSequence& sequence, std::int64_t begin, std::int64_t last) {
    const std::size_t start = sequence.firstOf(begin);
    const auto context = static_cast<std::size_t>(sequence.settings().context);
    std::int64_t low = begin + 1, high = std::max(last, low);
    while (low < high) {
        const std::int64_t middle = low + (high - low + 1) / 2;
        if (sequence.firstOf(middle) - start <= context) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/// The largest step s with at least context / 2 tokens in [s, p), else 0.
std::int64_t startBefore(const TokenSequence& sequence, std::int64_t p) {
    const std::size_t end = sequence.firstOf(p);
    const auto context = static_cast<std::size_t>(sequence.settings().context);
    const auto enough = [&](std::int64_t s) { return 2 * (end - sequence.firstOf(s)) >= context; };
    if (!enough(0)) {
        return 0;
    }
    std::int64_t low = 0, high = p;
    while (low < high) {
        const std::int64_t middle = low + (high - low + 1) / 2;
        if (enough(middle)) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

} // namespace

std::vector<Window> blockWindows(const TokenSequence& sequence, std::int64_t begin, std::int64_t end) {
    std::vector<Window> windows;
    end = std::min(end, sequence.steps());
    begin = std::max<std::int64_t>(begin, 0);
    for (std::int64_t p = 0; p < end;) {
        const std::int64_t start = p == 0 ? 0 : startBefore(sequence, p);
        std::int64_t stop = endOfRun(sequence, start, end);
        std::int64_t from = start;
        if (stop <= p) { // half a context and step p do not fit together: as much as does
            from = exactWindow(sequence, p).beginStep;
            stop = endOfRun(sequence, from, end);
        }
        if (stop > begin) {
            windows.push_back({from, stop, std::max(p, begin)});
        }
        p = stop;
    }
    return windows;
}

Window exactWindow(const TokenSequence& sequence, std::int64_t step) {
    const std::int64_t last = std::clamp<std::int64_t>(step, 0, std::max<std::int64_t>(sequence.steps() - 1, 0));
    if (sequence.steps() == 0) {
        return {};
    }
    const std::size_t end = sequence.firstOf(last + 1);
    const auto context = static_cast<std::size_t>(sequence.settings().context);
    std::int64_t low = 0, high = last; // the smallest start that fits
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (end - sequence.firstOf(middle) <= context) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return {low, last + 1, last};
}

} // namespace gatoscope
