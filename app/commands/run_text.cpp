// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/run_text.h"

#include <nlohmann/json.hpp>

#include "core/trace/run_log.h"

namespace gatoscope {

namespace {

using Json = nlohmann::ordered_json;

std::string shown(const Json& value) {
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return value.is_string() ? text.substr(1, text.size() - 2) : text;
}

void addLine(std::string& out, int indent, const std::string& key, const std::string& value) {
    const std::size_t width = 24 - static_cast<std::size_t>(indent);
    out += std::string(static_cast<std::size_t>(indent), ' ') + key +
           std::string(key.size() < width ? width - key.size() : 1, ' ') + value + "\n";
}

/// A dataset: the first member, its path, alone on a line, the others behind each other below it.
void addItem(std::string& out, const Json& item) {
    if (!item.is_object() || item.empty()) {
        out += "    " + shown(item) + "\n";
        return;
    }
    std::string rest;
    for (auto it = std::next(item.begin()); it != item.end(); ++it)
        rest += (rest.empty() ? "" : ", ") + it.key() + " " + shown(it.value());
    out += "    " + shown(item.front()) + "\n" + (rest.empty() ? "" : "      " + rest + "\n");
}

void addMember(std::string& out, const std::string& key, const Json& value) {
    if (value.is_array() && !value.empty()) {
        out += "  " + key + "\n";
        for (const Json& item : value)
            addItem(out, item);
    } else if (value.is_object() && !value.empty()) {
        out += "  " + key + "\n";
        for (const auto& [name, inner] : value.items())
            addLine(out, 4, name, shown(inner));
    } else {
        addLine(out, 2, key, shown(value));
    }
}

/// Where the folder is one of a run, what metrics.jsonl says last of each metric.
std::string newest(const std::string& folder) {
    RunLog log(folder);
    do {
        if (const auto read = log.read(); !read)
            return {};
    } while (log.more());
    if (log.lastStep() < 0)
        return {};
    std::string out = "\nNewest metrics (metrics.jsonl)\n";
    addLine(out, 2, "step", std::to_string(log.lastStep()));
    for (const auto& [name, series] : log.metrics())
        if (!series.values.empty())
            addLine(out, 2, name,
                    shown(series.values.back()) + (series.steps.back() < log.lastStep()
                                                       ? " (step " + std::to_string(series.steps.back()) + ")"
                                                       : ""));
    return out;
}

} // namespace

std::string runText(const std::string& run, const std::string& folder) {
    const Json json = Json::parse(run, nullptr, false);
    std::string out;
    if (json.is_object()) {
        out = "\nTraining run\n";
        for (const auto& [key, value] : json.items())
            addMember(out, key, value);
    }
    return out + newest(folder);
}

} // namespace gatoscope
