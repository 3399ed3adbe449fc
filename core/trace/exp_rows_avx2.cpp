// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled with AVX2 and FMA; called only where the processor has both.
#include "core/trace/exp_rows_body.h"

namespace gatoscope {

struct WithAvx2;
template struct ExpRows<WithAvx2>;

} // namespace gatoscope
