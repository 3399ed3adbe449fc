// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/process_group.h"

#include <unordered_map>

#include <ATen/ATen.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "core/learn/gloo_group.h"

namespace gatoscope {

namespace {

/// A run of one process.
class Alone final : public ProcessGroup {
public:
    explicit Alone(const Launch& launch) : ProcessGroup(launch, "none") {}
    Result<void> sum(const std::vector<at::Tensor>&) override { return {}; }
};

/// Gradients are summed where they lie. Small numbers of the host go through Gloo: its connections break with a
/// process, so that a loss is noticed there at once, where a kernel of NCCL would wait.
class DeviceGroup final : public ProcessGroup {
public:
    DeviceGroup(const Launch& launch, const at::Device& device, std::unique_ptr<ProcessGroup> host,
                std::unique_ptr<DeviceSums> sums)
        : ProcessGroup(launch, "nccl"), device_(device), host_(std::move(host)), sums_(std::move(sums)) {}

    Result<void> sum(const std::vector<at::Tensor>& tensors) override {
        std::vector<at::Tensor> here, there;
        for (const at::Tensor& tensor : tensors)
            (tensor.device() == device_ ? there : here).push_back(tensor);
        if (!here.empty())
            if (auto done = host_->sum(here); !done)
                return done;
        if (!there.empty())
            if (auto done = sums_->sum(std::move(there)); !done)
                return tl::unexpected(lost(done.error().text));
        return {};
    }

private:
    at::Device device_;
    std::unique_ptr<ProcessGroup> host_; // outlives sums_
    std::unique_ptr<DeviceSums> sums_;
};

/// What this process could sum with: the module and a number of its GPU, or the reason why not.
struct Offer {
    const CudaModule* module = nullptr;
    std::int64_t gpu = 0; // 0 = none
    std::string why;
};

Offer offerOf(const GroupOptions& options) {
    if (options.backend == "gloo")
        return {};
    if (!options.device)
        return {nullptr, 0, "this process computes on the CPU"};
    const auto module = options.open();
    if (!module)
        return {nullptr, 0, module.error().text};
    const auto name = (*module)->identity(*options.device);
    if (!name)
        return {nullptr, 0, name.error().text};
    return {*module, static_cast<std::int64_t>(std::hash<std::string>{}(*name) >> 2) + 1, {}};
}

/// Why not all of them can use NCCL together; empty where they can.
std::string obstacle(const at::Tensor& gpus, const Offer& own) {
    const auto* gpu = gpus.const_data_ptr<std::int64_t>();
    std::unordered_map<std::int64_t, std::int64_t> owner;
    std::string shared;
    for (std::int64_t i = 0; i < gpus.numel(); ++i) {
        if (gpu[i] == 0)
            return own.gpu == 0 ? own.why : "process " + std::to_string(i) + " has no NCCL and says why";
        const auto [found, fresh] = owner.try_emplace(gpu[i], i);
        if (!fresh && shared.empty())
            shared = "processes " + std::to_string(found->second) + " and " + std::to_string(i) +
                     " share one GPU; start no more processes than there are GPUs";
    }
    return shared;
}

/// On the host's group: every process learns what the others can, tries, and learns whether all succeeded.
Result<std::unique_ptr<ProcessGroup>> agree(const Launch& launch, const GroupOptions& options,
                                            std::unique_ptr<ProcessGroup> host,
                                            const c10::intrusive_ptr<c10d::Store>& store) {
    const Offer own = offerOf(options);
    const at::Tensor gpus = at::zeros({launch.size}, at::kLong);
    gpus[launch.rank] = own.gpu;
    if (auto met = host->sum({gpus}); !met)
        return fail(met);
    std::string why = obstacle(gpus, own);
    if (options.backend != "gloo" && why.empty()) {
        auto sums = own.module->connect(store, launch.rank, launch.size, *options.device);
        const at::Tensor failed = at::tensor({sums ? 0 : 1}, at::kLong);
        if (auto met = host->sum({failed}); !met)
            return fail(met);
        if (failed.item<std::int64_t>() == 0)
            return std::make_unique<DeviceGroup>(launch, *options.device, std::move(host), std::move(*sums));
        why = sums ? "another process could not connect and says why" : sums.error().text;
    }
    if (options.backend == "nccl")
        return fail(ErrorKind::Unsupported, "NCCL was asked for and cannot be used: " + why + ".");
    if (options.device && !why.empty())
        host->setNote("NCCL is not used: " + why + ". Gradients are summed through the CPU (Gloo).");
    return host;
}

c10::intrusive_ptr<c10d::Store> meetingPlace(const Launch& launch) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(launch.size == 1 ? 0 : launch.port);
    options.isServer = launch.rank == 0 && !(launch.keptByAgent && launch.size > 1);
    options.waitWorkers = false;
    const auto store =
        c10::make_intrusive<c10d::TCPStore>(launch.size == 1 ? std::string("127.0.0.1") : launch.address, options);
    return c10::make_intrusive<c10d::PrefixStore>("gatoscope/" + launch.attempt, store);
}

Result<std::unique_ptr<ProcessGroup>> connect(const Launch& launch, const GroupOptions& options) {
    try {
        const auto store = meetingPlace(launch);
        auto host = joinGloo(launch, c10::make_intrusive<c10d::PrefixStore>("gloo", store));
        return host ? agree(launch, options, std::move(*host), c10::make_intrusive<c10d::PrefixStore>("nccl", store))
                    : std::move(host);
    } catch (const std::exception& failure) {
        return fail(ErrorKind::OutOfResource,
                    "The " + std::to_string(launch.size) + " processes of the run could not meet at " + launch.address +
                        ":" + std::to_string(launch.port) + " (" + firstSentence(failure) +
                        "); see that all were started and that MASTER_ADDR and MASTER_PORT are the same for all.");
    }
}

} // namespace

Error ProcessGroup::lost(const std::string& reason) const {
    return {ErrorKind::OutOfResource,
            "Process " + std::to_string(rank_) + " of " + std::to_string(size_) + " lost another process of the run (" +
                reason + "); look at its messages, then start all of them again with --resume.",
            {}};
}

Result<std::unique_ptr<ProcessGroup>> ProcessGroup::join(const Launch& launch, const GroupOptions& options) {
    if (launch.size == 1 && options.backend != "nccl")
        return std::make_unique<Alone>(launch);
    if (launch.size > 1 && !isKnown(launch.address)) // LibTorch would try for many minutes
        return fail(ErrorKind::NotFound,
                    "The machine of the first process was looked for and no address is known for '" + launch.address +
                        "'; set MASTER_ADDR to a name or address that all "
                        "machines of the run can reach.");
    return connect(launch, options);
}

} // namespace gatoscope
