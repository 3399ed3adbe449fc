// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/sampler.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

constexpr double golden = 0.6180339887498949;

double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

/// A stream of numbers by key: number n is a pure function of both.
struct Draws {
    std::uint64_t key = 0, count = 0;
    double next() { return unit(mixed(key + 0x632be59bd9b4e019ULL * ++count)); }
    std::size_t below(std::size_t bound) {
        return std::min(static_cast<std::size_t>(next() * static_cast<double>(bound)), bound - 1);
    }
};

/// Whole steps from `begin` that fit into `budget` tokens.
std::size_t endOfFit(const PackedEpisode& episode, std::size_t begin, std::uint32_t budget) {
    const auto it = std::upper_bound(episode.first.begin() + static_cast<std::ptrdiff_t>(begin), episode.first.end(),
                                     episode.first[begin] + budget);
    return static_cast<std::size_t>(it - episode.first.begin()) - 1;
}

/// The first step from which everything to the end fits into `budget` tokens.
std::size_t lastStart(const PackedEpisode& episode, std::uint32_t budget) {
    const std::uint32_t end = episode.tokens();
    if (end <= budget)
        return 0;
    return static_cast<std::size_t>(std::lower_bound(episode.first.begin(), episode.first.end(), end - budget) -
                                    episode.first.begin());
}

/// A run of at most `room` tokens: the last one, or a drawn one; empty where not one step fits. Whole steps begin and
/// end it, or any tokens where `cropTokens`.
Piece cutRun(const std::shared_ptr<const PackedEpisode>& episode, std::uint32_t room, bool last, bool cropTokens,
             Draws& draws) {
    Piece piece;
    piece.episode = episode;
    if (!cropTokens) {
        const std::size_t latest = std::min(lastStart(*episode, room), episode->steps() - 1);
        piece.firstStep = last ? lastStart(*episode, room) : draws.below(latest + 1);
        piece.endStep = std::min(endOfFit(*episode, piece.firstStep, room), episode->steps());
        return piece;
    }
    const std::uint32_t all = episode->tokens(), count = std::min(all, room);
    const auto begin = last ? all - count : static_cast<std::uint32_t>(draws.below(std::size_t{all - count} + 1));
    if (count == 0)
        return piece;
    const auto& first = episode->first;
    const auto step = std::upper_bound(first.begin(), first.end(), begin) - 1;
    const auto end = std::lower_bound(step, first.end(), begin + count);
    piece.firstStep = static_cast<std::size_t>(step - first.begin());
    piece.endStep = static_cast<std::size_t>(end - first.begin());
    piece.skipped = begin - *step;
    piece.dropped = *end - (begin + count);
    return piece;
}

} // namespace

std::uint32_t Sequence::tokens() const {
    std::uint32_t sum = 0;
    for (const Piece& piece : pieces)
        sum += piece.tokens();
    return sum;
}

std::uint64_t permuted(std::uint64_t position, std::uint64_t count, std::uint64_t key) {
    if (count < 2)
        return 0;
    int half = 1;
    while ((std::uint64_t{1} << (2 * half)) < count)
        ++half;
    const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
    do { // a Feistel network over the next power of four, walked until it lands inside
        std::uint64_t left = position >> half, right = position & mask;
        for (std::uint64_t round = 0; round < 4; ++round) {
            const std::uint64_t next = left ^ (mixed(key ^ (round << 56) ^ right) & mask);
            left = right;
            right = next;
        }
        position = (left << half) | right;
    } while (position >= count);
    return position;
}

Result<std::unique_ptr<Sampler>> Sampler::make(std::shared_ptr<const EpisodeStore> store, const TrainOptions& options,
                                               int window) {
    std::unique_ptr<Sampler> sampler(new Sampler);
    sampler->store_ = std::move(store);
    sampler->seed_ = mixed(options.seed);
    sampler->window_ = window;
    sampler->cropTokens_ = options.settings.crop == Settings::Crop::Tokens;
    sampler->promptShare_ = options.promptShare;
    sampler->promptEnds_ = options.promptEnds;
    sampler->promptMost_ = options.promptMost;
    double sum = 0;
    for (const TrainData& data : options.data)
        sum += data.weight;
    double before = 0;
    for (std::size_t d = 0; d < options.data.size(); ++d) {
        Share share;
        before += options.data[d].weight;
        share.upTo = d + 1 == options.data.size() ? 1 : before / sum;
        share.all = sampler->store_->episodes(d);
        if (share.all < 1)
            return fail(ErrorKind::Invalid, "Episodes to train on were looked for; the dataset has none.",
                        options.data[d].dataset->path());
        if (options.validation > 0 && share.all > 1 && options.overfit == 0)
            share.every = std::max<std::int64_t>(2, std::llround(1 / options.validation));
        if (share.every > 0)
            share.heldOut = std::max<std::int64_t>(1, share.all / share.every);
        if (share.heldOut > 0 && share.all < share.every)
            share.every = share.all;
        share.train = share.all - share.heldOut;
        sampler->shares_.push_back(share);
        if (auto measured = sampler->measure(d); !measured)
            return fail(measured);
    }
    sampler->counts_.resize(sampler->shares_.size());
    return sampler;
}

/// Episode of the dataset that is number `ordinal` of those trained on: the last of each run of `every` is held out.
std::int64_t Sampler::trainEpisode(const Share& share, std::int64_t ordinal) const {
    return share.every > 0 ? ordinal + ordinal / (share.every - 1) : ordinal;
}

