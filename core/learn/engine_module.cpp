// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The one exported function of gatoscope-engine, over policy and training. It sits here because only the rightmost
// stage sees all the others.
#include <cstdlib>
#include <thread>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/util/Logging.h>
#include <torch/version.h>

#include "core/learn/cuda_module.h"
#include "core/learn/trainer.h"
#include "core/model/checkpoint.h"
#include "core/model/devices.h"
#include "core/model/gato_policy.h"
#include "core/model/neko_weights.h"
#include "core/trace/engine.h"

namespace gatoscope {

namespace {

class TorchEngine : public Engine {
public:
    TorchEngine() {
        at::set_num_threads(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
        at::set_num_interop_threads(1);
        setenv("TORCH_CPP_LOG_LEVEL", "ERROR", 0); // what a user must know comes as an Error
        c10::initLogging();
        cudaState(); // LibTorch asks once whether there is CUDA and keeps the answer: before any computation
    }
    std::string version() const override { return TORCH_VERSION; }
    std::vector<DeviceInfo> devices() const override {
        std::vector<DeviceInfo> devices = listDevices();
        if (cudaDevices() == 0)
            return devices;
        const auto module = openCudaModule();
        for (DeviceInfo& device : devices)
            if (device.usable && device.name != "cpu")
                device.why += module ? ", " + (*module)->version() : ", no NCCL: " + module.error().text;
        return devices;
    }
    int threads() const override { return at::get_num_threads(); }
    void setThreads(int threads) const override { at::set_num_threads(std::max(1, threads)); }

    Result<std::shared_ptr<const Policy>> openPolicy(const std::string& folder, const OpenPolicyOptions& options,
                                                     const Progress& progress) const override {
        if (!report(progress, 0))
            return fail(ErrorKind::Cancelled, "Opening the model was stopped.");
        auto policy = GatoPolicy::open(folder, options, progress);
        if (!policy)
            return fail(policy);
        return std::shared_ptr<const Policy>(*policy);
    }
    Result<void> initModel(const Settings& settings, std::uint64_t seed, const std::string& folder) const override {
        return guarded(folder, [&]() -> Result<void> {
            if (auto valid = validateModel(settings); !valid)
                return valid;
            return writeCheckpoint(folder, settings, freshParameters(settings, seed));
        });
    }
    Result<void> convertNeko(const std::string& file, const std::string& folder) const override {
        return convertNekoWeights(file, folder);
    }
    Result<TrainResult> train(const TrainOptions& options, const TrainWatch& watch) const override {
        return trainModel(options, watch);
    }
};

} // namespace

} // namespace gatoscope

extern "C" __attribute__((visibility("default"))) gatoscope::Engine* gatoscope_engine() {
    static gatoscope::TorchEngine engine;
    return &engine;
}
