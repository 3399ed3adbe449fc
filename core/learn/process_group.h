// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The processes of one run, as torchrun, Slurm or Kubernetes start them: sums of gradients over all of them.
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/result.h"

namespace gatoscope {

class ProcessGroup {
public:
    /// Reads RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT, or what srun sets in their place. Without
    /// WORLD_SIZE, or with 1, a group of one that needs no network. Waits until every process is there.
    static Result<std::unique_ptr<ProcessGroup>> join();
    virtual ~ProcessGroup() = default;

    int rank() const { return rank_; }
    int size() const { return size_; }
    int localRank() const { return localRank_; }
    /// Each tensor becomes its sum over all processes. Fails with one sentence when a process is gone.
    virtual Result<void> sum(const std::vector<at::Tensor>& tensors) = 0;

protected:
    int rank_ = 0, size_ = 1, localRank_ = 0;
};

} // namespace gatoscope
