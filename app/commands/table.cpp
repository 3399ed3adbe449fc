// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/table.h"

#include <charconv>
#include <cmath>

#include <unistd.h>

namespace gatoscope {

namespace {

template <typename T>
void appendFloat(std::string& out, T value) {
    if (std::isnan(value)) {
        out += "nan";
        return;
    }
    char text[40];
    const auto [end, error] = std::to_chars(text, text + sizeof text, value);
    out.append(text, error == std::errc() ? end : text);
}

/// Length of the UTF-8 sequence that starts at `text`, or 0 where the bytes are none (overlong forms and surrogates
/// too).
std::size_t sequenceLength(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool fits = !(first == 0xE0 && byte(1) < 0xA0) && !(first == 0xED && byte(1) >= 0xA0);
        return fits && follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool fits = !(first == 0xF0 && byte(1) < 0x90) && !(first == 0xF4 && byte(1) >= 0x90);
        return fits && follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

/// RFC 4180: quoted where it holds a comma, a quote or a line break.
void appendCsvText(std::string& out, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return appendUtf8(out, text);
    out += '"';
    for (std::size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
        appendUtf8(out, text.substr(0, quote + 1));
        out += '"';
        text.remove_prefix(quote + 1);
    }
    appendUtf8(out, text);
    out += '"';
}

class CsvWriter : public TableWriter {
public:
    CsvWriter(std::unique_ptr<OutputFile> output, const std::vector<TableColumn>& columns)
        : output_(std::move(output)) {
        for (const TableColumn& column : columns) {
            separate();
            appendCsvText(row_, column.name);
        }
        row_ += "\r\n";
        first_ = true;
    }
    void empty() override { separate(); }
    void integer(std::int64_t value) override {
        separate();
        appendInteger(row_, value);
    }
    void number(double value) override {
        separate();
        appendNumber(row_, value);
    }
    void numberText(std::string_view text) override {
        separate();
        row_ += text;
    }
    void text(std::string_view value) override {
        separate();
        appendCsvText(row_, value);
    }
    Result<void> endRow() override {
        row_ += "\r\n";
        first_ = true;
        if (row_.size() < (std::size_t{1} << 16))
            return {};
        return drain();
    }
    Result<void> finish() override {
        if (auto drained = drain(); !drained)
            return drained;
        return output_->commit();
    }

private:
    void separate() {
        if (!first_)
            row_ += ',';
        first_ = false;
    }
    Result<void> drain() {
        auto written = output_->write(row_);
        row_.clear();
        return written;
    }
    std::unique_ptr<OutputFile> output_;
    std::string row_;
    bool first_ = true;
};

class JsonWriter : public TableWriter {
public:
    JsonWriter(std::unique_ptr<OutputFile> output, const std::vector<TableColumn>& columns)
        : output_(std::move(output)) {
        for (const TableColumn& column : columns) {
            std::string key = names_.empty() ? "{" : ", ";
            appendJsonText(key, column.name);
            names_.push_back(key + ": ");
        }
        row_ = "[";
    }
    void empty() override { cell() += "null"; }
    void integer(std::int64_t value) override { appendInteger(cell(), value); }
    void number(double value) override {
        std::string& out = cell();
        if (std::isfinite(value))
            appendNumber(out, value);
        else
            out += std::isnan(value) ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"";
    }
    void numberText(std::string_view text) override {
        std::string& out = cell();
        if (text.empty())
            out += "null";
        else if (text.find_first_of("nN") != std::string_view::npos) // nan and inf are no JSON numbers
            appendJsonText(out, text);
        else
            out += text;
    }
    void text(std::string_view value) override { appendJsonText(cell(), value); }
    Result<void> endRow() override {
        row_ += '}';
        next_ = 0;
        if (row_.size() < (std::size_t{1} << 16))
            return {};
        return drain();
    }
    Result<void> finish() override {
        row_ += rows_ == 0 ? "]\n" : "\n]\n";
        if (auto drained = drain(); !drained)
            return drained;
        return output_->commit();
    }

private:
    std::string& cell() {
        if (next_ == 0)
            row_ += rows_++ == 0 ? "\n" : ",\n";
        row_ += names_[next_++];
        return row_;
    }
    Result<void> drain() {
        auto written = output_->write(row_);
        row_.clear();
        return written;
    }
    std::unique_ptr<OutputFile> output_;
    std::vector<std::string> names_;
    std::string row_;
    std::size_t next_ = 0, rows_ = 0;
};

} // namespace

void appendUtf8(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequenceLength(text.substr(i));
        out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(i, length);
        i += length == 0 ? 1 : length;
    }
}

void appendNumber(std::string& out, double value) { appendFloat(out, value); }

void appendNumber(std::string& out, float value) { appendFloat(out, value); }

void appendInteger(std::string& out, std::int64_t value) {
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void appendJsonText(std::string& out, std::string_view text) {
    constexpr const char* kHex = "0123456789abcdef";
    out += '"';
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = sequenceLength(text.substr(i));
        const char c = text[i];
        if (length != 1) {
            out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(i, length);
            i += length == 0 ? 1 : length;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
        ++i;
    }
    out += '"';
}

Result<TableFormat> tableFormat(const std::string& format, const std::string& file) {
    std::string name = format;
    if (name.empty()) {
        const std::string extension = fileExtension(file);
        name = extension == "json" || extension == "parquet" ? extension : "csv";
    }
    if (name == "csv")
        return TableFormat::Csv;
    if (name == "json")
        return TableFormat::Json;
    if (name == "parquet") {
        if ((file.empty() || file == "-") && isatty(STDOUT_FILENO) == 1)
            return fail(ErrorKind::Invalid, "Parquet is binary and standard output is a terminal; name a file with -o",
                        "--format");
        return TableFormat::Parquet;
    }
    return fail(ErrorKind::Invalid, "'" + name + "' is no table format; csv, json and parquet are", "--format");
}

Result<std::unique_ptr<TableWriter>> openTable(TableFormat format, const std::string& file,
                                               std::vector<TableColumn> columns, const TableNotes& notes) {
    if (format == TableFormat::Parquet)
        return openParquetTable(file, std::move(columns), notes);
    auto output = OutputFile::open(file);
    if (!output)
        return fail(output);
    if (format == TableFormat::Json)
        return std::make_unique<JsonWriter>(std::move(*output), columns);
    return std::make_unique<CsvWriter>(std::move(*output), columns);
}

} // namespace gatoscope
