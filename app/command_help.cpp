// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_help.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>

namespace gatoscope {

namespace {

constexpr std::size_t kWidth = 96;

/// One option or positional as the table of a command declares it.
struct OptionText {
    std::string names;    // "-o, --output FILE"
    std::string longName; // "--output"; "" for a positional
    std::string value;    // "FILE"; "" for a flag
    std::string text;
};

/// "A:B", without the names of checks that CLI11 puts after it.
std::string valueOf(CLI::Option& option) {
    try {
        option.get_validator(0)->description("");
    } catch (const CLI::OptionNotFound&) { // an option without a check
    }
    return option.get_type_name();
}

std::vector<OptionText> optionsOf(const Command& command) {
    CLI::App app;
    app.set_help_flag();
    command.declare(app, "gatoscope");
    std::vector<OptionText> texts;
    for (CLI::Option* option : app.get_options()) {
        OptionText text;
        text.text = option->get_description();
        if (option->get_positional()) {
            text.names = option->get_name();
        } else {
            for (const std::string& name : option->get_snames())
                text.names += "-" + name + ", ";
            text.longName = "--" + option->get_lnames().front();
            text.names += text.longName;
            if (option->get_items_expected_max() > 0) {
                text.value = valueOf(*option);
                text.names += " " + text.value;
            }
        }
        texts.push_back(text);
    }
    texts.push_back({"-h, --help", "--help", "", "this help"});
    return texts;
}

/// Words wrapped to the page, each line after `indent` spaces; the first one continues a line that is `column` long.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t column) {
    std::istringstream words(text);
    std::string out, word;
    bool first = true;
    while (words >> word) {
        if (!first && column + 1 + word.size() > kWidth) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
            first = true;
        }
        out += (first ? "" : " ") + word;
        column += word.size() + (first ? 0 : 1);
        first = false;
    }
    return out;
}

std::vector<std::string> lines(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> all;
    for (std::string line; std::getline(stream, line);)
        all.push_back(line);
    return all;
}

std::string padded(const std::string& text, std::size_t size) {
    return text + std::string(text.size() < size ? size - text.size() : 1, ' ');
}

/// A dot or an apostrophe that starts a line is a request of troff, a backslash an escape, a hyphen may become a dash.
std::string troff(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if (c == '\n')
            out += "\n";
        else
            out += c;
    }
    return !out.empty() && (out[0] == '.' || out[0] == '\'') ? "\\&" + out : out;
}

constexpr const char* kExitCodes =
    "0 done, 1 a check found errors, 2 bad usage or input, 3 out of resources, 130 interrupted";

std::string usage(const Command& command) {
    std::string line = std::string("gatoscope ") + command.name;
    if (*command.arguments != '\0')
        line += std::string(" ") + command.arguments;
    return line + " [OPTION...]";
}

std::string commandNames() {
    std::string names;
    for (const Command& command : commands())
        names += (names.empty() ? "" : " ") + std::string(command.name);
    return names;
}

std::string joined(const std::vector<OptionText>& options) {
    std::string words;
    for (const OptionText& option : options)
        if (!option.longName.empty())
            words += (words.empty() ? "" : " ") + option.longName;
    return words;
}

/// A text inside single quotes of a shell.
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return out + "'";
}

std::string bashCompletion() {
    std::string out =
        "# bash completion of gatoscope\n_gatoscope() {\n    local current=${COMP_WORDS[COMP_CWORD]} options=\n";
    out += "    local command=${COMP_WORDS[1]}\n    case $command in\n";
    for (const Command& command : commands())
        out += std::string("        ") + command.name + ") options='" + joined(optionsOf(command)) + "' ;;\n";
    out += "    esac\n    if [[ $current == -* ]]; then\n        [[ -n $options ]] || options='--help --version'\n";
    out += "        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n        return\n    fi\n    COMPREPLY=()\n";
    out += "    if [[ $COMP_CWORD -eq 1 ]]; then\n        COMPREPLY=($(compgen -W '" + commandNames() +
           "' -- \"$current\"))\n    fi\n";
    out += "    local IFS=$'\\n'\n    COMPREPLY+=($(compgen -f -- \"$current\"))\n}\n";
    return out + "complete -o filenames -F _gatoscope gatoscope\n";
}

