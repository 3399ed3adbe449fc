// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of core, without a window: opening, frames, tokens, memory. Prints a table; asserts nothing.
// usage: core_benchmark [FOLDER]   (some files are written there: default a temporary folder; large ones are sparse)
#include "core/episode/open_dataset.h"
#include "core/tokens/tokenizer.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "core/episode/image_codec.h"
#include "tests/benchmarks/figures.h"

using namespace gatoscope;

namespace {

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
    std::vector<std::int32_t> ids;
    for (const bool whole : {false, true}) {
        auto seconds = timed([&] {
            const auto tokens = need(tokenize(episode, dataset->channels(), dataset->guessedMap(), tokenizer));
            count = tokens->size();
            if (!whole)
                return;
            ids.resize(count);
            tokens->copyIds(0, count, ids.data());
            sum += std::accumulate(ids.begin(), ids.end(), std::int64_t{0});
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
