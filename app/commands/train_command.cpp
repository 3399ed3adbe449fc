// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include <unistd.h>

#include "app/commands/commands.h"
#include "app/console.h"
#include "core/base/files.h"
#include "core/episode/open_dataset.h"
#include "core/trace/run_record.h"

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

/// Refuses to go on with another run under the name of this one; says what changes otherwise.
Result<void> sameRun(const TrainOptions& train, bool quiet) {
    TrainOptions resolved = train;
    const auto tokenizer = makeTokenizer(train.settings);
    if (!tokenizer)
        return fail(tokenizer);
    resolved.settings = tokenizer->settings;
    const auto changes = changesOfRun(resolved);
    if (!changes)
        return fail(changes);
    if (!changes->breaking.empty())
        return fail(ErrorKind::Invalid,
                    "The run to resume was begun otherwise and would be another one: " + changes->breaking +
                        "; give what it was begun with, or another folder with --out",
                    train.out);
    const char* rank = std::getenv("RANK"); // of several processes one is enough to say it
    rank = rank == nullptr ? std::getenv("SLURM_PROCID") : rank;
    if (!changes->other.empty() && !quiet && (rank == nullptr || std::string(rank) == "0"))
        printWarning("The run goes on otherwise than it was begun: " + changes->other, train.out);
    return {};
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

/// The line of a logged step, drawn over itself, on a terminal alone; validations stay.
class TrainLine {
public:
    explicit TrainLine(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO) == 1) {}
    ~TrainLine() {
        if (drawn_)
            std::fputc('\n', stderr);
    }
    TrainLine(const TrainLine&) = delete;
    TrainLine& operator=(const TrainLine&) = delete;

    bool at(const TrainMetrics& m) {
        if (first_ < 0) {
            first_ = m.step;
            firstSeconds_ = m.seconds;
        }
        if (!shown_)
            return !interrupted();
        const double perStep = m.step > first_ ? (m.seconds - firstSeconds_) / static_cast<double>(m.step - first_)
                                               : m.seconds / static_cast<double>(std::max<std::int64_t>(1, m.step));
        std::fprintf(stderr, "\r\033[K%lld/%lld  loss %.4f  %.0f tokens/s  %s left", static_cast<long long>(m.step),
                     static_cast<long long>(m.steps), m.loss, m.tokensPerSecond,
                     duration(perStep * static_cast<double>(m.steps - m.step)).c_str());
        drawn_ = m.validationLoss < 0;
        if (!drawn_)
            std::fprintf(stderr, "  validation %.4f\n", m.validationLoss);
        std::fflush(stderr);
        return !interrupted();
    }

private:
    bool shown_, drawn_ = false;
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
    if (options.resumeOrStart)
        train.resume = pathKind(joinPath(train.out, "state.safetensors")) == PathKind::File;
    if (train.resume)
        if (auto fits = sameRun(train, options.quiet); !fits)
            return fail(fits);
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    if (!options.quiet)
        train.warn = [](const std::string& sentence) { printWarning(sentence); };
    train.stop = interrupted;
    TrainLine line(options.quiet);
    const auto done = (*engine)->train(train, [&](const TrainMetrics& metrics) { return line.at(metrics); });
    if (!done)
        return fail(done);
    return done->stopped ? Interrupted : Done;
}

} // namespace gatoscope
