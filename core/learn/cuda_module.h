// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The door to gatoscope-engine-cuda: sums over processes that stay on their GPUs (NCCL). The module is linked to
// libtorch_cuda, which the engine is not, and is opened only where a run of several processes has GPUs.
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/util/intrusive_ptr.h>

#include "core/base/result.h"

namespace c10d {
class Store;
}

namespace gatoscope {

class DeviceSums {
public:
    virtual ~DeviceSums() = default;
    /// Each tensor, dense and on the device of the group, becomes its sum over all processes; every process gives the
    /// same sizes in the same order. Back when that is done. The error is the reason alone, half a sentence.
    virtual Result<void> sum(std::vector<at::Tensor> tensors) = 0;
};

class CudaModule {
public:
    virtual ~CudaModule() = default;
    virtual std::string version() const = 0; // "NCCL 2.29.7"
    /// A name of the GPU that no other GPU has.
    virtual Result<std::string> identity(const at::Device& device) const = 0;
    /// Meets the others through `store`; returns when a first sum over all of them was right.
    virtual Result<std::unique_ptr<DeviceSums>> connect(const c10::intrusive_ptr<c10d::Store>& store, int rank,
                                                        int size, const at::Device& device) const = 0;
};

/// The module's one symbol. Null: the module was built for another LibTorch than `version`.
using CudaModuleEntry = const CudaModule* (*)(const char* version);
constexpr const char* cudaModuleSymbol = "gatoscope_engine_cuda";

/// Opens the module once, from the folder in GATOSCOPE_ENGINE_DIR or beside this code. The error is half a sentence:
/// what was looked for, and the remedy.
Result<const CudaModule*> openCudaModule();

} // namespace gatoscope
