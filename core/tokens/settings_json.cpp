// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/episode/json_text.h"
#include "core/tokens/setting_keys.h"
#include "core/tokens/settings.h"
#include "core/tokens/text_pieces.h"
#include "core/tokens/vocabulary.h"

namespace gatoscope {
namespace {

using Json = nlohmann::json;
constexpr const char* kFormat = "gatoscope.gato";
constexpr std::uint64_t kFileCap = 16U << 20; // a config.json may carry a long `run`

Result<std::string> asText(const SettingKey& key, const Json& value, const std::string& place) {
    using Form = SettingKey::Form;
    const bool fits = key.form == Form::Flag                                  ? value.is_boolean()
                      : key.form == Form::Integer || key.form == Form::Number ? value.is_number()
                                                                              : value.is_string();
    if (fits) {
        return value.is_string() ? value.get<std::string>() : value.dump();
    }
    const char* wanted = key.form == Form::Flag                                  ? "true or false"
                         : key.form == Form::Integer || key.form == Form::Number ? "a number"
                                                                                 : "a string";
    return fail(ErrorKind::Invalid,
                "the setting " + std::string(key.name) + " must be " + wanted + ", not " +
                    value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 80),
                place);
}

bool isDerived(const std::string& key) {
    return key == "format" || key == "version" || key == "vocab" || key == "separator" || key == "run";
}

Result<void> checkHead(const Json& object, const std::string& place) {
    const auto format = object.find("format");
    if (format != object.end() && *format != kFormat) {
        return fail(ErrorKind::Unsupported,
                    "this file's format is " + format->dump(-1, ' ', false, Json::error_handler_t::replace) +
                        ", not \"" + kFormat + "\"",
                    place);
    }
    const auto version = object.find("version");
    if (version != object.end() && *version != 1) {
        return fail(ErrorKind::Unsupported,
                    "this file's version is " + version->dump(-1, ' ', false, Json::error_handler_t::replace) +
                        "; only version 1 is known",
                    place);
    }
    return {};
}

/// vocab and separator are written for checking only.
Result<void> checkDerived(const Json& object, const Settings& settings, const std::string& place) {
    const Vocabulary ids = vocabulary(settings);
    for (const auto& [name, value] : {std::pair{"vocab", ids.size}, std::pair{"separator", ids.separator}}) {
        const auto found = object.find(name);
        if (found != object.end() && *found != value) {
            return fail(ErrorKind::Invalid,
                        std::string(name) + " is " + found->dump(-1, ' ', false, Json::error_handler_t::replace) +
                            ", but the settings of this file make it " + std::to_string(value),
                        place);
        }
    }
    return {};
}

/// "With a text model n_text is its size, and a file that says otherwise is an error" (contract 3).
Result<void> checkTextSize(const Json& object, Settings& settings, const std::string& place) {
    if (settings.text_model.empty() || (object.count("n_text") == 0 && object.count("text_model") == 0)) {
        return {};
    }
    const auto text = TextPieces::open(settings.text_model);
    if (!text) {
        return fail(text);
    }
    if (object.count("n_text") != 0 && settings.n_text != (*text)->size()) {
        return fail(ErrorKind::Invalid,
                    "n_text is " + std::to_string(settings.n_text) + ", but the text model has " +
                        std::to_string((*text)->size()) + " pieces; drop n_text",
                    place);
    }
    settings.n_text = (*text)->size();
    return {};
}

Json toValue(const SettingKey& key, const Settings& settings) {
    using Form = SettingKey::Form;
    const std::string text = key.get(settings);
    if (key.form == Form::Text || key.form == Form::Choice) {
        return text;
    }
    return Json::parse(text, nullptr, false);
}

/// Below `folder`: the rest of the path; else the path itself.
std::string relativeTo(const std::string& folder, const std::string& path) {
    const std::string start = folder + "/";
    return path.compare(0, start.size(), start) == 0 ? path.substr(start.size()) : path;
}

} // namespace

Result<Settings> applyJson(const Settings& base, std::string_view json, const std::string& place) {
    const auto parsed = parseJson(json, place);
    if (!parsed) {
        return fail(parsed);
    }
    if (!parsed->is_object()) {
        return fail(ErrorKind::Invalid, "settings must be one JSON object of keys and values", place);
    }
    if (auto head = checkHead(*parsed, place); !head) {
        return fail(head);
    }
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [name, value] : parsed->items()) {
        if (isDerived(name)) {
            continue;
        }
        const SettingKey* key = findSettingKey(name);
        if (key == nullptr) {
            return unknownSetting(name, place);
        }
        auto text = asText(*key, value, place);
        if (!text) {
            return fail(text);
        }
        if (name == "text_model" && !text->empty() && text->front() != '/') {
            *text = joinPath(folderName(place), *text);
        }
        pairs.emplace_back(name, *text);
    }
    Settings settings = base;
    if (auto set = setSettings(settings, pairs); !set) {
        return fail(set.error().kind, set.error().text, place);
    }
    if (auto limits = checkSettingLimits(settings); !limits) {
        return fail(limits.error().kind, limits.error().text, place);
    }
    if (auto size = checkTextSize(*parsed, settings, place); !size) {
        return fail(size);
    }
    if (auto derived = checkDerived(*parsed, settings, place); !derived) {
        return fail(derived);
    }
    return settings;
}

Result<Settings> readSettings(const Settings& base, const std::string& path) {
    const auto text = readFile(path, kFileCap);
    if (!text) {
        return fail(text);
    }
    return applyJson(base, *text, path);
}

std::string tokenizerJson(const Settings& settings) {
    std::string text = "{\n";
    for (const SettingKey& key : settingKeys()) {
        if (!key.model) {
            text += (text.size() > 2 ? ",\n" : "") + std::string("  ") + Json(std::string(key.name)).dump() + ": " +
                    toValue(key, settings).dump(-1, ' ', false, Json::error_handler_t::replace);
        }
    }
    return text + "\n}\n";
}

std::string configJson(const Settings& settings) {
    const Vocabulary ids = vocabulary(settings);
    std::string text = "{\n  \"format\": \"" + std::string(kFormat) + "\",\n  \"version\": 1";
    for (const SettingKey& key : settingKeys()) {
        text += ",\n  " + Json(std::string(key.name)).dump() + ": " +
                toValue(key, settings).dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    return text + ",\n  \"vocab\": " + std::to_string(ids.size) +
           ",\n  \"separator\": " + std::to_string(ids.separator) + "\n}\n";
}

Result<void> writeTokenizerFile(const Settings& settings, const std::string& path) {
    Settings named = settings;
    named.text_model = relativeTo(folderName(path), settings.text_model);
    return writeFile(path, tokenizerJson(named));
}

} // namespace gatoscope
