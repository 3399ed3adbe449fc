// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An episode whose channels are rows of NumPy arrays: NPZ members, NPY files.
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/episode/channel.h"
#include "core/episode/column_store.h"
#include "core/episode/episode.h"
#include "core/episode/npy_file.h"
#include "core/episode/raw_pictures.h"

namespace gatoscope {

struct NamedArray {
    std::string source;
    NpyArray array;
};

/// The arrays of one file (or folder), and those that are there but cannot be read, with the reason.
struct ArraySet {
    std::vector<NamedArray> arrays;
    std::vector<std::pair<std::string, Error>> broken;
    std::vector<std::pair<std::string, std::string>> notes; // what is damaged and yet read: array (or ""), sentence

    const NpyArray* find(const std::string& source) const;
};

/// Rows [from, from + count) of the arrays that run along the file's time belong to this episode; the others are whole.
struct ArrayRange {
    std::uint64_t total = 0; // rows of the arrays that are cut; 0: nothing is cut
    std::uint64_t from = 0, count = 0;
};

class ArrayEpisode final : public Episode, public RawPictures {
public:
    ArrayEpisode(EpisodeInfo info, std::shared_ptr<const ArraySet> set, ArrayRange range,
                 std::vector<Channel> channels);

    const EpisodeInfo& info() const override { return info_; }
    Result<std::int64_t> rows(const std::string& source) const override;
    Result<std::shared_ptr<const Column>> column(const std::string& source) const override;
    Result<Image> decodeImage(const std::string& source, std::int64_t row) const override;
    Result<ImageSize> imageSize(const std::string& source, std::int64_t row) const override;
    Result<Column> imageNumbers(const std::string& source, std::int64_t row) const override;

private:
    struct Slice {
        const NpyArray* array = nullptr;
        std::uint64_t from = 0, count = 0;
    };
    Result<Slice> slice(const std::string& source) const;
    Result<std::vector<std::byte>> imageRow(const std::string& source, const Slice& slice, std::int64_t row) const;
    bool isImage(const std::string& source, bool& channelsFirst) const;

    EpisodeInfo info_;
    std::shared_ptr<const ArraySet> set_;
    ArrayRange range_;
    std::vector<Channel> channels_; // the data set's; says which are images and which are stored once
    mutable ColumnStore columns_;
    mutable std::mutex fortranMutex_;
    mutable std::map<std::string, std::shared_ptr<const Column>> fortran_; // image arrays stored column by column
};

/// Return, task, success and seed as far as small arrays of the usual names tell.
void describeEpisode(const ArraySet& set, const ArrayRange& range, EpisodeInfo& info);

} // namespace gatoscope
