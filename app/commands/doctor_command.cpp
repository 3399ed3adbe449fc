// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "app/commands/table.h"
#include "core/base/files.h"
#include "core/episode/frame_cache.h"
#include "core/trace/engine.h"

#include <cstdio>
#include <memory>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

namespace gatoscope {

namespace {

struct Named {
    std::string name, value;
};

/// What this build was made with; a library that was left out has the word why.
std::vector<Named> libraries() {
    std::vector<Named> all;
    const std::string list = GATOSCOPE_LIBRARIES; // "name=version;…", from CMake
    for (std::size_t begin = 0; begin < list.size();) {
        const std::size_t end = std::min(list.find(';', begin), list.size());
        const std::size_t equals = list.find('=', begin);
        all.push_back({list.substr(begin, equals - begin), list.substr(equals + 1, end - equals - 1)});
        begin = end + 1;
    }
    return all;
}

struct Engine {
    std::string path, why; // one of them is empty
};

struct Device {
    std::string name, model, why; // usable where `why` is empty
    std::string what = {};        // of a usable one
};

struct Models {
    Engine engine;
    std::vector<Device> devices;
};

/// The engine is opened and asked, so that what it says holds for a run too.
Models models() {
    Models found;
    const EnginePlace place = findEngine();
    const auto engine = openEngine();
    if (engine) {
        found.engine.path = place.path;
        for (const DeviceInfo& device : (*engine)->devices())
            found.devices.push_back({device.name, device.model,
                                     device.usable        ? ""
                                     : device.why.empty() ? "the engine gives no reason"
                                                          : device.why,
                                     device.usable && device.name != "cpu" ? device.why : ""});
        return found;
    }
    found.engine.why = engine.error().text;
    if (found.engine.why.ends_with('.'))
        found.engine.why.pop_back();
    found.engine.why += "; what needs no model works without it";
    found.devices = {{"cpu", "", "models need gatoscope-engine"}};
    for (int i = 0; i < 64 && pathKind("/dev/nvidia" + std::to_string(i)) != PathKind::Missing; ++i)
        found.devices.push_back({"cuda:" + std::to_string(i), "", "models need gatoscope-engine"});
    return found;
}

/// What fontconfig would give for a generic family; "" where it is not there.
std::string fontFor(const char* family) {
    const std::string command = std::string("fc-match -f '%{family[0]} (%{file})' ") + family + " 2>/dev/null";
    std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    char text[1024] = {};
    const std::size_t size = pipe ? std::fread(text, 1, sizeof text - 1, pipe.get()) : 0;
    return {text, size};
}

std::uint64_t limitOf(decltype(RLIMIT_AS) which) {
    struct rlimit limit = {};
    return getrlimit(which, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : 0;
}

std::vector<Named> limits() {
    const auto memory =
        static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
    return {{"memory_bytes", std::to_string(memory)},
            {"address_space_bytes", limitOf(RLIMIT_AS) == 0 ? "null" : std::to_string(limitOf(RLIMIT_AS))},
            {"open_files", std::to_string(limitOf(RLIMIT_NOFILE))},
            {"frame_cache_bytes", std::to_string(FrameCache().budget())}};
}

struct Report {
    std::vector<Named> libraryVersions = libraries(), bounds = limits();
    Models models = gatoscope::models();
    unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    std::vector<Named> fonts = {{"sans", fontFor("sans-serif")}, {"monospace", fontFor("monospace")}};
};

void appendPair(std::string& out, const char* key, const std::string& value, const char* end) {
    appendJsonText(out, key);
    out += ": ";
    if (value.empty())
        out += "null";
    else
        appendJsonText(out, value);
    out += end;
}

std::string jsonReport(const Report& report) {
    std::string out = "{\n  ";
    appendPair(out, "version", GATOSCOPE_VERSION, ",\n  \"libraries\": {");
    for (const Named& library : report.libraryVersions)
        appendPair(out, library.name.c_str(), library.value, &library == &report.libraryVersions.back() ? "" : ", ");
    out += "},\n  \"devices\": [";
    for (const Device& device : report.models.devices) {
        out += "{";
        appendPair(out, "name", device.name, ", \"usable\": ");
        out += device.why.empty() ? "true, " : "false, ";
        appendPair(out, "why", device.why, &device == &report.models.devices.back() ? "}" : "}, ");
    }
    out += "],\n  \"threads\": " + std::to_string(report.threads) + ",\n  \"engine\": {\"found\": ";
    out += report.models.engine.path.empty() ? "false, " : "true, ";
    appendPair(out, "why", report.models.engine.why, "},\n  \"fonts\": {");
    for (const Named& font : report.fonts)
        appendPair(out, font.name.c_str(), font.value, &font == &report.fonts.back() ? "" : ", ");
    out += "},\n  \"limits\": {";
    for (const Named& limit : report.bounds) {
        appendJsonText(out, limit.name);
        out += ": " + limit.value + (&limit == &report.bounds.back() ? "" : ", ");
    }
    return out + "}\n}\n";
}

std::string textReport(const Report& report) {
    std::string out = "gatoscope " GATOSCOPE_VERSION "\n\nlibraries\n";
    const auto line = [&](const std::string& name, const std::string& value) {
        out += "  " + name + std::string(name.size() < 22 ? 22 - name.size() : 1, ' ') + value + "\n";
    };
    for (const Named& library : report.libraryVersions)
        line(library.name, library.value);
    out += "\ndevices\n";
    for (const Device& device : report.models.devices)
        line(device.name, (device.why.empty() ? "usable" : "not usable: " + device.why) +
                              (device.what.empty() ? "" : ": " + device.what) +
                              (device.model.empty() ? "" : " (" + device.model + ")"));
    line("threads", std::to_string(report.threads));
    out += "\nengine\n";
    line(report.models.engine.path.empty() ? "not found" : "found",
         report.models.engine.path + report.models.engine.why);
    out += "\nfonts\n";
    for (const Named& font : report.fonts)
        line(font.name, font.value.empty() ? "none found by fontconfig (fc-match)" : font.value);
    out += "\nlimits\n";
    for (const Named& limit : report.bounds)
        line(limit.name, limit.value == "null" ? "none" : limit.value);
    return out;
}

} // namespace

Result<int> runDoctor(const DoctorOptions& options) {
    const Report report;
    auto written = writeOutput(options.output.file, options.json ? jsonReport(report) : textReport(report));
    if (!written)
        return fail(written);
    return 0;
}

} // namespace gatoscope
