// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Memory of CPU tensors in classes of sizes: batches differ in shape from step to step, and a freed block fits the next
// tensor of about its size, so that memory neither grows nor falls apart over a run.
namespace gatoscope {

/// Takes the place of LibTorch's CPU allocator for the rest of the process. Thread-safe, once.
void useBlockCache();
/// Gives blocks that no tensor holds back to the system.
void trimBlockCache();

} // namespace gatoscope
