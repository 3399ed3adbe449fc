// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The GPU comparisons without Qt, for machines without a desktop. Exit code 0: all passed, or nothing to compare on.
// usage: gpu_check [PRESET...]   (default: tiny 79M-plain 79M, then training)
#include <cstdio>
#include <filesystem>

#include "tests/gpu/gpu_training.h"

using namespace gatoscope;

int main(int argc, char** argv) {
    if (const std::string why = gpuMissing(); !why.empty()) {
        std::printf("skipped: %s\n0 passed, 0 failed\n", why.c_str());
        return 0;
    }
    std::vector<std::string> presets(argv + 1, argv + argc);
    if (presets.empty())
        presets = {"tiny", "79M-plain", "79M", "training"};
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error) / "gatoscope-gpu-check";
    std::filesystem::create_directories(folder, error);
    int passed = 0, failed = 0;
    for (const std::string& preset : presets) {
        const auto compared = preset == "training" ? compareTraining("cuda:0", folder.string())
                                                   : compareOn("cuda:0", preset, folder.string());
        if (!compared) {
            std::printf("FAIL %-10s %s\n", preset.c_str(), compared.error().text.c_str());
            ++failed;
            continue;
        }
        for (const GpuComparison& one : *compared) {
            std::printf("%s %-10s %-48s %.2e of %.2e\n", one.passed() ? "pass" : "FAIL", preset.c_str(),
                        one.what.c_str(), one.difference, one.allowed);
            ++(one.passed() ? passed : failed);
        }
    }
    std::filesystem::remove_all(folder, error);
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
