// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tables that were written before, read back row by row as text: CSV (RFC 4180) or Parquet, told apart by their bytes.
#include <memory>
#include <string>
#include <vector>

#include "app/commands/table.h"
#include "core/base/result.h"

namespace gatoscope {

class TableReader {
public:
    virtual ~TableReader() = default;
    /// Unreadable, NotFound or Unsupported with what was found instead of a table.
    static Result<std::unique_ptr<TableReader>> open(const std::string& path);

    const std::vector<std::string>& columns() const { return columns_; }
    const TableNotes& notes() const { return notes_; }
    /// Index of a column, or -1.
    int find(const std::string& name) const;
    /// Fills one cell per column, "" where empty; false after the last row.
    virtual Result<bool> next(std::vector<std::string>& cells) = 0;

protected:
    std::vector<std::string> columns_;
    TableNotes notes_;
};

/// In parquet_table.cpp.
Result<std::unique_ptr<TableReader>> openParquetReader(const std::string& path);

} // namespace gatoscope
