// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/sidecar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/files.h"
#include "core/episode/json_text.h"
#include "core/episode/npy_file.h"

namespace gatoscope {
namespace {

using nlohmann::json;
constexpr std::uint64_t kTextCap = std::uint64_t{256} << 20;
constexpr std::size_t kMostColumns = 65536;

std::string_view trimmed(std::string_view cell) {
    const auto space = [](char c) { return c == ' ' || c == '\r' || c == '\t'; };
    while (!cell.empty() && space(cell.front()))
        cell.remove_prefix(1);
    while (!cell.empty() && space(cell.back()))
        cell.remove_suffix(1);
    return cell;
}

/// Rows of numbers as they come in; whole numbers stay whole while all cells are.
class Table {
public:
    Result<void> add(const std::vector<double>& row, const std::string& place) {
        if (rows_ == 0)
            width_ = row.size();
        if (row.size() != width_)
            return fail(ErrorKind::Invalid,
                        "row " + std::to_string(rows_) + " has " + std::to_string(row.size()) +
                            " values where the first has " + std::to_string(width_),
                        place);
        values_.insert(values_.end(), row.begin(), row.end());
        ++rows_;
        return {};
    }
    void notWhole() { whole_ = false; }

    Sidecar finish() const {
        Sidecar sidecar;
        Column& column = sidecar.column;
        column.rows = rows_;
        column.width = width_;
        column.dtype = whole_ ? DType::I64 : DType::F64;
        column.bytes.resize(values_.size() * 8);
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const auto number = static_cast<std::int64_t>(whole_ ? values_[i] : 0);
            std::memcpy(column.bytes.data() + 8 * i, whole_ ? static_cast<const void*>(&number) : &values_[i], 8);
        }
        if (width_ != 1)
            sidecar.shape = {static_cast<std::int64_t>(width_)};
        return sidecar;
    }

private:
    std::vector<double> values_;
    std::size_t rows_ = 0, width_ = 0;
    bool whole_ = true;
};

/// Splits one line; quotes hold separators together and are doubled inside.
std::vector<std::string> cells(std::string_view line, char separator) {
    std::vector<std::string> found(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"')
                found.back() += line[++i];
            else
                quoted = !quoted;
        } else if (line[i] == separator && !quoted) {
            found.emplace_back();
        } else {
            found.back() += line[i];
        }
    }
    return found;
}

std::optional<double> number(std::string_view cell, bool& whole) {
    cell = trimmed(cell);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    if (!cell.empty() && cell.front() == '+')
        cell.remove_prefix(1);
    double value = nan;
    if (!cell.empty()) {
        const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (code == std::errc::result_out_of_range)
            value = cell.front() == '-' ? -std::numeric_limits<double>::infinity()
                                        : std::numeric_limits<double>::infinity();
        else if (code != std::errc())
            return std::nullopt;
        if (end != cell.data() + cell.size())
            return std::nullopt;
    }
    if (cell.find_first_not_of("0123456789-") != std::string_view::npos || cell.empty() || std::fabs(value) > 9e15)
        whole = false;
    return value;
}

char separatorOf(std::string_view line) {
    for (const char candidate : {',', ';', '\t'})
        if (line.find(candidate) != std::string_view::npos)
            return candidate;
    return ' ';
}

/// A header is a first line in which some cell is neither a number nor empty.
bool isHeader(const std::vector<std::string>& line) {
    return std::any_of(line.begin(), line.end(), [](const std::string& cell) {
        bool whole = true;
        return !number(cell, whole);
    });
}

Result<Sidecar> readCsv(std::string_view text, const std::string& place) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    Table table;
    std::vector<std::string> names;
    std::size_t lineNumber = 0;
    char separator = '\0';
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++lineNumber;
        if (line.empty())
            continue;
        const bool first = separator == '\0';
        separator = first ? separatorOf(line) : separator;
        const std::vector<std::string> parts = cells(line, separator);
        if (parts.size() > kMostColumns)
            return fail(ErrorKind::Unsupported, "the table has more than " + std::to_string(kMostColumns) + " columns",
                        place);
        if (first && isHeader(parts)) {
            for (const std::string& part : parts)
                names.emplace_back(trimmed(part));
            continue;
        }
        std::vector<double> row;
        for (const std::string& part : parts) {
            bool whole = true;
            const auto value = number(part, whole);
            if (!value)
                return fail(ErrorKind::Invalid,
                            "line " + std::to_string(lineNumber) + " holds \"" + part.substr(0, 40) +
                                "\" where a number is expected",
                            place);
            if (!whole)
                table.notWhole();
            row.push_back(*value);
        }
        if (auto added = table.add(row, place); !added)
            return fail(added);
    }
    Sidecar sidecar = table.finish();
    if (names.size() == sidecar.column.width)
        sidecar.names = std::move(names);
    return sidecar;
}

