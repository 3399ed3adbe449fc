// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/table_reader.h"

#include "core/base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace gatoscope {

namespace {

constexpr std::size_t kCellCap = std::size_t{1} << 24;
constexpr std::size_t kColumnsCap = 4096;

class CsvReader : public TableReader {
public:
    static Result<std::unique_ptr<TableReader>> open(const std::string& path) {
        std::unique_ptr<CsvReader> reader(new CsvReader);
        reader->path_ = path;
        reader->file_ = std::fopen(path.c_str(), "rb");
        if (reader->file_ == nullptr)
            return fail(ErrorKind::NotFound, std::string("the table cannot be opened: ") + std::strerror(errno), path);
        auto header = reader->record(reader->columns_);
        if (!header)
            return fail(header);
        if (!*header || reader->columns_.size() < 2)
            return fail(ErrorKind::Unreadable, "a CSV table with one header line was looked for and none was found",
                        path);
        if (reader->columns_[0].compare(0, 3, "\xEF\xBB\xBF") == 0)
            reader->columns_[0].erase(0, 3);
        return reader;
    }
    ~CsvReader() override {
        if (file_ != nullptr)
            std::fclose(file_);
    }
    Result<bool> next(std::vector<std::string>& cells) override {
        auto read = record(cells);
        if (read && *read && cells.size() != columns_.size())
            return fail(ErrorKind::Unreadable,
                        "the header names " + std::to_string(columns_.size()) + " columns and a row has " +
                            std::to_string(cells.size()) + " cells",
                        path_ + ", line " + std::to_string(line_));
        return read;
    }

private:
    int get() {
        if (at_ == size_) {
            size_ = std::fread(buffer_, 1, sizeof buffer_, file_);
            at_ = 0;
            if (size_ == 0)
                return -1;
        }
        return static_cast<unsigned char>(buffer_[at_++]);
    }
    int peek() {
        const int c = get();
        if (c >= 0)
            --at_;
        return c;
    }
    std::string& cell(std::vector<std::string>& cells, std::size_t i) {
        if (cells.size() <= i)
            cells.emplace_back();
        cells[i].clear();
        return cells[i];
    }

    /// One record; empty lines between records are passed over.
    Result<bool> record(std::vector<std::string>& cells) {
        ++line_;
        while (peek() == '\r' || peek() == '\n') {
            line_ += get() == '\n' ? 1U : 0U;
        }
        if (peek() < 0)
            return false;
        std::size_t count = 0;
        while (true) {
            std::string& text = cell(cells, count++);
            auto end = value(text);
            if (!end)
                return fail(end);
            if (count > kColumnsCap)
                return fail(ErrorKind::Unsupported, "a row of this table has more than 4096 cells", path_);
            if (*end != ',')
                break;
        }
        cells.resize(count);
        return true;
    }

    /// One cell; returns what ended it: ',', '\n' or -1.
    Result<int> value(std::string& text) {
        bool quoted = peek() == '"';
        if (quoted)
            get();
        while (true) {
            const int c = get();
            if (text.size() > kCellCap)
                return fail(ErrorKind::Unsupported, "a cell of this table is longer than 16 MiB",
                            path_ + ", line " + std::to_string(line_));
            if (quoted) {
                if (c < 0)
                    return fail(ErrorKind::Unreadable, "the table ends inside a quoted cell", path_);
                if (c == '"' && peek() == '"') {
                    text += static_cast<char>(get());
                } else if (c == '"') {
                    quoted = false;
                } else {
                    line_ += c == '\n' ? 1U : 0U;
                    text += static_cast<char>(c);
                }
                continue;
            }
            if (c < 0 || c == ',' || c == '\n')
                return c;
            if (c == '\r' && (peek() == '\n' || peek() < 0))
                continue;
            text += static_cast<char>(c);
        }
    }

    std::string path_;
    std::FILE* file_ = nullptr;
    char buffer_[1 << 16];
    std::size_t at_ = 0, size_ = 0, line_ = 0;
};

} // namespace

int TableReader::find(const std::string& name) const {
    const auto found = std::find(columns_.begin(), columns_.end(), name);
    return found == columns_.end() ? -1 : static_cast<int>(found - columns_.begin());
}

Result<std::unique_ptr<TableReader>> TableReader::open(const std::string& path) {
    if (pathKind(path) == PathKind::Missing)
        return fail(ErrorKind::NotFound, "a token table was looked for and there is no such file", path);
    if (pathKind(path) == PathKind::Folder)
        return fail(ErrorKind::Invalid, "a token table (CSV or Parquet) was looked for and a folder was found", path);
    if (pathKind(path) == PathKind::File) {
        auto head = readHead(path, 4);
        if (!head)
            return fail(head);
        if (*head == "PAR1")
            return openParquetReader(path);
    }
    return CsvReader::open(path);
}

} // namespace gatoscope
