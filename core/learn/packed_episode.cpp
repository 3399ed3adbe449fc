// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/packed_episode.h"

#include <cstring>
#include <unordered_map>

namespace gatoscope {

namespace {

/// Cuts patches of the images of one sequence, the frame at hand kept until the next one is needed.
class Cutter {
public:
    Cutter(const TokenSequence& sequence, PackedEpisode& packed)
        : sequence_(sequence), packed_(packed), side_(sequence.settings().patch),
          cut_(3 * static_cast<std::size_t>(side_) * static_cast<std::size_t>(side_)) {}

    Result<std::int32_t> patch(std::size_t i, const Token& token) {
        const PatchGrid grid = sequence_.gridOf(i);
        const int frame = sequence_.frameOf(i);
        if (token.step != step_ || token.channel != channel_ || frame != frame_) {
            if (auto read = load(token, grid, frame); !read)
                return fail(read);
        }
        const int at = token.element - frame * grid.count();
        cutAt(at / grid.columns * side_, at % grid.columns * side_);
        return kept();
    }

private:
    Result<void> load(const Token& token, const PatchGrid& grid, int frame) {
        const SequenceChannel& channel = sequence_.channels()[static_cast<std::size_t>(token.channel)];
        auto image = mappedImage(*sequence_.episode(), channel.stored, channel.map, token.step, frame);
        if (!image)
            return fail(image);
        fitted_ = fitImage(*image, grid, sequence_.settings());
        step_ = token.step;
        channel_ = token.channel;
        frame_ = frame;
        return {};
    }
    void cutAt(int y, int x) {
        const auto side = static_cast<std::size_t>(side_);
        for (std::size_t dy = 0; dy < side; ++dy) {
            const std::uint8_t* from = fitted_.at(y + static_cast<int>(dy), x);
            for (std::size_t dx = 0; dx < side; ++dx)
                for (std::size_t c = 0; c < 3; ++c)
                    cut_[(c * side + dy) * side + dx] = from[3 * dx + c];
        }
    }
    std::int32_t kept() {
        const std::uint64_t hash = hashBytes(cut_.data(), cut_.size());
        const auto [begin, end] = known_.equal_range(hash);
        for (auto it = begin; it != end; ++it)
            if (std::memcmp(packed_.pixels.data() + static_cast<std::size_t>(it->second) * cut_.size(), cut_.data(),
                            cut_.size()) == 0)
                return it->second;
        const auto index = static_cast<std::int32_t>(packed_.hashes.size());
        known_.emplace(hash, index);
        packed_.hashes.push_back(hash);
        packed_.pixels.insert(packed_.pixels.end(), cut_.begin(), cut_.end());
        return index;
    }

    const TokenSequence& sequence_;
    PackedEpisode& packed_;
    int side_;
    std::vector<std::uint8_t> cut_;
    Image fitted_;
    std::int32_t step_ = -1, channel_ = -1;
    int frame_ = -1;
    std::unordered_multimap<std::uint64_t, std::int32_t> known_;
};

PatchPlace::Axis axisOf(const PatchPosition& position, const Settings& settings) {
    const DrawRange range = drawRange(position, settings);
    return {static_cast<std::uint16_t>(range.first), static_cast<std::uint16_t>(range.last),
            static_cast<std::uint16_t>(position.eval)};
}

} // namespace

std::size_t PackedEpisode::bytes() const {
    return sizeof(PackedEpisode) + ids.size() * 7 + first.size() * 8 + places.size() * sizeof(PatchPlace) +
           pixels.size() + hashes.size() * 8;
}

std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

std::uint64_t hashBytes(const std::uint8_t* bytes, std::size_t count) {
    std::uint64_t hash = count * 0x9e3779b97f4a7c15ULL;
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + i, 8);
        hash = (hash ^ word) * 0xbf58476d1ce4e5b9ULL;
        hash ^= hash >> 29;
    }
    for (; i < count; ++i)
        hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
    return mixed(hash);
}

Result<PackedEpisode> packEpisode(const TokenSequence& sequence) {
    PackedEpisode packed;
    Cutter cutter(sequence, packed);
    const std::size_t tokens = sequence.firstOf(sequence.steps());
    packed.ids.reserve(tokens);
    packed.local.reserve(tokens);
    packed.flags.reserve(tokens);
    for (std::int64_t step = 0; step < sequence.steps(); ++step) {
        packed.first.push_back(static_cast<std::uint32_t>(packed.ids.size()));
        packed.images.push_back(static_cast<std::uint32_t>(packed.places.size()));
        for (std::size_t i = sequence.firstOf(step); i < sequence.firstOf(step + 1); ++i) {
            const Token token = sequence.at(i);
            const bool image = token.kind == Kind::Image;
            std::int32_t id = token.id;
            if (image) {
                const auto patch = cutter.patch(i, token);
                if (!patch)
                    return fail(patch);
                id = *patch;
                packed.places.push_back(
                    {axisOf(token.row, sequence.settings()), axisOf(token.column, sequence.settings())});
            }
            packed.ids.push_back(id);
            packed.local.push_back(static_cast<std::int16_t>(token.local));
            packed.flags.push_back(static_cast<std::uint8_t>((image ? PackedEpisode::Image : 0) |
                                                             (token.target ? PackedEpisode::Target : 0) |
                                                             (isAction(token.kind) ? PackedEpisode::Action : 0)));
        }
    }
    packed.first.push_back(static_cast<std::uint32_t>(packed.ids.size()));
    packed.images.push_back(static_cast<std::uint32_t>(packed.places.size()));
    packed.pixels.shrink_to_fit();
    return packed;
}

} // namespace gatoscope
