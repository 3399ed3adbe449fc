// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/decode_rows.h"

#include "core/tokens/mu_law.h"
#include "core/tokens/vocabulary.h"

#include <charconv>
#include <cmath>

namespace gatoscope {

namespace {

/// Two samples of an element that lie far apart tell its affine best.
struct Samples {
    double lowRaw = 0, lowEncoded = 0, highRaw = 0, highEncoded = 0;
    bool any = false, identity = true, companded = true;

    void add(double raw, double encoded, const Settings& settings) {
        const double tolerance = 1e-6 * std::max(1.0, std::abs(raw)); // a float32's short text is not its exact value
        identity = identity && std::abs(raw - encoded) <= tolerance;
        companded = companded && std::abs(compand(raw, settings.mu, settings.M) - encoded) <= 1e-6;
        if (!any || raw < lowRaw) {
            lowRaw = raw;
            lowEncoded = encoded;
        }
        if (!any || raw > highRaw) {
            highRaw = raw;
            highEncoded = encoded;
        }
        any = true;
    }
};

/// The number with few digits that is the same for every practical purpose: bounds are written as 0.4, not 0.39999999.
double tidy(double value, double scale) {
    char text[40];
    for (int digits = 1; digits < 7; ++digits) {
        std::snprintf(text, sizeof text, "%.*g", digits, value);
        const double rounded = std::strtod(text, nullptr);
        if (std::abs(rounded - value) <= 1e-6 * scale)
            return rounded;
    }
    return value;
}

struct TableFacts {
    std::map<ChannelKey, std::map<std::int64_t, Samples>> samples; // continuous actions, by element
    ChannelsByKey channels;

    void addDiscrete(const ChannelKey& key, std::int64_t element, std::int64_t raw, std::int64_t value) {
        MappedChannel& channel = channels[key];
        channel.key = key.first;
        channel.modality = Modality::Discrete;
        if (static_cast<std::int64_t>(channel.start.size()) <= element)
            channel.start.resize(static_cast<std::size_t>(element) + 1, 0);
        channel.start[static_cast<std::size_t>(element)] = raw - value;
    }

    Result<void> finish(const std::string& path, const Settings& settings) {
        for (const auto& [key, elements] : samples) {
            MappedChannel& channel = channels[key];
            channel.key = key.first;
            channel.modality = Modality::Continuous;
            bool bounded = false;
            for (const auto& [element, sample] : elements)
                bounded = bounded || !(settings.compand_actions ? sample.companded : sample.identity);
            if (!bounded)
                continue;
            const auto width = static_cast<std::size_t>(elements.rbegin()->first) + 1;
            channel.low.assign(width, -1);
            channel.high.assign(width, 1);
            for (const auto& [element, sample] : elements)
                if (auto set = bounds(channel, static_cast<std::size_t>(element), sample, path); !set)
                    return set;
        }
        return {};
    }

private:
    static Result<void> bounds(MappedChannel& channel, std::size_t element, const Samples& sample,
                               const std::string& path) {
        if (!(sample.highRaw > sample.lowRaw))
            return fail(
                ErrorKind::Invalid,
                "the bounds of " + channel.key + ", element " + std::to_string(element) +
                    ", were looked for in the columns raw and encoded and its one value does not tell them; give the "
                    "channel map with --map",
                path);
        const double slope = (sample.highEncoded - sample.lowEncoded) / (sample.highRaw - sample.lowRaw);
        if (!(slope > 0) || !std::isfinite(slope))
            return fail(ErrorKind::Invalid,
                        "raw and encoded of " + channel.key + " contradict each other; give the map with --map", path);
        const double low = sample.lowRaw - (sample.lowEncoded + 1) / slope;
        channel.low[element] = tidy(low, 2 / slope);
        channel.high[element] = tidy(low + 2 / slope, 2 / slope);
        return {};
    }
};

constexpr std::int64_t kElementCap = 1 << 24;

} // namespace

bool parseDouble(std::string_view text, double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool parseInteger(std::string_view text, std::int64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

Result<TokenTable> TokenTable::of(const TableReader& reader, const std::string& path) {
    TokenTable table;
    const std::pair<const char*, int*> columns[] = {
        {"episode", &table.episode}, {"step", &table.step},       {"kind", &table.kind}, {"channel", &table.channel},
        {"element", &table.element}, {"raw", &table.raw},         {"id", &table.id},     {"piece", &table.piece},
        {"bin", &table.bin},         {"encoded", &table.encoded},
    };
    for (const auto& [name, place] : columns)
        *place = reader.find(name);
    for (const char* name : {"step", "kind", "channel", "element", "id"})
        if (reader.find(name) < 0)
            return fail(ErrorKind::Invalid,
                        std::string("the columns of a tokenize table were looked for and there is no column '") + name +
                            "'",
                        path);
    return table;
}

ChannelsByKey channelsOf(const ChannelMap& map) {
    ChannelsByKey channels;
    for (const MappedChannel& channel : map.channels)
        if (channel.role != Role::Ignore)
            channels[{channel.key, channel.role == Role::Action}] = channel;
    return channels;
}

Result<ChannelsByKey> channelsFromTable(const std::string& path, const Settings& settings) {
    auto reader = TableReader::open(path);
    if (!reader)
        return fail(reader);
    auto table = TokenTable::of(**reader, path);
    if (!table)
        return fail(table);
    TableFacts facts;
    const Vocabulary ids = vocabulary(settings);
    std::vector<std::string> row;
    const auto cell = [&](int column) -> std::string_view {
        return column < 0 ? std::string_view() : std::string_view(row[static_cast<std::size_t>(column)]);
    };
    while (true) {
        auto more = (*reader)->next(row);
        if (!more)
            return fail(more);
        if (!*more)
            break;
        const std::string_view kind = cell(table->kind);
        const bool action = kind == "continuous_action";
        const bool discrete = kind == "discrete" || kind == "discrete_action";
        std::int64_t element = 0, id = 0;
        double raw = 0, encoded = 0;
        if ((!action && !discrete) || !parseInteger(cell(table->element), element) || element < 0 ||
            element > kElementCap || !parseInteger(cell(table->id), id) || !parseDouble(cell(table->raw), raw) ||
            !std::isfinite(raw))
            continue;
        const ChannelKey key{std::string(cell(table->channel)), action || kind == "discrete_action"};
        if (discrete)
            facts.addDiscrete(key, element, static_cast<std::int64_t>(raw), id - ids.discreteBegin);
        else if (parseDouble(cell(table->encoded), encoded) && std::abs(encoded) < 1) // at +-1 it may be clipped
            facts.samples[key][element].add(raw, encoded, settings);
    }
    if (auto finished = facts.finish(path, settings); !finished)
        return fail(finished);
    return facts.channels;
}

} // namespace gatoscope
