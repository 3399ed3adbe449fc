// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/window_pack.h"

#include <cstring>
#include <unordered_map>

#include <ATen/ATen.h>

#include "core/model/model_input.h"

namespace gatoscope {

namespace {

at::Tensor longs(const std::vector<std::int64_t>& values) { return at::tensor(values, at::kLong); }

/// Float patches [U, 3, P, P], each distinct one once.
class Pictures {
public:
    explicit Pictures(int patch) : width_(3 * static_cast<std::size_t>(patch) * static_cast<std::size_t>(patch)) {}

    /// Which of the distinct ones this is.
    std::int64_t number(const float* patch) {
        std::uint64_t hash = 14695981039346656037ULL;
        for (std::size_t i = 0; i < width_; ++i) {
            std::uint32_t bits = 0;
            std::memcpy(&bits, patch + i, sizeof bits);
            hash = (hash ^ bits) * 1099511628211ULL;
        }
        const auto [begin, end] = known_.equal_range(hash);
        for (auto it = begin; it != end; ++it)
            if (std::memcmp(values_.data() + static_cast<std::size_t>(it->second) * width_, patch,
                            width_ * sizeof(float)) == 0)
                return it->second;
        const auto index = static_cast<std::int64_t>(values_.size() / width_);
        known_.emplace(hash, index);
        values_.insert(values_.end(), patch, patch + width_);
        return index;
    }
    std::size_t width() const { return width_; }
    const std::vector<float>& values() const { return values_; }

private:
    std::size_t width_;
    std::vector<float> values_;
    std::unordered_multimap<std::uint64_t, std::int64_t> known_;
};

class Packer {
public:
    explicit Packer(const Settings& settings) : settings_(settings), pictures_(settings.patch) {}

    Result<void> add(const WindowRun& run) {
        const TokenSequence& sequence = *run.sequence;
        const auto patches = patchesOf(sequence, run.window.beginStep, run.window.endStep);
        if (!patches)
            return fail(patches);
        const float* patch = patches->data();
        const auto tokens =
            inputTokens(sequence, sequence.firstOf(run.window.beginStep), sequence.firstOf(run.window.endStep));
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const InputToken& token = tokens[i];
            place_.push_back(token.action       ? settings_.local_pos
                             : token.local >= 0 ? token.local
                                                : settings_.local_pos + 1);
            position_.push_back(static_cast<std::int64_t>(i));
            if (!token.image) {
                order_.push_back(static_cast<std::int64_t>(ids_.size()));
                ids_.push_back(token.id);
                continue;
            }
            order_.push_back(-1 - static_cast<std::int64_t>(picture_.size()));
            picture_.push_back(pictures_.number(patch));
            patch += pictures_.width();
            row_.push_back(token.row);
            column_.push_back(token.column);
        }
        lengths_.push_back(static_cast<std::int64_t>(tokens.size()));
        return {};
    }

    PackedInput finish() {
        for (std::int64_t& row : order_) // patches follow the ids
            row = row < 0 ? static_cast<std::int64_t>(ids_.size()) - 1 - row : row;
        PackedInput in;
        in.ids = longs(ids_);
        in.order = longs(order_);
        in.place = longs(place_);
        in.picture = longs(picture_);
        in.row = longs(row_);
        in.column = longs(column_);
        in.position = longs(position_);
        in.sequences = static_cast<std::int64_t>(lengths_.size());
        const std::int64_t side = settings_.patch;
        in.pixels = at::tensor(pictures_.values(), at::kFloat).view({-1, 3, side, side});
        std::int64_t first = 0;
        for (std::size_t begin = 0; begin < lengths_.size();) {
            in.groups.push_back(group(begin, first));
            first += in.groups.back().tokens;
            begin += static_cast<std::size_t>(in.groups.back().sequences);
        }
        return in;
    }

private:
    /// The windows from `begin` that are padded to one length: those no more than a sixth shorter than the longest.
    PackedGroup group(std::size_t begin, std::int64_t first) const {
        PackedGroup out;
        out.first = first;
        out.longest = lengths_[begin];
        std::vector<std::int64_t> padded, flat;
        for (std::size_t s = begin; s < lengths_.size() && lengths_[s] * 6 >= out.longest * 5; ++s) {
            for (std::int64_t i = 0; i < out.longest; ++i) {
                const bool token = i < lengths_[s];
                if (token)
                    flat.push_back(static_cast<std::int64_t>(padded.size()));
                padded.push_back(token ? out.tokens + i : 0);
            }
            out.tokens += lengths_[s];
            ++out.sequences;
        }
        if (flat.size() == padded.size())
            return out;
        out.padded = longs(padded);
        out.flat = longs(flat);
        out.keep = at::zeros({static_cast<std::int64_t>(padded.size()), 1}, at::kFloat);
        for (const std::int64_t cell : flat)
            out.keep.data_ptr<float>()[cell] = 1;
        return out;
    }

    const Settings& settings_;
    Pictures pictures_;
    std::vector<std::int64_t> ids_, order_, place_, position_, picture_, row_, column_, lengths_;
};

} // namespace

std::size_t tokensIn(const WindowRun& run) {
    return run.sequence->firstOf(run.window.endStep) - run.sequence->firstOf(run.window.beginStep);
}

Result<WindowPack> packWindows(std::span<const WindowRun> windows, std::span<const std::size_t> chosen,
                               const Settings& settings) {
    WindowPack out;
    Packer packer(settings);
    std::int64_t first = 0;
    for (const std::size_t w : chosen) {
        if (auto added = packer.add(windows[w]); !added)
            return fail(added);
        out.first.push_back(first);
        first += static_cast<std::int64_t>(tokensIn(windows[w]));
    }
    out.input = packer.finish();
    return out;
}

} // namespace gatoscope