Result<void> Sampler::measure(std::size_t dataset) {
    Share& share = shares_[dataset];
    const std::int64_t sample = std::min<std::int64_t>(share.train, 32);
    double tokens = 0;
    bool targets = false;
    for (std::int64_t i = 0; i < sample; ++i) {
        const std::int64_t index = trainEpisode(share, i * share.train / sample);
        const auto episode = store_->episode(dataset, index);
        if (!episode)
            return fail(episode);
        const double length = std::min<double>((*episode)->tokens(), window_);
        const double prompt = std::min(length, promptMost_ * window_);
        tokens += (1 - promptShare_) * length + promptShare_ * std::min<double>(window_, length + prompt);
        for (const std::uint8_t flags : (*episode)->flags)
            targets = targets || (flags & PackedEpisode::Target) != 0;
    }
    if (!targets)
        return fail(ErrorKind::Invalid,
                    "Actions or text to learn were looked for; this dataset's channel map has neither. Map an action "
                    "channel.",
                    store_->place(dataset, 0));
    share.together = static_cast<int>(
        std::max(1.0, std::round(static_cast<double>(window_) * static_cast<double>(sample) / std::max(tokens, 1.0))));
    return {};
}

std::vector<WindowPlan> Sampler::plan(std::uint64_t begin, std::uint64_t end) {
    if (begin < planned_) {
        planned_ = 0;
        std::fill(counts_.begin(), counts_.end(), 0);
    }
    std::vector<WindowPlan> plans;
    const double start = unit(mixed(seed_ ^ 0x5851f42d4c957f2dULL));
    for (; planned_ < end; ++planned_) {
        const double place = std::fmod(start + golden * static_cast<double>(planned_), 1.0);
        std::size_t dataset = 0;
        while (dataset + 1 < shares_.size() && place >= shares_[dataset].upTo)
            ++dataset;
        if (planned_ >= begin)
            plans.push_back({planned_, dataset, counts_[dataset]});
        ++counts_[dataset];
    }
    return plans;
}

Result<std::vector<Sequence>> Sampler::draw(const WindowPlan& plan) const {
    const Share& share = shares_[plan.dataset];
    std::vector<Sequence> sequences;
    for (int i = 0; i < share.together; ++i) {
        auto one = sequence(share, plan, i);
        if (!one)
            return fail(one);
        if (one->tokens() > 0)
            sequences.push_back(std::move(*one));
    }
    return sequences;
}

Result<Sequence> Sampler::sequence(const Share& share, const WindowPlan& plan, int number) const {
    const auto train = static_cast<std::uint64_t>(share.train);
    const std::uint64_t at =
        plan.ordinal * static_cast<std::uint64_t>(share.together) + static_cast<std::uint64_t>(number);
    const std::uint64_t own = permuted(at % train, train, mixed(seed_ + plan.dataset * 7919 + at / train));
    Sequence out;
    out.key = mixed(seed_ ^ mixed(plan.window * 4096 + static_cast<std::uint64_t>(number)));
    Draws draws{out.key, 0};
    const auto window = static_cast<std::uint32_t>(window_);
    std::uint32_t room = window;
    const auto add = [&](Piece piece, std::int64_t index) {
        piece.dataset = plan.dataset;
        piece.index = index;
        if (piece.endStep > piece.firstStep)
            out.pieces.push_back(std::move(piece));
    };
    if (draws.next() < promptShare_) {
        const std::uint64_t other = train > 1 ? (own + 1 + draws.below(train - 1)) % train : own;
        const std::int64_t index = trainEpisode(share, static_cast<std::int64_t>(other));
        const auto episode = store_->episode(plan.dataset, index);
        if (!episode)
            return fail(episode);
        const auto most = static_cast<std::uint32_t>(promptMost_ * window);
        const bool ends = draws.next() < promptEnds_;
        add(cutRun(*episode, most, ends, cropTokens_, draws), index);
        room -= out.tokens();
    }
    const std::int64_t index = trainEpisode(share, static_cast<std::int64_t>(own));
    const auto episode = store_->episode(plan.dataset, index);
    if (!episode)
        return fail(episode);
    Piece piece = cutRun(*episode, room, false, cropTokens_, draws);
    if (piece.endStep == piece.firstStep) { // a step larger than what the prompt left: without the prompt, then
        out.pieces.clear();
        piece.endStep = endOfFit(**episode, piece.firstStep, window);
    }
    add(std::move(piece), index);
    return out;
}

Result<std::vector<Sequence>> Sampler::validation(int most) const {
    std::vector<Sequence> out;
    for (std::size_t d = 0; d < shares_.size(); ++d) {
        const Share& share = shares_[d];
        std::int64_t left = static_cast<std::int64_t>(most) * window_;
        for (std::int64_t i = 0; i < share.heldOut && left > 0; ++i) {
            const std::int64_t index = (i + 1) * share.every - 1;
            const auto episode = store_->episode(d, index);
            if (!episode)
                return fail(episode);
            for (std::size_t begin = 0; begin < (*episode)->steps();) {
                const std::size_t end = endOfFit(**episode, begin, static_cast<std::uint32_t>(window_));
                out.push_back({{{*episode, d, index, begin, end, 0, 0}}, 0});
                left -= out.back().tokens();
                begin = end;
            }
        }
    }
    return out;
}

} // namespace gatoscope
