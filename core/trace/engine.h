// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds and opens `gatoscope-engine` on first use, off the GUI thread: the door to LibTorch.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/trace/policy.h"
#include "core/trace/training.h"

namespace gatoscope {

struct DeviceInfo {
    std::string name;  // "cpu", "cuda:0"
    std::string model; // "AMD EPYC …"; may be empty
    bool usable = false;
    std::string why;                              // why it is not used, or what it is
    std::int64_t memoryTotal = 0, memoryFree = 0; // bytes; 0 = unknown
};

struct OpenPolicyOptions {
    std::string device = "auto"; // auto, cpu, cuda, cuda:N
    std::string dtype;           // "", float32, bfloat16, float16
};

/// What the engine module offers. Every call may take long: never from the GUI thread.
class Engine {
public:
    virtual ~Engine() = default;
    virtual std::string version() const = 0; // LibTorch's
    virtual std::vector<DeviceInfo> devices() const = 0;
    virtual int threads() const = 0;
    virtual void setThreads(int threads) const = 0; // of all runs of this process
    virtual Result<std::shared_ptr<const Policy>>
    openPolicy(const std::string& folder, const OpenPolicyOptions& options, const Progress& progress) const = 0;
    /// A fresh checkpoint of a preset (or of given settings) with weights from `seed`.
    virtual Result<void> initModel(const Settings& settings, std::uint64_t seed, const std::string& folder) const = 0;
    /// NEKO weights exported to safetensors, with their args as JSON beside, to a checkpoint folder.
    virtual Result<void> convertNeko(const std::string& file, const std::string& folder) const = 0;
    /// Trains a model from datasets into the folder options.out; returns when done, stopped or failed.
    virtual Result<TrainResult> train(const TrainOptions& options, const TrainWatch& watch) const = 0;
};

/// Opens the module once per process; later calls return the same. NotFound or Unreadable say what to do.
Result<std::shared_ptr<const Engine>> openEngine();
/// Where it is looked for, and whether a file is there; opens nothing.
struct EnginePlace {
    bool found = false;
    std::string path, why;
};
EnginePlace findEngine();

/// tiny, 79M, 364M, 1.18B (paper-fit) and 79M-plain, 364M-plain, 1.18B-plain (spec/gato.md 8.4, 15).
Result<Settings> presetSettings(const std::string& name);
std::vector<std::string> presetNames();

} // namespace gatoscope
