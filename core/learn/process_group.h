// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The processes of one run: sums of gradients over all of them, on their GPUs (NCCL) or through the CPUs (Gloo).
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/learn/cuda_module.h"
#include "core/learn/launch.h"

namespace gatoscope {

/// What a process brings to the group.
struct GroupOptions {
    std::string backend = "auto";     // auto: nccl where every process can, else gloo
    std::optional<at::Device> device; // of the gradients, where it is a GPU
    std::function<Result<const CudaModule*>()> open = openCudaModule;
};

class ProcessGroup {
public:
    /// Waits until every process is there, then agrees with them on the way. A run of one process needs no network,
    /// unless nccl was asked for. Errors are the same for all processes.
    static Result<std::unique_ptr<ProcessGroup>> join(const Launch& launch, const GroupOptions& options);
    virtual ~ProcessGroup() = default;

    int rank() const { return rank_; }
    int size() const { return size_; }
    const std::string& backend() const { return backend_; } // none, gloo, nccl
    const std::string& note() const { return note_; }       // why NCCL is not used, where GPUs are
    void setNote(std::string sentence) { note_ = std::move(sentence); }
    /// Each tensor becomes its sum over all processes. Fails with one sentence when a process is gone.
    virtual Result<void> sum(const std::vector<at::Tensor>& tensors) = 0;

protected:
    ProcessGroup(const Launch& launch, std::string backend)
        : rank_(launch.rank), size_(launch.size), backend_(std::move(backend)) {}
    Error lost(const std::string& reason) const; // another process is gone

    int rank_, size_;
    std::string backend_, note_;
};

} // namespace gatoscope
