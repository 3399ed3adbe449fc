// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "core/tokens/channel_values.h"
#include "core/tokens/mu_law.h"
#include "core/tokens/tokenizer.h"

namespace gatoscope {
namespace {

/// One entry for all components, or the component's own; `none` where nothing is given.
template <typename T>
T entry(const std::vector<T>& given, std::size_t element, T none) {
    return given.empty() ? none : given.size() == 1 ? given.front() : element < given.size() ? given[element] : none;
}

tl::unexpected<Error> wrongId(std::int32_t id, const MappedChannel& channel, const char* what, std::int32_t begin,
                              std::int32_t end) {
    return fail(ErrorKind::Invalid, "id " + std::to_string(id) + " of channel " + spoken(channel) + " is no " + what +
                                        "; those are [" + std::to_string(begin) + ", " + std::to_string(end) + ")");
}

} // namespace

Result<DecodedId> decodeId(std::int32_t id, const MappedChannel& channel, std::size_t element, bool action,
                           const Settings& settings) {
    const Vocabulary ids = vocabulary(settings);
    if (channel.modality == Modality::Discrete) {
        if (id < ids.discreteBegin || id >= ids.discreteEnd) {
            return wrongId(id, channel, "discrete value", ids.discreteBegin, ids.discreteEnd);
        }
        const auto start = static_cast<double>(entry<std::int64_t>(channel.start, element, 0));
        return DecodedId{static_cast<double>(id - ids.discreteBegin) + start, 0};
    }
    if (channel.modality != Modality::Continuous) {
        return fail(ErrorKind::Invalid,
                    "channel " + spoken(channel) + " is " + name(channel.modality) + " and holds no numbers to decode");
    }
    const std::int32_t end = ids.continuousEnd + (settings.bin_rule == Settings::BinRule::Neko ? 1 : 0);
    if (id < ids.continuousBegin || id >= end) {
        return wrongId(id, channel, "bin", ids.continuousBegin, end);
    }
    const bool bounded = action && !channel.low.empty() && !channel.high.empty();
    const auto value = [&](double y) {
        const double x = !action || settings.compand_actions ? expand(y, settings.mu, settings.M) : y;
        return bounded ? affineFromUnit(x, entry(channel.low, element, -1.0), entry(channel.high, element, 1.0)) : x;
    };
    const std::int32_t bin = id - ids.continuousBegin;
    DecodedId decoded;
    decoded.value = value(binPoint(bin, settings));
    const double low = value(std::min(1.0, binEdge(bin, settings)));
    const double high = value(std::min(1.0, binEdge(bin + 1, settings)));
    decoded.error = std::max(std::abs(decoded.value - low), std::abs(decoded.value - high));
    return decoded;
}

Result<std::vector<float>> patchesOf(const TokenSequence& sequence, std::int64_t beginStep, std::int64_t endStep) {
    std::vector<float> all;
    const Settings& settings = sequence.settings();
    const std::size_t begin = sequence.firstOf(beginStep), end = sequence.firstOf(endStep);
    const auto& channels = sequence.channels();
    if (std::none_of(channels.begin(), channels.end(),
                     [](const auto& c) { return c.map.modality == Modality::Image; })) {
        return all;
    }
    std::size_t patches = 0;
    for (std::size_t i = begin; i < end; ++i) {
        patches += sequence.kind(i) == Kind::Image ? 1 : 0;
    }
    all.reserve(patches * 3 * static_cast<std::size_t>(settings.patch) * static_cast<std::size_t>(settings.patch));
    for (std::size_t i = begin; i < end;) {
        if (sequence.kind(i) != Kind::Image) {
            ++i;
            continue;
        }
        const Token token = sequence.at(i);
        const SequenceChannel& channel = sequence.channels()[static_cast<std::size_t>(token.channel)];
        const PatchGrid grid = sequence.gridOf(i);
        const auto image =
            mappedImage(*sequence.episode(), channel.stored, channel.map, token.step, sequence.frameOf(i));
        if (!image) {
            return fail(image);
        }
        if (ImageSize{image->width, image->height} != grid.original) {
            return fail(ErrorKind::Unreadable, "the image of channel " + spoken(channel.map) + " at step " +
                                                   std::to_string(token.step) + " has another size than promised");
        }
        const bool fits = image->width == grid.fitted.width && image->height == grid.fitted.height;
        Image fitted;
        if (!fits) {
            fitted = fitImage(*image, grid, settings);
        }
        appendPatchValues(fits ? *image : fitted, settings, all);
        i += static_cast<std::size_t>(grid.count());
    }
    return all;
}

} // namespace gatoscope
