// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include "app/command_help.h"
#include "app/console.h"
#include "app/output_file.h"
#include "core/base/files.h"
#include "core/base/nearest_name.h"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace gatoscope {

namespace {

const Command* findCommand(const std::string& name) {
    for (const Command& command : commands())
        if (name == command.name)
            return &command;
    return nullptr;
}

int print(const Result<std::string>& text) {
    if (!text)
        return printError(text.error());
    auto written = writeOutput("", *text);
    return written ? static_cast<int>(Done) : printError(written.error());
}

int usageError(const std::string& text, const std::string& place) {
    return printError({ErrorKind::Invalid, text, place});
}

/// gatoscope help [COMMAND | --man | --completion SHELL]
int runHelp(const std::vector<std::string>& words) {
    if (words.empty())
        return print(overview());
    if (words[0] == "--man")
        return print(manPage());
    if (words[0] == "--completion")
        return print(completion(words.size() > 1 ? words[1] : ""));
    const Command* command = findCommand(words[0]);
    return command != nullptr
               ? print(commandHelp(*command))
               : usageError("there is no command '" + words[0] + "'; gatoscope --help lists them", "help");
}

/// CLI11's sentence, with the nearest known option where one was mistyped.
std::string parseErrorText(const CLI::ParseError& error, const CLI::App& app, const std::vector<std::string>& words) {
    if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr)
        return error.what();
    std::vector<std::string> known;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames())
            known.push_back("--" + name);
    for (const std::string& word : words) {
        const std::string name = word.substr(0, word.find('='));
        if (name.compare(0, 2, "--") == 0 && std::find(known.begin(), known.end(), name) == known.end())
            return "there is no option '" + name + "'; the nearest is " + nearestName(name, known);
    }
    return error.what();
}

int runCommand(const Command& command, std::vector<std::string> words, const std::string& program) {
    CLI::App app(command.summary, std::string("gatoscope ") + command.name);
    app.set_help_flag();
    const Run run = command.declare(app, program);
    const auto end = std::find(words.begin(), words.end(), "--");
    if (std::find_if(words.begin(), end, [](const std::string& w) { return w == "--help" || w == "-h"; }) != end)
        return print(commandHelp(command));
    try {
        std::vector<std::string> reversed(words.rbegin(), words.rend());
        app.parse(std::move(reversed));
    } catch (const CLI::ParseError& error) {
        return usageError(parseErrorText(error, app, words),
                          std::string("gatoscope ") + command.name + " --help lists the options");
    }
    const Result<int> done = run();
    return done ? *done : printError(done.error());
}

/// A first word that is no path and looks like a mistyped command.
std::string mistypedCommand(const std::string& word) {
    if (word.empty() || word[0] == '-' || word.find_first_of("/.") != std::string::npos ||
        pathKind(word) != PathKind::Missing)
        return "";
    std::vector<std::string> names;
    for (const Command& command : commands())
        names.emplace_back(command.name);
    return nearestName(word, names);
}

} // namespace

int runCommandLine(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    const std::string program = argc > 0 ? argv[0] : "gatoscope";
    const std::string first = words.empty() ? "" : words[0];
    if (first == "--version")
        return print(std::string("gatoscope ") + GATOSCOPE_VERSION + "\n");
    if (first == "--help" || first == "-h")
        return print(overview());
    const Command* command = findCommand(first);
    if (command != nullptr || first == "help")
        words.erase(words.begin());
    if (first != "open" && (command != nullptr || first == "help"))
        catchInterrupts();
    if (first == "help")
        return runHelp(words);
    if (command == nullptr) {
        if (const std::string nearest = mistypedCommand(first); !nearest.empty())
            return usageError("'" + first + "' is neither a command nor a path; the nearest command is " + nearest,
                              "gatoscope --help lists the commands");
        command = findCommand("open");
    }
    if (command == nullptr)
        return usageError("this build has no window (GATOSCOPE_GUI is off); use one of its commands",
                          "gatoscope --help lists the commands");
    return runCommand(*command, std::move(words), program);
}

} // namespace gatoscope
