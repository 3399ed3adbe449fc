// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Progress of long work, and the wish to stop it.
#include <functional>

namespace gatoscope {

/// Called with a fraction in [0, 1]; returns false when the work should stop (it then fails with Cancelled).
using Progress = std::function<bool(double fraction)>;

/// Reports where a progress was given; true = go on.
inline bool report(const Progress& progress, double fraction) { return !progress || progress(fraction); }

} // namespace gatoscope
