// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/devices.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/DeviceGuard.h>

#include "core/base/shared_library.h"

namespace gatoscope {

namespace {

std::filesystem::path torchFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&at::globalContext), &info) == 0 || info.dli_fname == nullptr)
        return {};
    return std::filesystem::path(info.dli_fname).parent_path();
}

std::string firstLine(std::string text) {
    text = text.substr(0, std::min(text.find('\n'), text.find(". ")));
    while (text.ends_with('.'))
        text.pop_back();
    return text;
}

CudaState openCuda() {
    std::error_code error;
    // /dev/dxg: Linux inside Windows
    if (!std::filesystem::exists("/dev/nvidiactl", error) && !std::filesystem::exists("/dev/dxg", error))
        return {false, "no NVIDIA device found (/dev/nvidiactl is not there)"};
    const auto file = torchFolder() / "libtorch_cuda.so";
    if (!std::filesystem::exists(file, error))
        return {false, "a device is there, but libtorch_cuda.so is not; run packaging/setup.sh --cuda"};
    if (auto opened = openLibrary(file.string(), RTLD_NOW | RTLD_GLOBAL | RTLD_DEEPBIND); !opened) // as the engine
        return {false, "libtorch_cuda.so could not be opened: " + opened.error().text};
    try {
        at::globalContext().lazyInitDevice(at::kCUDA); // says what is wrong with driver or device
        if (!at::globalContext().hasCUDA() || at::detail::getCUDAHooks().deviceCount() < 1)
            return {false, "the driver reports no usable CUDA device"};
        // float32 means float32: cuDNN would otherwise round the inputs of convolutions to ten bits.
        at::globalContext().setAllowTF32CuDNN(false);
        at::globalContext().setAllowTF32CuBLAS(false);
    } catch (const c10::Error& failure) {
        return {false, firstLine(failure.what_without_backtrace())};
    } catch (const std::exception& failure) {
        return {false, failure.what()};
    }
    return {true, {}};
}

std::string processorName() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("model name"))
            return line.substr(line.find(':') + 2);
    return {};
}

/// What the driver calls its devices, in the order of their addresses; empty where it does not say.
std::vector<std::string> driverNames() {
    std::vector<std::string> folders, names;
    std::error_code error;
    for (std::filesystem::directory_iterator it("/proc/driver/nvidia/gpus", error), end; !error && it != end;
         it.increment(error))
        folders.push_back(it->path().string());
    std::sort(folders.begin(), folders.end());
    for (const std::string& folder : folders) {
        std::ifstream in(folder + "/information");
        for (std::string line; std::getline(in, line);)
            if (const auto at = line.find_first_not_of(" \t", 6); line.starts_with("Model:") && at != std::string::npos)
                names.push_back(line.substr(at));
    }
    return names;
}

} // namespace

const CudaState& cudaState() {
    static const CudaState state = openCuda();
    return state;
}

int cudaDevices() { return cudaState().usable ? at::detail::getCUDAHooks().deviceCount() : 0; }

bool hasBfloat16(const at::Device& device) {
    if (!device.is_cuda())
        return true;
    // Asks for compute capability 8 of the current device, without a word of CUDA at link time.
    const c10::DeviceGuard current(device);
    return at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8();
}

std::vector<DeviceInfo> listDevices() {
    std::vector<DeviceInfo> devices;
    DeviceInfo cpu;
    cpu.name = "cpu";
    cpu.model = processorName();
    cpu.usable = true;
    cpu.why = std::to_string(at::get_num_threads()) + " threads";
    devices.push_back(cpu);
    const CudaState& cuda = cudaState();
    if (!cuda.usable) {
        DeviceInfo none;
        none.name = "cuda";
        none.why = cuda.why;
        devices.push_back(none);
        return devices;
    }
    const int count = cudaDevices();
    const std::vector<std::string> names = driverNames();
    for (int i = 0; i < count; ++i) {
        DeviceInfo gpu;
        if (names.size() == static_cast<std::size_t>(count)) // else some are hidden, and which is which is unknown
            gpu.model = names[static_cast<std::size_t>(i)];
        gpu.name = "cuda:" + std::to_string(i);
        gpu.usable = true;
        gpu.why = hasBfloat16(at::Device(at::kCUDA, static_cast<at::DeviceIndex>(i)))
                      ? "bfloat16"
                      : "float16, as the device has no bfloat16";
        devices.push_back(gpu);
    }
    return devices;
}

Result<at::Device> chooseDevice(const std::string& name) {
    if (name.empty() || name == "auto")
        return at::Device(cudaState().usable ? at::kCUDA : at::kCPU, cudaState().usable ? 0 : -1);
    if (name == "cpu")
        return at::Device(at::kCPU);
    if (!name.starts_with("cuda"))
        return fail(ErrorKind::Invalid, "Device " + name + " is unknown; there are auto, cpu, cuda and cuda:N.");
    if (!cudaState().usable)
        return fail(ErrorKind::NotFound,
                    "Device " + name + " was asked for: " + cudaState().why + ". Use --device cpu.");
    int index = 0;
    if (name.size() > 5) {
        const std::string digits = name.substr(5);
        if (name[4] != ':' || digits.empty() || digits.size() > 3 ||
            digits.find_first_not_of("0123456789") != std::string::npos)
            return fail(ErrorKind::Invalid, "Device " + name + " is unknown; there are auto, cpu, cuda and cuda:N.");
        index = std::stoi(digits);
    }
    const int count = cudaDevices();
    if (index >= count)
        return fail(ErrorKind::NotFound, "Device " + name + " was asked for; there are " + std::to_string(count) + ".");
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

Result<at::ScalarType> chooseDtype(const std::string& name, const at::Device& device) {
    if (name == "float32")
        return at::kFloat;
    if (name == "float16")
        return at::kHalf;
    if (name == "bfloat16") {
        if (!hasBfloat16(device))
            return fail(ErrorKind::Unsupported, "dtype bfloat16 was asked for and " + deviceName(device) +
                                                    " has none (compute capability 8 has); choose float16 or float32.");
        return at::kBFloat16;
    }
    if (!name.empty())
        return fail(ErrorKind::Invalid, "dtype " + name + " is unknown; there are float32, bfloat16 and float16.");
    return device.is_cpu() ? at::kFloat : hasBfloat16(device) ? at::kBFloat16 : at::kHalf;
}

std::string deviceName(const at::Device& device) {
    return device.is_cpu() ? "cpu" : "cuda:" + std::to_string(device.index());
}

} // namespace gatoscope
