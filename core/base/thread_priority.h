// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Long computations beside a window give way to the thread that paints it: they weigh less, and leave a core free
// while a hand is at work. Programs without a person in front of them give nothing away.

namespace gatoscope {

/// Whether giveWay() means anything in this process: set once, by the window that a person works with.
void letWorkGiveWay(bool on);

/// From now on the calling thread, and those it starts (OpenMP's among them), weigh a third of an ordinary thread where
/// both want the same core; on a processor that is not busy nothing changes. Linux, where niceness belongs to a thread;
/// elsewhere nothing happens.
void giveWay();

/// A pointer moved, a key or a wheel turned: the hand is at work for the next second.
void noteHand();
bool handAtWork();

} // namespace gatoscope
