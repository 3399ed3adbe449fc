// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The tokenized episodes of a run's datasets, kept in memory as far as a budget goes. Thread-safe.
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "core/learn/packed_episode.h"
#include "core/trace/training.h"

namespace gatoscope {

class EpisodeStore {
public:
    EpisodeStore(const std::vector<TrainData>& data, Tokenizer tokenizer, int window, std::int64_t budget);

    std::size_t datasets() const { return data_.size(); }
    std::int64_t episodes(std::size_t dataset) const { return data_[dataset].dataset->episodeCount(); }
    /// Tokens and patches of one episode; fails where a step is larger than the window or the local positions.
    Result<std::shared_ptr<const PackedEpisode>> episode(std::size_t dataset, std::int64_t index) const;
    const Settings& settings() const { return tokenizer_.settings; }
    std::int64_t bytes() const { return held_.load(); }
    /// "PATH, episode 3": for messages.
    std::string place(std::size_t dataset, std::int64_t index) const;

private:
    Result<void> fits(const PackedEpisode& packed, std::size_t dataset, std::int64_t index) const;

    std::vector<TrainData> data_;
    Tokenizer tokenizer_;
    int window_;
    std::int64_t budget_;
    mutable std::atomic<std::int64_t> held_{0};
    mutable std::mutex mutex_;
    mutable std::vector<std::vector<std::shared_ptr<const PackedEpisode>>> kept_;
};

} // namespace gatoscope
