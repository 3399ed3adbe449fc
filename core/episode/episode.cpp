// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/episode.h"

#include <utility>

#include "core/episode/frame_cache.h"

namespace gatoscope {

Result<ImageSize> Episode::imageSize(const std::string& source, std::int64_t row) const {
    const auto picture = image(source, row);
    if (!picture)
        return fail(picture);
    return ImageSize{(*picture)->width, (*picture)->height};
}

Result<std::shared_ptr<const Image>> Episode::image(const std::string& source, std::int64_t row) const {
    const FrameKey key{datasetKey_, info().index, row, source};
    if (cache_) {
        if (auto kept = cache_->find(key))
            return kept;
    }
    auto decoded = decodeImage(source, row);
    if (!decoded)
        return fail(decoded);
    if (!cache_)
        return std::make_shared<const Image>(std::move(*decoded));
    return cache_->insert(key, std::move(*decoded));
}

std::shared_ptr<const Image> Episode::cachedImage(const std::string& source, std::int64_t row) const {
    return cache_ ? cache_->find({datasetKey_, info().index, row, source}) : nullptr;
}

void Episode::attach(std::shared_ptr<FrameCache> cache, std::uint64_t datasetKey) {
    cache_ = std::move(cache);
    datasetKey_ = datasetKey;
}

} // namespace gatoscope
