// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/run_log.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/episode/json_text.h"

namespace gatoscope {

namespace {

constexpr std::uint64_t bytesOfCall = 64ULL << 20;
constexpr std::size_t longestLine = 1 << 20;
constexpr std::uint64_t largestConfig = 16ULL << 20;

/// A descriptor that closes itself.
struct Handle {
    int fd;
    ~Handle() {
        if (fd >= 0)
            ::close(fd);
    }
};

RunCheckpoint checkpointAt(const std::string& path, const std::string& name) {
    RunCheckpoint out{name, path, -1, -1};
    const auto text = readFile(joinPath(path, "config.json"), largestConfig);
    const auto json = text ? parseJson(*text, path) : Result<nlohmann::json>(nlohmann::json());
    if (!json || !json->is_object() || !json->contains("run") || !(*json)["run"].is_object())
        return out;
    const nlohmann::json& run = (*json)["run"];
    if (const auto step = run.find("step"); step != run.end() && step->is_number())
        out.step = step->get<std::int64_t>();
    const auto metrics = run.find("metrics");
    if (metrics == run.end() || !metrics->is_object())
        return out;
    for (const char* key : {"loss", "validation_loss"})
        if (const auto loss = metrics->find(key); loss != metrics->end() && loss->is_number())
            out.loss = loss->get<double>();
    return out;
}

bool isCheckpointFolder(const std::string& path) {
    struct stat about = {};
    return ::stat(joinPath(path, "config.json").c_str(), &about) == 0 &&
           ::stat(joinPath(path, "model.safetensors").c_str(), &about) == 0;
}

} // namespace

RunLog::RunLog(std::string folder) : folder_(std::move(folder)) {}

void RunLog::restart() {
    offset_ = 0;
    partial_.clear();
    overlong_ = false;
    metrics_.clear();
    lastStep_ = -1;
    damaged_ = 0;
}

Result<bool> RunLog::read() {
    const std::string path = joinPath(folder_, "metrics.jsonl");
    more_ = false;
    const Handle file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat about = {};
    if (file.fd < 0 || ::fstat(file.fd, &about) != 0 || !S_ISREG(about.st_mode))
        return fail(ErrorKind::NotFound, "metrics.jsonl of a training run was looked for and is not there.", folder_);
    const auto size = static_cast<std::uint64_t>(about.st_size);
    const bool other = about.st_ino != inode_ || about.st_dev != device_;
    bool changed = false;
    if (other || size < offset_) {
        changed = offset_ > 0;
        restart();
        inode_ = about.st_ino;
        device_ = about.st_dev;
    }
    std::vector<char> bytes(std::min<std::uint64_t>(size - offset_, 1 << 20));
    for (std::uint64_t taken = 0; offset_ < size && taken < bytesOfCall;) {
        const ssize_t got = ::pread(file.fd, bytes.data(), bytes.size(), static_cast<off_t>(offset_));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(ErrorKind::Unreadable, std::string("metrics.jsonl could not be read: ") + std::strerror(errno),
                        path);
        if (got == 0)
            break;
        offset_ += static_cast<std::uint64_t>(got);
        taken += static_cast<std::uint64_t>(got);
        changed = true;
        const char *at = bytes.data(), *end = at + got;
        while (at < end) {
            const char* stop = std::find(at, end, '\n');
            if (partial_.size() + static_cast<std::size_t>(stop - at) > longestLine)
                overlong_ = true;
            else
                partial_.append(at, stop);
            if (stop == end)
                break;
            overlong_ ? static_cast<void>(++damaged_) : take(partial_);
            overlong_ = false;
            partial_.clear();
            at = stop + 1;
        }
    }
    more_ = offset_ < size;
    return changed;
}

void RunLog::take(std::string_view line) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
        return;
    const auto json = parseJson(line, folder_);
    const auto step = json && json->is_object() ? json->find("step") : nlohmann::json::const_iterator();
    if (!json || !json->is_object() || step == json->end() || !step->is_number()) {
        ++damaged_;
        return;
    }
    const auto at = step->get<std::int64_t>();
    if (at < lastStep_) // a resumed run goes over these steps again
        for (auto& [name, series] : metrics_) {
            const auto from = std::lower_bound(series.steps.begin(), series.steps.end(), at) - series.steps.begin();
            series.steps.resize(static_cast<std::size_t>(from));
            series.values.resize(static_cast<std::size_t>(from));
        }
    lastStep_ = at;
    for (const auto& [name, value] : json->items()) {
        if (!value.is_number() || name == "step" || (metrics_.size() >= 256 && metrics_.count(name) == 0))
            continue;
        MetricSeries& series = metrics_[name];
        series.steps.push_back(at);
        series.values.push_back(value.get<double>());
    }
}

std::vector<RunCheckpoint> runCheckpoints(const std::string& folder) {
    std::vector<RunCheckpoint> out;
    const auto entries = listFolder(folder);
    if (entries)
        for (const FolderEntry& entry : *entries) {
            const std::string path = joinPath(folder, entry.name);
            if (out.size() < 1000 && isCheckpointFolder(path))
                out.push_back(checkpointAt(path, entry.name));
        }
    std::stable_sort(out.begin(), out.end(), [](const RunCheckpoint& a, const RunCheckpoint& b) {
        return a.step != b.step ? a.step < b.step : naturalLess(a.name, b.name);
    });
    if (isCheckpointFolder(folder))
        out.push_back(checkpointAt(folder, "latest"));
    return out;
}

} // namespace gatoscope
