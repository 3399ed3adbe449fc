// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/decode_rows.h"
#include "app/console.h"
#include "core/tokens/tokenizer.h"
#include "core/tokens/vocabulary.h"

#include <cmath>

namespace gatoscope {

namespace {

std::vector<TableColumn> valueColumns() {
    return {{"episode", CellType::Int64}, {"step", CellType::Int64}, {"channel", CellType::Text},
            {"element", CellType::Int64}, {"id", CellType::Int64},   {"value", CellType::Float64},
            {"error", CellType::Float64}};
}

/// The value of a text id is its piece; a Parquet column of numbers has no room for it.
void writePiece(TableWriter& table, TableFormat format, const std::string& piece) {
    if (format == TableFormat::Parquet)
        table.empty();
    else
        table.text(piece);
    table.empty();
}

/// "1" or "-0.4,0,2.5" into numbers; one, or one per id.
Result<std::vector<double>> parseNumbers(const std::string& text, std::size_t count, const std::string& option) {
    std::vector<double> numbers;
    for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        double value = 0;
        if (!parseDouble(std::string_view(text).substr(begin, comma - begin), value) || !std::isfinite(value))
            return fail(ErrorKind::Invalid, option + " takes numbers with commas between, and '" + text + "' is not",
                        option);
        numbers.push_back(value);
        begin = comma + 1;
    }
    if (numbers.size() > 1 && numbers.size() != count)
        return fail(ErrorKind::Invalid,
                    option + " takes one number or one per id: " + std::to_string(count) + " ids, " +
                        std::to_string(numbers.size()) + " numbers",
                    option);
    return numbers;
}

Result<std::vector<std::int32_t>> parseIds(const std::string& text) {
    std::vector<std::int32_t> ids;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t comma = std::min(text.find(',', begin), text.size());
        const std::string word = text.substr(begin, comma - begin);
        std::int64_t id = 0;
        if (!parseInteger(word, id) || id < 0 || id > INT32_MAX)
            return fail(ErrorKind::Invalid, "--ids takes ids from 0 with commas between, and '" + word + "' is none",
                        "--ids");
        ids.push_back(static_cast<std::int32_t>(id));
        begin = comma + 1;
    }
    return ids;
}

Result<void> writeId(TableWriter& table, TableFormat format, const MappedChannel& bounds, std::int32_t id,
                     std::size_t index, bool action, const Tokenizer& tokenizer) {
    const Vocabulary ids = vocabulary(tokenizer.settings);
    MappedChannel channel = bounds;
    const bool continuous = id >= ids.continuousBegin && id < ids.continuousEnd;
    const bool discrete = id >= ids.discreteBegin && id < ids.discreteEnd;
    channel.modality = continuous ? Modality::Continuous : Modality::Discrete;
    for (int i = 0; i < 4; ++i)
        table.empty();
    table.integer(id);
    if (!continuous && !discrete && id >= ids.textBegin && id < ids.textEnd) {
        writePiece(table, format, tokenizer.text->piece(id));
        return table.endRow();
    }
    if (!continuous)
        channel.low.clear(), channel.high.clear();
    auto decoded = decodeId(id, channel, index, action, tokenizer.settings);
    if (!decoded)
        return fail(decoded);
    table.number(decoded->value);
    table.number(decoded->error);
    return table.endRow();
}

