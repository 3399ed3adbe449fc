// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One episode: a const, thread-safe handle. Columns are read whole on first use, images decoded on demand through the
// FrameCache; nothing decoded is kept here.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/image.h"
#include "core/base/result.h"
#include "core/episode/channel.h"

namespace gatoscope {

struct EpisodeInfo {
    std::int64_t index = 0;            // ordinal from 0 in the data set's order
    std::string id;                    // as stored: "episode_5", "demo_12", a file name
    std::int64_t steps = 0;            // T: recorded actions, or observations where nothing is acted (contract 1)
    std::string task;                  // instruction, empty if none
    std::optional<double> totalReward; // the return
    std::optional<bool> success;
    std::optional<std::int64_t> seed;
};

class FrameCache;

class Episode {
public:
    virtual ~Episode() = default;
    virtual const EpisodeInfo& info() const = 0;

    /// Rows stored for a channel: T, T+1, 1 or any; NotFound for an unknown source.
    virtual Result<std::int64_t> rows(const std::string& source) const = 0;

    /// A numeric or text channel, whole, its own dtype. The same pointer on every call while it is in use.
    /// Fails for images and for sizes that would exhaust memory (checked before allocation).
    virtual Result<std::shared_ptr<const Column>> column(const std::string& source) const = 0;

    /// Decodes row `row` of an image channel as stored (no flip, no swap: those belong to the map). Always reads.
    virtual Result<Image> decodeImage(const std::string& source, std::int64_t row) const = 0;

    /// Size of row `row` without decoding it, where the format allows; else decodes.
    virtual Result<ImageSize> imageSize(const std::string& source, std::int64_t row) const;

    /// The decoded image through the data set's FrameCache: from memory when it is there, else decoded and kept.
    Result<std::shared_ptr<const Image>> image(const std::string& source, std::int64_t row) const;
    /// Only what is in memory already; null otherwise. Cheap: the GUI thread may call it.
    std::shared_ptr<const Image> cachedImage(const std::string& source, std::int64_t row) const;

    /// Set once by Dataset when it hands the episode out.
    void attach(std::shared_ptr<FrameCache> cache, std::uint64_t datasetKey);

private:
    std::shared_ptr<FrameCache> cache_;
    std::uint64_t datasetKey_ = 0;
};

} // namespace gatoscope