Result<void> flatten(const json& value, std::vector<double>& row, Table& table, const std::string& place) {
    if (value.is_array()) {
        for (const json& child : value)
            if (auto done = flatten(child, row, table, place); !done)
                return done;
        return {};
    }
    if (value.is_object()) {
        for (const auto& [key, child] : value.items())
            if (auto done = flatten(child, row, table, place); !done)
                return done;
        return {};
    }
    if (!value.is_number() && !value.is_boolean() && !value.is_null())
        return fail(ErrorKind::Invalid, "an action holds something that is no number", place);
    if (value.is_number_float() || value.is_null())
        table.notWhole();
    row.push_back(value.is_null()      ? std::numeric_limits<double>::quiet_NaN()
                  : value.is_boolean() ? static_cast<double>(value.get<bool>())
                                       : value.get<double>());
    return {};
}

/// [[…], …], [1, 2, …], [{"x": 1}, …], or an object that holds one of these under "actions", "action" or "data".
Result<Sidecar> readJson(std::string_view text, const std::string& place) {
    auto parsed = parseJson(text, place);
    if (!parsed)
        return fail(parsed);
    const json* rows = &*parsed;
    std::vector<std::string> names;
    if (rows->is_object()) {
        for (const char* key : {"actions", "action", "data"})
            if (parsed->contains(key) && rows->is_object())
                rows = &(*parsed)[key];
        if (parsed->contains("names") && (*parsed)["names"].is_array())
            for (const json& name : (*parsed)["names"])
                names.push_back(name.is_string() ? name.get<std::string>() : name.dump());
    }
    if (!rows->is_array())
        return fail(ErrorKind::Invalid, "the actions are no array; give [[...], ...] or {\"actions\": [...]}", place);
    Table table;
    for (const json& action : *rows) {
        std::vector<double> row;
        if (auto done = flatten(action, row, table, place); !done)
            return fail(done);
        if (auto added = table.add(row, place); !added)
            return fail(added);
        if (names.empty() && action.is_object())
            for (const auto& [key, child] : action.items())
                names.push_back(key);
    }
    Sidecar sidecar = table.finish();
    if (names.size() == sidecar.column.width)
        sidecar.names = std::move(names);
    return sidecar;
}

Result<Sidecar> readNpy(const std::string& path) {
    const auto array = NpyArray::openFile(path);
    if (!array)
        return fail(array);
    auto column = array->readColumn(0, array->header().rows());
    if (!column)
        return fail(column);
    return Sidecar{std::move(*column), array->header().rowShape(), {}};
}

} // namespace

std::string findSidecar(const std::vector<std::string>& names) {
    for (const char* wanted : {"actions.npy", "actions.csv", "actions.json", "action.npy", "action.csv", "action.json"})
        if (std::find(names.begin(), names.end(), wanted) != names.end())
            return wanted;
    return {};
}

Result<Sidecar> readSidecar(const std::string& path) {
    if (fileExtension(path) == "npy")
        return readNpy(path);
    const auto text = readFile(path, kTextCap);
    if (!text)
        return fail(text);
    return fileExtension(path) == "csv" ? readCsv(*text, path) : readJson(*text, path);
}

Result<std::int64_t> sidecarRows(const std::string& path) {
    if (fileExtension(path) == "npy") {
        const auto array = NpyArray::openFile(path);
        if (!array)
            return fail(array);
        return static_cast<std::int64_t>(array->header().rows());
    }
    const auto sidecar = readSidecar(path);
    if (!sidecar)
        return fail(sidecar);
    return static_cast<std::int64_t>(sidecar->column.rows);
}

} // namespace gatoscope
