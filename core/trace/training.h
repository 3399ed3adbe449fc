// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A training run as plain data: what it reads, the recipe, what it reports (spec/gato.md 5.4 to 5.6 and 9).
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/episode/dataset.h"
#include "core/tokens/settings.h"

namespace gatoscope {

/// One dataset of a run. Weights are shares of windows; they need not sum to 1.
struct TrainData {
    std::shared_ptr<const Dataset> dataset;
    ChannelMap map;
    double weight = 1;
    std::string given; // as typed, for config.json
};

/// The recipe; defaults are the paper's. Negative or zero where "by rule" is said.
struct TrainOptions {
    std::vector<TrainData> data;
    Settings settings;
    std::string out;
    std::int64_t steps = 1000000;
    int batch = 512;          // windows of one optimiser step, over all processes
    int accumulate = 1;       // parts that a step is computed in, one after the other
    int length = 0;           // tokens of a window; 0 = context
    double rate = 1e-4;       // greatest learning rate
    double rateEnd = -1;      // by rule: a tenth of rate
    std::int64_t warmup = -1; // by rule: 1.5 % of steps (15,000 of a million)
    std::int64_t decay = -1;  // steps from the end of the warm-up to rateEnd; by rule: steps
    double beta1 = 0.9, beta2 = 0.95, epsilon = 1e-8, weightDecay = 0.1;
    double clip = 1; // of the gradient's norm; 0 = off
    double promptShare = 0.25, promptEnds = 0.5, promptMost = 0.5;
    bool actionsOnly = false; // leave text out of the loss
    double validation = 0.02; // share of episodes kept out of training
    std::int64_t validateEvery = 1000;
    int validationWindows = 64;
    std::int64_t logEvery = 10, saveEvery = 1000, keepEvery = 0; // keepEvery 0 = keep only the last and the best
    int overfit = 0;                                             // use the first N batches over and over; 0 = off
    std::uint64_t seed = 0;
    std::string device = "auto";
    std::string backend = "auto"; // between processes: nccl, gloo; auto: nccl where every process has its GPU
    std::string dtype;            // "", float32; bfloat16 = autocast
    std::string saveDtype = "float32";
    int threads = 0; // 0 = all cores
    int loaders = 1;
    std::int64_t cacheBytes = std::int64_t{4} << 30;
    bool resume = false;
    std::string command, version;
    std::function<void(const std::string&)> warn; // told sentences for a person; may be empty
    std::function<bool()> stop;                   // asked at every step; true ends the run after a checkpoint
};

/// What a run says of itself at a logged step.
struct TrainMetrics {
    std::int64_t step = 0, steps = 0;
    double loss = 0, rate = 0, gradientNorm = 0;
    double tokensPerSecond = 0;
    double dataWait = 0;            // share of the time spent waiting for batches
    std::int64_t tokens = 0;        // seen so far
    std::int64_t memory = 0;        // bytes resident
    double seconds = 0;             // of training so far, all runs together
    double validationLoss = -1;     // -1: not measured at this step
    double validationAccuracy = -1; // of action tokens, most probable of the whole vocabulary
    double bestLoss = -1;
};

/// Called at every logged step; false stops the run after a checkpoint.
using TrainWatch = std::function<bool(const TrainMetrics&)>;

struct TrainResult {
    TrainMetrics last;
    bool stopped = false;
};

} // namespace gatoscope
