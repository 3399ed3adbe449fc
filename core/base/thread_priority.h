// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Long computations beside a window give way to the thread that paints it.

namespace gatoscope {

/// From now on the calling thread, and those it starts (OpenMP's among them), take what the others leave of a busy
/// processor; on an idle one nothing changes. Linux, where niceness belongs to a thread; elsewhere nothing happens.
void giveWay();

} // namespace gatoscope
