// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The views that show what a model would do, beside what was recorded; the model itself.
#include "app/model_session.h"
#include "app/views.h"

namespace gatoscope {

void Views::makeActions(Docks& /*docks*/) {}

} // namespace gatoscope
