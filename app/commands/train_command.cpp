// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>

#include <unistd.h>

#include "app/commands/commands.h"
#include "app/console.h"
#include "core/base/files.h"
#include "core/episode/open_dataset.h"

namespace gatoscope {

namespace {

/// PATH or PATH:WEIGHT; a colon in a path that is there stays in it.
Result<std::pair<std::string, double>> splitWeight(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || pathKind(text) != PathKind::Missing)
        return std::pair<std::string, double>{text, 1.0};
    double weight = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, weight);
    if (error != std::errc() || stop != end)
        return std::pair<std::string, double>{text, 1.0};
    if (!(weight > 0) || weight > 1e9)
        return fail(ErrorKind::Invalid, "a weight is a number above 0, and '" + text.substr(colon + 1) + "' is not",
                    "--data " + text);
    return std::pair<std::string, double>{text.substr(0, colon), weight};
}

Result<TrainData> openData(const std::string& given, const InputOptions& input, const Progress& progress) {
    const auto split = splitWeight(given);
    if (!split)
        return fail(split);
    auto dataset = openDataset(split->first, nullptr, progress);
    if (!dataset)
        return fail(dataset);
    auto map = resolveMap(input, **dataset);
    if (!map)
        return fail(map);
    bool acts = map->record != Record::Episode;
    for (const MappedChannel& channel : map->channels)
        acts = acts || channel.role == Role::Action;
    if (!acts)
        return fail(ErrorKind::Invalid,
                    "actions to learn were looked for and this dataset maps none; map an action channel with --map, or "
                    "set record to document for text alone",
                    (*dataset)->path());
    return TrainData{*dataset, *map, split->second, given};
}

/// A preset's name, a settings file, or a checkpoint's config.json; then --tokenizer and --set.
Result<Settings> modelSettings(const TrainCommandOptions& options) {
    const bool file = pathKind(options.preset) == PathKind::File;
    auto base = file ? readSettings(Settings{}, options.preset) : presetSettings(options.preset);
    if (!base)
        return fail(base);
    if (!file)
        base->stochastic_depth = 0.1; // the paper's; a file and --set have the last word
    return resolveSettings(options.input, *base);
}

/// The command as it was typed, words with spaces in quotes.
std::string typedCommand() {
    std::ifstream in("/proc/self/cmdline", std::ios::binary); // its size is said to be 0
    const std::string words{std::istreambuf_iterator<char>(in), {}};
    std::string text;
    for (std::size_t begin = 0; begin < words.size();) {
        const std::size_t end = std::min(words.find('\0', begin), words.size());
        const std::string word = words.substr(begin, end - begin);
        const bool quoted = word.empty() || word.find(' ') != std::string::npos;
        text += (text.empty() ? "" : " ") + (quoted ? "'" + word + "'" : word);
        begin = end + 1;
    }
    return text;
}

std::string duration(double seconds) {
    char text[32];
    const auto whole = static_cast<long>(seconds + 0.5);
    if (whole >= 3600)
        std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
    return text;
}

/// The line of a logged step: drawn over itself on a terminal, one line each with --log-lines.
class TrainLine {
public:
    explicit TrainLine(bool quiet) : shown_(!quiet), terminal_(isatty(STDERR_FILENO) == 1) {}
    ~TrainLine() {
        if (shown_ && terminal_ && drawn_)
            std::fputc('\n', stderr);
    }
    TrainLine(const TrainLine&) = delete;
    TrainLine& operator=(const TrainLine&) = delete;

    bool at(const TrainMetrics& m) {
        const double rate = m.tokensPerSecond;
        if (first_ < 0) {
            first_ = m.step;
            firstSeconds_ = m.seconds;
        }
        const double perStep =
            m.step > first_ ? (m.seconds - firstSeconds_) / static_cast<double>(m.step - first_) : m.seconds;
        if (shown_ && terminal_) {
            std::fprintf(stderr, "\r%s%lld/%lld  loss %.4f  %.0f tokens/s  %s left", drawn_ ? "\033[K" : "",
                         static_cast<long long>(m.step), static_cast<long long>(m.steps), m.loss, rate,
                         duration(perStep * static_cast<double>(m.steps - m.step)).c_str());
            if (m.validationLoss >= 0)
                std::fprintf(stderr, "  validation %.4f\n", m.validationLoss);
            std::fflush(stderr);
            drawn_ = m.validationLoss < 0;
        }
        return !interrupted();
    }

private:
    bool shown_, terminal_, drawn_ = false;
    std::int64_t first_ = -1;
    double firstSeconds_ = 0;
};

} // namespace

Result<int> runTrain(const TrainCommandOptions& options) {
    const auto settings = modelSettings(options);
    if (!settings)
        return fail(settings);
    TrainOptions train = options.train;
    train.settings = *settings;
    train.command = typedCommand();
    train.version = GATOSCOPE_VERSION;
    {
        ProgressLine line("opening", options.quiet);
        for (const std::string& given : options.data) {
            auto data = openData(given, options.input, line.progress());
            if (!data)
                return fail(data);
            train.data.push_back(std::move(*data));
        }
    }
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    TrainLine line(options.quiet);
    const auto done = (*engine)->train(train, [&](const TrainMetrics& metrics) { return line.at(metrics); });
    if (!done)
        return fail(done);
    return done->stopped ? Interrupted : Done;
}

} // namespace gatoscope
