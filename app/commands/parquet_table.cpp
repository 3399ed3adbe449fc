// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/table.h"
#include "app/commands/table_reader.h"

#ifdef GATOSCOPE_PARQUET
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#endif

#include <charconv>
#include <cmath>
#include <limits>
#include <new>

namespace gatoscope {

#ifndef GATOSCOPE_PARQUET

Result<std::unique_ptr<TableWriter>> openParquetTable(const std::string&, std::vector<TableColumn>, const TableNotes&) {
    return fail(ErrorKind::Unsupported, "this build has no Parquet (GATOSCOPE_PARQUET is off); use csv or json",
                "--format");
}
Result<std::unique_ptr<TableReader>> openParquetReader(const std::string& path) {
    return fail(ErrorKind::Unsupported, "this build reads no Parquet (GATOSCOPE_PARQUET is off); use a CSV table",
                path);
}

#else

namespace {

constexpr std::int64_t kRowGroup = 131072; // rows held before they are written

tl::unexpected<Error> arrowError(const arrow::Status& status, const std::string& place) {
    const ErrorKind kind = status.IsOutOfMemory() ? ErrorKind::OutOfResource : ErrorKind::Unreadable;
    return fail(kind, "Parquet: " + status.message(), place);
}

/// Arrow's stream onto an OutputFile; remembers the error that Arrow only passes on as text.
class FileStream : public arrow::io::OutputStream {
public:
    explicit FileStream(std::unique_ptr<OutputFile> file) : file_(std::move(file)) {
        set_mode(arrow::io::FileMode::WRITE);
    }
    arrow::Status Close() override {
        closed_ = true;
        return arrow::Status::OK();
    }
    bool closed() const override { return closed_; }
    arrow::Result<std::int64_t> Tell() const override { return static_cast<std::int64_t>(file_->written()); }
    arrow::Status Write(const void* data, std::int64_t size) override {
        auto written = file_->write({static_cast<const char*>(data), static_cast<std::size_t>(size)});
        if (written)
            return arrow::Status::OK();
        error = written.error();
        return arrow::Status::IOError(error.text);
    }
    using OutputStream::Write;
    OutputFile& file() { return *file_; }
    Error error;

private:
    std::unique_ptr<OutputFile> file_;
    bool closed_ = false;
};

std::shared_ptr<arrow::DataType> arrowType(CellType type) {
    switch (type) {
    case CellType::Bool:
        return arrow::boolean();
    case CellType::Int32:
        return arrow::int32();
    case CellType::Int64:
        return arrow::int64();
    case CellType::UInt64:
        return arrow::uint64();
    case CellType::Float32:
        return arrow::float32();
    case CellType::Float64:
        return arrow::float64();
    case CellType::Text:
        break;
    }
    return arrow::utf8();
}

double parseNumber(std::string_view text) {
    double value = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(text.data(), text.data() + text.size(), value); // nan, inf, -inf too
    return value;
}

class ParquetWriter : public TableWriter {
public:
    ParquetWriter(std::unique_ptr<OutputFile> output, std::vector<TableColumn> columns)
        : columns_(std::move(columns)), place_(output->place()),
          stream_(std::make_shared<FileStream>(std::move(output))) {}

    Result<void> start(const TableNotes& notes) {
        std::vector<std::shared_ptr<arrow::Field>> fields;
        for (const TableColumn& column : columns_) {
            fields.push_back(arrow::field(column.name, arrowType(column.type)));
            std::unique_ptr<arrow::ArrayBuilder> builder;
            if (auto made = arrow::MakeBuilder(arrow::default_memory_pool(), fields.back()->type(), &builder);
                !made.ok())
                return arrowError(made, place_);
            builders_.push_back(std::move(builder));
        }
        auto metadata = std::make_shared<arrow::KeyValueMetadata>();
        for (const auto& [key, value] : notes)
            metadata->Append(key, value);
        schema_ = arrow::schema(fields, metadata);
        auto properties = parquet::WriterProperties::Builder().max_row_group_length(kRowGroup)->build();
        auto arrowProperties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
        auto writer = parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), stream_, properties,
                                                       arrowProperties);
        if (!writer.ok())
            return passed(writer.status());
        writer_ = std::move(*writer);
        return {};
    }

