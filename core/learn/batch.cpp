// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/batch.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

#include <ATen/ATen.h>

namespace gatoscope {

namespace {

at::Tensor longs(const std::vector<std::int64_t>& values) {
    at::Tensor out = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
    if (!values.empty())
        std::memcpy(out.data_ptr(), values.data(), values.size() * sizeof(std::int64_t));
    return out;
}

/// Gathers the numbers of all tokens; tensors are made at the end.
class Builder {
public:
    Builder(const Settings& settings, const BatchOptions& options) : settings_(settings), options_(options) {
        for (int level = 0; level < 256; ++level)
            levels_[static_cast<std::size_t>(level)] = pixelValue(level, settings);
    }

    void add(const Sequence& sequence) {
        const auto start = static_cast<std::int64_t>(place_.size());
        std::uint64_t draw = 0;
        for (const Piece& piece : sequence.pieces) {
            const PackedEpisode& episode = *piece.episode;
            std::size_t image = episode.images[piece.firstStep];
            for (std::size_t i = episode.first[piece.firstStep]; i < piece.begin(); ++i)
                image += episode.flags[i] & PackedEpisode::Image;
            for (std::size_t i = piece.begin(); i < piece.end(); ++i) {
                const auto row = static_cast<std::int64_t>(place_.size());
                addToken(episode, i, row - start);
                if ((episode.flags[i] & PackedEpisode::Image) != 0)
                    addPatch(episode, episode.ids[i], episode.places[image++], mixed(sequence.key + 2 * ++draw));
                else
                    addId(episode, i, row, row > start);
            }
        }
        sequenceOf_.resize(place_.size(), count_++);
        lengths_.push_back(static_cast<std::int64_t>(place_.size()) - start);
    }

    Batch finish() {
        Batch out;
        PackedInput& in = out.input;
        in.ids = longs(ids_);
        finishOrder(in);
        in.place = longs(place_);
        in.picture = longs(picture_);
        in.row = longs(row_);
        in.column = longs(column_);
        in.position = longs(position_);
        in.sequence = longs(sequenceOf_);
        in.sequences = count_;
        finishPixels(in);
        finishGroups(in);
        out.rows = longs(rows_);
        out.targets = longs(targets_);
        out.actions = at::empty({static_cast<std::int64_t>(actions_.size())}, at::kBool);
        std::copy(actions_.begin(), actions_.end(), out.actions.data_ptr<bool>());
        out.tokens = static_cast<std::int64_t>(place_.size());
        out.targetCount = static_cast<std::int64_t>(targets_.size());
        return out;
    }

private:
    void addToken(const PackedEpisode& episode, std::size_t i, std::int64_t position) {
        const bool action = (episode.flags[i] & PackedEpisode::Action) != 0;
        place_.push_back(action                  ? settings_.local_pos
                         : episode.local[i] >= 0 ? episode.local[i]
                                                 : settings_.local_pos + 1);
        position_.push_back(position);
    }
    void addId(const PackedEpisode& episode, std::size_t i, std::int64_t row, bool predicted) {
        order_.push_back(static_cast<std::int64_t>(ids_.size()));
        ids_.push_back(episode.ids[i]);
        const bool action = (episode.flags[i] & PackedEpisode::Action) != 0;
        if (!predicted || (episode.flags[i] & PackedEpisode::Target) == 0 || (options_.actionsOnly && !action))
            return;
        rows_.push_back(row - 1);
        targets_.push_back(episode.ids[i]);
        actions_.push_back(action);
    }
    void addPatch(const PackedEpisode& episode, std::int32_t patch, const PatchPlace& place, std::uint64_t bits) {
        order_.push_back(-1 - static_cast<std::int64_t>(picture_.size()));
        picture_.push_back(pictureOf(episode, static_cast<std::size_t>(patch)));
        auto drawn = [&](const PatchPlace::Axis& axis, std::uint64_t chance) -> std::int64_t {
            const std::uint64_t span = static_cast<std::uint64_t>(axis.last) - axis.first + 1;
            return options_.training ? axis.first + static_cast<std::int64_t>(chance % span) : axis.eval;
        };
        row_.push_back(drawn(place.row, bits >> 32));
        column_.push_back(drawn(place.column, bits & 0xffffffffULL));
    }
    std::int64_t pictureOf(const PackedEpisode& episode, std::size_t patch) {
        const std::size_t size = episode.pixels.size() / episode.hashes.size();
        const std::uint8_t* bytes = episode.pixels.data() + patch * size;
        const auto [begin, end] = known_.equal_range(episode.hashes[patch]);
        for (auto it = begin; it != end; ++it)
            if (std::memcmp(pictures_[static_cast<std::size_t>(it->second)], bytes, size) == 0)
                return it->second;
        const auto index = static_cast<std::int64_t>(pictures_.size());
        known_.emplace(episode.hashes[patch], index);
        pictures_.push_back(bytes);
        return index;
    }
    void finishOrder(PackedInput& in) {
        const auto texts = static_cast<std::int64_t>(ids_.size());
        std::vector<std::int64_t> inverse(order_.size());
        for (std::size_t i = 0; i < order_.size(); ++i) {
            if (order_[i] < 0)
                order_[i] = texts - 1 - order_[i];
            inverse[static_cast<std::size_t>(order_[i])] = static_cast<std::int64_t>(i);
        }
        in.order = longs(order_);
        in.inverse = longs(inverse);
    }
    void finishPixels(PackedInput& in) {
        const std::int64_t side = settings_.patch;
        in.pixels = at::empty({static_cast<std::int64_t>(pictures_.size()), 3, side, side}, at::kFloat);
        auto* to = in.pixels.data_ptr<float>();
        const auto size = static_cast<std::size_t>(3 * side * side);
        for (const std::uint8_t* from : pictures_)
            for (std::size_t i = 0; i < size; ++i)
                *to++ = levels_[from[i]];
    }
    /// Sequences come longest first; a group ends where one is a sixth shorter than its longest.
    void finishGroups(PackedInput& in) {
        std::int64_t first = 0;
        for (std::size_t begin = 0; begin < lengths_.size();) {
            std::size_t end = begin;
            PackedGroup group;
            group.first = first;
            group.longest = lengths_[begin];
            while (end < lengths_.size() && lengths_[end] * 6 >= group.longest * 5)
                group.tokens += lengths_[end++];
            group.sequences = static_cast<std::int64_t>(end - begin);
            if (group.tokens != group.sequences * group.longest)
                pad(group, begin, end);
            first += group.tokens;
            begin = end;
            in.groups.push_back(std::move(group));
        }
    }
    void pad(PackedGroup& group, std::size_t begin, std::size_t end) const {
        group.keep = at::zeros({group.sequences * group.longest, 1}, at::kFloat);
        auto* keep = group.keep.data_ptr<float>();
        std::vector<std::int64_t> padded(static_cast<std::size_t>(group.sequences * group.longest), 0), flat;
        std::int64_t token = 0;
        for (std::size_t s = begin; s < end; ++s)
            for (std::int64_t i = 0; i < lengths_[s]; ++i) {
                const std::int64_t cell = static_cast<std::int64_t>(s - begin) * group.longest + i;
                padded[static_cast<std::size_t>(cell)] = token++;
                keep[cell] = 1;
                flat.push_back(cell);
            }
        group.padded = longs(padded);
        group.flat = longs(flat);
    }

