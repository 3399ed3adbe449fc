// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// --help, the man page and shell completions, all printed from the table of commands.
#include <string>

#include "app/command_line.h"
#include "core/base/result.h"

namespace gatoscope {

std::string overview();                          // gatoscope --help
std::string commandHelp(const Command& command); // gatoscope COMMAND --help
std::string manPage();                           // troff
/// shell: bash, zsh, fish.
Result<std::string> completion(const std::string& shell);

} // namespace gatoscope