    void empty() override { keep(builders_[next_++]->AppendNull()); }
    void integer(std::int64_t value) override {
        switch (columns_[next_].type) {
        case CellType::Bool:
            keep(as<arrow::BooleanBuilder>().Append(value != 0));
            break;
        case CellType::Int32:
            keep(as<arrow::Int32Builder>().Append(static_cast<std::int32_t>(value)));
            break;
        case CellType::UInt64:
            keep(as<arrow::UInt64Builder>().Append(static_cast<std::uint64_t>(value)));
            break;
        default:
            keep(as<arrow::Int64Builder>().Append(value));
            break;
        }
        ++next_;
    }
    void number(double value) override {
        if (columns_[next_].type == CellType::Float32)
            keep(as<arrow::FloatBuilder>().Append(static_cast<float>(value)));
        else
            keep(as<arrow::DoubleBuilder>().Append(value));
        ++next_;
    }
    void numberText(std::string_view text) override {
        const CellType type = columns_[next_].type;
        if (text.empty())
            return empty();
        if (type == CellType::Float32 || type == CellType::Float64)
            return number(parseNumber(text));
        if (type == CellType::UInt64) {
            std::uint64_t value = 0;
            std::from_chars(text.data(), text.data() + text.size(), value);
            return integer(static_cast<std::int64_t>(value));
        }
        std::int64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        integer(value);
    }
    void text(std::string_view value) override {
        utf8_.clear();
        appendUtf8(utf8_, value);
        keep(as<arrow::StringBuilder>().Append(utf8_));
        ++next_;
    }
    Result<void> endRow() override {
        next_ = 0;
        if (!status_.ok())
            return passed(status_);
        return ++rows_ < kRowGroup ? Result<void>() : drain();
    }
    Result<void> finish() override {
        if (auto drained = drain(); !drained)
            return drained;
        if (auto closed = writer_->Close(); !closed.ok())
            return passed(closed);
        return stream_->file().commit();
    }

private:
    template <typename Builder>
    Builder& as() {
        return static_cast<Builder&>(*builders_[next_]);
    }
    void keep(const arrow::Status& status) {
        if (!status.ok() && status_.ok())
            status_ = status;
    }
    tl::unexpected<Error> passed(const arrow::Status& status) {
        if (!stream_->error.text.empty())
            return tl::unexpected<Error>(stream_->error);
        return arrowError(status, place_);
    }
    Result<void> drain() {
        if (rows_ == 0)
            return {};
        std::vector<std::shared_ptr<arrow::Array>> arrays(builders_.size());
        for (std::size_t i = 0; i < builders_.size(); ++i)
            if (auto done = builders_[i]->Finish(&arrays[i]); !done.ok())
                return passed(done);
        auto table = arrow::Table::Make(schema_, arrays, rows_);
        rows_ = 0;
        if (auto written = writer_->WriteTable(*table, kRowGroup); !written.ok())
            return passed(written);
        return {};
    }

    std::vector<TableColumn> columns_;
    std::string place_, utf8_;
    std::shared_ptr<FileStream> stream_;
    std::shared_ptr<arrow::Schema> schema_;
    std::vector<std::unique_ptr<arrow::ArrayBuilder>> builders_;
    std::unique_ptr<parquet::arrow::FileWriter> writer_;
    arrow::Status status_;
    std::size_t next_ = 0;
    std::int64_t rows_ = 0;
};

