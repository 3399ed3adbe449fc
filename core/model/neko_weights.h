// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// NEKO weights (exported to safetensors) to a Gatoscope checkpoint, by a table of names.
#include <string>

#include "core/base/result.h"

namespace gatoscope {

/// `file`: NEKO's tensors under their own names; neko_args.json or args.json beside it, where there is one, gives
/// heads, activation and context. Names that are neither known nor known to be ignorable are listed and refused.
Result<void> convertNekoWeights(const std::string& file, const std::string& folder);

} // namespace gatoscope
