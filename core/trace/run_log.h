// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a training run writes, read while it runs: metrics.jsonl piece by piece, and the checkpoints of its folder.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

/// One metric over steps, rising.
struct MetricSeries {
    std::vector<std::int64_t> steps;
    std::vector<double> values;
};

/// Reads only what was appended since the last call; a half-written last line waits for its end. A file that was
/// replaced or cut (a resumed run) is read anew.
class RunLog {
public:
    explicit RunLog(std::string folder);

    const std::string& folder() const { return folder_; }
    /// True where something new was read. NotFound: there is no metrics.jsonl (yet). Reads at most 64 MiB a call;
    /// `more()` says whether some is left.
    Result<bool> read();
    bool more() const { return more_; }

    /// By name: loss, validation_loss, tokens_per_second, learning_rate … every number of every line.
    const std::map<std::string, MetricSeries>& metrics() const { return metrics_; }
    std::int64_t lastStep() const { return lastStep_; } // -1: none yet
    std::int64_t damagedLines() const { return damaged_; }

private:
    void take(std::string_view line);
    void restart();

    std::string folder_;
    std::uint64_t offset_ = 0, device_ = 0, inode_ = 0;
    std::string partial_;
    bool overlong_ = false, more_ = false;
    std::map<std::string, MetricSeries> metrics_;
    std::int64_t lastStep_ = -1, damaged_ = 0;
};

/// A folder that a model can be opened from.
struct RunCheckpoint {
    std::string name, path; // "latest", "best", "step-000500"
    std::int64_t step = -1; // as its config.json says; -1 = it does not
    double loss = -1;       // validation loss (else loss) at that step; -1 = unknown
};

/// The run's own folder ("latest") and its subfolders, those of known steps in rising order. Empty where there is none.
std::vector<RunCheckpoint> runCheckpoints(const std::string& folder);

} // namespace gatoscope
