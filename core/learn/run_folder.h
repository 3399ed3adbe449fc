// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The folder of a training run: state.safetensors to go on from, model.safetensors and config.json for everyone else,
// best/, metrics.jsonl. Every file appears whole or not at all.
#include <cstdint>
#include <string>
#include <vector>

#include "core/model/checkpoint.h"
#include "core/trace/data_digest.h"
#include "core/trace/training.h"

namespace gatoscope {

/// What a run continues from, beside the moments.
struct RunPoint {
    std::int64_t step = 0, tokens = 0;
    double seconds = 0, bestLoss = -1;
};

struct SavedRun {
    RunPoint point;
    Parameters parameters, moments;
};

class RunFolder {
public:
    explicit RunFolder(std::string path) : path_(std::move(path)) {}
    const std::string& path() const { return path_; }

    bool hasRun() const;
    /// Fails where a run is there already and none is resumed.
    Result<void> prepare(bool resume) const;
    Result<SavedRun> load(const Settings& settings) const;

    /// State first, alone enough to go on; then the checkpoint that others read.
    Result<void> save(const Settings& settings, const Parameters& parameters, const Parameters& moments,
                      const RunPoint& point, const std::string& run, const std::string& dtype) const;
    /// A checkpoint below the folder: best, step-000500.
    Result<void> keep(const std::string& name, const Settings& settings, const Parameters& parameters,
                      const std::string& run, const std::string& dtype) const;

    /// Appends a line to metrics.jsonl.
    Result<void> log(const std::string& line) const;
    /// Drops what was logged after `step`.
    Result<void> cutLog(std::int64_t step) const;

private:
    std::string path_;
};

/// The `run` object of config.json; digests: of the datasets, as far as they are known.
std::string runJson(const TrainOptions& options, const std::vector<DataDigest>& digests, const TrainMetrics& last,
                    std::int64_t parameters);
/// One line of metrics.jsonl.
std::string metricsLine(const TrainMetrics& metrics);

} // namespace gatoscope
