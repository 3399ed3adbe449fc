// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <nlohmann/json.hpp>

#include "app/commands/commands.h"
#include "app/commands/run_text.h"
#include "app/console.h"
#include "app/output_file.h"
#include "core/trace/engine.h"

namespace gatoscope {

namespace {

Result<void> emptyFolder(const std::string& folder) {
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::path(folder) / "config.json", error))
        return fail(ErrorKind::Invalid,
                    "a folder without a checkpoint was looked for and config.json is already there; name another",
                    folder);
    return {};
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t side : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(side);
    return text.empty() ? "scalar" : text;
}

std::string infoJson(const PolicyInfo& info) {
    nlohmann::ordered_json json;
    json["path"] = info.path;
    json["parameter_count"] = info.parameterCount;
    json["settings"] = nlohmann::ordered_json::parse(configJson(info.settings), nullptr, false);
    json["run"] = info.run.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json::parse(info.run, nullptr, false);
    json["parameters"] = nlohmann::ordered_json::array();
    for (const ParameterInfo& parameter : info.parameters)
        json["parameters"].push_back({{"name", parameter.name},
                                      {"shape", parameter.shape},
                                      {"dtype", parameter.dtype},
                                      {"count", parameter.count}});
    return json.dump(1) + "\n";
}

std::string infoText(const PolicyInfo& info) {
    std::string text = info.path + ": " + std::to_string(info.parameterCount) + " parameters\n\nSettings\n";
    for (const auto& [key, value] : listSettings(info.settings))
        text += "  " + key + std::string(key.size() < 20 ? 20 - key.size() : 1, ' ') + value + "\n";
    text += "\nParameters\n";
    for (const ParameterInfo& parameter : info.parameters)
        text += "  " + parameter.name + std::string(parameter.name.size() < 36 ? 36 - parameter.name.size() : 1, ' ') +
                parameter.dtype + "  " + shapeText(parameter.shape) + "\n";
    return text + runText(info.run, info.path);
}

Result<int> runInit(const Engine& engine, const ModelCommandOptions& options) {
    auto settings = presetSettings(options.preset);
    if (!settings)
        return fail(settings);
    InputOptions input;
    input.tokenizer = options.tokenizer;
    input.sets = options.sets;
    settings = resolveSettings(input, *settings);
    if (!settings)
        return fail(settings);
    if (!settings->text_model.empty()) {
        auto tokenizer = makeTokenizer(*settings);
        if (!tokenizer)
            return fail(tokenizer);
        settings = tokenizer->settings;
    }
    if (auto valid = validate(*settings); !valid)
        return fail(valid);
    auto done = engine.initModel(*settings, options.seed, options.output.file);
    if (!done)
        return fail(done);
    return 0;
}

} // namespace

Result<int> runModel(const ModelCommandOptions& options) {
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    if (options.action == "info") {
        const auto policy = (*engine)->openPolicy(options.source, {"cpu", ""}, {});
        if (!policy)
            return fail(policy);
        const PolicyInfo& info = (*policy)->info();
        if (auto written = writeOutput(options.output.file, options.json ? infoJson(info) : infoText(info)); !written)
            return fail(written);
        return 0;
    }
    if (options.output.file.empty())
        return fail(ErrorKind::Invalid, "-o DIR is needed: the folder of the checkpoint to write",
                    "model " + options.action);
    if (auto empty = emptyFolder(options.output.file); !empty)
        return fail(empty);
    if (options.action == "init")
        return runInit(**engine, options);
    if (auto done = (*engine)->convertNeko(options.source, options.output.file); !done)
        return fail(done);
    return 0;
}

} // namespace gatoscope
