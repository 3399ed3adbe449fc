// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the benchmarks share: timing, the table they print, the episode that they and the Python peers measure.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/base/result.h"

namespace gatoscope {

inline double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[noreturn]] inline void stop(const Error& error) {
    std::fprintf(stderr, "benchmark: %s (%s)\n", error.text.c_str(), error.place.c_str());
    std::exit(2);
}

template <typename T>
T need(Result<T> result) {
    if (!result)
        stop(result.error());
    return std::move(*result);
}

/// "key:   value" of a file of /proc.
inline std::string procLine(const char* file, const std::string& key) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);)
        if (line.compare(0, key.size(), key) == 0)
            return line.substr(line.find_first_not_of(": \t", key.size()));
    return "?";
}

inline double residentMiB(const char* key) {
    return std::strtod(procLine("/proc/self/status", key).c_str(), nullptr) / 1024;
}

inline void line(const std::string& what, const std::string& figure) {
    std::printf("| %-72s | %-46s |\n", what.c_str(), figure.c_str());
    std::fflush(stdout);
}

inline std::string milliseconds(std::vector<double> seconds) {
    std::sort(seconds.begin(), seconds.end());
    char text[96];
    std::snprintf(text, sizeof text, "median %.3f ms, p95 %.3f ms, n = %zu", seconds[seconds.size() / 2] * 1e3,
                  seconds[seconds.size() * 95 / 100] * 1e3, seconds.size());
    return text;
}

/// Repeats until the time is used up, at least three times.
inline std::vector<double> timed(const std::function<void()>& work, double budget = 2) {
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
inline void writeArray(const std::string& path, const std::string& descr, const std::string& shape,
                       const std::string& data, std::uintmax_t bytes) {
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
inline std::string writeEpisode(const std::string& folder, std::size_t steps, std::size_t side, bool sparse) {
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

} // namespace gatoscope
