// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/array_file.h"
#include "core/episode/scratch_dataset.h"

#include <cstring>
#include <utility>

namespace gatoscope {

namespace {

void append(OutputArray& array, const void* from, std::size_t count) {
    const auto* bytes = static_cast<const std::byte*>(from);
    array.bytes.insert(array.bytes.end(), bytes, bytes + count);
}

OutputArray textArray(const ScratchChannel& channel, std::int64_t steps) {
    OutputArray array{channel.source, DType::Text, {steps}, {}, {}};
    array.text.assign(static_cast<std::size_t>(steps), channel.text);
    return array;
}

OutputArray numberArray(const ScratchChannel& channel, std::int64_t steps) {
    const bool discrete = channel.modality == Modality::Discrete;
    OutputArray array{channel.source, discrete ? DType::I64 : DType::F64, {steps}, {}, {}};
    if (channel.width != 1)
        array.shape.push_back(static_cast<std::int64_t>(channel.width));
    for (const double value : channel.values) {
        const auto integer = static_cast<std::int64_t>(discrete ? value : 0);
        append(array, discrete ? static_cast<const void*>(&integer) : &value, 8);
    }
    return array;
}

Result<OutputArray> imageArray(const ScratchChannel& channel, std::int64_t steps) {
    const Image& first = *channel.images.front();
    OutputArray array{channel.source, DType::U8, {steps, first.height, first.width, 3}, {}, {}};
    for (const auto& image : channel.images) {
        if (image->width != first.width || image->height != first.height) {
            return fail(ErrorKind::Invalid,
                        "the pictures are " + std::to_string(first.width) + "x" + std::to_string(first.height) +
                            " and " + std::to_string(image->width) + "x" + std::to_string(image->height) +
                            "; an array needs one size, so scale them alike",
                        channel.source);
        }
        append(array, image->pixels.data(), image->pixels.size());
    }
    return array;
}

} // namespace

Result<void> saveScratch(const ScratchEpisode& episode, const std::string& path) {
    if (const auto checked = makeScratchDataset(episode); !checked)
        return fail(checked);
    std::vector<OutputArray> arrays;
    for (const ScratchChannel& channel : episode.channels) {
        Result<OutputArray> array = channel.modality == Modality::Text    ? textArray(channel, episode.steps)
                                    : channel.modality == Modality::Image ? imageArray(channel, episode.steps)
                                                                          : numberArray(channel, episode.steps);
        if (!array)
            return fail(array);
        arrays.push_back(std::move(*array));
    }
    return writeNpz(path, arrays, Packing::Stored);
}

} // namespace gatoscope
