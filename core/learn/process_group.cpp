// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/process_group.h"

#include <charconv>
#include <cstdlib>
#include <limits>
#include <string>

#include <ATen/ATen.h>
#ifdef GATOSCOPE_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace gatoscope {

namespace {

struct Place {
    int rank = 0, size = 1, localRank = 0, port = 29500;
    std::string address = "127.0.0.1";
};

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

/// What torchrun and Kubernetes' operators set; within a step that srun started, Slurm's own names stand in for what is
/// missing (SLURM_STEP_NUM_TASKS is set by nothing but srun).
Result<Place> environment() {
    Place place;
    const bool slurm = variable("WORLD_SIZE") == nullptr && variable("SLURM_STEP_NUM_TASKS") != nullptr;
    const char* rankName = slurm ? "SLURM_PROCID" : "RANK";
    const auto size = number(slurm ? "SLURM_STEP_NUM_TASKS" : "WORLD_SIZE", 1, 1, 1 << 20);
    const auto rank = size ? number(rankName, *size > 1 ? -1 : 0, -1, *size - 1) : size;
    const auto local = rank ? number(slurm ? "SLURM_LOCALID" : "LOCAL_RANK", 0, 0, 1 << 16) : rank;
    const auto job = slurm && local ? number("SLURM_JOB_ID", 0, 0, std::numeric_limits<int>::max()) : local;
    const auto port = job ? number("MASTER_PORT", slurm ? 20000 + *job % 10000 : 29500, 1, 65535) : job;
    if (!port)
        return fail(port);
    if (*rank < 0)
        return fail(ErrorKind::Invalid, "The run has " + std::to_string(*size) + " processes and " + rankName +
                                            " is not set; start it with torchrun or srun, or set RANK and "
                                            "WORLD_SIZE for each.");
    place = {*rank, *size, *local, *port, place.address};
    if (const char* nodes = variable("SLURM_STEP_NODELIST"); slurm && nodes != nullptr)
        place.address = firstHost(nodes);
    if (const char* address = variable("MASTER_ADDR"))
        place.address = address;
    return place;
}

/// The first sentence of what a library says, without its place in the library's source.
std::string reason(const std::exception& failure) {
    std::string text = failure.what();
    text = text.substr(0, text.find('\n'));
    if (const std::size_t place = text.find("] "); text.starts_with('[') && place != std::string::npos)
        text.erase(0, place + 2);
    const std::size_t end = text.find(". ");
    return text.substr(0, end);
}

/// A run of one process.
class Alone final : public ProcessGroup {
public:
    Result<void> sum(const std::vector<at::Tensor>&) override { return {}; }
};

#ifdef GATOSCOPE_GLOO
class GlooGroup final : public ProcessGroup {
public:
    explicit GlooGroup(const Place& place) {
        rank_ = place.rank;
        size_ = place.size;
        localRank_ = place.localRank;
        c10d::TCPStoreOptions options;
        options.port = static_cast<std::uint16_t>(place.port);
        const char* agent = variable("TORCHELASTIC_USE_AGENT_STORE"); // torchrun keeps the store itself
        options.isServer = rank_ == 0 && (agent == nullptr || std::string(agent) != "True");
        options.waitWorkers = false;
        const auto store = c10::make_intrusive<c10d::TCPStore>(place.address, options);
        const char* attempt = std::getenv("TORCHELASTIC_RESTART_COUNT");
        const std::string prefix = std::string("gatoscope/") + (attempt ? attempt : "0");
        auto how = c10d::ProcessGroupGloo::Options::create(std::chrono::minutes(10));
        const char* interface = variable("GLOO_SOCKET_IFNAME");
        how->devices.push_back(interface != nullptr ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                               : place.address == "127.0.0.1" || place.address == "localhost"
                                   ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                   : c10d::ProcessGroupGloo::createDefaultDevice());
        group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(c10::make_intrusive<c10d::PrefixStore>(prefix, store),
                                                             rank_, size_, how);
    }

    Result<void> sum(const std::vector<at::Tensor>& tensors) override {
        try {
            std::vector<at::Tensor> flat;
            for (const at::Tensor& tensor : tensors)
                flat.push_back(tensor.detach().reshape({-1}).to(at::kCPU));
            std::vector<at::Tensor> whole{at::cat(flat)};
            group_->allreduce(whole)->wait();
            std::int64_t begin = 0;
            for (at::Tensor tensor : tensors) {
                const at::NoGradGuard plain;
                tensor.copy_(whole[0].slice(0, begin, begin + tensor.numel()).view(tensor.sizes()));
                begin += tensor.numel();
            }
            return {};
        } catch (const std::exception& failure) {
            return fail(ErrorKind::OutOfResource,
                        "Process " + std::to_string(rank_) + " of " + std::to_string(size_) +
                            " lost another process of the run (" + reason(failure) +
                            "); look at its messages, then start all of them again with --resume.");
        }
    }

private:
    c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};
#endif

Result<std::unique_ptr<ProcessGroup>> connect([[maybe_unused]] const Place& place) {
#ifdef GATOSCOPE_GLOO
    try {
        return std::make_unique<GlooGroup>(place);
    } catch (const std::exception& failure) {
        return fail(ErrorKind::OutOfResource,
                    "The " + std::to_string(place.size) + " processes of the run could not meet at " + place.address +
                        ":" + std::to_string(place.port) + " (" + reason(failure) +
                        "); see that all were started and that MASTER_ADDR and MASTER_PORT are the same for all.");
    }
#else
    return fail(ErrorKind::Unsupported,
                "WORLD_SIZE asks for several processes and this build has no Gloo; install libgloo-dev and build "
                "again.");
#endif
}

} // namespace

Result<std::unique_ptr<ProcessGroup>> ProcessGroup::join() {
    const auto place = environment();
    if (!place)
        return fail(place);
    if (place->size == 1)
        return std::make_unique<Alone>();
    return connect(*place);
}

} // namespace gatoscope
