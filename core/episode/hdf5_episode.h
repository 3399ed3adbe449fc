// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An episode whose channels are datasets of an HDF5 file, and how a dataset is recognised as a channel: shared by the
// HDF5 families.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/episode/channel_map.h"
#include "core/episode/column_store.h"
#include "core/episode/episode.h"
#include "core/episode/hdf5_file.h"
#include "core/episode/raw_pictures.h"

namespace gatoscope {

/// Where an episode lies: each channel is the dataset `prefix + source`. With `of` >= 0 the file is flat and datasets
/// of `of` rows or more are cut to [first, first + rows).
struct Hdf5Slice {
    std::string prefix;
    std::int64_t first = 0, rows = 0, of = -1;
};

/// Sources that a reader decodes, and texts that are stored once: the same for all episodes but for the texts.
struct Hdf5Roles {
    std::set<std::string> images, channelsFirst;
};

class Hdf5Episode final : public Episode, public RawPictures {
public:
    Hdf5Episode(std::shared_ptr<const Hdf5File> file, Hdf5Slice slice, std::shared_ptr<const Hdf5Roles> roles,
                EpisodeInfo info, std::map<std::string, std::string> once = {});

    const EpisodeInfo& info() const override { return info_; }
    Result<std::int64_t> rows(const std::string& source) const override;
    Result<std::shared_ptr<const Column>> column(const std::string& source) const override;
    Result<Image> decodeImage(const std::string& source, std::int64_t row) const override;
    Result<ImageSize> imageSize(const std::string& source, std::int64_t row) const override;
    Result<Column> imageNumbers(const std::string& source, std::int64_t row) const override;

private:
    struct Rows {
        Hdf5Array array;
        std::int64_t first = 0, count = 0;
    };
    Result<Rows> locate(const std::string& source) const;
    Result<Rows> locateImage(const std::string& source, std::int64_t row) const;
    Result<std::string> encoded(const std::string& source, const Rows& rows, std::int64_t row) const;
    std::string place(const std::string& source, std::int64_t row) const;

    std::shared_ptr<const Hdf5File> file_;
    Hdf5Slice slice_;
    std::shared_ptr<const Hdf5Roles> roles_;
    EpisodeInfo info_;
    std::map<std::string, std::string> once_;
    mutable ColumnStore columns_;
};

/// The channel that a dataset becomes: raw or encoded image by rank, type and first bytes, else column. Nothing, and a
/// finding, where it cannot be read. `prefix + source` names the dataset; alignment is left to the caller.
std::optional<Channel> hdf5Channel(const Hdf5File& file, const std::string& prefix, const std::string& source,
                                   const Hdf5Array& array, std::vector<Finding>& report);

/// Sets the alignment from the rows that one episode of T steps stores.
void alignChannel(Channel& channel, std::int64_t rows, std::int64_t steps, Alignment expected,
                  std::vector<Finding>& report);

/// Maps a channel with guessChannel; whole numbers without a declared space are looked at in the first rows.
MappedChannel mapHdf5Channel(const Hdf5File& file, const std::string& prefix, const Channel& channel,
                             const std::string& key, Role role, std::vector<Finding>& report);

std::shared_ptr<const Hdf5Roles> rolesOf(const std::vector<Channel>& channels);

/// Rows of the first of `datasets` below `group` that can be read; Unreadable that says why none can.
Result<std::int64_t> hdf5Rows(const Hdf5File& file, const std::string& group, const std::vector<std::string>& datasets);

/// Sum of rows [first, first + rows) of a dataset of numbers, rows < 0: all; nothing where there is none or it is long.
std::optional<double> hdf5Sum(const Hdf5File& file, const std::string& dataset, std::int64_t first, std::int64_t rows);

Finding hdf5Note(Severity severity, const char* id, std::string text, std::string where = {});

} // namespace gatoscope
