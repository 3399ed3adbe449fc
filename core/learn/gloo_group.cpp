// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/gloo_group.h"

#include <cstdlib>

#include <ATen/ATen.h>
#ifdef GATOSCOPE_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif

namespace gatoscope {

#ifdef GATOSCOPE_GLOO

namespace {

class GlooGroup final : public ProcessGroup {
public:
    GlooGroup(const Launch& launch, const c10::intrusive_ptr<c10d::Store>& store) : ProcessGroup(launch, "gloo") {
        auto how = c10d::ProcessGroupGloo::Options::create(std::chrono::minutes(10));
        const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
        how->devices.push_back(interface != nullptr && *interface != 0
                                   ? c10d::ProcessGroupGloo::createDeviceForInterface(interface)
                               : launch.address == "127.0.0.1" || launch.address == "localhost"
                                   ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                   : c10d::ProcessGroupGloo::createDefaultDevice());
        group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank_, size_, how);
    }

    Result<void> sum(const std::vector<at::Tensor>& tensors) override {
        try {
            const at::NoGradGuard plain;
            std::vector<at::Tensor> flat;
            for (const at::Tensor& tensor : tensors)
                flat.push_back(tensor.detach().reshape({-1}).to(at::kCPU));
            std::vector<at::Tensor> whole{at::cat(flat)};
            group_->allreduce(whole)->wait();
            std::int64_t begin = 0;
            for (const at::Tensor& tensor : tensors) {
                tensor.copy_(whole[0].slice(0, begin, begin + tensor.numel()).view(tensor.sizes()));
                begin += tensor.numel();
            }
            return {};
        } catch (const std::exception& failure) {
            return tl::unexpected(lost(firstSentence(failure)));
        }
    }

private:
    c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

} // namespace

Result<std::unique_ptr<ProcessGroup>> joinGloo(const Launch& launch, const c10::intrusive_ptr<c10d::Store>& store) {
    return std::make_unique<GlooGroup>(launch, store);
}

#else

Result<std::unique_ptr<ProcessGroup>> joinGloo(const Launch&, const c10::intrusive_ptr<c10d::Store>&) {
    return fail(ErrorKind::Unsupported,
                "Several processes were asked for and this build has no Gloo; install libgloo-dev and build again.");
}

#endif

} // namespace gatoscope
