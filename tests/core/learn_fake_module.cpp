// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The stand-in as a module on disk.
#include "tests/core/learn_fake_module.h"

#include <cstdlib>

#include <torch/version.h>

extern "C" __attribute__((visibility("default"))) const gatoscope::CudaModule*
gatoscope_engine_cuda(const char* version) {
    static const gatoscope::test::FakeModule module;
    const char* built = std::getenv("FAKE_MODULE_BUILT_FOR");
    return std::strcmp(version, built != nullptr ? built : TORCH_VERSION) == 0 ? &module : nullptr;
}