Result<int> decodeIds(const DecodeOptions& options, TableFormat format) {
    if (options.as != "observation" && options.as != "action")
        return fail(ErrorKind::Invalid,
                    options.as.empty() ? "--ids needs --as observation or --as action"
                                       : "--as takes observation or action, not '" + options.as + "'",
                    "--as");
    auto settings = resolveSettings(options.input);
    if (!settings)
        return fail(settings);
    auto tokenizer = makeTokenizer(*settings);
    auto ids = parseIds(options.ids);
    if (!tokenizer || !ids)
        return !tokenizer ? fail(tokenizer) : fail(ids);
    auto low = parseNumbers(options.low, ids->size(), "--low");
    auto high = parseNumbers(options.high, ids->size(), "--high");
    if (!low || !high)
        return !low ? fail(low) : fail(high);
    if (low->empty() != high->empty())
        return fail(ErrorKind::Invalid, "--low and --high go together: give both or neither", "--low, --high");
    for (std::size_t i = 0; i < std::max(low->size(), high->size()); ++i)
        if (!((*low)[low->size() == 1 ? 0 : i] < (*high)[high->size() == 1 ? 0 : i]))
            return fail(ErrorKind::Invalid, "--low must lie below --high", "--low, --high");
    MappedChannel channel;
    channel.key = "--ids";
    channel.low = *low;
    channel.high = *high;
    auto table = openTable(format, options.output.file, valueColumns());
    if (!table)
        return fail(table);
    for (std::size_t i = 0; i < ids->size(); ++i)
        if (auto written = writeId(**table, format, channel, (*ids)[i], i, options.as == "action", *tokenizer);
            !written)
            return fail(written);
    if (auto finished = (*table)->finish(); !finished)
        return fail(finished);
    return 0;
}

/// Decodes the rows of one table.
class RowDecoder {
public:
    RowDecoder(const DecodeOptions& options, TableFormat format, TokenTable columns, ChannelsByKey channels,
               Tokenizer tokenizer)
        : path_(options.table), mapGiven_(!options.input.map.empty()), format_(format), columns_(columns),
          channels_(std::move(channels)), tokenizer_(std::move(tokenizer)), ids_(vocabulary(tokenizer_.settings)) {}

    Result<void> row(const std::vector<std::string>& cells, TableWriter& table) {
        ++line_;
        const std::string& kind = at(cells, columns_.kind);
        if (kind == "image" || kind == "separator" || kind == "pad")
            return {};
        std::int64_t id = 0;
        if (!parseInteger(at(cells, columns_.id), id) || id < 0 || id > INT32_MAX)
            return wrong("'" + at(cells, columns_.id) + "' is no id");
        if (kind == "text" || kind == "text_action") {
            start(cells, id, table);
            const std::string& piece = at(cells, columns_.piece);
            writePiece(table, format_, piece.empty() ? tokenizer_.text->piece(static_cast<std::int32_t>(id)) : piece);
            return table.endRow();
        }
        const bool continuous = kind == "continuous" || kind == "continuous_action";
        if (!continuous && kind != "discrete" && kind != "discrete_action")
            return wrong("'" + kind + "' is no kind of token");
        return number(cells, id, continuous, kind == "continuous_action" || kind == "discrete_action", table);
    }

private:
    static const std::string& at(const std::vector<std::string>& cells, int column) {
        static const std::string none;
        return column < 0 ? none : cells[static_cast<std::size_t>(column)];
    }
    tl::unexpected<Error> wrong(const std::string& text) const {
        return fail(ErrorKind::Invalid, text, path_ + ", row " + std::to_string(line_));
    }
    void start(const std::vector<std::string>& cells, std::int64_t id, TableWriter& table) const {
        index(cells, columns_.episode, table);
        index(cells, columns_.step, table);
        table.text(at(cells, columns_.channel));
        index(cells, columns_.element, table);
        table.integer(id);
    }
    static void index(const std::vector<std::string>& cells, int column, TableWriter& table) {
        std::int64_t value = 0;
        if (parseInteger(at(cells, column), value))
            table.integer(value);
        else
            table.empty();
    }

    Result<void> number(const std::vector<std::string>& cells, std::int64_t id, bool continuous, bool action,
                        TableWriter& table) {
        std::int64_t element = 0, bin = 0;
        if (!parseInteger(at(cells, columns_.element), element) || element < 0)
            return wrong("'" + at(cells, columns_.element) + "' is no element");
        if (continuous && parseInteger(at(cells, columns_.bin), bin) && id - bin != ids_.continuousBegin)
            return wrong("id " + std::to_string(id) + " is bin " + std::to_string(bin) +
                         ", which these settings start at id " + std::to_string(ids_.continuousBegin) +
                         "; give the --tokenizer and --set that the table was made with");
        const std::string& key = at(cells, columns_.channel);
        if (mapGiven_ && channels_.find({key, action}) == channels_.end())
            return wrong("the channel map has no " + std::string(action ? "action" : "observation") +
                         " with the key '" + key + "'; give the --map that the table was made with");
        const MappedChannel& channel = channelOf(key, continuous, action);
        auto decoded = decodeId(static_cast<std::int32_t>(id), channel, static_cast<std::size_t>(element), action,
                                tokenizer_.settings);
        if (!decoded)
            return wrong(decoded.error().text);
        start(cells, id, table);
        table.number(decoded->value);
        double raw = 0;
        const bool known = parseDouble(at(cells, columns_.raw), raw) && std::isfinite(raw);
        table.number(known ? std::abs(decoded->value - raw) : decoded->error);
        return table.endRow();
    }

