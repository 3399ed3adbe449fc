// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Devices and number types: what is there, what is used, and why not.
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"
#include "core/trace/engine.h"

namespace gatoscope {

/// Opens libtorch_cuda once where the file and a driver exist; the reason where it is not used.
struct CudaState {
    bool usable = false;
    std::string why;
};
const CudaState& cudaState();

/// How many CUDA devices there are to use.
int cudaDevices();

std::vector<DeviceInfo> listDevices();

/// "auto", "cpu", "cuda", "cuda:N" to a device; an error says what there is.
Result<at::Device> chooseDevice(const std::string& name);

/// Whether the device computes in bfloat16: every CPU does, a GPU from compute capability 8 on.
bool hasBfloat16(const at::Device& device);

/// The number type to run in: as asked, else float32 on a CPU, bfloat16 on a GPU that has it, float16 on others.
Result<at::ScalarType> chooseDtype(const std::string& name, const at::Device& device);

/// "cpu", "cuda:0".
std::string deviceName(const at::Device& device);

} // namespace gatoscope
