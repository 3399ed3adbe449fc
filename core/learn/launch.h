// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where a process stands among those of a run, as torchrun, Slurm or Kubernetes tell it.
#include <exception>
#include <string>

#include "core/base/result.h"

namespace gatoscope {

struct Launch {
    int rank = 0, size = 1;
    int localRank = 0;                                // among those of this machine
    std::string address = "127.0.0.1", attempt = "0"; // attempt: torchrun's count of restarts
    int port = 29500;
    bool keptByAgent = false; // torchrun keeps the meeting place itself

    /// Reads RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT, or what srun sets in their place. Without
    /// WORLD_SIZE, or with 1, a run of one process.
    static Result<Launch> read();
};

/// The device of one of several processes: for auto and cuda the one with its number among the `count` that it sees, or
/// the only one (a launcher may show each process its own). Other names, and a run of one process, stay as they are.
Result<std::string> deviceOfProcess(const Launch& launch, const std::string& asked, int count);

/// Whether the name of a machine leads to an address.
bool isKnown(const std::string& host);

/// The first sentence of what LibTorch says, without its place in LibTorch's source.
std::string firstSentence(const std::exception& failure);

} // namespace gatoscope
