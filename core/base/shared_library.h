// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Opens a shared library that a download, a copy or a full disk may have left damaged.
#include <string>

#include "core/base/result.h"

namespace gatoscope {

/// dlopen with its flags. A file that is shorter than its own headers say is refused before: the loader would map what
/// is not there and end the process with a bus error. The error is the reason alone, half a sentence.
Result<void*> openLibrary(const std::string& path, int flags);

} // namespace gatoscope
