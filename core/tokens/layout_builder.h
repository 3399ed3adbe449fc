// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How many tokens each step has, and of what: fills the layouts of an EpisodeTokens. Private to core/tokens.
#include <map>
#include <vector>

#include "core/base/progress.h"
#include "core/tokens/channel_text.h"
#include "core/tokens/episode_tokens.h"
#include "core/tokens/value_encoder.h"

namespace gatoscope {

class LayoutBuilder {
public:
    /// `texts` beside tokens.values; empty entries for channels without sentences.
    LayoutBuilder(EpisodeTokens& tokens, const std::vector<ChannelText>& texts, std::int64_t T, std::int64_t begin,
                  bool tolerant);

    /// Lays out steps [0, end); `dropped` steps get no tokens (empty: none is).
    Result<void> build(std::int64_t end, const std::vector<bool>& dropped, const Progress& progress);

    /// Images whose size could not be read and texts that could not be cut (tolerant only), each with the first reason;
    /// steps that a shift leaves without a value.
    Tally unreadable, uncut, missing;
    std::string unreadableText, uncutText;

private:
    static constexpr std::int32_t kAbsent = -1;
    /// Per channel: tokens (numbers, text) or grid (images) of a step; kAbsent where the step has none.
    Result<std::int32_t> measure(std::size_t channel, std::int64_t step);
    Result<void> checkText(std::size_t channel, std::int64_t step, const std::string& why);
    Result<std::int32_t> gridAt(std::size_t channel, std::int64_t step);
    Result<std::int32_t> makeLayout(const std::vector<std::int32_t>& shape, bool beyond);
    static bool addSegment(StepLayout& layout, Segment segment, std::int64_t count);
    Result<std::int32_t> layoutFor(const std::vector<std::int32_t>& shape);
    Result<std::int32_t> layoutAt(std::int64_t step, bool dropped);
    std::int64_t steadyUntil(std::int64_t step, std::int64_t end) const;

    EpisodeTokens& tokens_;
    const std::vector<ChannelText>& texts_;
    std::int64_t T_ = 0, begin_ = 0; // failures before begin_ are not reported
    bool tolerant_ = false;
    std::vector<std::int32_t> fixedGrid_; // per channel; kAbsent: not known yet, or changing
    std::map<std::pair<int, int>, std::int32_t> gridOf_;
    std::map<std::vector<std::int32_t>, std::int32_t> layoutOf_;
    std::vector<std::int32_t> shape_, before_; // of the step at hand, of the last one measured
    std::int32_t none_ = -1, last_ = -1;       // layouts: of dropped steps, of before_
};

} // namespace gatoscope
