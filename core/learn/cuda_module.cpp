// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/cuda_module.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include <torch/version.h>

#include "core/base/shared_library.h"

namespace gatoscope {

namespace {

constexpr const char* moduleFile = "gatoscope-engine-cuda.so";

std::filesystem::path moduleFolder() {
    if (const char* given = std::getenv("GATOSCOPE_ENGINE_DIR"); given != nullptr && *given != 0)
        return given;
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&openCudaModule), &info) == 0 || info.dli_fname == nullptr)
        return {};
    std::error_code error;
    const auto whole = std::filesystem::canonical(info.dli_fname, error);
    return error ? std::filesystem::path{} : whole.parent_path();
}

Result<const CudaModule*> open() {
    const auto file = moduleFolder() / moduleFile;
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return fail(ErrorKind::NotFound, std::string(moduleFile) + " was looked for in " + file.parent_path().string() +
                                             " and is not there; run packaging/setup.sh --cuda and build again");
    const auto module = openLibrary(file.string(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND); // as the engine itself
    if (!module)
        return fail(ErrorKind::Unreadable, std::string(moduleFile) + " could not be opened (" + module.error().text +
                                               "); run packaging/setup.sh --cuda and build again");
    const auto entry = reinterpret_cast<CudaModuleEntry>(dlsym(*module, cudaModuleSymbol));
    const CudaModule* found = entry != nullptr ? entry(TORCH_VERSION) : nullptr;
    if (found == nullptr)
        return fail(ErrorKind::Unreadable,
                    file.string() +
                        (entry == nullptr ? " lacks the symbol " + std::string(cudaModuleSymbol)
                                          : " was built for another LibTorch than " TORCH_VERSION) +
                        "; build and install again");
    return found;
}

} // namespace

Result<const CudaModule*> openCudaModule() {
    static const Result<const CudaModule*> module = open();
    return module;
}

} // namespace gatoscope
