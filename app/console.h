// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the program says on standard error, and its exit codes (contract 6).
#include <string>

#include "core/base/finding.h"
#include "core/base/progress.h"
#include "core/base/result.h"

namespace gatoscope {

enum ExitCode : int { Done = 0, FoundErrors = 1, BadInput = 2, OutOfResources = 3, Interrupted = 130 };

/// Prints `gatoscope: error: WHAT (WHERE)` as one line and returns the exit code of its kind. Cancelled prints nothing.
int printError(const Error& error);
/// `gatoscope: note: …`: a fact about finished work.
void printNote(const std::string& text);
void printWarning(const std::string& text, const std::string& place = {});
/// Findings of severity warning and error as warnings, one line each; at most `limit`, then a count.
void printFindings(const std::vector<Finding>& findings, std::size_t limit = 20);

/// From now on the first SIGINT or SIGTERM asks running work to stop, the second kills; SIGPIPE becomes a failed write.
void catchInterrupts();
bool interrupted();

/// A progress line on standard error with the time left, drawn only on a terminal and only after 0.3 s; its destruction
/// wipes it. As a Progress it also stops the work once interrupted.
class ProgressLine {
public:
    ProgressLine(std::string title, bool quiet);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// fraction in [0, 1]; false when interrupted.
    bool at(double fraction);
    Progress progress() {
        return [this](double fraction) { return at(fraction); };
    }

private:
    std::string title_;
    bool drawn_ = false, terminal_ = false;
    double started_ = 0, last_ = 0;
};

} // namespace gatoscope
