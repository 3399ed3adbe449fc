// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace gatoscope {

namespace {

volatile std::sig_atomic_t stopAsked = 0;

extern "C" void onInterrupt(int signal) {
    stopAsked = 1;
    std::signal(signal, SIG_DFL); // a second one ends the program at once
}

/// Control characters would break the promise of one line and may move a terminal's cursor.
std::string oneLine(const std::string& text) {
    std::string line;
    line.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    while (!line.empty() && line.back() == ' ') {
        line.pop_back();
    }
    return line;
}

void printLine(const char* kind, const std::string& text, const std::string& place) {
    std::string line = std::string("gatoscope: ") + kind + ": " + oneLine(text);
    if (!place.empty()) {
        line += " (" + oneLine(place) + ")";
    }
    std::fprintf(stderr, "%s\n", line.c_str());
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::string timeLeft(double seconds) {
    const auto s = static_cast<long>(seconds + 0.5);
    char text[48];
    if (s >= 3600) {
        std::snprintf(text, sizeof text, "%ld h %02ld min left", s / 3600, s / 60 % 60);
    } else if (s >= 60) {
        std::snprintf(text, sizeof text, "%ld min %02ld s left", s / 60, s % 60);
    } else {
        std::snprintf(text, sizeof text, "%ld s left", s);
    }
    return text;
}

} // namespace

int printError(const Error& error) {
    if (error.kind == ErrorKind::Cancelled) {
        return interrupted() ? Interrupted : Done;
    }
    printLine("error", error.text, error.place);
    return error.kind == ErrorKind::OutOfResource ? OutOfResources : BadInput;
}

void printNote(const std::string& text) { printLine("note", text, {}); }

void printWarning(const std::string& text, const std::string& place) { printLine("warning", text, place); }

void printFindings(const std::vector<Finding>& findings, std::size_t limit) {
    std::size_t shown = 0;
    std::size_t all = 0;
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::Info) {
            continue;
        }
        ++all;
        if (shown < limit) {
            ++shown;
            std::string place = finding.where;
            if (finding.episode >= 0) {
                place += (place.empty() ? "episode " : ", episode ") + std::to_string(finding.episode);
            }
            if (finding.step >= 0) {
                place += (place.empty() ? "step " : ", step ") + std::to_string(finding.step);
            }
            printWarning(finding.text, place);
        }
    }
    if (all > shown) {
        printWarning(std::to_string(all - shown) + " further findings; `gatoscope check` lists all of them");
    }
}

void catchInterrupts() {
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    sigemptyset(&action.sa_mask);
    // Without SA_RESTART a blocked read or write returns and the flag is seen.
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

bool interrupted() { return stopAsked != 0; }

ProgressLine::ProgressLine(std::string title, bool quiet)
    : title_(std::move(title)), terminal_(!quiet && isatty(STDERR_FILENO) == 1), started_(now()), last_(started_) {}

ProgressLine::~ProgressLine() {
    if (drawn_) {
        std::fputs("\r\033[K", stderr);
    }
}

bool ProgressLine::at(double fraction) {
    if (terminal_) {
        const double time = now();
        if (time - last_ > 0.1 && time - started_ > 0.3) {
            last_ = time;
            drawn_ = true;
            fraction = std::clamp(fraction, 0.0, 1.0);
            const std::string left = fraction > 0.01 ? timeLeft((time - started_) * (1 - fraction) / fraction) : "";
            std::fprintf(stderr, "\r%s %3d %%  %s\033[K", title_.c_str(), static_cast<int>(fraction * 100),
                         left.c_str());
            std::fflush(stderr);
        }
    }
    return !interrupted();
}

} // namespace gatoscope
