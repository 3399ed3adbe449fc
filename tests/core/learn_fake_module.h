// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A stand-in for gatoscope-engine-cuda on a machine without GPUs: tensors of the CPU are summed through the store.
#include <cstring>
#include <string>

#include <ATen/ATen.h>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include "core/learn/cuda_module.h"

namespace gatoscope::test {

class FakeSums final : public DeviceSums {
public:
    FakeSums(c10::intrusive_ptr<c10d::Store> store, int rank, int size, bool breaks)
        : store_(std::move(store)), rank_(rank), size_(size), breaks_(breaks) {}

    Result<void> sum(std::vector<at::Tensor> tensors) override {
        if (breaks_)
            return fail(ErrorKind::OutOfResource, "NCCL: remote process exited");
        for (at::Tensor& tensor : tensors) {
            const std::string name = "sum" + std::to_string(count_++) + "/";
            std::vector<std::uint8_t> bytes(tensor.nbytes());
            std::memcpy(bytes.data(), tensor.data_ptr(), bytes.size());
            store_->set(name + std::to_string(rank_), bytes);
            at::Tensor all = at::zeros_like(tensor);
            for (int rank = 0; rank < size_; ++rank) {
                const auto other = store_->get(name + std::to_string(rank));
                at::Tensor part = at::empty_like(tensor);
                std::memcpy(part.data_ptr(), other.data(), other.size());
                all += part;
            }
            tensor.copy_(all);
        }
        return {};
    }

private:
    c10::intrusive_ptr<c10d::Store> store_;
    int rank_, size_, count_ = 0;
    bool breaks_;
};

/// What one process finds. `gpu` empty: no device answers.
struct FakeModule final : CudaModule {
    std::string gpu = "one", connecting;
    bool breaks = false;

    std::string version() const override { return "NCCL of a test"; }
    Result<std::string> identity(const at::Device&) const override {
        if (gpu.empty())
            return fail(ErrorKind::OutOfResource, "the GPU does not answer");
        return gpu;
    }
    Result<std::unique_ptr<DeviceSums>> connect(const c10::intrusive_ptr<c10d::Store>& store, int rank, int size,
                                                const at::Device&) const override {
        if (!connecting.empty())
            return fail(ErrorKind::OutOfResource, connecting);
        return std::make_unique<FakeSums>(store, rank, size, breaks);
    }
};

} // namespace gatoscope::test
