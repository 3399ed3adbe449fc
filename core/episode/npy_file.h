// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One NumPy array, in a .npy file or as a member of an archive: its header read and judged at once, its values on
// demand.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/episode/byte_source.h"
#include "core/episode/channel.h"

namespace gatoscope {

/// What the header says. Sides are checked not to overflow; 0-d arrays have an empty shape.
struct NpyHeader {
    DType dtype = DType::F32;
    bool bigEndian = false, fortran = false, wideText = false; // wideText: UCS-4 (<U), else bytes (|S)
    std::size_t itemBytes = 0;                                 // stored bytes of one value; text: the longest
    std::vector<std::int64_t> shape;
    std::uint64_t dataOffset = 0;

    std::uint64_t rows() const { return shape.empty() ? 1 : static_cast<std::uint64_t>(shape.front()); }
    std::uint64_t width() const; // values per row
    std::vector<std::int64_t> rowShape() const;
};

/// Bytes that the header takes in all, from the first 12; Unreadable when this is no NPY file.
Result<std::uint64_t> npyHeaderBytes(std::string_view head, const std::string& place);
/// `head` holds at least npyHeaderBytes bytes. Object arrays, structured and complex types are refused by name.
Result<NpyHeader> parseNpyHeader(std::string_view head, const std::string& place);
std::string formatNpyHeader(const NpyHeader& header); // version 1.0, or 2.0 where it must; padded to 64 bytes

/// An array whose values are there in full length.
class NpyArray {
public:
    /// `crc`: checksum of all bytes, checked when a column is read whole.
    static Result<NpyArray> open(std::shared_ptr<const ByteSource> bytes, std::string place,
                                 std::optional<std::uint32_t> crc = std::nullopt);
    static Result<NpyArray> openFile(const std::string& path);
    /// A file that is cut off gives the rows that are there whole, if any; missingRows() says how many are lost.
    static Result<NpyArray> openCutFile(const std::string& path);
    std::uint64_t missingRows() const { return missing_; }

    /// The same values as one row: a picture alone is an episode of one step.
    void makeSingleRow() { header_.shape.insert(header_.shape.begin(), 1); }

    const NpyHeader& header() const { return header_; }
    const std::string& place() const { return place_; }

    /// Rows [from, from + count), row-major whatever the stored order; refused above the column cap.
    Result<Column> readColumn(std::uint64_t from, std::uint64_t count) const;
    /// One row of bytes-wide values as stored, row-major (images).
    Result<std::vector<std::byte>> readRow(std::uint64_t row) const;

private:
    Result<void> checkSize(bool cutAllowed);
    Result<void> readRows(std::uint64_t from, std::uint64_t count, std::byte* to) const;
    Result<void> checkWhole(const std::vector<std::byte>& values) const;

    std::shared_ptr<const ByteSource> bytes_;
    std::string place_;
    std::optional<std::uint32_t> crc_;
    NpyHeader header_;
    std::uint64_t missing_ = 0;
};

} // namespace gatoscope
