// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tables of typed cells, row by row, to CSV (RFC 4180), JSON (an array of objects) or Parquet; never held whole.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/output_file.h"
#include "core/base/result.h"

namespace gatoscope {

enum class CellType { Bool, Int32, Int64, UInt64, Float32, Float64, Text };

struct TableColumn {
    std::string name;
    CellType type = CellType::Text;
};

enum class TableFormat { Csv, Json, Parquet };

/// `format` as typed (csv, json, parquet); "" = by the extension of `file`, else csv. Parquet needs a file or a pipe.
Result<TableFormat> tableFormat(const std::string& format, const std::string& file);

/// Cells are given from left to right, then endRow(); a cell's call must fit its column's type.
class TableWriter {
public:
    virtual ~TableWriter() = default;
    virtual void empty() = 0;
    virtual void integer(std::int64_t value) = 0; // Bool (0, 1), Int32, Int64, UInt64 (as bits)
    virtual void number(double value) = 0;        // Float32, Float64
    /// A number as its shortest round-trip text ("nan", "inf", "-inf" included) for a Float or integer column; "" =
    /// empty.
    virtual void numberText(std::string_view text) = 0;
    virtual void text(std::string_view value) = 0;
    /// Cancelled when the reader went away or the user interrupted.
    virtual Result<void> endRow() = 0;
    /// Ends the table; the file is in its place afterwards.
    virtual Result<void> finish() = 0;
};

using TableNotes = std::vector<std::pair<std::string, std::string>>;

/// `notes` go into Parquet's key-value metadata (settings, map); the other formats have no place for them.
Result<std::unique_ptr<TableWriter>> openTable(TableFormat format, const std::string& file,
                                               std::vector<TableColumn> columns, const TableNotes& notes = {});

/// In parquet_table.cpp; Unsupported in builds without Arrow.
Result<std::unique_ptr<TableWriter>> openParquetTable(const std::string& file, std::vector<TableColumn> columns,
                                                      const TableNotes& notes);

void appendNumber(std::string& out, double value); // shortest round trip; "nan", "inf", "-inf"
void appendNumber(std::string& out, float value);
void appendInteger(std::string& out, std::int64_t value);
/// Bytes that are no UTF-8 become U+FFFD.
void appendUtf8(std::string& out, std::string_view text);
/// Quoted and escaped; bytes that are no UTF-8 become U+FFFD.
void appendJsonText(std::string& out, std::string_view text);

} // namespace gatoscope
