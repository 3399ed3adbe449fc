// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/dataset.h"

#include <atomic>
#include <mutex>
#include <unordered_map>

namespace gatoscope {
namespace {

std::uint64_t nextKey() {
    static std::atomic<std::uint64_t> last{0}; // only tells opened data sets apart in a FrameCache
    return ++last;
}

} // namespace

struct Dataset::Open {
    std::mutex mutex;
    std::unordered_map<std::int64_t, std::weak_ptr<const Episode>> episodes;

    /// Handles that nobody holds any more are swept now and then, so that scrolling a long list leaves nothing behind.
    void sweep() {
        if (episodes.size() < 1024)
            return;
        std::erase_if(episodes, [](const auto& entry) { return entry.second.expired(); });
    }
};

Dataset::Dataset() : key_(nextKey()), open_(std::make_unique<Open>()) {}

Dataset::~Dataset() {
    if (cache_)
        cache_->forget(key_);
}

const Channel* Dataset::channel(const std::string& source) const {
    for (const Channel& channel : channels_)
        if (channel.source == source)
            return &channel;
    return nullptr;
}

Result<std::shared_ptr<const Episode>> Dataset::episode(std::int64_t index) const {
    if (index < 0 || index >= episodeCount())
        return fail(ErrorKind::NotFound,
                    "there is no episode " + std::to_string(index) + "; the data set has " +
                        std::to_string(episodeCount()) + ", counted from 0",
                    path_);
    const std::lock_guard lock(open_->mutex);
    auto& place = open_->episodes[index];
    if (auto held = place.lock())
        return held;
    auto opened = openEpisode(index);
    if (!opened)
        return fail(opened);
    (*opened)->attach(cache_, key_);
    std::shared_ptr<const Episode> shared = std::move(*opened);
    place = shared;
    open_->sweep();
    return shared;
}

} // namespace gatoscope
