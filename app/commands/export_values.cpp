// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/export.h"
#include "app/commands/npy_writer.h"
#include "app/commands/table.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace gatoscope {

namespace {

/// The stored row of a step: the one row of a text that is stored once.
std::size_t rowOf(const ExportTask& task, std::int64_t step) {
    return task.channel.alignment == Alignment::Once ? 0 : static_cast<std::size_t>(step);
}

CellType cellType(DType dtype) {
    switch (dtype) {
    case DType::Bool:
        return CellType::Bool;
    case DType::U8:
    case DType::I8:
    case DType::U16:
    case DType::I16:
    case DType::I32:
        return CellType::Int32;
    case DType::U32:
    case DType::I64:
        return CellType::Int64;
    case DType::U64:
        return CellType::UInt64;
    case DType::F16:
    case DType::F32:
        return CellType::Float32;
    case DType::F64:
        return CellType::Float64;
    case DType::Text:
        break;
    }
    return CellType::Text;
}

/// "step", then the component names where they are whole and distinct, else "value" or the flat indices.
std::vector<TableColumn> columnsOf(const ExportTask& task, const Column& column) {
    const std::vector<std::string>& names =
        task.mapped.names.size() == column.width ? task.mapped.names : task.channel.names;
    const std::set<std::string> distinct(names.begin(), names.end());
    const bool named = names.size() == column.width && column.width > 1 && distinct.size() == names.size() &&
                       distinct.count("step") == 0 && distinct.count("") == 0;
    std::vector<TableColumn> columns = {{"step", CellType::Int64}};
    for (std::size_t i = 0; i < column.width; ++i)
        columns.push_back({named ? names[i] : column.width == 1 ? "value" : std::to_string(i), cellType(column.dtype)});
    return columns;
}

Result<void> exportTable(const ExportTask& task, const Column& column) {
    auto format = tableFormat(task.kind, task.file);
    if (!format)
        return fail(format);
    auto table = openTable(*format, task.file, columnsOf(task, column));
    if (!table)
        return fail(table);
    for (std::int64_t step = task.steps.begin; step < task.steps.end; ++step) {
        (*table)->integer(step);
        for (std::size_t i = 0; i < column.width; ++i) {
            if (column.dtype == DType::Text)
                (*table)->text(column.text[rowOf(task, step) * column.width + i]);
            else
                (*table)->numberText(column.shown(rowOf(task, step), i));
        }
        if (auto written = (*table)->endRow(); !written)
            return written;
        if (interrupted())
            return fail(ErrorKind::Cancelled, "interrupted");
    }
    return (*table)->finish();
}

/// UTF-8 to UTF-32; a byte that is none becomes U+FFFD.
std::u32string codePoints(const std::string& text) {
    std::string clean;
    appendUtf8(clean, text);
    std::u32string points;
    for (std::size_t i = 0; i < clean.size();) {
        const auto byte = static_cast<unsigned char>(clean[i]);
        const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? byte : byte & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k)
            point = point << 6 | (static_cast<unsigned char>(clean[i + k]) & 0x3FU);
        points += point;
        i += length;
    }
    return points;
}

/// NumPy's fixed-width unicode: every cell as wide as the longest.
Result<void> writeTextCells(const ExportTask& task, const Column& column, const std::vector<std::int64_t>& shape,
                            OutputFile& out) {
    std::size_t longest = 1;
    for (const std::string& text : column.text)
        longest = std::max(longest, codePoints(text).size());
    if (auto head = out.write(npyHead("<U" + std::to_string(longest), shape)); !head)
        return head;
    for (std::int64_t step = task.steps.begin; step < task.steps.end; ++step) {
        for (std::size_t i = 0; i < column.width; ++i) {
            std::u32string points = codePoints(column.text[rowOf(task, step) * column.width + i]);
            points.resize(longest, U'\0');
            if (auto written = out.write({reinterpret_cast<const char*>(points.data()), longest * 4}); !written)
                return written;
        }
    }
    return {};
}

Result<void> exportNpy(const ExportTask& task, const Column& column) {
    auto out = OutputFile::open(task.file);
    if (!out)
        return fail(out);
    std::vector<std::int64_t> shape = {task.steps.end - task.steps.begin};
    const bool known =
        std::none_of(task.channel.shape.begin(), task.channel.shape.end(), [](auto side) { return side < 0; }) &&
        width(task.channel) == column.width;
    if (known)
        shape.insert(shape.end(), task.channel.shape.begin(), task.channel.shape.end());
    else
        shape.push_back(static_cast<std::int64_t>(column.width));
    Result<void> written;
    if (column.dtype == DType::Text) {
        written = writeTextCells(task, column, shape, **out);
    } else {
        const std::size_t rowBytes = column.width * byteSize(column.dtype);
        written = (*out)->write(npyHead(npyDescr(column.dtype), shape));
        for (std::int64_t step = task.steps.begin; written && step < task.steps.end; ++step)
            written = (*out)->write(
                {reinterpret_cast<const char*>(column.bytes.data()) + rowOf(task, step) * rowBytes, rowBytes});
    }
    return written ? (*out)->commit() : written;
}

} // namespace

Result<void> exportValues(const ExportTask& task) {
    auto column = task.episode->column(task.channel.source);
    if (!column)
        return fail(column);
    const bool once = task.channel.alignment == Alignment::Once;
    if ((*column)->rows < (once ? std::size_t{1} : static_cast<std::size_t>(task.steps.end)))
        return fail(ErrorKind::Unreadable,
                    "the channel holds " + std::to_string((*column)->rows) + " rows where " +
                        std::to_string(task.steps.end) + " were declared",
                    task.channel.source);
    return task.kind == "npy" ? exportNpy(task, **column) : exportTable(task, **column);
}

} // namespace gatoscope