std::string zshCompletion() {
    std::string out = "#compdef gatoscope\n# zsh completion of gatoscope\n_gatoscope() {\n    local -a commands=(\n";
    for (const Command& command : commands())
        out += "        " + quoted(std::string(command.name) + ":" + command.summary) + "\n";
    out += "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        _files\n        "
           "return\n    fi\n";
    out += "    case $words[2] in\n";
    for (const Command& command : commands()) {
        out += std::string("        ") + command.name + ")\n            _arguments";
        for (const OptionText& option : optionsOf(command)) {
            if (option.longName.empty())
                continue;
            std::string text = option.text;
            std::replace(text.begin(), text.end(), '[', '(');
            std::replace(text.begin(), text.end(), ']', ')');
            std::replace(text.begin(), text.end(), ':', ' ');
            out += " \\\n                " +
                   quoted(option.longName + "[" + text + "]" + (option.value.empty() ? "" : ": :_files"));
        }
        out += " \\\n                '*:path:_files' ;;\n";
    }
    return out + "    esac\n}\n_gatoscope \"$@\"\n";
}

std::string fishCompletion() {
    std::string out = "# fish completion of gatoscope\n";
    for (const Command& command : commands()) {
        out += std::string("complete -c gatoscope -n __fish_use_subcommand -a ") + command.name + " -d " +
               quoted(command.summary) + "\n";
        for (const OptionText& option : optionsOf(command)) {
            if (option.longName.empty())
                continue;
            out += std::string("complete -c gatoscope -n '__fish_seen_subcommand_from ") + command.name + "' -l " +
                   option.longName.substr(2) + (option.value.empty() ? "" : " -r") + " -d " + quoted(option.text) +
                   "\n";
        }
    }
    return out;
}

} // namespace

std::string overview() {
    std::string out =
        "gatoscope " GATOSCOPE_VERSION ": see how episodes become tokens, and what a policy makes of them\n\n";
    out += "usage: gatoscope COMMAND [ARGUMENT...] [OPTION...]\n";
    out += "       gatoscope [PATH...]          the window\n\ncommands:\n";
    for (const Command& command : commands())
        out += "  " + padded(command.name, 12) + command.summary + "\n";
    out += "\n  gatoscope COMMAND --help      options and examples of a command\n  gatoscope --version\n";
    return out + "\nexit codes: " + kExitCodes + "\n";
}

std::string commandHelp(const Command& command) {
    std::string out = "usage: " + usage(command) + "\n\n" + wrapped(command.text, 0, 0) + "\n\noptions:\n";
    for (const OptionText& option : optionsOf(command)) {
        const std::string head = "  " + padded(option.names, 24);
        out += head + wrapped(option.text, 26, head.size()) + "\n";
    }
    out += "\nexamples:\n";
    for (const std::string& line : lines(command.examples))
        out += "  " + line + "\n";
    return out;
}

std::string manPage() {
    std::string out = ".TH GATOSCOPE 1 \"\" \"gatoscope " GATOSCOPE_VERSION "\" \"User Commands\"\n.SH NAME\n";
    out += "gatoscope \\- see how episodes become tokens, and what a policy makes of them\n.SH SYNOPSIS\n";
    for (const Command& command : commands())
        out += ".B " + troff(usage(command)) + "\n.br\n";
    out += ".SH DESCRIPTION\nOne program is both the window and the command line. Without a command word it opens its "
           "paths in "
           "the window.\n.SH COMMANDS\n";
    for (const Command& command : commands()) {
        out += ".SS " + troff(std::string(command.name) + " " + command.arguments) + "\n" + troff(command.text) + "\n";
        for (const OptionText& option : optionsOf(command))
            out += ".TP\n.B " + troff(option.names) + "\n" + troff(option.text) + "\n";
        out += ".PP\nExamples:\n.PP\n.nf\n";
        for (const std::string& line : lines(command.examples))
            out += troff(line) + "\n";
        out += ".fi\n";
    }
    out += ".SH EXIT STATUS\n" + troff(kExitCodes) + "\n";
    return out;
}

Result<std::string> completion(const std::string& shell) {
    if (shell == "bash")
        return bashCompletion();
    if (shell == "zsh")
        return zshCompletion();
    if (shell == "fish")
        return fishCompletion();
    return fail(ErrorKind::Invalid, "completions are printed for bash, zsh and fish, not for '" + shell + "'",
                "--completion");
}

} // namespace gatoscope
