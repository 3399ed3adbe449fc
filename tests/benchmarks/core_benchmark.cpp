// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of core, without a window: opening, frames, tokens, memory. Prints a table; asserts nothing.
// usage: core_benchmark [FOLDER]   (some files are written there: default a temporary folder; large ones are sparse)
#include "core/episode/open_dataset.h"
#include "core/tokens/tokenizer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/episode/image_codec.h"

using namespace gatoscope;

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

[[noreturn]] void stop(const Error& error) {
    std::fprintf(stderr, "core_benchmark: %s (%s)\n", error.text.c_str(), error.place.c_str());
    std::exit(2);
}

template <typename T>
T need(Result<T> result) {
    if (!result)
        stop(result.error());
    return std::move(*result);
}

/// "key:   value" of a file of /proc.
std::string procLine(const char* file, const std::string& key) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);)
        if (line.compare(0, key.size(), key) == 0)
            return line.substr(line.find_first_not_of(": \t", key.size()));
    return "?";
}

double residentMiB(const char* key) { return std::strtod(procLine("/proc/self/status", key).c_str(), nullptr) / 1024; }

void line(const std::string& what, const std::string& figure) {
    std::printf("| %-72s | %-46s |\n", what.c_str(), figure.c_str());
    std::fflush(stdout);
}

std::string milliseconds(std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    char text[96];
    std::snprintf(text, sizeof text, "median %.3f ms, p95 %.3f ms, n = %zu", seconds[seconds.size() / 2] * 1e3,
                  seconds[seconds.size() * 95 / 100] * 1e3, seconds.size());
    return text;
}

/// Repeats until the time is used up, at least three times.
std::vector<double> timed(const std::function<void()>& work, double budget = 2) {
    work();
    std::vector<double> seconds;
    for (const double start = now(); seconds.size() < 3 || (now() - start < budget && seconds.size() < 200);) {
        const double begin = now();
        work();
        seconds.push_back(now() - begin);
    }
    return seconds;
}

/// An .npy file; `bytes` beyond `data` stay a hole that reads as zeros.
void writeArray(const std::string& path, const std::string& descr, const std::string& shape, const std::string& data,
                std::uintmax_t bytes) {
    std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    text.resize((10 + text.size() + 1 + 63) / 64 * 64 - 11, ' ');
    text += '\n';
    std::string head("\x93NUMPY\x01\x00", 8);
    head += static_cast<char>(text.size() & 0xFF);
    head += static_cast<char>(text.size() >> 8);
    if (auto written = writeFile(path, head + text + data); !written)
        stop(written.error());
    std::error_code error;
    std::filesystem::resize_file(path, head.size() + text.size() + bytes, error);
}

