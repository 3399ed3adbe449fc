// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The door from the command line to the window: plain options in, an exit code out. Only in builds with GATOSCOPE_GUI.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/inputs.h"

namespace gatoscope {

/// --model, --device, --dtype, --window, --layer, --head of the window.
struct WindowModel {
    std::string folder; // "" = none asked for
    std::string device = "auto", dtype;
    std::string rule; // blocks or exact; "" = the user's setting
    std::optional<int> layer;
    std::optional<std::string> head; // a number, or mean
};

/// `gatoscope [open] [PATH...]`. Paths as typed; none: the start page.
struct WindowOptions {
    std::string program = "gatoscope";   // argv[0], for QApplication
    InputOptions input;                  // paths, --map, --tokenizer, --set
    std::optional<std::int64_t> episode; // ordinal from 0; absent: the session's last, else 0
    std::optional<std::int64_t> step;
    std::string workspace; // "" = the session's last, else tokens
    WindowModel model;
    std::string theme; // "" = the user's setting, else dark or light
};

/// `gatoscope screenshot [PATH...] -o FILE`. The parser has checked names, the size and that the extension is one of
/// three.
struct ScreenshotOptions {
    std::string program = "gatoscope";
    InputOptions input; // no path: the bundled sample, or the start page with workspace "start"
    std::string output; // .png, .svg, .pdf by extension
    WindowModel model;
    std::string
        workspace; // tokens, attention, actions, tokenizer, start, scratch; "" = tokens (start where there is no path)
    std::string dock; // a dock's name in place of a workspace: that dock alone
    std::string theme = "dark";
    int width = 1600, height = 1000;
    std::int64_t episode = 0, step = 0;
    std::optional<std::int64_t> token; // index in the episode, selected in every view
    bool quiet = false;
};

/// Runs the window until it is closed. Returns the process's exit code (contract 6).
int runWindow(const WindowOptions& options);

/// Draws the same window without a display and writes it atomically. Prints its own errors with printError
/// (app/console.h).
int runScreenshot(const ScreenshotOptions& options);

} // namespace gatoscope
