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

std::vector<DeviceInfo> listDevices();

/// "auto", "cpu", "cuda", "cuda:N" to a device; an error says what there is.
Result<at::Device> chooseDevice(const std::string& name);

/// The number type to run in: as asked, else float32 on a CPU and bfloat16 on a GPU that has it.
Result<at::ScalarType> chooseDtype(const std::string& name, const at::Device& device);

/// "cpu", "cuda:0".
std::string deviceName(const at::Device& device);

} // namespace gatoscope