    const Settings& settings_;
    const BatchOptions& options_;
    std::array<float, 256> levels_{};
    std::vector<std::int64_t> ids_, order_, place_, position_, sequenceOf_, picture_, row_, column_, rows_, targets_,
        lengths_;
    std::vector<bool> actions_;
    std::vector<const std::uint8_t*> pictures_;
    std::unordered_multimap<std::uint64_t, std::int64_t> known_;
    std::int64_t count_ = 0;
};

/// Per sequence and branch: 0 with probability p, else 1 / (1 - p).
at::Tensor branches(const std::vector<Sequence>& sequences, int layers, double p) {
    at::Tensor out = at::empty({static_cast<std::int64_t>(sequences.size()), std::int64_t{2} * layers}, at::kFloat);
    auto* to = out.data_ptr<float>();
    for (const Sequence& sequence : sequences)
        for (std::uint64_t branch = 0; branch < static_cast<std::uint64_t>(2 * layers); ++branch) {
            const std::uint64_t bits = mixed(mixed(sequence.key) + 2 * branch + 1);
            const bool dropped = static_cast<double>(bits >> 11) * 0x1.0p-53 < p;
            *to++ = dropped ? 0.0F : static_cast<float>(1 / (1 - p));
        }
    return out;
}

std::string contentsOf(const std::vector<Sequence>& sequences) {
    std::string text;
    for (std::size_t i = 0; i < sequences.size() && i < 6; ++i) {
        const Piece& piece = sequences[i].pieces.back();
        text += (i ? ", " : "") + std::string("dataset ") + std::to_string(piece.dataset) + " episode " +
                std::to_string(piece.index) + " steps " + std::to_string(piece.firstStep) + ":" +
                std::to_string(piece.endStep);
    }
    return text + (sequences.size() > 6 ? " and " + std::to_string(sequences.size() - 6) + " more" : "");
}

} // namespace

Batch makeBatch(std::vector<Sequence> sequences, const Settings& settings, const BatchOptions& options) {
    std::stable_sort(sequences.begin(), sequences.end(),
                     [](const Sequence& a, const Sequence& b) { return a.tokens() > b.tokens(); });
    Builder builder(settings, options);
    for (const Sequence& sequence : sequences)
        builder.add(sequence);
    Batch batch = builder.finish();
    if (options.training && options.stochasticDepth > 0)
        batch.branchScale = branches(sequences, settings.layers, options.stochasticDepth);
    batch.contents = contentsOf(sequences);
    return batch;
}

} // namespace gatoscope
