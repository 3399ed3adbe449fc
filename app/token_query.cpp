// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/token_query.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <unordered_set>

namespace gatoscope {

namespace {

using Field = TokenQuery::Field;
using Compare = TokenQuery::Compare;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return c < 128 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
    return text;
}

bool isNumber(Field field) {
    return field == Field::Id || field == Field::Bin || field == Field::Step || field == Field::Raw;
}

std::optional<Field> fieldOf(const std::string& name) {
    const std::pair<const char*, Field> kFields[] = {
        {"id", Field::Id},     {"bin", Field::Bin},         {"piece", Field::Piece}, {"step", Field::Step},
        {"kind", Field::Kind}, {"channel", Field::Channel}, {"raw", Field::Raw},     {"flag", Field::Flag}};
    for (const auto& [known, field] : kFields)
        if (name == known)
            return field;
    return std::nullopt;
}

std::optional<TokenQuery::Condition> parseCondition(const std::string& word) {
    const std::size_t sign = word.find_first_of(":=<>");
    if (sign == std::string::npos || sign == 0 || sign + 1 >= word.size())
        return std::nullopt;
    const auto field = fieldOf(lower(word.substr(0, sign)));
    if (!field)
        return std::nullopt;
    TokenQuery::Condition out;
    out.field = *field;
    std::size_t value = sign + 1;
    if (word[sign] == '<' || word[sign] == '>') {
        const bool equal = word[value] == '=';
        value += equal ? 1 : 0;
        out.compare = word[sign] == '<' ? (equal ? Compare::LessEqual : Compare::Less)
                                        : (equal ? Compare::GreaterEqual : Compare::Greater);
    }
    out.text = lower(word.substr(value));
    if (!isNumber(*field))
        return out.compare == Compare::Equal && !out.text.empty() ? std::optional(out) : std::nullopt;
    const char* end = out.text.data() + out.text.size();
    const auto read = std::from_chars(out.text.data(), end, out.number);
    return read.ec == std::errc() && read.ptr == end ? std::optional(out) : std::nullopt;
}

bool holds(double value, const TokenQuery::Condition& condition) {
    switch (condition.compare) {
    case Compare::Equal:
        return value == condition.number;
    case Compare::Less:
        return value < condition.number;
    case Compare::LessEqual:
        return value <= condition.number;
    case Compare::Greater:
        return value > condition.number;
    case Compare::GreaterEqual:
        return value >= condition.number;
    }
    return false;
}

std::string flagNames(std::uint8_t flags) {
    std::string names;
    const std::pair<TokenFlag, const char*> kFlags[] = {
        {Clipped, "clipped "}, {Unknown, "unk "}, {Padded, "padded "}, {Prompt, "prompt "}, {NotANumber, "nan "}};
    for (const auto& [flag, text] : kFlags)
        if (flags & flag)
            names += text;
    return names;
}

/// One search over one sequence.
class Matcher {
public:
    Matcher(const TokenSequence& tokens, const TokenQuery& query) : tokens_(tokens), query_(query) {}

    bool operator()(std::size_t index) const {
        const Token token = tokens_.at(index);
        return std::all_of(query_.conditions.begin(), query_.conditions.end(),
                           [&](const TokenQuery::Condition& condition) { return matches(index, token, condition); });
    }

private:
    bool matches(std::size_t index, const Token& token, const TokenQuery::Condition& condition) const {
        const auto contains = [&](const std::string& text) {
            return lower(text).find(condition.text) != std::string::npos;
        };
        const bool number = token.kind == Kind::Continuous || token.kind == Kind::ContinuousAction ||
                            token.kind == Kind::Discrete || token.kind == Kind::DiscreteAction;
        switch (condition.field) {
        case Field::Id:
            return token.id >= 0 && holds(token.id, condition);
        case Field::Bin:
            return token.bin >= 0 && holds(token.bin, condition);
        case Field::Step:
            return holds(token.step, condition);
        case Field::Raw:
            return number && holds(token.raw, condition);
        case Field::Kind:
            return contains(name(token.kind));
        case Field::Flag:
            return contains(flagNames(token.flags));
        case Field::Channel:
            return token.channel >= 0 && contains(tokens_.channels()[static_cast<std::size_t>(token.channel)].map.key);
        case Field::Piece:
            return (token.kind == Kind::Text || token.kind == Kind::TextAction) &&
                   contains(tokens_.pieceOf(index).piece);
        }
        return false;
    }

    const TokenSequence& tokens_;
    const TokenQuery& query_;
};

} // namespace

std::optional<TokenQuery> parseTokenQuery(const std::string& text) {
    TokenQuery query;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        auto condition = parseCondition(word);
        if (!condition)
            return std::nullopt;
        query.conditions.push_back(std::move(*condition));
    }
    return query.conditions.empty() ? std::nullopt : std::optional(query);
}

std::vector<std::size_t> findTokens(const TokenSequence& tokens, const TokenQuery& query, std::size_t limit,
                                    const Progress& progress) {
    std::vector<std::size_t> found;
    std::size_t first = 0, last = tokens.size();
    for (const auto& condition : query.conditions) { // a step narrows the search at once
        if (condition.field != Field::Step || condition.compare != Compare::Equal)
            continue;
        const auto step = static_cast<std::int64_t>(condition.number);
        if (step < 0 || step >= tokens.steps())
            return found;
        first = tokens.firstOf(step);
        last = tokens.firstOf(step + 1);
    }
    const Matcher matches(tokens, query);
    for (std::size_t i = first; i < last && found.size() < limit; ++i) {
        if ((i & 0x3fff) == 0 && !report(progress, static_cast<double>(i) / static_cast<double>(tokens.size())))
            break;
        if (matches(i))
            found.push_back(i);
    }
    return found;
}

} // namespace gatoscope
