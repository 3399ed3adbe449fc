// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One run of tokenize(): opens the channels, lays the steps out, encodes, describes. Private to core/tokens.
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/tokens/layout_builder.h"
#include "core/tokens/tokenizer.h"

namespace gatoscope {

/// Builds one EpisodeTokens, stage by stage.
class Tokenizing {
public:
    Tokenizing(const Tokenizer& tokenizer, const TokenizeOptions& options, const Progress& progress)
        : options_(options), progress_(progress), tokens_(std::make_shared<EpisodeTokens>()) {
        tokens_->set = tokenizer.settings;
        tokens_->ids = vocabulary(tokenizer.settings);
        tokens_->pieces = tokenizer.text;
    }

    Result<void> open(std::shared_ptr<const Episode> episode, const std::vector<Channel>& channels,
                      const ChannelMap& map);
    Result<void> layOut();
    Result<void> encode();
    void describe();
    std::shared_ptr<const TokenSequence> result() const { return tokens_; }

private:
    struct Counts {
        Tally clipped, nan, refused, undeclared, unknown;
        std::string refusedText;
        std::int64_t numbers = 0;
    };
    Result<void> range();
    void cutTexts();
    std::vector<bool> droppedSteps() const;
    /// Steps of one layout, all before begin_ or none.
    struct Run {
        std::int64_t step, count;
        const StepLayout& layout;
    };
    Run runAt(std::int64_t step) const;
    Result<void> encodeRun(const Run& run, const std::vector<ValueEncoder>& encoders);
    bool encodeTogether(std::size_t c, const Run& run, std::int64_t at, const ValueEncoder& encoder);
    Result<void> encodeNumbers(std::size_t c, std::int64_t step, std::int64_t at, const ValueEncoder& encoder);
    void copyText(std::size_t c, std::int64_t step, std::int64_t at);
    void describeLimits();
    void describeChannel(const ChannelValues& channel, const Counts& counts);
    void add(Severity severity, const char* id, const std::string& text, const std::string& where, std::int64_t step);

    TokenizeOptions options_;
    Progress progress_;
    std::shared_ptr<EpisodeTokens> tokens_;
    std::int64_t T_ = 0, begin_ = 0, end_ = 0;
    std::vector<ChannelText> texts_;
    std::vector<Counts> counts_;         // of steps [begin_, end_)
    Tally unreadable_, uncut_, missing_; // by LayoutBuilder
    std::string unreadableText_, uncutText_;
};

} // namespace gatoscope
