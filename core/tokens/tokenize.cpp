// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/tokenizing.h"

#include <algorithm>
#include <new>

namespace gatoscope {
namespace {

constexpr std::int64_t kValueCap = std::int64_t{3} << 29; // stored ids of one episode: 8 GB

} // namespace

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
    tokens_->tabulate();
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
    const ValueEncoder::Report done = encoder.encode(first, count, ids, flags);
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

Tokenizing::Run Tokenizing::runAt(std::int64_t step) const {
    constexpr std::int64_t most = 512;
    const std::int32_t layout = tokens_->layoutOf[static_cast<std::size_t>(step)];
    const std::int64_t stop = std::min(step + most, step < begin_ ? begin_ : end_);
    std::int64_t next = step + 1;
    while (next < stop && tokens_->layoutOf[static_cast<std::size_t>(next)] == layout) {
        ++next;
    }
    return {step, next - step, tokens_->layouts[static_cast<std::size_t>(layout)]};
}

/// The rows of a run at once. False where they must be taken one by one: rows of different lengths, or something to
/// report for the first time.
bool Tokenizing::encodeTogether(std::size_t c, const Run& run, std::int64_t at, const ValueEncoder& encoder) {
    const ChannelValues& channel = tokens_->values[c];
    if (channel.sentences() || channel.textIds() || channel.once) {
        return false;
    }
    const auto width = static_cast<std::int64_t>(channel.width);
    const ValueEncoder::Report done =
        encoder.encodeRows(channel.rowOf(run.step) * width, run.count, width, run.layout.values,
                           tokens_->storedIds.data() + at, tokens_->storedFlags.data() + at);
    if (run.step < begin_) {
        return true;
    }
    Counts& counts = counts_[c];
    const auto first = [](const Tally& tally, std::int64_t more) { return more > 0 && tally.count == 0; };
    if (done.refused >= 0 || first(counts.clipped, done.clipped) || first(counts.nan, done.nan) ||
        first(counts.undeclared, done.undeclared)) {
        return false;
    }
    counts.numbers += run.count * width;
    counts.clipped.count += done.clipped;
    counts.nan.count += done.nan;
    counts.undeclared.count += done.undeclared;
    return true;
}

Result<void> Tokenizing::encodeRun(const Run& run, const std::vector<ValueEncoder>& encoders) {
    for (const Segment& segment : run.layout.segments) {
        if (segment.values < 0) {
            continue;
        }
        const auto c = static_cast<std::size_t>(segment.channel);
        const std::int64_t at = tokens_->firstValue[static_cast<std::size_t>(run.step)] + segment.values;
        const bool together = encodeTogether(c, run, at, encoders[c]);
        for (std::int64_t i = 0; !together && i < run.count; ++i) {
            const std::int64_t place = at + i * run.layout.values;
            if (tokens_->values[c].sentences()) {
                copyText(c, run.step + i, place);
            } else if (auto done = encodeNumbers(c, run.step + i, place, encoders[c]); !done) {
                return done;
            }
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
    for (std::int64_t step = 0, told = 0; step < end_;) {
        if (step >= told && !report(progress_, 0.3 + 0.7 * static_cast<double>(step) / static_cast<double>(end_))) {
            return fail(ErrorKind::Cancelled, "tokenizing was stopped");
        }
        told = step >= told ? step + 4096 : told;
        const Run run = runAt(step);
        if (auto done = encodeRun(run, encoders); !done) {
            return done;
        }
        step += run.count;
    }
    return {};
}

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