void cellText(const arrow::Array& array, std::int64_t row, std::string& out) {
    out.clear();
    if (array.IsNull(row))
        return;
    if (array.type_id() == arrow::Type::DOUBLE)
        return appendNumber(out, static_cast<const arrow::DoubleArray&>(array).Value(row));
    if (array.type_id() == arrow::Type::FLOAT)
        return appendNumber(out, static_cast<const arrow::FloatArray&>(array).Value(row));
    if (array.type_id() == arrow::Type::STRING) {
        out = static_cast<const arrow::StringArray&>(array).GetView(row);
        return;
    }
    if (array.type_id() == arrow::Type::INT64)
        return appendInteger(out, static_cast<const arrow::Int64Array&>(array).Value(row));
    if (array.type_id() == arrow::Type::INT32)
        return appendInteger(out, static_cast<const arrow::Int32Array&>(array).Value(row));
    auto scalar = array.GetScalar(row);
    if (scalar.ok())
        out = (*scalar)->ToString();
}

class ParquetReader : public TableReader {
public:
    Result<void> start(const std::string& path) {
        path_ = path;
        auto file = arrow::io::ReadableFile::Open(path);
        if (!file.ok())
            return arrowError(file.status(), path);
        auto reader = parquet::arrow::OpenFile(*file, arrow::default_memory_pool());
        if (!reader.ok())
            return arrowError(reader.status(), path);
        reader_ = std::move(*reader);
        std::shared_ptr<arrow::Schema> schema;
        if (auto read = reader_->GetSchema(&schema); !read.ok())
            return arrowError(read, path);
        columns_ = schema->field_names();
        if (auto metadata = schema->metadata())
            for (std::int64_t i = 0; i < metadata->size(); ++i)
                notes_.emplace_back(metadata->key(i), metadata->value(i));
        auto batches = reader_->GetRecordBatchReader();
        if (!batches.ok())
            return arrowError(batches.status(), path);
        batches_ = std::move(*batches);
        return {};
    }
    Result<bool> next(std::vector<std::string>& cells) override {
        try {
            return read(cells);
        } catch (const std::bad_alloc&) {
            return fail(ErrorKind::OutOfResource, "the table does not fit into memory", path_);
        } catch (const std::exception& error) {
            return fail(ErrorKind::Unreadable, std::string("the Parquet table is damaged: ") + error.what(), path_);
        }
    }

private:
    Result<bool> read(std::vector<std::string>& cells) {
        while (!batch_ || row_ == batch_->num_rows()) {
            row_ = 0;
            if (auto status = batches_->ReadNext(&batch_); !status.ok())
                return arrowError(status, path_);
            if (!batch_)
                return false;
        }
        cells.resize(columns_.size());
        for (int i = 0; i < batch_->num_columns(); ++i)
            cellText(*batch_->column(i), row_, cells[static_cast<std::size_t>(i)]);
        ++row_;
        return true;
    }
    std::string path_;
    std::unique_ptr<parquet::arrow::FileReader> reader_;
    std::unique_ptr<arrow::RecordBatchReader> batches_;
    std::shared_ptr<arrow::RecordBatch> batch_;
    std::int64_t row_ = 0;
};

} // namespace

Result<std::unique_ptr<TableWriter>> openParquetTable(const std::string& file, std::vector<TableColumn> columns,
                                                      const TableNotes& notes) {
    auto output = OutputFile::open(file);
    if (!output)
        return fail(output);
    auto writer = std::make_unique<ParquetWriter>(std::move(*output), std::move(columns));
    if (auto started = writer->start(notes); !started)
        return fail(started);
    return writer;
}

Result<std::unique_ptr<TableReader>> openParquetReader(const std::string& path) {
    try {
        auto reader = std::make_unique<ParquetReader>();
        if (auto started = reader->start(path); !started)
            return fail(started);
        return reader;
    } catch (const std::exception& error) {
        return fail(ErrorKind::Unreadable, std::string("the Parquet table is damaged: ") + error.what(), path);
    }
}

#endif

} // namespace gatoscope
