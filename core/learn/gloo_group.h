// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Sums over processes through the CPUs: c10d's Gloo, whose headers one file sees.
#include <memory>

#include "core/learn/launch.h"
#include "core/learn/process_group.h"

namespace gatoscope {

/// Meets the others through `store`. Unsupported where the build has no Gloo; throws what LibTorch throws.
Result<std::unique_ptr<ProcessGroup>> joinGloo(const Launch& launch, const c10::intrusive_ptr<c10d::Store>& store);

} // namespace gatoscope
