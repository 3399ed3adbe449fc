// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An HDF5 file opened read-only: groups, datasets and attributes as plain values. The door to libhdf5.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/episode/channel.h"

namespace gatoscope {

/// What a dataset or an attribute holds, known before it is read.
struct Hdf5Array {
    enum class Kind {
        Number,  // any numeric dtype, h5py's bools and other enums included
        Text,    // fixed or variable-length strings
        Bytes,   // one variable-length run of bytes per row (encoded images)
        Refused, // `refusal` says why
    };
    Kind kind = Kind::Refused;
    DType dtype = DType::U8;
    std::vector<std::int64_t> dims; // rows first; empty: a scalar
    std::vector<std::string> names; // names of the values 0, 1 … of an enum that is no bool
    std::string refusal;            // one sentence

    std::int64_t rows() const { return dims.empty() ? 1 : dims.front(); }
    std::vector<std::int64_t> rowShape() const;
    std::size_t rowWidth() const; // elements of one row
};

/// A dataset below a group; `path` is relative to that group.
struct Hdf5Member {
    std::string path;
    Hdf5Array array;
};

struct Hdf5Tree {
    std::vector<Hdf5Member> members; // in the order of names, depth first
    std::vector<std::string> notes;  // what was not followed or not understood, a sentence each
};

/// Const and thread-safe: libhdf5 works behind one lock of the process. Links that leave the file are refused, link
/// cycles end, sizes are checked before memory is taken. Paths are slash-separated from the root, without a leading
/// slash; "" is the root.
class Hdf5File {
public:
    enum class Kind { Missing, Group, Dataset, Refused };

    /// Unreadable when it is no HDF5 file or damaged.
    static Result<std::shared_ptr<const Hdf5File>> open(const std::string& path);
    ~Hdf5File();
    Hdf5File(const Hdf5File&) = delete;
    Hdf5File& operator=(const Hdf5File&) = delete;

    const std::string& path() const { return path_; }
    Kind kind(const std::string& object) const;

    /// Names of the links of a group, in the order of bytes; links that leave the file included (kind() tells).
    Result<std::vector<std::string>> names(const std::string& group) const;
    /// Every dataset below a group, up to 16 levels deep and 4,096 members.
    Result<Hdf5Tree> tree(const std::string& group) const;

    /// Shape and type; a dataset that cannot be read comes back as Kind::Refused.
    Result<Hdf5Array> describe(const std::string& dataset) const;
    /// Rows [first, first + count) and only these are read. At most 1 GiB.
    Result<Column> read(const std::string& dataset, std::int64_t first, std::int64_t count) const;
    Result<Column> readAll(const std::string& dataset) const;
    /// Row `row` of a dataset of bytes.
    Result<std::vector<std::byte>> readBytes(const std::string& dataset, std::int64_t row) const;

    /// NotFound where the object has no such attribute. One row per element.
    Result<Column> attribute(const std::string& object, const std::string& name) const;
    std::vector<std::string> attributeNames(const std::string& object) const;

    struct Open; // handles; private to hdf5_handle.h

private:
    explicit Hdf5File(std::string path);
    std::string path_;
    std::unique_ptr<Open> open_;
};

/// The one number or text of an attribute; NotFound or Invalid otherwise. Numbers in text ("120") are understood.
Result<std::int64_t> hdf5Integer(const Hdf5File& file, const std::string& object, const std::string& name);
Result<double> hdf5Number(const Hdf5File& file, const std::string& object, const std::string& name);
Result<std::string> hdf5Text(const Hdf5File& file, const std::string& object, const std::string& name);

} // namespace gatoscope
