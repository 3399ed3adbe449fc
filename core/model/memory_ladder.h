// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a run gives up for want of memory, one thing after the other: half-precision caches, the residual cache, fewer
// steps, the device (spec/attention.md 5.2.8). Pure.
#include <cstdint>
#include <functional>
#include <string>

#include "core/trace/policy.h"

namespace gatoscope {

class MemoryLadder {
public:
    /// A run of steps [window.beginStep, window.endStep) as `options` ask; device: false for the CPU.
    MemoryLadder(const Window& window, const RunOptions& options, bool device);

    /// Gives up what the kept attention needs to stay within `allowed` bytes; a single step is run whatever it takes.
    void fit(std::size_t allowed, const std::function<std::size_t(AttentionKeep keep, const Window& window)>& bytes);
    /// After a run that found no memory: the next thing to give up. False: there is nothing left.
    bool down();

    AttentionKeep keep() const { return keep_; }
    /// Temporaries as small as can be, too.
    bool sparing() const { return sparing_; }
    const Window& window() const { return window_; }
    bool onCpu() const { return onCpu_; }
    /// What was given up and why, for Trace::note; "" = nothing.
    std::string note() const;

private:
    Window wanted_, window_;
    bool attention_, device_;
    AttentionKeep first_, keep_;
    bool sparing_ = false, onCpu_ = false, ranOut_ = false;
    struct { // what the allowance alone made of it
        AttentionKeep keep;
        Window window;
    } fitted_;
};

} // namespace gatoscope
