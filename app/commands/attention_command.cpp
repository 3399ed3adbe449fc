// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "app/commands/commands.h"
#include "app/commands/model_inputs.h"
#include "app/commands/npy_writer.h"
#include "app/commands/table.h"
#include "app/console.h"
#include "app/output_file.h"
#include "core/base/files.h"
#include "core/episode/image_codec.h"
#include "core/trace/attention_statistics.h"

namespace gatoscope {

namespace {

/// What is computed: a matrix [N, N], or one value per token [N].
struct AttentionResult {
    std::size_t rows = 1;
    std::vector<float> values;
    bool matrix = false; // of one token, too
};

/// The chosen head, or the heads of the layer as mean or maximum.
struct HeadChoice {
    int head = -1;
    HeadFusion fusion = HeadFusion::Mean;
};

Result<int> parseNumber(const std::string& text, const std::string& option, int count) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 || value >= count)
        return fail(ErrorKind::Invalid,
                    option + " takes a number from 0 to " + std::to_string(count - 1) + ", and '" + text + "' is not",
                    option);
    return value;
}

Result<HeadChoice> parseHead(const std::string& text, int heads) {
    if (text == "mean" || text == "max")
        return HeadChoice{-1, text == "max" ? HeadFusion::Max : HeadFusion::Mean};
    const auto head = parseNumber(text, "--head", heads);
    if (!head)
        return fail(head);
    return HeadChoice{*head, HeadFusion::Mean};
}

void rowOf(const AttentionSource& source, int layer, const HeadChoice& choice, std::size_t query,
           std::span<float> out) {
    if (choice.head >= 0)
        source.row(layer, choice.head, query, out);
    else
        fusedRow(source, layer, choice.fusion, query, out);
}

AttentionResult matrixOf(const AttentionSource& source, int layer, const HeadChoice& choice) {
    const std::size_t tokens = source.tokens();
    AttentionResult out{tokens, std::vector<float>(tokens * tokens), true};
    for (std::size_t i = 0; i < tokens; ++i)
        rowOf(source, layer, choice, i, {out.values.data() + i * tokens, tokens});
    return out;
}

AttentionResult columnOf(const AttentionSource& source, int layer, const HeadChoice& choice, std::size_t key) {
    AttentionResult out{1, std::vector<float>(source.tokens())};
    if (choice.head >= 0) {
        source.column(layer, choice.head, key, out.values);
        return out;
    }
    std::vector<float> row(source.tokens());
    for (std::size_t i = key; i < source.tokens(); ++i) {
        fusedRow(source, layer, choice.fusion, i, row);
        out.values[i] = row[key];
    }
    return out;
}

Result<Window> chosenWindow(const AttentionOptions& options, const TokenSequence& sequence) {
    if (options.input.steps.empty())
        return exactWindow(sequence, sequence.steps() - 1);
    const auto steps = parseRange(options.input.steps, sequence.steps(), "--steps");
    if (!steps)
        return fail(steps);
    return Window{steps->begin, steps->end, steps->begin};
}

Result<AttentionResult> relevanceOf(const ModelRun& run, const TokenSequence& sequence, const Window& window,
                                    std::size_t row, const Progress& progress) {
    const std::size_t next = sequence.firstOf(window.beginStep) + row + 1;
    if (next >= sequence.size() || sequence.id(next) < 0)
        return fail(ErrorKind::Invalid,
                    "--relevance explains the recorded token after row " + std::to_string(row) +
                        ", and there is none with an id",
                    "--relevance");
    auto values = run.policy->relevance(sequence, window, row, sequence.id(next), progress);
    if (!values)
        return fail(values);
    return AttentionResult{1, std::move(*values)};
}

Result<AttentionResult> compute(const AttentionOptions& options, const ModelRun& run, const TokenSequence& sequence,
                                const Window& window, const Progress& progress) {
    const int tokens = static_cast<int>(sequence.firstOf(window.endStep) - sequence.firstOf(window.beginStep));
    const Settings& settings = run.policy->info().settings;
    const auto layer = parseNumber(options.layer, "--layer", settings.layers);
    const auto head = parseHead(options.head, settings.heads);
    if (!layer || !head)
        return !layer ? fail(layer) : fail(head);
    std::size_t index = 0;
    for (const std::string* asked : {&options.row, &options.column, &options.rollout, &options.relevance}) {
        if (asked->empty())
            continue;
        const auto value = parseNumber(*asked, "the row or column", tokens);
        if (!value)
            return fail(value);
        index = static_cast<std::size_t>(*value);
    }
    if (!options.relevance.empty())
        return relevanceOf(run, sequence, window, index, progress);
    RunOptions keep;
    keep.attention = true;
    const auto trace = run.policy->run(sequence, window, keep, progress);
    if (!trace)
        return fail(trace);
    const AttentionSource& source = *(*trace)->attention;
    if (options.matrix)
        return matrixOf(source, *layer, *head);
    if (!options.column.empty())
        return columnOf(source, *layer, *head, index);
    AttentionResult out{1, std::vector<float>(source.tokens())};
    if (!options.rollout.empty()) {
        RolloutOptions rollout;
        rollout.fusion = head->fusion;
        auto values = rolloutRow(source, index, rollout, progress);
        if (!values)
            return fail(values);
        out.values = std::move(*values);
        return out;
    }
    rowOf(source, *layer, *head, index, out.values);
    return out;
}

