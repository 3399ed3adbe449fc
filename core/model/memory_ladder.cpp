// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/memory_ladder.h"

namespace gatoscope {

namespace {

AttentionKeep less(AttentionKeep keep) {
    return keep == AttentionKeep::Whole ? AttentionKeep::Half : AttentionKeep::Residual;
}

} // namespace

MemoryLadder::MemoryLadder(const Window& window, const RunOptions& options, bool device)
    : wanted_(window), window_(window), attention_(options.attention), device_(device), first_(options.keep),
      keep_(options.keep), fitted_{options.keep, window} {}

void MemoryLadder::fit(std::size_t allowed,
                       const std::function<std::size_t(AttentionKeep keep, const Window& window)>& bytes) {
    if (!attention_ || allowed == 0)
        return;
    while (bytes(keep_, window_) > allowed && keep_ != AttentionKeep::Residual)
        keep_ = less(keep_);
    while (bytes(keep_, window_) > allowed && window_.beginStep + 1 < window_.endStep)
        ++window_.beginStep;
    fitted_ = {keep_, window_};
}

bool MemoryLadder::down() {
    if (onCpu_)
        return false;
    ranOut_ = true;
    const std::int64_t steps = window_.endStep - window_.beginStep;
    if (attention_ && keep_ != AttentionKeep::Residual) {
        keep_ = less(keep_);
        sparing_ = keep_ == AttentionKeep::Residual;
    } else if (!sparing_) {
        sparing_ = true;
    } else if (steps > 1) {
        window_.beginStep = window_.endStep - steps / 2; // the later half
    } else if (device_) {
        onCpu_ = true;
        sparing_ = false;
        keep_ = fitted_.keep;
        window_ = fitted_.window;
    } else {
        return false;
    }
    return true;
}

std::string MemoryLadder::note() const {
    std::string note;
    const auto add = [&](const std::string& more) { note += (note.empty() ? "" : "; ") + more; };
    if (ranOut_)
        add(device_ ? "the device ran out of memory" : "memory ran out");
    if (onCpu_)
        add("this ran on the CPU");
    const std::string why = fitted_.keep == keep_ && keep_ != first_ ? " to stay within the memory allowed" : "";
    if (attention_ && keep_ == AttentionKeep::Half && first_ != keep_)
        add("attention is kept in half precision" + why);
    else if (attention_ && keep_ == AttentionKeep::Residual && first_ != keep_)
        add("of attention the residual stream is kept and projected again where it is read" + why);
    else if (sparing_)
        add("heads were computed one after the other");
    if (const std::int64_t steps = window_.beginStep - wanted_.beginStep; steps > 0)
        add("the first " + std::to_string(steps) + (steps == 1 ? " step was" : " steps were") + " left out");
    return note;
}

} // namespace gatoscope
