// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/array_roles.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace gatoscope {
namespace {

constexpr std::uint64_t kSampleValues = std::uint64_t{1} << 20;
constexpr std::uint64_t kWidest = 4096; // wider rows that are no pictures are not tokenized unless somebody asks

template <std::size_t N>
bool oneOf(std::string_view name, const std::array<std::string_view, N>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view leaf(std::string_view source) {
    const std::size_t slash = source.rfind('/');
    return slash == std::string_view::npos ? source : source.substr(slash + 1);
}

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }
bool ends(std::string_view text, std::string_view with) {
    return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

bool isBookkeeping(std::string_view source) {
    const std::string_view name = leaf(source);
    return isRewardName(source) || isEndName(source) || begins(source, "next_") || begins(source, "next/") ||
           begins(source, "info/") || begins(source, "infos/") || begins(source, "metadata/") ||
           oneOf(name, std::array<std::string_view, 22>{
                           "is_first",   "is_last",      "is_terminal", "discount", "discounts", "return",
                           "returns",    "success",      "successes",   "step",     "steps",     "timestep",
                           "timesteps",  "timestamp",    "timestamps",  "time",     "index",     "episode",
                           "episode_id", "episode_ends", "seed",        "fps"});
}

/// How the rows of the arrays fit together.
struct Rows {
    std::int64_t steps = 1;
    std::string clock;
    bool acts = false;
    std::map<std::string, std::string> lengths; // ragged array -> the array of its row lengths
};

/// "k0" of "k0.lengths", "k0_lengths", "k0/lengths", "k0_len"; empty where the name says nothing of lengths.
std::string ownerOfLengths(const std::string& source) {
    for (const char* suffix : {".lengths", "_lengths", "/lengths", ".len", "_len", "_lens"})
        if (source.size() > std::string_view(suffix).size() && ends(source, suffix))
            return source.substr(0, source.size() - std::string_view(suffix).size());
    return {};
}

std::optional<std::uint64_t> sumOf(const NpyArray& lengths) {
    if (lengths.header().rows() > kSampleValues * 16)
        return std::nullopt;
    const auto column = lengths.readColumn(0, lengths.header().rows());
    if (!column)
        return std::nullopt;
    std::uint64_t sum = 0;
    for (std::size_t row = 0; row < column->rows; ++row) {
        const std::int64_t length = column->integer(row);
        if (length < 0 || sum + static_cast<std::uint64_t>(length) < sum)
            return std::nullopt;
        sum += static_cast<std::uint64_t>(length);
    }
    return sum;
}

std::map<std::string, std::string> findLengths(const ArraySet& set) {
    std::map<std::string, std::string> found;
    for (const NamedArray& named : set.arrays) {
        const std::string owner = ownerOfLengths(named.source);
        const NpyHeader& header = named.array.header();
        if (owner.empty() || !isInteger(header.dtype) || header.shape.size() != 1)
            continue;
        for (const std::string& ragged : {owner, owner + ".ids", owner + "_ids", owner + "/ids", owner + ".values"}) {
            const NpyArray* array = set.find(ragged);
            if (array == nullptr || !isInteger(array->header().dtype) || array->header().shape.size() != 1)
                continue;
            const auto sum = sumOf(named.array);
            if (sum && *sum == array->header().rows())
                found[ragged] = named.source;
            break;
        }
    }
    return found;
}

/// T: recorded actions; without them the rows that most observations share; without these the lengths.
Rows countRows(const ArraySet& set) {
    Rows rows;
    rows.lengths = findLengths(set);
    std::map<std::uint64_t, int> votes;
    std::vector<const NamedArray*> voters;
    const NamedArray* lengths = nullptr;
    for (const NamedArray& named : set.arrays) {
        if (named.array.header().shape.empty() || rows.lengths.count(named.source) != 0)
            continue;
        const auto pair = std::find_if(rows.lengths.begin(), rows.lengths.end(),
                                       [&](const auto& entry) { return entry.second == named.source; });
        if (pair != rows.lengths.end()) {
            lengths = &named;
            continue;
        }
        if (isActionName(named.source) && !rows.acts) {
            rows.acts = true;
            rows.steps = static_cast<std::int64_t>(named.array.header().rows());
            rows.clock = named.source;
        }
        voters.push_back(&named);
        // What is bookkeeping counts a little: it decides only where nothing else does.
        votes[named.array.header().rows()] += isBookkeeping(named.source) ? 1 : 100;
    }
    if (rows.acts)
        return rows;
    const NamedArray* best = lengths;
    for (const NamedArray* named : voters)
        if (lengths == nullptr &&
            (best == nullptr || votes[named->array.header().rows()] > votes[best->array.header().rows()]))
            best = named;
    if (best != nullptr) {
        rows.steps = static_cast<std::int64_t>(best->array.header().rows());
        rows.clock = best->source;
    }
    return rows;
}

Alignment alignmentOf(const NpyHeader& header, const Rows& rows, bool ragged) {
    if (ragged)
        return Alignment::Unaligned;
    const auto count = static_cast<std::int64_t>(header.rows());
    if (header.shape.empty() ||
        (header.dtype == DType::Text && header.shape.size() == 1 && count == 1 && rows.steps != 1))
        return Alignment::Once;
    if (count == rows.steps)
        return Alignment::Steps;
    return rows.acts && count == rows.steps + 1 ? Alignment::StepsPlusOne : Alignment::Unaligned;
}

/// The smallest column that holds the extremes of up to a million values from each sampled episode.
std::optional<Column> integerSample(const std::string& source, const ArraySet& first,
                                    const std::vector<std::shared_ptr<const ArraySet>>& samples) {
    Column extremes;
    extremes.dtype = DType::I64;
    std::vector<std::int64_t> values;
    const auto look = [&](const ArraySet& set) {
        const NpyArray* array = set.find(source);
        if (array == nullptr || !isInteger(array->header().dtype))
            return;
        const std::uint64_t width = std::max<std::uint64_t>(array->header().width(), 1);
        const auto column = array->readColumn(0, std::min(array->header().rows(), kSampleValues / width + 1));
        if (!column)
            return;
        for (std::size_t row = 0; row < column->rows; ++row)
            for (std::size_t element = 0; element < column->width; ++element) {
                const std::int64_t value = column->integer(row, element);
                if (values.empty())
                    values = {value, value};
                values = {std::min(values[0], value), std::max(values[1], value)};
            }
    };
    look(first);
    for (const auto& set : samples)
        look(*set);
    if (values.empty())
        return std::nullopt;
    extremes.rows = values.size();
    extremes.bytes.resize(values.size() * sizeof(std::int64_t));
    std::copy_n(reinterpret_cast<const std::byte*>(values.data()), extremes.bytes.size(), extremes.bytes.data());
    return extremes;
}

void say(std::vector<Finding>& report, Severity severity, const char* id, const std::string& source, std::string text) {
    report.push_back({severity, id, std::move(text), source, -1, -1});
}

Role roleOf(const Channel& channel, const Rows& rows, const ArraySet& set, std::vector<Finding>& report) {
    const std::string& source = channel.source;
    if (rows.lengths.count(source) != 0)
        return Role::Observation;
    if (channel.alignment == Alignment::Unaligned) {
        say(report, Severity::Info, "unaligned", source,
            "the array has " + std::to_string(set.find(source)->header().rows()) + " rows where the episode has " +
                std::to_string(rows.steps) + " steps, so it is ignored");
        return Role::Ignore;
    }
    if (isActionName(source))
        return Role::Action;
    const bool aside = isBookkeeping(source) || source.find("action") != std::string::npos ||
                       (channel.alignment == Alignment::Once && channel.dtype != DType::Text);
    if (aside) {
        say(report, Severity::Info, "ignored", source,
            "rewards, ends, flags and notes are no part of the token stream, so it is ignored");
        return Role::Ignore;
    }
    if (!channel.image && width(channel) > kWidest) {
        say(report, Severity::Warning, "too-wide", source,
            "the array has " + std::to_string(width(channel)) + " values per step and is no picture, so it is ignored");
        return Role::Ignore;
    }
    return Role::Observation;
}

Channel describe(const NamedArray& named, const Rows& rows, std::vector<Finding>& report) {
    const NpyHeader& header = named.array.header();
    Channel channel;
    channel.source = named.source;
    channel.dtype = header.dtype;
    channel.shape = header.rowShape();
    channel.alignment = alignmentOf(header, rows, rows.lengths.count(named.source) != 0);
    channel.image = isPictureShape(header.dtype, channel.shape, channel.channelsFirst);
    if (channel.image && channel.channelsFirst)
        say(report, Severity::Warning, "channels-first", named.source,
            "the array has the shape of pictures with the colour channels first and is read so");
    return channel;
}

/// Dreamer's files hold in row t the action that led to row t. Their first action is then all zeros (no action led
/// there).
std::int64_t dreamerShift(const ArraySet& set, const std::string& action, std::vector<Finding>& report) {
    const NpyArray* array = set.find(action);
    if (set.find("is_first") == nullptr || array == nullptr || array->header().rows() == 0 ||
        array->header().dtype == DType::Text)
        return 0;
    const auto first = array->readColumn(0, std::min<std::uint64_t>(array->header().rows(), 2));
    bool zero = first.has_value();
    for (std::size_t element = 0; first && element < first->width; ++element)
        zero = zero && first->number(0, element) == 0;
    const bool shifted = zero && isFloat(array->header().dtype);
    say(report, Severity::Info, "assumed-shift", action,
        shifted ? "the file has is_first as Dreamer's have and its first action is all zeros, so row t is taken for "
                  "the action "
                  "that led to row t (shift 1)"
                : "the file has is_first as Dreamer's have, but its first action is not the zeros that Dreamer writes, "
                  "so row t "
                  "is taken for the action after row t (shift 0); a map may say shift 1");
    return shifted ? 1 : 0;
}

/// Keys lose the format's prefix; where two of a role would then be the same, they keep the whole name.
void settleKeys(ChannelMap& map) {
    std::map<std::pair<Role, std::string>, int> uses;
    for (const MappedChannel& channel : map.channels)
        ++uses[{channel.role, channel.key}];
    for (MappedChannel& channel : map.channels)
        if (uses[{channel.role, channel.key}] > 1)
            channel.key = channel.source;
}

/// Contract 1: where observations have a row more than actions, the last is the terminal observation.
void sayTerminal(const Arrangement& arrangement, std::vector<Finding>& report) {
    std::string names;
    for (const Channel& channel : arrangement.channels)
        if (channel.alignment == Alignment::StepsPlusOne)
            names += (names.empty() ? "" : ", ") + channel.source;
    if (!names.empty())
        say(report, Severity::Info, "terminal-observation", names,
            "one row more than the " + std::to_string(arrangement.steps) + " of \"" + arrangement.clock +
                "\", which are the steps; the last row is taken for the terminal observation");
}

} // namespace

bool isActionName(std::string_view source) {
    return oneOf(source,
                 std::array<std::string_view, 7>{"action", "actions", "act", "acts", "control", "controls", "ctrl"}) ||
           begins(source, "action/") || begins(source, "actions/");
}

bool isRewardName(std::string_view source) {
    return oneOf(leaf(source), std::array<std::string_view, 4>{"reward", "rewards", "rew", "rews"});
}

bool isTaskName(std::string_view source) {
    return oneOf(leaf(source), std::array<std::string_view, 12>{"text", "task", "instruction", "instructions",
                                                                "language", "language_instruction", "mission", "prompt",
                                                                "lang", "goal_text", "caption", "description"});
}

bool isEndName(std::string_view source) {
    return oneOf(leaf(source),
                 std::array<std::string_view, 10>{"terminals", "timeouts", "terminations", "truncations", "dones",
                                                  "terminal", "timeout", "terminated", "truncated", "done"});
}

bool isPictureShape(DType dtype, const std::vector<std::int64_t>& shape, bool& channelsFirst) {
    const auto colours = [](std::int64_t count) { return count == 1 || count == 3 || count == 4; };
    channelsFirst = false;
    if (dtype != DType::U8)
        return false;
    if (shape.size() == 2)
        return shape[0] >= 16 && shape[1] >= 16;
    if (shape.size() != 3)
        return false;
    if (colours(shape[2]))
        return shape[0] >= 16 && shape[1] >= 16;
    channelsFirst = colours(shape[0]) && shape[1] >= 16 && shape[2] >= 16;
    return channelsFirst;
}

std::int64_t countSteps(const ArraySet& set) { return countRows(set).steps; }

Arrangement arrangeArrays(const ArraySet& set, const std::vector<std::shared_ptr<const ArraySet>>& samples,
                          std::vector<Finding>& report) {
    const Rows rows = countRows(set);
    Arrangement arrangement;
    arrangement.steps = rows.steps;
    arrangement.clock = rows.clock;
    for (const NamedArray& named : set.arrays) {
        Channel channel = describe(named, rows, report);
        const Role role = roleOf(channel, rows, set, report);
        std::optional<Column> sample;
        if (role != Role::Ignore && isInteger(channel.dtype) && !channel.image)
            sample = integerSample(named.source, set, samples);
        std::vector<Finding> ignored;
        MappedChannel mapped = guessChannel(channel, defaultKey(named.source), role, sample ? &*sample : nullptr,
                                            role == Role::Ignore ? ignored : report);
        if (const auto ragged = rows.lengths.find(named.source); ragged != rows.lengths.end()) {
            mapped.modality = Modality::TextIds;
            mapped.lengths = ragged->second;
            say(report, Severity::Info, "ragged-text", named.source,
                "the array is taken for token ids of text, " + ragged->second + " for how many each step has");
        }
        if (role == Role::Action)
            mapped.shift = dreamerShift(set, named.source, report);
        arrangement.channels.push_back(std::move(channel));
        arrangement.map.channels.push_back(std::move(mapped));
    }
    settleKeys(arrangement.map);
    sayTerminal(arrangement, report);
    say(report, Severity::Info, "assumed-fps", "", "the frame rate is not stored; 10 steps per second are assumed");
    return arrangement;
}

} // namespace gatoscope
