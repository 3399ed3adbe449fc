// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// gatoscope-engine-cuda: NCCL behind core/learn/cuda_module.h. Nothing else of the program is linked to libtorch_cuda.
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>

#include <ATen/ATen.h>
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDAGuard.h>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#include <torch/version.h>

#include "core/learn/cuda_module.h"
#include "core/learn/launch.h"

namespace gatoscope {

namespace {

// Every process has said that it is about to sum when a sum begins (process_group.cpp): what takes longer is lost.
constexpr auto longestSum = std::chrono::minutes(5);

/// Without "NCCL error in: FILE:LINE, ".
std::string reasonOf(const std::exception& failure) {
    std::string text = firstSentence(failure);
    if (const std::size_t comma = text.find(", "); text.starts_with("NCCL error in:") && comma != std::string::npos)
        text.erase(0, comma + 2);
    return text;
}

class NcclSums final : public DeviceSums {
public:
    NcclSums(const c10::intrusive_ptr<c10d::Store>& store, int rank, int size, const at::Device& device)
        : device_(device) {
        // wait() then watches the work itself and throws here. Without it a thread of c10d does, and ends the process.
        setenv("TORCH_NCCL_BLOCKING_WAIT", "1", 1);
        auto how = c10d::ProcessGroupNCCL::Options::create();
        how->timeout = longestSum;
        how->config.blocking = 1;
        group_ = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size, how);
        group_->setBoundDeviceId(device_);
        group_->eagerConnectSingleDevice(device_);
    }
    // Not shutdown(), which waits for processes that may be gone: all work is done, or nobody waits for it any more.
    ~NcclSums() override {
        try {
            group_->abort();
        } catch (const std::exception&) { // nothing is left that could be lost
        }
    }
    NcclSums(const NcclSums&) = delete;
    NcclSums& operator=(const NcclSums&) = delete;

    Result<void> sum(std::vector<at::Tensor> tensors) override {
        try {
            const at::NoGradGuard noGradient;
            const c10::cuda::CUDAGuard current(device_);
            // NCCL adds memory to memory: only the same layout everywhere means the same elements.
            std::vector<at::Tensor> plainly;
            for (const at::Tensor& tensor : tensors)
                plainly.push_back(tensor.detach().contiguous());
            // In place, one launch for all. The stream of the caller waits for the stream of NCCL, and so do we.
            group_->allreduce_coalesced(plainly)->wait();
            for (std::size_t i = 0; i < tensors.size(); ++i)
                if (plainly[i].data_ptr() != tensors[i].data_ptr())
                    tensors[i].copy_(plainly[i]);
            return {};
        } catch (const std::exception& failure) {
            return fail(ErrorKind::OutOfResource, "NCCL: " + reasonOf(failure));
        }
    }

private:
    at::Device device_;
    c10::intrusive_ptr<c10d::ProcessGroupNCCL> group_;
};

class NcclModule final : public CudaModule {
public:
    std::string version() const override { return "NCCL " + c10d::getNcclVersion(); }

    Result<std::string> identity(const at::Device& device) const override {
        try {
            const cudaUUID_t id = at::cuda::getDeviceProperties(device.index())->uuid;
            return std::string(id.bytes, sizeof id.bytes);
        } catch (const std::exception& failure) {
            return fail(ErrorKind::OutOfResource, "the GPU does not answer (" + firstSentence(failure) + ")");
        }
    }

    Result<std::unique_ptr<DeviceSums>> connect(const c10::intrusive_ptr<c10d::Store>& store, int rank, int size,
                                                const at::Device& device) const override {
        try {
            const c10::cuda::CUDAGuard current(device);
            const at::Tensor ones = at::ones({1}, at::TensorOptions().dtype(at::kFloat).device(device));
            auto sums = std::make_unique<NcclSums>(store, rank, size, device);
            if (auto tried = sums->sum({ones}); !tried)
                return fail(tried);
            if (const float found = ones.item<float>(); found != static_cast<float>(size))
                return fail(ErrorKind::OutOfResource,
                            "NCCL: a sum of " + std::to_string(size) + " ones came to " + std::to_string(found));
            return sums;
        } catch (const std::exception& failure) {
            return fail(ErrorKind::OutOfResource, "NCCL: " + reasonOf(failure));
        }
    }
};

} // namespace

} // namespace gatoscope

extern "C" __attribute__((visibility("default"))) const gatoscope::CudaModule*
gatoscope_engine_cuda(const char* version) {
    static const gatoscope::NcclModule module;
    return std::strcmp(version, TORCH_VERSION) == 0 ? &module : nullptr;
}
