// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Threads that make the next batches while the device computes; batches come out in order whatever the threads do.
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/learn/batch.h"

namespace gatoscope {

class Loader {
public:
    /// `windows` of part number n: [offset + n * stride, + count). Parts beginWith, beginWith + 1 … are made.
    struct Layout {
        std::uint64_t count = 0, stride = 0, offset = 0;
        std::uint64_t repeat = 0; // parts are numbered modulo this; 0 = no end
    };
    Loader(Sampler& sampler, const Settings& settings, BatchOptions options, Layout layout, std::uint64_t firstPart,
           int threads);
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;

    /// The next part; blocks until it is made.
    Result<Batch> next();

private:
    void work();

    Sampler& sampler_;
    Settings settings_;
    BatchOptions options_;
    Layout layout_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t planned_, taken_;
    std::map<std::uint64_t, Result<Batch>> ready_;
    bool stopping_ = false;
    std::size_t ahead_;
    std::vector<std::thread> threads_;
};

} // namespace gatoscope
