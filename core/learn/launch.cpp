// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/launch.h"

#include <netdb.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace gatoscope {

namespace {

const char* variable(const char* name) {
    const char* text = std::getenv(name);
    return text != nullptr && *text != 0 ? text : nullptr;
}

Result<int> number(const char* name, int otherwise, int least, int most) {
    const char* text = variable(name);
    if (text == nullptr)
        return otherwise;
    int value = 0;
    const std::string_view view(text);
    const auto [stop, error] = std::from_chars(view.data(), view.data() + view.size(), value);
    if (error != std::errc() || stop != view.data() + view.size() || value < least || value > most)
        return fail(ErrorKind::Invalid, std::string("A whole number from ") + std::to_string(least) + " to " +
                                            std::to_string(most) + " was looked for in the variable " + name +
                                            "; found '" + text + "'.");
    return value;
}

/// The first of Slurm's compressed names: node[003-016,020],other is node003.
std::string firstHost(const std::string& list) {
    const std::size_t open = list.find_first_of("[,");
    if (open == std::string::npos || list[open] == ',')
        return list.substr(0, open);
    const std::size_t close = list.find(']', open), end = list.find(',', close);
    const std::string index = list.substr(open + 1, list.find_first_of(",-]", open) - open - 1);
    return list.substr(0, open) + index + (close < end ? list.substr(close + 1, end - close - 1) : "");
}

} // namespace

// Within a step that srun started, Slurm's own names stand in for what is missing (SLURM_STEP_NUM_TASKS is set by
// nothing but srun).
Result<Launch> Launch::read() {
    const bool slurm = variable("WORLD_SIZE") == nullptr && variable("SLURM_STEP_NUM_TASKS") != nullptr;
    const char* rankName = slurm ? "SLURM_PROCID" : "RANK";
    const auto size = number(slurm ? "SLURM_STEP_NUM_TASKS" : "WORLD_SIZE", 1, 1, 1 << 20);
    const auto rank = size ? number(rankName, *size > 1 ? -1 : 0, -1, *size - 1) : size;
    const auto local = rank ? number(slurm ? "SLURM_LOCALID" : "LOCAL_RANK", 0, 0, 1 << 16) : rank;
    const auto job = slurm && local ? number("SLURM_JOB_ID", 0, 0, std::numeric_limits<int>::max()) : local;
    const auto step = slurm && job ? number("SLURM_STEP_ID", 0, 0, std::numeric_limits<int>::max()) : job;
    // Steps of one job may run beside each other.
    const std::int64_t usual = slurm && step ? 20000 + (std::int64_t{*job} + std::int64_t{37} * *step) % 10000 : 29500;
    const auto port = step ? number("MASTER_PORT", static_cast<int>(usual), 1, 65535) : step;
    if (!port)
        return fail(port);
    if (*rank < 0)
        return fail(ErrorKind::Invalid, "The run has " + std::to_string(*size) + " processes and " + rankName +
                                            " is not set; start it with torchrun or srun, or set RANK and "
                                            "WORLD_SIZE for each.");
    Launch launch;
    launch.rank = *rank;
    launch.size = *size;
    launch.localRank = *local;
    launch.port = *port;
    if (const char* nodes = variable("SLURM_STEP_NODELIST"); slurm && nodes != nullptr)
        launch.address = firstHost(nodes);
    if (const char* address = variable("MASTER_ADDR"))
        launch.address = address;
    if (const char* attempt = variable("TORCHELASTIC_RESTART_COUNT"))
        launch.attempt = attempt;
    const char* agent = variable("TORCHELASTIC_USE_AGENT_STORE");
    launch.keptByAgent = agent != nullptr && std::string_view(agent) == "True";
    return launch;
}

Result<std::string> deviceOfProcess(const Launch& launch, const std::string& asked, int count) {
    if (launch.size == 1 || count == 0 || (asked != "auto" && asked != "cuda" && !asked.empty()))
        return asked;
    if (launch.localRank < count)
        return "cuda:" + std::to_string(launch.localRank);
    if (count == 1)
        return std::string("cuda:0");
    return fail(ErrorKind::NotFound, "A GPU was looked for for process " + std::to_string(launch.localRank + 1) +
                                         " of this machine, which has " + std::to_string(count) +
                                         "; start no more processes a machine than it has GPUs, or give --device cpu.");
}

bool isKnown(const std::string& host) {
    addrinfo* found = nullptr;
    const bool known = getaddrinfo(host.c_str(), nullptr, nullptr, &found) == 0;
    if (found != nullptr)
        freeaddrinfo(found);
    return known;
}

std::string firstSentence(const std::exception& failure) {
    std::string text = failure.what();
    text = text.substr(0, text.find('\n'));
    if (const std::size_t place = text.find("] "); text.starts_with('[') && place != std::string::npos)
        text.erase(0, place + 2);
    return text.substr(0, text.find(". "));
}

} // namespace gatoscope
