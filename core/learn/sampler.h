// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which runs of which episodes make up a window: a pure function of seed and window number, so that a resumed run and
// a run over several processes draw the same windows (spec/gato.md 5.5, 5.6).
#include <cstdint>
#include <memory>
#include <vector>

#include "core/learn/episode_store.h"

namespace gatoscope {

/// A run of an episode's tokens: steps [firstStep, endStep), whole ones with `crop = steps`; with `crop = tokens` the
/// first lacks its first `skipped` tokens and the last its last `dropped`.
struct Piece {
    std::shared_ptr<const PackedEpisode> episode;
    std::size_t dataset = 0;
    std::int64_t index = 0;
    std::size_t firstStep = 0, endStep = 0;
    std::uint32_t skipped = 0, dropped = 0;

    std::uint32_t begin() const { return episode->first[firstStep] + skipped; }
    std::uint32_t end() const { return episode->first[endStep] - dropped; }
    std::uint32_t tokens() const { return end() - begin(); }
};

/// What attends to itself: a run of an episode, or a prompt and a run. At most a window's tokens.
struct Sequence {
    std::vector<Piece> pieces;
    std::uint64_t key = 0; // of the randomness of this sequence: patch positions, stochastic depth
    std::uint32_t tokens() const;
};

/// The place of a window in the plan: its dataset and its number among that dataset's windows.
struct WindowPlan {
    std::uint64_t window = 0;
    std::size_t dataset = 0;
    std::uint64_t ordinal = 0;
};

class Sampler {
public:
    /// Measures a few episodes of each dataset. Fails where nothing can be learned from one.
    static Result<std::unique_ptr<Sampler>> make(std::shared_ptr<const EpisodeStore> store, const TrainOptions& options,
                                                 int window);

    /// The plans of windows [begin, end); called with rising ranges (an earlier one starts the count again).
    std::vector<WindowPlan> plan(std::uint64_t begin, std::uint64_t end);
    /// The sequences of a window: about a window's tokens together, short episodes side by side. Thread-safe.
    Result<std::vector<Sequence>> draw(const WindowPlan& plan) const;
    /// The held-out episodes cut into whole windows, at most `most` windows' tokens per dataset.
    Result<std::vector<Sequence>> validation(int most) const;

    std::int64_t trainEpisodes(std::size_t dataset) const { return shares_[dataset].train; }
    std::int64_t validationEpisodes(std::size_t dataset) const { return shares_[dataset].heldOut; }
    int sequencesPerWindow(std::size_t dataset) const { return shares_[dataset].together; }

private:
    struct Share {
        double upTo = 0; // cumulative weight, 1 at the last
        std::int64_t all = 0, train = 0, heldOut = 0;
        std::int64_t every = 0; // each `every`-th episode is held out; 0 = none
        int together = 1;       // sequences of one window
    };
    Sampler() = default;
    std::int64_t trainEpisode(const Share& share, std::int64_t ordinal) const;
    Result<Sequence> sequence(const Share& share, const WindowPlan& plan, int number) const;
    Result<void> measure(std::size_t dataset);

    std::shared_ptr<const EpisodeStore> store_;
    std::vector<Share> shares_;
    std::uint64_t seed_ = 0;
    int window_ = 0;
    bool cropTokens_ = false;
    double promptShare_ = 0, promptEnds_ = 0, promptMost_ = 0;
    std::uint64_t planned_ = 0;
    std::vector<std::uint64_t> counts_;
};

/// A permutation of [0, count) chosen by key: where `position` goes.
std::uint64_t permuted(std::uint64_t position, std::uint64_t count, std::uint64_t key);

} // namespace gatoscope
