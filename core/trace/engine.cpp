// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/engine.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>

#include "core/base/shared_library.h"

namespace gatoscope {

namespace {

constexpr const char* moduleFile = "gatoscope-engine.so";

std::filesystem::path ownFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&findEngine), &info) == 0 || info.dli_fname == nullptr)
        return {};
    std::error_code error;
    const auto whole = std::filesystem::canonical(info.dli_fname, error);
    return error ? std::filesystem::path{} : whole.parent_path();
}

Result<std::shared_ptr<const Engine>> load(const EnginePlace& place) {
    // A busy core turns each OpenMP barrier into a scheduler slice unless waiting threads sleep
    // (spec/attention.md 5.2.4).
    setenv("OMP_WAIT_POLICY", "passive", 0);
    // Deep binding: OpenCV brings a system BLAS into the program, whose sgemm_ would else take the place of the one
    // inside LibTorch and make every matrix product ten to thirty times slower.
    const auto module = openLibrary(place.path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (!module)
        return fail(ErrorKind::Unreadable,
                    "The model engine was found but could not be opened (" + module.error().text +
                        "); run packaging/setup.sh and build again.",
                    place.path);
    using Entry = Engine* (*)();
    const auto entry = reinterpret_cast<Entry>(dlsym(*module, "gatoscope_engine"));
    if (entry == nullptr)
        return fail(ErrorKind::Unreadable, "The file is no model engine: the symbol gatoscope_engine is missing.",
                    place.path);
    return std::shared_ptr<const Engine>(entry(), [](const Engine*) {}); // lives as long as the process
}

Settings sized(int layers, int width, int heads, int ffn) {
    Settings settings;
    settings.layers = layers;
    settings.width = width;
    settings.heads = heads;
    settings.ffn_dim = ffn;
    return settings;
}

} // namespace

EnginePlace findEngine() {
    EnginePlace place;
    std::vector<std::filesystem::path> folders;
    if (const char* given = std::getenv("GATOSCOPE_ENGINE_DIR"))
        folders.emplace_back(given);
    folders.push_back(ownFolder());
    for (const auto& folder : folders) {
        std::error_code error;
        const auto file = folder / moduleFile;
        place.path = file.string();
        if (std::filesystem::exists(file, error)) {
            place.found = true;
            return place;
        }
    }
    place.why = "the engine, " + std::string(moduleFile) +
                ", was looked for beside the program's libraries and is not there; "
                "run packaging/setup.sh and build again.";
    return place;
}

Result<std::shared_ptr<const Engine>> openEngine() {
    static std::mutex mutex;
    static std::shared_ptr<const Engine> engine;
    const std::lock_guard lock(mutex);
    if (engine)
        return engine;
    const EnginePlace place = findEngine();
    if (!place.found)
        return fail(ErrorKind::NotFound, place.why, place.path);
    auto opened = load(place);
    if (opened)
        engine = *opened;
    return opened;
}

std::vector<std::string> presetNames() {
    return {"tiny", "79M", "364M", "1.18B", "79M-plain", "364M-plain", "1.18B-plain"};
}

Result<Settings> presetSettings(const std::string& name) {
    const bool plain = name.ends_with("-plain");
    const std::string size = plain ? name.substr(0, name.size() - 6) : name;
    Settings settings;
    if (size == "tiny" && !plain)
        return sized(2, 64, 4, 256);
    if (size == "79M")
        settings = sized(8, 768, 24, 3072);
    else if (size == "364M")
        settings = sized(12, 1536, 12, 6144);
    else if (size == "1.18B")
        settings = sized(24, 2048, 16, 8192);
    else
        return fail(ErrorKind::Invalid, "Preset " + name +
                                            " is unknown; there are tiny, 79M, 364M, 1.18B, 79M-plain, "
                                            "364M-plain and 1.18B-plain.");
    if (!plain)
        settings.pos_sequence = Settings::PosSequence::XlRelative;
    return settings;
}

} // namespace gatoscope
