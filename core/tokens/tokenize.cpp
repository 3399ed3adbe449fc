// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <new>

#include "core/tokens/layout_builder.h"
#include "core/tokens/tokenizer.h"

namespace gatoscope {
namespace {

constexpr std::int64_t kValueCap = std::int64_t{3} << 29; // stored ids of one episode: 8 GB

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
    Result<void> encodeStep(std::int64_t step, const std::vector<ValueEncoder>& encoders);
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

Result<void> Tokenizing::open(std::shared_ptr<const Episode> episode, const std::vector<Channel>& channels,
                              const ChannelMap& map) {
    tokens_->source = std::move(episode);
    tokens_->mapped = map;
    auto ordered = resolveOrder(channels, map, tokens_->set);
    if (!ordered) {
        return fail(ordered);
    }
    tokens_->ordered = std::move(*ordered);
    const auto steps = stepCount(*tokens_->source, tokens_->ordered);
    if (!steps) {
        return fail(steps);
    }
    T_ = *steps;
    for (const SequenceChannel& channel : tokens_->ordered) {
        auto values = openChannel(*tokens_->source, channel, tokens_->set);
        if (!values) {
            return fail(values);
        }
        tokens_->values.push_back(std::move(*values));
    }
    counts_.resize(tokens_->values.size());
    return range();
}

Result<void> Tokenizing::range() {
    begin_ = options_.steps.begin;
    end_ = options_.steps.end < 0 ? T_ : options_.steps.end;
    const auto number = [](std::int64_t value) { return std::to_string(value); };
    if (begin_ < 0 || begin_ > end_ || end_ > T_ + 1) {
        return fail(ErrorKind::Invalid, "steps " + number(begin_) + ":" + number(end_) +
                                            " do not lie in an episode of " + number(T_) +
                                            " steps; give A:B with 0 <= A <= B <= " + number(T_));
    }
    for (const ChannelValues& channel : tokens_->values) {
        if (end_ > T_ && !channel.channel.action && !channel.once && channel.rows <= T_) {
            return fail(ErrorKind::NotFound, "step " + number(T_) + " was asked for, but channel " +
                                                 spoken(channel.channel.map) + " has " + number(channel.rows) +
                                                 " rows and so no terminal observation; end the steps at " +
                                                 number(T_));
        }
    }
    return {};
}

/// Documents get EOS after their last text, with append_eos = always every text does (spec/gato.md 16.16).
void Tokenizing::cutTexts() {
    texts_.resize(tokens_->values.size());
    for (std::size_t c = 0; c < texts_.size(); ++c) {
        const ChannelValues& channel = tokens_->values[c];
        if (!channel.sentences()) {
            continue;
        }
        const bool document = tokens_->mapped.record == Record::Document && c + 1 == texts_.size();
        const bool eos = tokens_->set.append_eos == Settings::AppendEos::Always ||
                         (tokens_->set.append_eos == Settings::AppendEos::Documents && document);
        const std::int64_t wanted = std::max<std::int64_t>(0, end_ + channel.channel.map.shift);
        const std::int64_t rows = channel.once ? channel.rows : std::min(channel.rows, wanted);
        texts_[c] = cutRows(channel, rows, *tokens_->pieces, eos);
    }
}

std::vector<bool> Tokenizing::droppedSteps() const {
    std::vector<bool> dropped;
    if (tokens_->set.nan != Settings::Nan::DropStep) {
        return dropped;
    }
    dropped.resize(static_cast<std::size_t>(end_));
    for (const ChannelValues& channel : tokens_->values) {
        if (channel.image() || channel.sentences()) {
            continue;
        }
        const ValueEncoder encoder(channel, tokens_->set);
        if (!encoder.mayHoldNan()) {
            continue;
        }
        for (std::int64_t step = 0; step < end_; ++step) {
            const std::int64_t row = channel.rowOf(step);
            const bool used = row >= 0 && !(channel.channel.action && step >= T_);
            const auto width = static_cast<std::int64_t>(channel.width);
            if (used && encoder.holdsNan(row * width, width)) {
                dropped[static_cast<std::size_t>(step)] = true;
            }
        }
    }
    return dropped;
}

Result<void> Tokenizing::layOut() {
    cutTexts();
    LayoutBuilder builder(*tokens_, texts_, T_, begin_, options_.tolerant);
    if (auto built = builder.build(end_, droppedSteps(), progress_); !built) {
        return built;
    }
    unreadable_ = builder.unreadable;
    unreadableText_ = builder.unreadableText;
    uncut_ = builder.uncut;
    uncutText_ = builder.uncutText;
    missing_ = builder.missing;
    const std::int64_t tokens = tokens_->firstToken.back(), steps = tokens_->steps();
    const std::int64_t each = steps == 0 ? 0 : tokens / steps;
    bool even = each > 0;
    for (std::int64_t step = 0; even && step <= steps; ++step) {
        even = tokens_->firstToken[static_cast<std::size_t>(step)] == step * each;
    }
    tokens_->stride = even ? each : 0;
    return {};
}

Result<void> Tokenizing::encodeNumbers(std::size_t c, std::int64_t step, std::int64_t at, const ValueEncoder& encoder) {
    const ChannelValues& channel = tokens_->values[c];
    const std::int64_t row = channel.rowOf(step);
    const auto [first, count] = channel.textIds() ? channel.idSpan(row)
                                                  : std::pair(row * static_cast<std::int64_t>(channel.width),
                                                              static_cast<std::int64_t>(channel.width));
    std::int32_t* ids = tokens_->storedIds.data() + at;
    std::uint8_t* flags = tokens_->storedFlags.data() + at;
    const ValueEncoder::Row done = encoder.encode(first, count, ids, flags);
    if (channel.textIds() && tokens_->pieces->unknownId() >= 0) {
        for (std::int64_t i = 0; i < count; ++i) {
            flags[i] |= ids[i] == tokens_->pieces->unknownId() ? Unknown : 0;
        }
    }
    if (step < begin_) {
        return {};
    }
    Counts& counts = counts_[c];
    counts.numbers += count;
    counts.clipped.add(done.clipped, step);
    counts.nan.add(done.nan, step);
    counts.undeclared.add(done.undeclared, step);
    if (done.refused < 0) {
        return {};
    }
    const std::string text = "element " + std::to_string(done.refused) + " of channel " + spoken(channel.channel.map) +
                             " at step " + std::to_string(step) + " " + encoder.reason(first, done.refused);
    if (!options_.tolerant) {
        return fail(ErrorKind::Invalid, text);
    }
    counts.refusedText = counts.refused.count == 0 ? text : counts.refusedText;
    counts.refused.add(1, step);
    return {};
}

void Tokenizing::copyText(std::size_t c, std::int64_t step, std::int64_t at) {
    const std::int64_t row = tokens_->values[c].rowOf(step);
    const std::span<const std::int32_t> ids = texts_[c].ids(row);
    const std::int32_t unknown = tokens_->pieces->unknownId();
    std::int64_t unknowns = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        tokens_->storedIds[static_cast<std::size_t>(at) + i] = ids[i];
        tokens_->storedFlags[static_cast<std::size_t>(at) + i] = ids[i] == unknown ? Unknown : 0;
        unknowns += ids[i] == unknown ? 1 : 0;
    }
    if (step >= begin_) {
        counts_[c].numbers += static_cast<std::int64_t>(ids.size());
        counts_[c].unknown.add(unknowns, step);
    }
}

Result<void> Tokenizing::encodeStep(std::int64_t step, const std::vector<ValueEncoder>& encoders) {
    const auto s = static_cast<std::size_t>(step);
    for (const Segment& segment : tokens_->layouts[static_cast<std::size_t>(tokens_->layoutOf[s])].segments) {
        if (segment.values < 0) {
            continue;
        }
        const auto c = static_cast<std::size_t>(segment.channel);
        const std::int64_t at = tokens_->firstValue[s] + segment.values;
        if (tokens_->values[c].sentences()) {
            copyText(c, step, at);
        } else if (auto done = encodeNumbers(c, step, at, encoders[c]); !done) {
            return done;
        }
    }
    return {};
}

Result<void> Tokenizing::encode() {
    const std::int64_t total = tokens_->firstValue.back();
    if (total > kValueCap) {
        return fail(ErrorKind::OutOfResource, "this episode has " + std::to_string(total) +
                                                  " tokens with a value, more than fit in memory; take fewer steps "
                                                  "or channels");
    }
    tokens_->storedIds.resize(static_cast<std::size_t>(total));
    tokens_->storedFlags.resize(static_cast<std::size_t>(total));
    std::vector<ValueEncoder> encoders;
    encoders.reserve(tokens_->values.size());
    for (const ChannelValues& channel : tokens_->values) {
        encoders.emplace_back(channel, tokens_->set);
    }
    for (std::int64_t step = 0; step < end_; ++step) {
        if (step % 4096 == 0 && !report(progress_, 0.3 + 0.7 * static_cast<double>(step) / static_cast<double>(end_))) {
            return fail(ErrorKind::Cancelled, "tokenizing was stopped");
        }
        if (auto done = encodeStep(step, encoders); !done) {
            return done;
        }
    }
    return {};
}

void Tokenizing::add(Severity severity, const char* id, const std::string& text, const std::string& where,
                     std::int64_t step) {
    tokens_->found.push_back({severity, id, text, where, tokens_->source->info().index, step});
}

void Tokenizing::describeChannel(const ChannelValues& channel, const Counts& counts) {
    const MappedChannel& map = channel.channel.map;
    const auto part = [&](std::int64_t count) {
        return std::to_string(count) + " of " + std::to_string(counts.numbers);
    };
    if (counts.clipped.count > 0) {
        add(Severity::Warning, "clipped",
            part(counts.clipped.count) + " values of " + spoken(map) + " lie outside " +
                (channel.companded     ? "[-M, M]"
                 : channel.low.empty() ? "[-1, 1]"
                                       : "their declared bounds") +
                " and are clipped",
            map.source, counts.clipped.firstStep);
    }
    if (counts.nan.count > 0) {
        add(options_.tolerant && tokens_->set.nan == Settings::Nan::Error ? Severity::Error : Severity::Warning,
            "nan-value", part(counts.nan.count) + " values of " + spoken(map) + " are not a number", map.source,
            counts.nan.firstStep);
    } else if (counts.refused.count > 0) {
        add(Severity::Error, "value-out-of-range",
            counts.refusedText + " (" + std::to_string(counts.refused.count) + " steps)", map.source,
            counts.refused.firstStep);
    }
    if (counts.undeclared.count > 0) {
        add(Severity::Warning, "out-of-declared-range",
            part(counts.undeclared.count) + " values of " + spoken(map) + " exceed the declared count n", map.source,
            counts.undeclared.firstStep);
    }
    if (counts.unknown.count > 0) {
        add(Severity::Warning, "unknown-piece",
            part(counts.unknown.count) + " pieces of " + spoken(map) + " are unknown to the text model", map.source,
            counts.unknown.firstStep);
    }
}

/// Limits bind the model, not the eye (contract 3).
void Tokenizing::describeLimits() {
    Tally local, context;
    std::int32_t mostLocal = 0, mostTokens = 0;
    const Settings& set = tokens_->set;
    for (std::int64_t step = begin_; step < end_; ++step) {
        const StepLayout& layout =
            tokens_->layouts[static_cast<std::size_t>(tokens_->layoutOf[static_cast<std::size_t>(step)])];
        local.add(layout.observed > set.local_pos ? 1 : 0, step);
        context.add(layout.tokens > set.context ? 1 : 0, step);
        mostLocal = std::max(mostLocal, layout.observed);
        mostTokens = std::max(mostTokens, layout.tokens);
    }
    if (local.count > 0) {
        add(Severity::Warning, "local-limit",
            std::to_string(local.count) + " steps have more observation tokens (up to " + std::to_string(mostLocal) +
                ") than local_pos = " + std::to_string(set.local_pos) +
                "; a model refuses them: give the images a smaller size",
            {}, local.firstStep);
    }
    if (context.count > 0) {
        add(Severity::Warning, "context-limit",
            std::to_string(context.count) + " steps have more tokens (up to " + std::to_string(mostTokens) +
                ") than context = " + std::to_string(set.context) +
                "; a model refuses them: give the images a smaller size, or raise context",
            {}, context.firstStep);
    }
}

void Tokenizing::describe() {
    for (std::size_t c = 0; c < counts_.size(); ++c) {
        describeChannel(tokens_->values[c], counts_[c]);
    }
    if (unreadable_.count > 0) {
        add(Severity::Error, "unreadable-image",
            unreadableText_ + " (" + std::to_string(unreadable_.count) + " images left out)", {},
            unreadable_.firstStep);
    }
    if (uncut_.count > 0) {
        add(Severity::Error, "invalid-text", uncutText_ + " (" + std::to_string(uncut_.count) + " texts left out)", {},
            uncut_.firstStep);
    }
    if (missing_.count > 0) {
        add(Severity::Info, "shifted-out",
            std::to_string(missing_.count) + " steps lack a value, because a shift leads out of the stored rows", {},
            missing_.firstStep);
    }
    describeLimits();
}

} // namespace

Result<std::shared_ptr<const TokenSequence>> tokenize(std::shared_ptr<const Episode> episode,
                                                      const std::vector<Channel>& channels, const ChannelMap& map,
                                                      const Tokenizer& tokenizer, const TokenizeOptions& options,
                                                      const Progress& progress) {
    try {
        if (auto valid = validate(tokenizer.settings); !valid) {
            return fail(valid);
        }
        Tokenizing work(tokenizer, options, progress);
        if (auto opened = work.open(std::move(episode), channels, map); !opened) {
            return fail(opened);
        }
        if (auto laid = work.layOut(); !laid) {
            return fail(laid);
        }
        if (auto encoded = work.encode(); !encoded) {
            return fail(encoded);
        }
        work.describe();
        return work.result();
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::OutOfResource, "there is not enough memory for the tokens of this episode; take fewer "
                                              "steps or channels");
    }
}

} // namespace gatoscope
