// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/episode_store.h"

#include <algorithm>

namespace gatoscope {

EpisodeStore::EpisodeStore(const std::vector<TrainData>& data, Tokenizer tokenizer, int window, std::int64_t budget)
    : data_(data), tokenizer_(std::move(tokenizer)), window_(window), budget_(budget) {
    for (const TrainData& one : data_)
        kept_.emplace_back(static_cast<std::size_t>(one.dataset->episodeCount()));
}

std::string EpisodeStore::place(std::size_t dataset, std::int64_t index) const {
    return data_[dataset].dataset->path() + ", episode " + std::to_string(index);
}

Result<void> EpisodeStore::fits(const PackedEpisode& packed, std::size_t dataset, std::int64_t index) const {
    for (std::size_t step = 0; step < packed.steps(); ++step) {
        const std::uint32_t tokens = packed.first[step + 1] - packed.first[step];
        if (tokens > static_cast<std::uint32_t>(window_))
            return fail(ErrorKind::Invalid,
                        "Step " + std::to_string(step) + " has " + std::to_string(tokens) +
                            " tokens and a window holds " + std::to_string(window_) +
                            "; give the images a smaller size in the channel map, or set a larger context.",
                        place(dataset, index));
    }
    const auto most = std::max_element(packed.local.begin(), packed.local.end());
    if (most != packed.local.end() && *most >= tokenizer_.settings.local_pos)
        return fail(ErrorKind::Invalid,
                    "A step has " + std::to_string(*most + 1) + " observation tokens and the model has " +
                        std::to_string(tokenizer_.settings.local_pos) +
                        " local positions; give the images a smaller size in the channel map, or set local_pos.",
                    place(dataset, index));
    return {};
}

Result<std::shared_ptr<const PackedEpisode>> EpisodeStore::episode(std::size_t dataset, std::int64_t index) const {
    auto& slot = kept_[dataset][static_cast<std::size_t>(index)];
    {
        const std::lock_guard lock(mutex_);
        if (slot)
            return slot;
    }
    auto opened = data_[dataset].dataset->episode(index);
    if (!opened)
        return fail(opened);
    auto tokens = tokenize(*opened, data_[dataset].dataset->channels(), data_[dataset].map, tokenizer_);
    auto packed = tokens ? packEpisode(**tokens) : fail(tokens);
    if (!packed) {
        Error error = packed.error();
        error.place = place(dataset, index) + (error.place.empty() ? "" : ", " + error.place);
        return tl::unexpected<Error>(std::move(error));
    }
    if (auto fit = fits(*packed, dataset, index); !fit)
        return fail(fit);
    auto shared = std::make_shared<const PackedEpisode>(std::move(*packed));
    const std::lock_guard lock(mutex_);
    if (slot)
        return slot;
    if (held_ + static_cast<std::int64_t>(shared->bytes()) <= budget_) {
        held_ += static_cast<std::int64_t>(shared->bytes());
        slot = shared;
    }
    return shared;
}

} // namespace gatoscope
