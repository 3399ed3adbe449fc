// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The index of a data set: channels, episodes, guessed map, conversion report. Opened fast, decodes nothing.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/episode/channel.h"
#include "core/episode/channel_map.h"
#include "core/episode/episode.h"
#include "core/episode/frame_cache.h"

namespace gatoscope {

/// Const and thread-safe after opening.
class Dataset {
public:
    virtual ~Dataset();

    const std::string& path() const { return path_; }
    const std::string& format() const {
        return format_;
    } // "minari", "robomimic", "libero", "d4rl", "npz", "npy", "images" …
    const std::string& name() const { return name_; } // short, for titles
    const std::vector<Channel>& channels() const { return channels_; }
    const Channel* channel(const std::string& source) const;
    const ChannelMap& guessedMap() const { return map_; }
    const std::vector<Finding>& report() const { return report_; }

    virtual std::int64_t episodeCount() const = 0;
    virtual std::int64_t stepCount() const = 0; // over all episodes; known from the index
    /// Cheap: id, steps, task, return as far as the index has them; may read a few bytes on first use.
    virtual Result<EpisodeInfo> episodeInfo(std::int64_t index) const = 0;

    /// The handle of one episode. NotFound names the range. The same object while someone holds it.
    Result<std::shared_ptr<const Episode>> episode(std::int64_t index) const;

    /// Given by openDataset; shared by all data sets of a program.
    void setFrameCache(std::shared_ptr<FrameCache> cache) { cache_ = std::move(cache); }
    const std::shared_ptr<FrameCache>& frameCache() const { return cache_; }

protected:
    Dataset();
    virtual Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const = 0;

    std::string path_, format_, name_;
    std::vector<Channel> channels_;
    ChannelMap map_;
    std::vector<Finding> report_;

private:
    std::shared_ptr<FrameCache> cache_;
    std::uint64_t key_ = 0; // unique per opened data set, names it in the FrameCache
    struct Open;            // weak handles of episodes in use
    std::unique_ptr<Open> open_;
};

} // namespace gatoscope
