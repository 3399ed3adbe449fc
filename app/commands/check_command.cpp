// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "app/commands/table.h"
#include "app/console.h"
#include "core/episode/check_episode.h"
#include "core/episode/open_dataset.h"

#include <algorithm>

namespace gatoscope {

namespace {

struct CheckTask {
    std::shared_ptr<const Dataset> dataset;
    ChannelMap map;
    Tokenizer tokenizer;
    IndexRange episodes;
};

bool hasErrors(const std::vector<Finding>& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& f) { return f.severity == Severity::Error; });
}

/// Data first; tokens only where the data can be read, so that one damage is one finding.
Result<std::vector<Finding>> checkOne(const CheckTask& task, std::int64_t index, const Progress& progress) {
    auto findings = checkEpisode(*task.dataset, task.map, index, [&](double f) { return report(progress, f * 0.8); });
    if (!findings || hasErrors(*findings))
        return findings;
    auto episode = task.dataset->episode(index);
    if (!episode)
        return fail(episode);
    TokenizeOptions options;
    options.tolerant = true;
    auto tokens = tokenize(*episode, task.dataset->channels(), task.map, task.tokenizer, options,
                           [&](double f) { return report(progress, 0.8 + 0.2 * f); });
    if (!tokens && tokens.error().kind == ErrorKind::Cancelled)
        return fail(tokens);
    if (!tokens) {
        findings->push_back({Severity::Error, "not-tokenizable", tokens.error().text, tokens.error().place, index, -1});
        return findings;
    }
    for (Finding finding : (*tokens)->findings()) {
        finding.episode = index;
        findings->push_back(std::move(finding));
    }
    return findings;
}

/// The stored name of the channel that a finding is about, "" where its place is something else.
std::string channelOf(const CheckTask& task, const Finding& finding) {
    if (task.dataset->channel(finding.where) != nullptr)
        return finding.where;
    for (const MappedChannel& channel : task.map.channels)
        if (channel.key == finding.where && !finding.where.empty())
            return channel.source;
    return "";
}

void appendIndex(std::string& out, const char* key, std::int64_t value) {
    out += std::string(", \"") + key + "\": ";
    if (value < 0)
        out += "null";
    else
        appendInteger(out, value);
}

std::string jsonLine(const CheckTask& task, const Finding& finding) {
    const std::string channel = channelOf(task, finding);
    std::string out = "{\"severity\": ";
    appendJsonText(out, name(finding.severity));
    out += ", \"id\": ";
    appendJsonText(out, finding.id);
    out += ", \"text\": ";
    appendJsonText(out, channel.empty() && !finding.where.empty() ? finding.text + " (" + finding.where + ")"
                                                                  : finding.text);
    appendIndex(out, "episode", finding.episode);
    appendIndex(out, "step", finding.step);
    out += ", \"channel\": ";
    if (channel.empty())
        out += "null";
    else
        appendJsonText(out, channel);
    return out + "}";
}

std::string textLine(const Finding& finding) {
    std::string line = std::string(name(finding.severity)) + ": " + finding.text;
    std::string place;
    if (finding.episode >= 0)
        place = "episode " + std::to_string(finding.episode);
    if (finding.step >= 0)
        place += ", step " + std::to_string(finding.step);
    if (!finding.where.empty())
        place += (place.empty() ? "" : ", ") + finding.where;
    return line + (place.empty() ? "" : " (" + place + ")") + "\n";
}

Result<CheckTask> prepare(const CheckOptions& options, const Progress& progress) {
    CheckTask task;
    auto settings = resolveSettings(options.input);
    if (!settings)
        return fail(settings);
    auto tokenizer = makeTokenizer(*settings);
    if (!tokenizer)
        return fail(tokenizer);
    task.tokenizer = *tokenizer;
    auto dataset = openDataset(options.input.paths, nullptr, progress);
    if (!dataset)
        return fail(dataset);
    task.dataset = *dataset;
    auto map = resolveMap(options.input, *task.dataset);
    if (!map)
        return fail(map);
    task.map = *map;
    auto episodes = chosenEpisodes(options.input, *task.dataset);
    if (!episodes)
        return fail(episodes);
    task.episodes = *episodes;
    return task;
}

/// Writes findings as they are made and counts them.
class FindingWriter {
public:
    FindingWriter(const CheckTask& task, OutputFile& out, bool json) : task_(task), out_(out), json_(json) {}

    Result<void> add(const Finding& finding) {
        ++counts_[finding.severity == Severity::Error ? 0 : finding.severity == Severity::Warning ? 1 : 2];
        std::string text = textLine(finding);
        if (json_)
            text = (first_ ? "{\"findings\": [\n  " : ",\n  ") + jsonLine(task_, finding);
        first_ = false;
        return out_.write(text);
    }
    Result<void> finish() {
        const auto counted = [](std::size_t count, const char* what) {
            return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
        };
        std::string end =
            counted(counts_[0], "error") + ", " + counted(counts_[1], "warning") + ", " + counted(counts_[2], "note") +
            " in " + counted(static_cast<std::size_t>(task_.episodes.end - task_.episodes.begin), "episode") + "\n";
        if (json_)
            end = first_ ? "{\"findings\": []}\n" : "\n]}\n";
        if (auto written = out_.write(end); !written)
            return written;
        return out_.commit();
    }
    bool errors() const { return counts_[0] > 0; }

private:
    const CheckTask& task_;
    OutputFile& out_;
    bool json_, first_ = true;
    std::size_t counts_[3] = {};
};

} // namespace

Result<int> runCheck(const CheckOptions& options) {
    ProgressLine line("checking", options.output.quiet);
    auto task = prepare(options, line.progress());
    if (!task)
        return fail(task);
    auto out = OutputFile::open(options.output.file);
    if (!out)
        return fail(out);
    FindingWriter writer(*task, **out, options.json);
    std::vector<Finding> findings = task->dataset->report();
    const auto count = static_cast<double>(task->episodes.end - task->episodes.begin);
    for (std::int64_t i = task->episodes.begin; i <= task->episodes.end; ++i) {
        for (const Finding& finding : findings)
            if (auto written = writer.add(finding); !written)
                return fail(written);
        if (i == task->episodes.end)
            break;
        const auto done = static_cast<double>(i - task->episodes.begin);
        auto checked = checkOne(*task, i, [&](double part) { return line.at((done + part) / count); });
        if (!checked)
            return fail(checked);
        findings = std::move(*checked);
    }
    if (auto finished = writer.finish(); !finished)
        return fail(finished);
    return writer.errors() ? FoundErrors : Done;
}

} // namespace gatoscope
