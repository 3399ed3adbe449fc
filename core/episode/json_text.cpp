// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/json_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace gatoscope {
namespace {

constexpr int kDeepest = 200;                     // more nesting than any metadata has; keeps recursion bounded
constexpr std::string_view kMark = "\x01number:"; // no stored text begins so; stands for what JSON cannot say

bool wordPart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Length of a bare Infinity, -Infinity or NaN at `at`; 0 where there is none.
std::size_t bareWord(std::string_view text, std::size_t at) {
    for (const std::string_view word : {"Infinity", "-Infinity", "NaN", "-NaN"}) {
        if (text.substr(at, word.size()) != word)
            continue;
        const std::size_t after = at + word.size();
        return after < text.size() && wordPart(text[after]) ? 0 : word.size();
    }
    return 0;
}

/// Copies the text with bare words turned into marked strings; `depth` becomes the deepest nesting.
std::string markBareWords(std::string_view text, bool& marked, int& depth) {
    std::string out;
    out.reserve(text.size());
    bool inString = false;
    int level = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            out += c;
            if (c == '\\' && i + 1 < text.size())
                out += text[++i];
            else if (c == '"')
                inString = false;
            continue;
        }
        if (c == '"')
            inString = true;
        level += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
        depth = std::max(depth, level);
        const std::size_t length = c == 'I' || c == 'N' || c == '-' ? bareWord(text, i) : 0;
        if (length == 0) {
            out += c;
            continue;
        }
        out.append("\"\\u0001").append(kMark.substr(1)).append(text.substr(i, length)).append("\"");
        i += length - 1;
        marked = true;
    }
    return out;
}

void unmark(nlohmann::json& value) {
    if (value.is_structured()) {
        for (auto& child : value)
            unmark(child);
    } else if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text.compare(0, kMark.size(), kMark) != 0)
            return;
        const std::string_view word = std::string_view(text).substr(kMark.size());
        const double infinity = std::numeric_limits<double>::infinity();
        value = word == "Infinity" ? infinity : word == "-Infinity" ? -infinity : std::nan("");
    }
}

template <typename Json>
bool isPlain(const Json& value) {
    for (const auto& child : value)
        if (child.is_structured())
            return false;
    return true;
}

template <typename Json>
std::string scalar(const Json& value) {
    if (value.is_number_float()) {
        const double number = value.template get<double>();
        if (!std::isfinite(number))
            return std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
        char digits[40];
        return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
    }
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <typename Json>
void print(const Json& value, const std::string& indent, std::string& out) {
    if (!value.is_structured()) {
        out += scalar(value);
        return;
    }
    const bool object = value.is_object();
    const bool plain = isPlain(value);
    const std::string inner = indent + "  ";
    out += object ? '{' : '[';
    bool first = true;
    for (auto item = value.begin(); item != value.end(); ++item) {
        out += first ? "" : plain ? ", " : ",";
        if (!plain)
            out.append("\n").append(inner);
        if (object)
            out.append(scalar(Json(item.key()))).append(": ");
        print(*item, inner, out);
        first = false;
    }
    if (!plain)
        out.append("\n").append(indent);
    out += object ? '}' : ']';
}

} // namespace

Result<nlohmann::json> parseJson(std::string_view text, const std::string& place) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    bool marked = false;
    int depth = 0;
    const std::string strict = markBareWords(text, marked, depth);
    if (depth > kDeepest)
        return fail(ErrorKind::Unsupported,
                    "the JSON is nested " + std::to_string(depth) + " levels deep; at most " +
                        std::to_string(kDeepest) + " are read",
                    place);
    try {
        nlohmann::json value = nlohmann::json::parse(strict);
        if (marked)
            unmark(value);
        return value;
    } catch (const std::exception& broken) {
        std::string why = broken.what();
        if (const std::size_t at = why.find("] "); at != std::string::npos)
            why = why.substr(at + 2);
        return fail(ErrorKind::Unreadable, "this is not valid JSON: " + why, place);
    }
}

std::string printJson(const nlohmann::json& value) {
    std::string out;
    print(value, "", out);
    return out + "\n";
}

std::string printJson(const nlohmann::ordered_json& value) {
    std::string out;
    print(value, "", out);
    return out + "\n";
}

} // namespace gatoscope
