// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/run_folder.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include <ATen/ATen.h>

#include "core/base/files.h"
#include "core/learn/run_json.h"
#include "core/model/safetensors.h"

namespace gatoscope {

namespace {

namespace fs = std::filesystem;

Parameters cast(const Parameters& parameters, const std::string& dtype) {
    Parameters out;
    for (const auto& [name, tensor] : parameters)
        out[name] = tensor.detach().to(dtype == "bfloat16"  ? at::kBFloat16
                                       : dtype == "float16" ? at::kHalf
                                                            : at::kFloat);
    return out;
}

void store(std::vector<StoredTensor>& stored, std::vector<at::Tensor>& kept, const std::string& prefix,
           const Parameters& parameters) {
    for (const auto& [name, tensor] : parameters) {
        kept.push_back(tensor.detach().to(at::kCPU).contiguous());
        const at::Tensor& t = kept.back();
        stored.push_back({prefix + name, dtypeNameOf(t.scalar_type()), t.sizes().vec(),
                          static_cast<const std::byte*>(t.const_data_ptr()), t.nbytes()});
    }
}

at::Tensor copied(const StoredTensor& stored) {
    at::Tensor out = at::empty(stored.shape, at::kFloat);
    std::memcpy(out.data_ptr(), stored.data, std::min(stored.bytes, static_cast<std::size_t>(out.nbytes())));
    return out;
}

/// A checkpoint that could not be written leaves the one before as it was.
Result<void> advised(Result<void> written) {
    if (written)
        return written;
    Error error = written.error();
    error.text += " The checkpoint before was kept, if there was one; free some space and go on with --resume.";
    return tl::unexpected<Error>(std::move(error));
}

} // namespace

bool RunFolder::hasRun() const {
    std::error_code error;
    return fs::exists(fs::path(path_) / "state.safetensors", error);
}

Result<void> RunFolder::prepare(bool resume) const {
    std::error_code error;
    if (!resume && (hasRun() || fs::exists(fs::path(path_) / "config.json", error)))
        return fail(ErrorKind::Invalid,
                    "An empty folder was looked for and a run is already there; add --resume, or name another folder.",
                    path_);
    if (resume && !hasRun())
        return fail(ErrorKind::NotFound,
                    "A run to resume was looked for and state.safetensors is not there; leave --resume out.", path_);
    fs::create_directories(path_, error);
    if (error)
        return fail(ErrorKind::Unreadable, "The folder could not be made: " + error.message() + ".", path_);
    return {};
}

Result<SavedRun> RunFolder::load(const Settings& settings) const {
    const std::string path = joinPath(path_, "state.safetensors");
    const auto file = SafetensorsFile::open(path);
    if (!file)
        return fail(file.error().kind,
                    "The state that the run goes on from is damaged: " + file.error().text +
                        " Copy state.safetensors again from where it was made, or train anew in another folder; "
                        "model.safetensors and best/ can be used as they are.",
                    path);
    SavedRun out;
    auto wrong = [&](const std::string& what) {
        return fail(ErrorKind::Invalid, "The saved run does not fit the model: " + what + ".", path);
    };
    for (const ParameterSpec& spec : parameterTable(settings)) {
        for (const char* part : {"", "first.", "second."}) {
            const StoredTensor* tensor = (*file)->find(part + spec.name);
            if (tensor == nullptr || tensor->shape != spec.shape || tensor->dtype != "F32")
                return wrong(part + spec.name + " is missing or of another shape");
            (*part == 0 ? out.parameters : out.moments)[part + spec.name] = copied(*tensor);
        }
    }
    bool stepped = false;
    for (const auto& [key, value] : (*file)->metadata())
        if (key == "point")
            stepped = readPoint(value, out.point);
    return stepped ? Result<SavedRun>(std::move(out)) : wrong("its step is not recorded");
}

Result<void> RunFolder::save(const Settings& settings, const Parameters& parameters, const Parameters& moments,
                             const RunPoint& point, const std::string& run, const std::string& dtype) const {
    std::vector<StoredTensor> stored;
    std::vector<at::Tensor> kept;
    store(stored, kept, "", parameters);
    store(stored, kept, "", moments);
    if (auto done =
            writeSafetensors(joinPath(path_, "state.safetensors"), std::move(stored), {{"point", pointJson(point)}});
        !done)
        return advised(std::move(done));
    return advised(writeCheckpoint(path_, settings, cast(parameters, dtype), run));
}

Result<void> RunFolder::keep(const std::string& name, const Settings& settings, const Parameters& parameters,
                             const std::string& run, const std::string& dtype) const {
    return advised(writeCheckpoint(joinPath(path_, name), settings, cast(parameters, dtype), run));
}

Result<void> RunFolder::log(const std::string& line) const {
    const std::string path = joinPath(path_, "metrics.jsonl"), whole = line + "\n";
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const ssize_t written = handle < 0 ? -1 : ::write(handle, whole.data(), whole.size());
    const int why = errno;
    if (handle >= 0)
        ::close(handle);
    if (written != static_cast<ssize_t>(whole.size()))
        return fail(ErrorKind::OutOfResource,
                    std::string("The metrics could not be written: ") + std::strerror(why) +
                        "; free some space and go on with --resume.",
                    path);
    return {};
}

Result<void> RunFolder::cutLog(std::int64_t step) const {
    const std::string path = joinPath(path_, "metrics.jsonl");
    std::ifstream in(path);
    std::string kept, line;
    while (std::getline(in, line)) {
        const std::int64_t at = stepOfLine(line);
        if (at >= 0 && at <= step)
            kept += line + "\n";
    }
    return kept.empty() && !in.eof() ? Result<void>{} : writeFile(path, kept);
}

} // namespace gatoscope
