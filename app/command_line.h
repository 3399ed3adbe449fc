// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The command line: one table of commands, from which parsing, --help, the man page and shell completions are made.
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace CLI {
class App;
}

namespace gatoscope {

/// What runs after parsing; returns the exit code or the error to print.
using Run = std::function<Result<int>()>;

struct Command {
    const char* name;
    const char* arguments; // for usage lines: "PATH -o FILE"
    const char* summary;   // one line
    const char* text;      // a paragraph for --help and the man page
    const char* examples;  // one command a line
    /// Declares the options on `app`; what it returns runs once they are parsed.
    Run (*declare)(CLI::App& app, const std::string& program);
};

/// Every command of this build, in the order of --help.
const std::vector<Command>& commands();

/// Parses, runs, prints errors. No command word: `open`. Returns the exit code (contract 6).
int runCommandLine(int argc, char** argv);

} // namespace gatoscope
