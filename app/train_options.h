// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The options of `train`, apart from the table of commands because there are so many.
#include "app/command_line.h"

namespace gatoscope {

Run declareTrain(CLI::App& app, const std::string& program);

} // namespace gatoscope