/// One row per token, or per visible cell of a matrix, with where the tokens stand.
Result<void> writeCsv(const AttentionOptions& options, const TokenSequence& sequence, std::size_t first,
                      const AttentionResult& result) {
    const bool matrix = result.matrix;
    std::vector<TableColumn> columns;
    if (matrix)
        columns.push_back({"query", CellType::Int64});
    for (const char* column : {"key", "index", "step"})
        columns.push_back({column, CellType::Int64});
    columns.push_back({"kind", CellType::Text});
    columns.push_back({"weight", CellType::Float32});
    auto table = openTable(TableFormat::Csv, options.output.file, columns);
    if (!table)
        return fail(table);
    const std::size_t tokens = result.values.size() / result.rows;
    for (std::size_t i = 0; i < result.rows; ++i) {
        for (std::size_t j = 0; j < (matrix ? i + 1 : tokens); ++j) {
            if (matrix)
                (*table)->integer(static_cast<std::int64_t>(i));
            (*table)->integer(static_cast<std::int64_t>(j));
            (*table)->integer(static_cast<std::int64_t>(first + j));
            (*table)->integer(sequence.stepOf(first + j));
            (*table)->text(name(sequence.kind(first + j)));
            (*table)->number(result.values[i * tokens + j]);
            if (auto ended = (*table)->endRow(); !ended)
                return ended;
        }
    }
    return (*table)->finish();
}

Result<void> writeNpy(const AttentionOptions& options, const AttentionResult& result) {
    const auto tokens = static_cast<std::int64_t>(result.values.size() / result.rows);
    const std::vector<std::int64_t> shape =
        result.matrix ? std::vector<std::int64_t>{tokens, tokens} : std::vector{tokens};
    auto file = OutputFile::open(options.output.file);
    if (!file)
        return fail(file);
    auto done = (*file)->write(npyHead(npyDescr(DType::F32), shape));
    if (done)
        done =
            (*file)->write({reinterpret_cast<const char*>(result.values.data()), result.values.size() * sizeof(float)});
    return done ? (*file)->commit() : done;
}

/// Grey levels, square root scale up to the largest value; a single row is drawn 16 pixels high.
Result<void> writePicture(const AttentionOptions& options, const AttentionResult& result) {
    const std::size_t columns = result.values.size() / result.rows, height = result.rows > 1 ? result.rows : 16;
    float largest = 1e-12F;
    for (const float value : result.values)
        largest = std::max(largest, value);
    Image image{static_cast<int>(columns), static_cast<int>(height), std::vector<std::uint8_t>(columns * height * 3)};
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < columns; ++x) {
            const float value = result.values[(result.rows > 1 ? y : 0) * columns + x];
            const auto level = static_cast<std::uint8_t>(std::lround(255 * std::sqrt(std::max(0.0F, value) / largest)));
            std::fill_n(image.pixels.begin() + static_cast<std::ptrdiff_t>((y * columns + x) * 3), 3, level);
        }
    const auto png = encodePng(image);
    if (!png)
        return fail(png);
    return writeOutput(options.output.file, *png);
}

} // namespace

Result<int> runAttention(const AttentionOptions& options) {
    const std::string extension = fileExtension(options.output.file);
    if (extension != "npy" && extension != "csv" && extension != "png")
        return fail(ErrorKind::Invalid,
                    "-o of attention ends in .npy, .csv or .png, and '" + options.output.file + "' does not", "-o");
    const int asked = int(options.matrix) + int(!options.row.empty()) + int(!options.column.empty()) +
                      int(!options.rollout.empty()) + int(!options.relevance.empty());
    if (asked != 1)
        return fail(ErrorKind::Invalid, "exactly one of --matrix, --row, --column, --rollout and --relevance is needed",
                    "attention");
    ProgressLine line("attention", options.output.quiet);
    const auto run = openModelRun(options.input, options.model, line.progress());
    if (!run)
        return fail(run);
    InputOptions one = options.input;
    if (one.episodes.empty())
        one.episodes = "0";
    const auto episodes = chosenEpisodes(one, *run->dataset);
    if (!episodes)
        return fail(episodes);
    const auto sequence = tokensOf(*run, episodes->begin, {});
    if (!sequence)
        return fail(sequence);
    const auto window = chosenWindow(options, **sequence);
    if (!window)
        return fail(window);
    const auto result = compute(options, *run, **sequence, *window, line.progress());
    if (!result)
        return fail(result);
    const std::size_t first = (*sequence)->firstOf(window->beginStep);
    const auto written = extension == "npy"   ? writeNpy(options, *result)
                         : extension == "csv" ? writeCsv(options, **sequence, first, *result)
                                              : writePicture(options, *result);
    if (!written)
        return fail(written);
    if (!options.output.quiet)
        printNote("the window starts at step " + std::to_string(window->beginStep) + ", episode index " +
                  std::to_string(first) + ", and ends before step " + std::to_string(window->endStep));
    return 0;
}

} // namespace gatoscope
