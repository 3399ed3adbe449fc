// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of the engine: forward, trace, cached step, hover, by preset. Prints a table; asserts nothing.
// usage: model_benchmark [--threads N] [--device NAME] [--serve] [PRESET...]   (default: tiny 79M-plain 79M)
#include <atomic>
#include <cstring>
#include <iostream>
#include <thread>

#include <unistd.h>

#include "core/episode/open_dataset.h"
#include "core/tokens/tokenizer.h"
#include "core/trace/engine.h"
#include "tests/benchmarks/figures.h"

using namespace gatoscope;

namespace {

struct Run {
    std::string preset, device = "cpu";
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const TokenSequence> tokens;
    Window window; // as many whole steps as the context holds
    int turns = 7;
};

std::vector<std::size_t> rowsOf(const Run& run, bool every) {
    std::vector<std::size_t> wanted;
    const std::size_t first = run.tokens->firstOf(run.window.beginStep);
    for (std::size_t i = first + 1; i < run.tokens->firstOf(run.window.endStep); ++i)
        if (every ? run.tokens->id(i) >= 0 : run.tokens->at(i).target)
            wanted.push_back(i);
    return wanted;
}

double median(std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    return seconds[seconds.size() / 2];
}

/// Median of the ratios of the second to the first, run in turns: a busy machine slows both alike.
std::string inTurns(const std::function<void()>& first, const std::function<void()>& second, int times) {
    std::vector<double> ratios, one, other;
    first();
    second();
    for (int i = 0; i < times; ++i) {
        const double begin = now();
        first();
        const double middle = now();
        second();
        one.push_back(middle - begin);
        other.push_back(now() - middle);
        ratios.push_back(other.back() / one.back());
    }
    char text[96];
    std::snprintf(text, sizeof text, "%.2f x (%.1f against %.1f ms)", median(ratios), median(other) * 1e3,
                  median(one) * 1e3);
    return text;
}

void benchForward(const Run& run) {
    RunOptions none, asked, trace, lens;
    asked.predict = rowsOf(run, false);
    trace.predict = asked.predict;
    trace.attention = true;
    lens = trace;
    lens.lens = true;
    const auto once = [&](const RunOptions& options) {
        return [&] { need(run.policy->run(*run.tokens, run.window, options, {})); };
    };
    const auto time = [&](const RunOptions& options, const std::string& what) {
        line(run.preset + ": " + what, milliseconds(timed(once(options), 4)));
    };
    const std::size_t count = run.tokens->firstOf(run.window.endStep) - run.tokens->firstOf(run.window.beginStep);
    const std::string tokens = std::to_string(count) + " tokens, images embedded, ";
    time(none, tokens + "no logits");
    time(asked, tokens + std::to_string(asked.predict.size()) + " predictions");
    time(trace, "the same with attention kept");
    time(lens, "the same with the logit lens");
    line(run.preset + ": full trace against plain forward, in turns", inTurns(once(none), once(trace), run.turns));
    line(run.preset + ": attention kept against the same predictions, in turns",
         inTurns(once(asked), once(trace), run.turns));
    char text[64];
    for (const auto& [keep, name] : {std::pair(AttentionKeep::Whole, "whole"), std::pair(AttentionKeep::Half, "half"),
                                     std::pair(AttentionKeep::Residual, "residual")}) {
        trace.keep = keep;
        const auto kept = need(run.policy->run(*run.tokens, run.window, trace, {}));
        std::snprintf(text, sizeof text, "%.1f MiB", static_cast<double>(kept->attention->bytes()) / 1048576);
        line(run.preset + ": memory of the kept attention, " + name, text);
    }
}

/// One row of every head of every layer, as a selection in the navigator asks; and of one head, as a hover does.
void benchRows(const Run& run, const AttentionSource& source, const std::string& suffix, int times) {
    std::vector<float> out(source.tokens());
    std::vector<double> all, one;
    for (int i = 0; i < times; ++i) {
        const std::size_t query = source.tokens() - 1 - static_cast<std::size_t>(i) % 64;
        double begin = now();
        for (int layer = 0; layer < source.layers(); ++layer)
            for (int head = 0; head < source.heads(); ++head)
                source.row(layer, head, query, out);
        all.push_back(now() - begin);
        begin = now();
        source.row(i % source.layers(), i % source.heads(), query, out);
        one.push_back(now() - begin);
    }
    line(run.preset + ": one row of all " + std::to_string(source.layers() * source.heads()) + " heads" + suffix,
         milliseconds(all));
    line(run.preset + ": one row of one head" + suffix, milliseconds(one));
}

/// Alone, beside a forward on another thread, and from the residual cache.
void benchHover(const Run& run) {
    RunOptions options;
    options.attention = true;
    const auto trace = need(run.policy->run(*run.tokens, run.window, options, {}));
    for (const bool beside : {false, true}) {
        std::atomic<bool> stop{false};
        std::thread forward([&] {
            while (beside && !stop)
                need(run.policy->run(*run.tokens, run.window, options, {}));
        });
        benchRows(run, *trace->attention, beside ? ", beside a forward" : "", 300);
        stop = true;
        forward.join();
    }
    options.keep = AttentionKeep::Residual;
    benchRows(run, *need(run.policy->run(*run.tokens, run.window, options, {}))->attention, ", residual", 20);
}

/// The next action with the cache against the whole window anew.
void benchStep(const Run& run) {
    SampleOptions options;
    options.recordedHistory = true;
    const auto act = need(run.policy->act(*run.tokens, run.window.beginStep, run.window.endStep, options, {}));
    RunOptions one;
    one.predict = {run.tokens->firstOf(run.window.endStep) - 1};
    const double anew = median(timed([&] { need(run.policy->run(*run.tokens, run.window, one, {})); }, 3));
    char text[96];
    std::snprintf(text, sizeof text, "%.2f ms against %.2f ms anew: %.1f x", act.secondsPerAction * 1e3, anew * 1e3,
                  anew / act.secondsPerAction);
    line(run.preset + ": next action token with the cache", text);
}

/// A fresh checkpoint of the preset, opened, and an episode whose first window fills the context.
double prepare(const Engine& engine, const std::string& folder, Run& run) {
    const std::string checkpoint = folder + "/" + run.preset;
    const Settings settings = need(presetSettings(run.preset));
    if (auto made = engine.initModel(settings, 0, checkpoint); !made)
        stop(made.error());
    const double begin = now();
    run.policy = need(engine.openPolicy(checkpoint, {run.device, "float32"}, {}));
    const double seconds = now() - begin;
    const std::string path = writeEpisode(folder + "/episode", 40, 64, false);
    const auto dataset = need(openDataset(path));
    const Tokenizer tokenizer = need(makeTokenizer(run.policy->info().settings));
    run.tokens = need(tokenize(need(dataset->episode(0)), dataset->channels(), dataset->guessedMap(), tokenizer));
    run.window = blockWindows(*run.tokens, 0, run.tokens->steps()).front();
    return seconds;
}

void benchPreset(const Engine& engine, const std::string& folder, Run run) {
    char text[96];
    std::snprintf(text, sizeof text, "%.0f ms", prepare(engine, folder, run) * 1e3);
    line(run.preset + ": open the checkpoint", text);
    benchForward(run);
    benchHover(run);
    benchStep(run);
}

/// For forward_peer.py: a line "asked" or "every" runs those rows once and answers with the seconds.
void serve(const Engine& engine, const std::string& folder, Run run) {
    prepare(engine, folder, run);
    RunOptions asked, every;
    asked.predict = rowsOf(run, false);
    every.predict = rowsOf(run, true);
    std::printf("%s %zu %zu %zu\n", (folder + "/" + run.preset).c_str(),
                run.tokens->firstOf(run.window.endStep) - run.tokens->firstOf(run.window.beginStep),
                asked.predict.size(), every.predict.size());
    std::fflush(stdout);
    for (std::string wish; std::getline(std::cin, wish);) {
        const double begin = now();
        need(run.policy->run(*run.tokens, run.window, wish == "every" ? every : asked, {}));
        std::printf("%.6f\n", now() - begin);
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> presets;
    int threads = 1;
    bool serving = false;
    std::string device = "cpu";
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = std::max(1, std::atoi(argv[++i]));
        else if (std::strcmp(argv[i], "--serve") == 0)
            serving = true;
        else if (std::strcmp(argv[i], "--device") == 0 && i + 1 < argc)
            device = argv[++i];
        else
            presets.emplace_back(argv[i]);
    }
    if (presets.empty())
        presets = {"tiny", "79M-plain", "79M"};
    std::error_code error;
    const std::string folder =
        (std::filesystem::temp_directory_path(error) / ("gatoscope-model-benchmark-" + std::to_string(getpid())))
            .string();
    std::filesystem::create_directories(folder, error);
    const auto engine = need(openEngine());
    engine->setThreads(threads);
    if (serving) {
        Run run;
        run.preset = presets.front();
        run.device = device;
        serve(*engine, folder, run);
        std::filesystem::remove_all(folder, error);
        return 0;
    }
    std::printf("machine: %s, %s, %d threads, device %s, LibTorch %s\n",
                procLine("/proc/cpuinfo", "model name").c_str(), procLine("/proc/meminfo", "MemTotal").c_str(), threads,
                device.c_str(), engine->version().c_str());
    line("what", "figure");
    line(std::string(72, '-'), std::string(46, '-'));
    for (const std::string& preset : presets) {
        Run run;
        run.preset = preset;
        run.device = device;
        run.turns = preset.starts_with("364M") || preset.starts_with("1.18B") ? 3 : 7;
        benchPreset(*engine, folder, run);
    }
    std::filesystem::remove_all(folder, error);
    return 0;
}
