// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "app/commands/table.h"
#include "app/console.h"
#include "core/episode/open_dataset.h"
#include "core/tokens/tokenizer.h"

#include <algorithm>
#include <cmath>

namespace gatoscope {

namespace {

std::vector<TableColumn> tokenColumns() {
    return {{"episode", CellType::Int64}, {"index", CellType::Int64},     {"step", CellType::Int32},
            {"kind", CellType::Text},     {"channel", CellType::Text},    {"element", CellType::Int32},
            {"raw", CellType::Float64},   {"encoded", CellType::Float64}, {"bin", CellType::Int32},
            {"id", CellType::Int32},      {"piece", CellType::Text},      {"local", CellType::Int32},
            {"row", CellType::Int32},     {"col", CellType::Int32},       {"target", CellType::Int32},
            {"flags", CellType::Text}};
}

/// Flags joined by '|'; "" for none. One static text per combination.
const std::string& flagText(std::uint8_t flags) {
    static const std::vector<std::string> texts = [] {
        const std::pair<std::uint8_t, const char*> names[] = {
            {Clipped, "clipped"}, {Unknown, "unk"}, {Padded, "padded"}, {Prompt, "prompt"}, {NotANumber, "nan"}};
        std::vector<std::string> all(32);
        for (std::size_t i = 0; i < all.size(); ++i)
            for (const auto& [flag, text] : names)
                if ((i & flag) != 0)
                    all[i] += (all[i].empty() ? "" : "|") + std::string(text);
        return all;
    }();
    return texts[flags & 31U];
}

void optional(TableWriter& table, std::int64_t value) {
    if (value < 0)
        table.empty();
    else
        table.integer(value);
}

/// The columns of one token, in the contract's order; what does not apply is empty.
Result<void> writeToken(TableWriter& table, const TokenSequence& sequence, std::size_t index, std::int64_t episode) {
    const Token token = sequence.at(index);
    const bool text = token.kind == Kind::Text || token.kind == Kind::TextAction;
    const bool continuous = token.kind == Kind::Continuous || token.kind == Kind::ContinuousAction;
    const bool image = token.kind == Kind::Image;
    table.integer(episode);
    table.integer(static_cast<std::int64_t>(index));
    table.integer(token.step);
    table.text(name(token.kind));
    if (token.channel < 0) {
        table.empty();
        table.empty();
    } else {
        table.text(sequence.channels()[static_cast<std::size_t>(token.channel)].map.key);
        table.integer(token.element);
    }
    table.numberText(text || image || token.channel < 0 ? std::string() : sequence.rawText(index));
    if (continuous && !std::isnan(token.encoded))
        table.number(token.encoded);
    else
        table.empty();
    optional(table, continuous ? token.bin : -1);
    table.integer(image ? -1 : token.id);
    if (text)
        table.text(sequence.pieceOf(index).piece);
    else
        table.empty();
    optional(table, token.local);
    optional(table, image ? token.row.eval : -1);
    optional(table, image ? token.column.eval : -1);
    table.integer(token.target ? 1 : 0);
    table.text(flagText(token.flags));
    return table.endRow();
}

struct Job {
    const TokenizeCommandOptions& options;
    const Dataset& dataset;
    const ChannelMap& map;
    const Tokenizer& tokenizer;
    TableWriter& table;
    bool several = false; // episodes
    std::vector<Finding> findings;
};

/// --steps of an episode whose index says `steps`; the tokenizer checks the end, for a map may count other channels. Of
/// several episodes each gives what it has, perhaps nothing.
Result<StepRange> stepsOf(const Job& job, std::int64_t steps) {
    const std::string& text = job.options.input.steps;
    if (text.empty())
        return StepRange{};
    auto range = parseRange(text, INT32_MAX, "--steps");
    if (!range)
        return fail(range);
    if (job.several)
        return StepRange{std::min(range->begin, steps), std::min(range->end, steps)};
    return StepRange{range->begin, text.back() == ':' ? -1 : range->end};
}

Result<void> tokenizeEpisode(Job& job, std::int64_t index, const Progress& progress) {
    auto episode = job.dataset.episode(index);
    if (!episode)
        return fail(episode);
    auto steps = stepsOf(job, (*episode)->info().steps);
    if (!steps)
        return fail(steps);
    if (steps->begin == steps->end)
        return {};
    TokenizeOptions options;
    options.steps = *steps;
    auto sequence = tokenize(*episode, job.dataset.channels(), job.map, job.tokenizer, options, progress);
    if (!sequence)
        return fail(sequence);
    const TokenSequence& tokens = **sequence;
    const std::size_t begin = tokens.firstOf(steps->begin), end = tokens.size();
    for (std::size_t i = begin; i < end; ++i) {
        if (auto written = writeToken(job.table, tokens, i, index); !written)
            return written;
        if ((i & 0xFFFU) == 0 && !progress(static_cast<double>(i - begin) / static_cast<double>(end - begin)))
            return fail(ErrorKind::Cancelled, "interrupted");
    }
    for (Finding finding : tokens.findings()) {
        finding.episode = index;
        if (job.findings.size() < 10000)
            job.findings.push_back(std::move(finding));
    }
    return {};
}

} // namespace

Result<int> runTokenize(const TokenizeCommandOptions& options) {
    auto format = tableFormat(options.output.format, options.output.file);
    auto settings = resolveSettings(options.input);
    if (!format || !settings)
        return !format ? fail(format) : fail(settings);
    auto tokenizer = makeTokenizer(*settings);
    if (!tokenizer)
        return fail(tokenizer);
    ProgressLine line("tokenizing", options.output.quiet);
    auto dataset = openDataset(options.input.paths, nullptr, line.progress());
    if (!dataset)
        return fail(dataset);
    auto map = resolveMap(options.input, **dataset);
    auto episodes = chosenEpisodes(options.input, **dataset);
    if (!map || !episodes)
        return !map ? fail(map) : fail(episodes);
    auto table =
        openTable(*format, options.output.file, tokenColumns(),
                  {{"gatoscope.settings", tokenizerJson(tokenizer->settings)}, {"gatoscope.map", toJson(*map)}});
    if (!table)
        return fail(table);
    Job job{options, **dataset, *map, *tokenizer, **table, episodes->end - episodes->begin > 1, {}};
    const auto count = static_cast<double>(episodes->end - episodes->begin);
    for (std::int64_t i = episodes->begin; i < episodes->end; ++i) {
        const auto done = static_cast<double>(i - episodes->begin);
        auto written = tokenizeEpisode(job, i, [&](double part) { return line.at((done + part) / count); });
        if (!written) {
            Error error = written.error();
            if (job.several)
                error.place += (error.place.empty() ? "episode " : ", episode ") + std::to_string(i);
            return tl::unexpected<Error>(std::move(error));
        }
    }
    if (auto finished = (*table)->finish(); !finished)
        return fail(finished);
    if (!options.output.quiet)
        printFindings(job.findings);
    return 0;
}

} // namespace gatoscope
