// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/thread_priority.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

#if defined(__linux__)
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace gatoscope {

namespace {

std::atomic<bool> s_givesWay{false};
std::atomic<std::int64_t> s_lastHand{-1'000'000};

std::int64_t milliseconds() {
    using namespace std::chrono;
    return duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace

void letWorkGiveWay(bool on) { s_givesWay = on; }

void giveWay() {
#if defined(__linux__)
    if (!s_givesWay)
        return;
    constexpr int more = 5, most = 19; // than the process itself: at ten, other programs would starve a run
    const int wanted = std::min(most, getpriority(PRIO_PROCESS, static_cast<id_t>(getpid())) + more);
    const auto thread = static_cast<id_t>(syscall(SYS_gettid));
    if (getpriority(PRIO_PROCESS, thread) < wanted)
        setpriority(PRIO_PROCESS, thread, wanted);
#endif
}

void noteHand() { s_lastHand = milliseconds(); }

bool handAtWork() {
    constexpr std::int64_t lasts = 1000;
    return milliseconds() - s_lastHand < lasts;
}

} // namespace gatoscope
