// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The views that show where a model looks.
#include "app/model_session.h"
#include "app/views.h"

namespace gatoscope {

void Views::makeAttention(Docks& /*docks*/) {}

} // namespace gatoscope