    const MappedChannel& channelOf(const std::string& key, bool continuous, bool action) {
        auto found = channels_.find({key, action});
        if (found == channels_.end()) {
            MappedChannel channel;
            channel.key = key;
            channel.modality = continuous ? Modality::Continuous : Modality::Discrete;
            found = channels_.emplace(ChannelKey{key, action}, channel).first;
        }
        return found->second;
    }

    std::string path_;
    bool mapGiven_ = false;
    TableFormat format_;
    TokenTable columns_;
    ChannelsByKey channels_;
    Tokenizer tokenizer_;
    Vocabulary ids_;
    std::int64_t line_ = 0;
};

/// Settings that a Parquet table remembers, under --tokenizer and --set.
Result<Settings> tableSettings(const DecodeOptions& options, const TableNotes& notes) {
    Settings base;
    for (const auto& [key, value] : notes) {
        if (key != "gatoscope.settings")
            continue;
        auto read = applyJson(base, value, options.table);
        if (!read)
            return fail(read);
        base = *read;
    }
    return resolveSettings(options.input, base);
}

Result<ChannelsByKey> tableChannels(const DecodeOptions& options, const TableNotes& notes, const Settings& settings) {
    if (!options.input.map.empty()) {
        auto map = readChannelMap(options.input.map);
        return map ? Result<ChannelsByKey>(channelsOf(*map)) : fail(map);
    }
    for (const auto& [key, value] : notes) {
        if (key != "gatoscope.map")
            continue;
        auto map = parseChannelMap(value, options.table);
        return map ? Result<ChannelsByKey>(channelsOf(*map)) : fail(map);
    }
    return channelsFromTable(options.table, settings);
}

Result<int> decodeTable(const DecodeOptions& options, TableFormat format) {
    auto reader = TableReader::open(options.table);
    if (!reader)
        return fail(reader);
    auto columns = TokenTable::of(**reader, options.table);
    if (!columns)
        return fail(columns);
    auto settings = tableSettings(options, (*reader)->notes());
    if (!settings)
        return fail(settings);
    auto tokenizer = makeTokenizer(*settings);
    if (!tokenizer)
        return fail(tokenizer);
    auto channels = tableChannels(options, (*reader)->notes(), tokenizer->settings);
    if (!channels)
        return fail(channels);
    auto table = openTable(format, options.output.file, valueColumns());
    if (!table)
        return fail(table);
    RowDecoder decoder(options, format, *columns, std::move(*channels), std::move(*tokenizer));
    std::vector<std::string> cells;
    while (true) {
        auto more = (*reader)->next(cells);
        if (!more)
            return fail(more);
        if (!*more)
            break;
        if (auto written = decoder.row(cells, **table); !written)
            return fail(written);
        if (interrupted())
            return fail(ErrorKind::Cancelled, "interrupted");
    }
    if (auto finished = (*table)->finish(); !finished)
        return fail(finished);
    return 0;
}

} // namespace

Result<int> runDecode(const DecodeOptions& options) {
    if (options.table.empty() == options.ids.empty())
        return fail(ErrorKind::Invalid, "decode takes either a table or --ids",
                    "gatoscope decode --help lists the options");
    auto format = tableFormat(options.output.format, options.output.file);
    if (!format)
        return fail(format);
    return options.ids.empty() ? decodeTable(options, *format) : decodeIds(options, *format);
}

} // namespace gatoscope