template <typename T>
std::string bytesOf(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

/// One episode as a folder of arrays: camera steps x side x side x 3, 20 observed numbers, 8 actions (the peers'
/// episode).
std::string writeEpisode(const std::string& folder, std::size_t steps, std::size_t side, bool sparse) {
    std::filesystem::create_directories(folder);
    std::mt19937 random(0);
    std::normal_distribution<float> normal(0, 5);
    std::uniform_real_distribution<float> uniform(-1, 0.999F);
    std::vector<float> obs(sparse ? 0 : steps * 20), action(sparse ? 0 : steps * 8);
    std::generate(obs.begin(), obs.end(), [&] { return normal(random); });
    std::generate(action.begin(), action.end(), [&] { return uniform(random); });
    const std::string T = std::to_string(steps), S = std::to_string(side);
    writeArray(folder + "/obs.npy", "<f4", T + ", 20", bytesOf(obs), steps * 20 * 4);
    writeArray(folder + "/action.npy", "<f4", T + ", 8", bytesOf(action), steps * 8 * 4);
    if (side > 0) {
        std::string pixels(sparse ? 0 : steps * side * side * 3, '\0');
        std::generate(pixels.begin(), pixels.end(), [&] { return static_cast<char>(random() & 0xFF); });
        writeArray(folder + "/image.npy", "|u1", T + ", " + S + ", " + S + ", 3", pixels, steps * side * side * 3);
    }
    return folder;
}

void benchOpen(const std::string& folder) {
    const std::string path = writeEpisode(folder + "/million", 1000000, 128, true);
    line("open 1,000,000 steps of 128 x 128 (49 GB, sparse) and read the first frame", milliseconds(timed([&] {
             const auto dataset = need(openDataset(path));
             need(need(dataset->episode(0))->image("image", 0));
         })));
}

void benchFrames(const std::string& folder) {
    const auto dataset = need(openDataset(folder + "/million", std::make_shared<FrameCache>(std::size_t{64} << 20)));
    const auto episode = need(dataset->episode(0));
    std::mt19937 random(1);
    std::vector<double> seconds;
    for (int i = 0; i < 3000; ++i) {
        const double begin = now();
        need(episode->image("image", static_cast<std::int64_t>(random() % 1000000)));
        seconds.push_back(now() - begin);
    }
    line("frame at a random step, 128 x 128 raw", milliseconds(seconds));
    const std::string pictures = folder + "/pictures";
    std::filesystem::create_directories(pictures);
    for (int i = 0; i < 50; ++i) {
        Image image{640, 480, std::vector<std::uint8_t>(640 * 480 * 3)};
        for (std::size_t p = 0; p < image.pixels.size(); ++p)
            image.pixels[p] = static_cast<std::uint8_t>(p / 640 + p % 7 * static_cast<std::size_t>(i));
        if (auto done = writeFile(pictures + "/" + std::to_string(i) + ".png", need(encodePng(image))); !done)
            stop(done.error());
    }
    const auto images = need(openDataset(pictures));
    const auto one = need(images->episode(0));
    const std::string source = images->channels().front().source;
    seconds.clear();
    for (int i = 0; i < 300; ++i) {
        const double begin = now();
        need(one->decodeImage(source, i % 50));
        seconds.push_back(now() - begin);
    }
    line("frame of 640 x 480, PNG", milliseconds(seconds));
}

void benchMemory(const std::string& folder) {
    constexpr std::size_t kBudget = std::size_t{128} << 20;
    const double before = residentMiB("VmRSS");
    const auto dataset = need(openDataset(folder + "/million", std::make_shared<FrameCache>(kBudget)));
    const auto episode = need(dataset->episode(0));
    std::mt19937 random(2);
    double peak = 0;
    std::vector<double> seconds;
    for (int i = 0; i < 20000; ++i) { // 983 MB of frames through a budget of 128 MiB
        const double begin = now();
        need(episode->image("image", static_cast<std::int64_t>(i * 37 + static_cast<int>(random() % 30))));
        seconds.push_back(now() - begin);
        if (i % 100 == 0)
            peak = std::max(peak, residentMiB("VmRSS"));
    }
    char text[96];
    std::snprintf(text, sizeof text, "+%.0f MiB for a cache of 128 MiB", peak - before);
    line("memory while scrubbing 20,000 frames", text);
    line("scrub step, 128 x 128 raw", milliseconds(seconds));
}

/// Tokens of a whole episode: the sequence alone, and with all ids read and the patch pixels, as the peers make them.
void benchTokens(const std::string& what, const std::string& path) {
    const auto dataset = need(openDataset(path));
    const auto episode = need(dataset->episode(0));
    const Tokenizer tokenizer = need(makeTokenizer({}));
    std::size_t count = 0;
    std::int64_t sum = 0;
    for (const bool whole : {false, true}) {
        auto seconds = timed([&] {
            const auto tokens = need(tokenize(episode, dataset->channels(), dataset->guessedMap(), tokenizer));
            count = tokens->size();
            if (!whole)
                return;
            for (std::size_t i = 0; i < count; ++i)
                sum += tokens->id(i);
            sum += static_cast<std::int64_t>(need(patchesOf(*tokens, 0, tokens->steps())).size());
        });
        std::sort(seconds.begin(), seconds.end());
        const double median = seconds[seconds.size() / 2];
        char text[96];
        std::snprintf(text, sizeof text, "%.3g tokens/s, %.3f ms, n = %zu", static_cast<double>(count) / median,
                      median * 1e3, seconds.size());
        line("tokenize " + what + ", " + std::to_string(count) + (whole ? " tokens, ids and pixels read" : " tokens"),
             text);
    }
    if (sum == 0)
        line("nothing was read", "");
}

void benchText(const std::string& folder) {
    // Fixed-width unicode: 2,000 different instructions.
    std::u32string cells;
    for (int i = 0; i < 2000; ++i) {
        const std::string text = "go to the red ball number " + std::to_string(i) + " and put it next to the blue box";
        std::u32string cell(text.begin(), text.end());
        cell.resize(72, U'\0');
        cells += cell;
    }
    std::filesystem::create_directories(folder + "/text");
    writeArray(folder + "/text/instruction.npy", "<U72", "2000",
               {reinterpret_cast<const char*>(cells.data()), cells.size() * 4}, cells.size() * 4);
    writeArray(folder + "/text/action.npy", "<f4", "2000, 2", std::string(2000 * 2 * 4, '\0'), 2000 * 2 * 4);
    benchTokens("2,000 different instructions (byte fallback)", folder + "/text");
}

} // namespace

int main(int argc, char** argv) {
    std::error_code error;
    const bool given = argc > 1;
    const std::string folder =
        given ? argv[1] : (std::filesystem::temp_directory_path(error) / "gatoscope-benchmark").string();
    std::filesystem::create_directories(folder, error);
    std::printf("machine: %s, %s\n", procLine("/proc/cpuinfo", "model name").c_str(),
                procLine("/proc/meminfo", "MemTotal").c_str());
    line("what", "figure");
    line(std::string(72, '-'), std::string(46, '-'));
    benchOpen(folder);
    benchFrames(folder);
    benchMemory(folder);
    benchTokens("50 steps, 64 x 64 + 20 + 8", writeEpisode(folder + "/small", 50, 64, false));
    benchTokens("10 steps, 224 x 224 + 20 + 8", writeEpisode(folder + "/large", 10, 224, false));
    benchTokens("100,000 steps, 20 + 8 numbers", writeEpisode(folder + "/numbers", 100000, 0, false));
    benchText(folder);
    if (!given)
        std::filesystem::remove_all(folder, error);
    return 0;
}
