// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A data set of one episode that somebody typed: plain data in, the same Dataset as any file gives out.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/image.h"
#include "core/base/result.h"
#include "core/episode/channel_map.h"
#include "core/episode/dataset.h"

namespace gatoscope {

/// One channel of a scratch episode; which vectors count depends on `modality`.
struct ScratchChannel {
    std::string source; // also the name of the array in a saved NPZ file
    Role role = Role::Observation;
    Modality modality = Modality::Continuous;         // Text, Image, Discrete, Continuous
    std::size_t width = 1;                            // Discrete, Continuous: components
    std::int64_t n = 0;                               // Discrete: number of values; 0 = not given
    std::vector<double> low, high;                    // Continuous: bounds; empty = none
    std::string text;                                 // Text: the same in every step
    std::vector<double> values;                       // Discrete, Continuous: steps * width, row-major
    std::vector<std::shared_ptr<const Image>> images; // Image: one a step
    friend bool operator==(const ScratchChannel&, const ScratchChannel&) = default;
};

struct ScratchEpisode {
    std::string name = "scratch";
    std::int64_t steps = 1;
    double framesPerSecond = 10;
    std::vector<ScratchChannel> channels;

    ScratchChannel* find(const std::string& source);
    const ScratchChannel* find(const std::string& source) const;
    /// Copies step `step` behind itself; removes it (the last one stays); makes every channel fit `steps`.
    void duplicateStep(std::int64_t step);
    void removeStep(std::int64_t step);
    void normalise();
    friend bool operator==(const ScratchEpisode&, const ScratchEpisode&) = default;
};

/// An instruction, no pictures yet, an observation vector of three and a discrete action of seven values.
ScratchEpisode firstScratchEpisode();

/// Format "scratch". Invalid: doubled or empty names, values that do not fit the steps, non-integral discrete values.
Result<std::shared_ptr<const Dataset>> makeScratchDataset(ScratchEpisode episode,
                                                          std::shared_ptr<FrameCache> cache = nullptr);

/// The map that the typed channels say by themselves.
ChannelMap scratchMap(const ScratchEpisode& episode);

/// One NPZ file with an array a channel: text as <U, pictures as uint8 [steps, height, width, 3], discrete values as
/// int64, others as float64. Pictures of different sizes in one channel are refused.
Result<void> saveScratch(const ScratchEpisode& episode, const std::string& path);

} // namespace gatoscope
