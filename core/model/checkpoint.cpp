// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>

#include "core/model/safetensors.h"
#include "core/tokens/text_pieces.h"

namespace gatoscope {

namespace fs = std::filesystem;

namespace {

Result<std::string> readText(const fs::path& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error)
        return fail(ErrorKind::NotFound, "A checkpoint needs " + path.filename().string() + "; it is not there.",
                    path.string());
    if (size > (std::uintmax_t{64} << 20))
        return fail(ErrorKind::Unreadable, "The file is larger than any configuration.", path.string());
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

bool safeShardName(const std::string& name) {
    return !name.empty() && name.find('/') == std::string::npos && name.find('\\') == std::string::npos &&
           name.find("..") == std::string::npos;
}

/// The shard files of a folder: model.safetensors alone, or those an index names.
Result<std::vector<std::string>> shardFiles(const fs::path& folder, std::map<std::string, std::string>& weightMap) {
    std::error_code error;
    if (fs::exists(folder / "model.safetensors", error))
        return std::vector<std::string>{"model.safetensors"};
    const fs::path index = folder / "model.safetensors.index.json";
    auto text = readText(index);
    if (!text)
        return fail(ErrorKind::NotFound,
                    "A checkpoint folder with model.safetensors (or model.safetensors.index.json) was looked for; "
                    "neither is there.",
                    folder.string());
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (json.is_discarded() || !json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
        return fail(ErrorKind::Unreadable, "The index has no weight_map object.", index.string());
    std::set<std::string> files;
    for (const auto& [name, file] : json["weight_map"].items()) {
        if (!file.is_string() || !safeShardName(file.get<std::string>()))
            return fail(ErrorKind::Unreadable, "The index names an unsafe or malformed shard for " + name + ".",
                        index.string());
        weightMap[name] = file.get<std::string>();
        files.insert(weightMap[name]);
    }
    return std::vector<std::string>(files.begin(), files.end());
}

/// A view of the mapped bytes where they are aligned, else a copy; keeps the mapping alive.
at::Tensor tensorOf(const StoredTensor& stored, const std::shared_ptr<const SafetensorsFile>& file) {
    const auto type = scalarTypeOf(stored.dtype);
    const auto options = at::TensorOptions().dtype(type);
    if (reinterpret_cast<std::uintptr_t>(stored.data) % c10::elementSize(type) != 0) {
        at::Tensor copy = at::empty(stored.shape, options);
        std::memcpy(copy.data_ptr(), stored.data, stored.bytes);
        return copy;
    }
    return at::from_blob(
        const_cast<std::byte*>(stored.data), stored.shape, [file](void*) {}, options);
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 6; ++i)
        text += (i ? ", " : "") + names[i];
    if (names.size() > 6)
        text += " and " + std::to_string(names.size() - 6) + " more";
    return text;
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

struct Found {
    const StoredTensor* tensor;
    std::shared_ptr<const SafetensorsFile> file;
};

Result<std::map<std::string, Found>> openShards(const fs::path& folder) {
    std::map<std::string, std::string> weightMap;
    const auto files = shardFiles(folder, weightMap);
    if (!files)
        return fail(files);
    std::map<std::string, Found> found;
    for (const std::string& name : *files) {
        const auto file = SafetensorsFile::open((folder / name).string());
        if (!file)
            return fail(file);
        for (const StoredTensor& tensor : (*file)->tensors())
            if (!found.emplace(tensor.name, Found{&tensor, *file}).second)
                return fail(ErrorKind::Unreadable, "The tensor is in two shards.", tensor.name);
    }
    for (const auto& [name, file] : weightMap)
        if (!found.contains(name))
            return fail(ErrorKind::Unreadable, "The index places " + name + " in a shard that lacks it.", file);
    return found;
}

Result<void> matchNames(const std::vector<ParameterSpec>& table, const std::map<std::string, Found>& found,
                        const std::string& folder) {
    std::vector<std::string> missing, misshaped, unexpected;
    std::set<std::string> known;
    for (const ParameterSpec& spec : table) {
        known.insert(spec.name);
        const auto it = found.find(spec.name);
        if (it == found.end())
            missing.push_back(spec.name);
        else if (it->second.tensor->shape != spec.shape)
            misshaped.push_back(spec.name + " " + shapeText(it->second.tensor->shape) + " for " +
                                shapeText(spec.shape));
        else if (scalarTypeOf(it->second.tensor->dtype) == at::ScalarType::Undefined)
            misshaped.push_back(spec.name + " of dtype " + it->second.tensor->dtype);
    }
    for (const auto& [name, entry] : found)
        if (!known.contains(name))
            unexpected.push_back(name);
    if (missing.empty() && misshaped.empty() && unexpected.empty())
        return {};
    std::string text = "The checkpoint does not fit its config.json:";
    if (!missing.empty())
        text += " missing " + listed(missing) + ";";
    if (!misshaped.empty())
        text += " of another shape " + listed(misshaped) + ";";
    if (!unexpected.empty())
        text += " unexpected " + listed(unexpected) + ";";
    text.back() = '.';
    return fail(ErrorKind::Invalid, text, folder);
}

/// The text model beside the weights must have as many pieces as config.json says: each is a row of a table.
Result<void> tokenizerFits(const fs::path& folder, const std::string& config) {
    const auto json = nlohmann::json::parse(config, nullptr, false);
    const fs::path model = folder / "tokenizer.model";
    std::error_code error;
    if (!json.is_object() || !json.contains("n_text") || !json["n_text"].is_number_integer() ||
        !fs::exists(model, error))
        return {};
    const auto text = TextPieces::open(model.string());
    if (!text)
        return fail(text);
    const auto wanted = json["n_text"].get<std::int64_t>(), found = std::int64_t{(*text)->size()};
    if (found == wanted)
        return {};
    return fail(ErrorKind::Invalid,
                "The tokenizer does not fit the checkpoint: tokenizer.model has " + std::to_string(found) +
                    " pieces and config.json says " + std::to_string(wanted) +
                    " (n_text); put the tokenizer.model that the weights were trained with beside them.",
                model.string());
}

} // namespace

at::ScalarType scalarTypeOf(const std::string& dtype) {
    if (dtype == "F32")
        return at::kFloat;
    if (dtype == "BF16")
        return at::kBFloat16;
    if (dtype == "F16")
        return at::kHalf;
    if (dtype == "F64")
        return at::kDouble;
    return at::ScalarType::Undefined;
}

const char* dtypeNameOf(at::ScalarType type) {
    return type == at::kBFloat16 ? "BF16" : type == at::kHalf ? "F16" : type == at::kDouble ? "F64" : "F32";
}

const char* readableDtype(at::ScalarType type) {
    return type == at::kBFloat16 ? "bfloat16"
           : type == at::kHalf   ? "float16"
           : type == at::kDouble ? "float64"
                                 : "float32";
}

Result<Settings> readCheckpointSettings(const std::string& folder) {
    const fs::path config = fs::path(folder) / "config.json";
    const auto text = readText(config);
    if (!text)
        return fail(text);
    if (auto fit = tokenizerFits(folder, *text); !fit)
        return fail(fit);
    auto settings = applyJson(Settings{}, *text, config.string());
    if (!settings)
        return settings;
    std::error_code error;
    const fs::path model = fs::path(folder) / "tokenizer.model";
    if (settings->text_model.empty() && fs::exists(model, error))
        settings->text_model = model.string();
    if (auto valid = validate(*settings); !valid)
        return fail(valid);
    if (auto valid = validateModel(*settings); !valid)
        return fail(valid);
    return settings;
}

Result<Checkpoint> readCheckpoint(const std::string& folder) {
    auto settings = readCheckpointSettings(folder);
    if (!settings)
        return fail(settings);
    const auto found = openShards(folder);
    if (!found)
        return fail(found);
    const auto table = parameterTable(*settings);
    if (auto matched = matchNames(table, *found, folder); !matched)
        return fail(matched);

    Checkpoint out;
    out.settings = *settings;
    for (const ParameterSpec& spec : table) {
        const Found& entry = found->at(spec.name);
        out.parameters[spec.name] = tensorOf(*entry.tensor, entry.file);
        out.listing.push_back({spec.name, spec.shape, readableDtype(scalarTypeOf(entry.tensor->dtype)), spec.count(),
                               fs::path(entry.file->path()).filename().string()});
    }
    const auto config = readText(fs::path(folder) / "config.json");
    const auto json = nlohmann::ordered_json::parse(*config, nullptr, false);
    if (json.is_object() && json.contains("run"))
        out.run = json["run"].dump(1);
    return out;
}

Result<void> writeCheckpoint(const std::string& folder, const Settings& settings, const Parameters& parameters,
                             const std::string& run) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return fail(ErrorKind::Unreadable, "The folder could not be made: " + error.message() + ".", folder);
    std::vector<StoredTensor> stored;
    std::vector<at::Tensor> kept; // contiguous CPU copies live until the file is written
    for (const auto& [name, tensor] : parameters) {
        kept.push_back(tensor.detach().to(at::kCPU).contiguous());
        const at::Tensor& t = kept.back();
        stored.push_back({name, dtypeNameOf(t.scalar_type()), t.sizes().vec(),
                          static_cast<const std::byte*>(t.const_data_ptr()), t.nbytes()});
    }
    Settings written = settings;
    if (!settings.text_model.empty()) {
        const fs::path copy = fs::path(folder) / "tokenizer.model";
        if (!fs::equivalent(settings.text_model, copy, error)) {
            fs::copy_file(settings.text_model, copy, fs::copy_options::overwrite_existing, error);
            if (error)
                return fail(ErrorKind::Unreadable, "The text model could not be copied: " + error.message() + ".",
                            settings.text_model);
        }
        written.text_model = "tokenizer.model";
    }
    if (auto done = writeSafetensors((fs::path(folder) / "model.safetensors").string(), std::move(stored)); !done)
        return done;
    auto json = nlohmann::ordered_json::parse(configJson(written), nullptr, false);
    if (!run.empty())
        json["run"] = nlohmann::ordered_json::parse(run, nullptr, false);
    const fs::path config = fs::path(folder) / "config.json", sibling = fs::path(folder) / "config.json.part";
    {
        std::ofstream out(sibling, std::ios::binary);
        out << json.dump(1) << '\n';
        out.flush();
        if (!out)
            return fail(ErrorKind::OutOfResource, "Writing the configuration failed.", config.string());
    }
    fs::rename(sibling, config, error);
    if (error)
        return fail(ErrorKind::OutOfResource, "Writing the configuration failed: " + error.message() + ".",
                    config.string());
    return {};
}

Parameters freshParameters(const Settings& settings, std::uint64_t seed) {
    auto generator = at::detail::createCPUGenerator(seed);
    Parameters out;
    for (const ParameterSpec& spec : parameterTable(settings)) {
        at::Tensor tensor = at::zeros(spec.shape, at::kFloat);
        const double residual = 1 / std::sqrt(2.0 * settings.layers);
        switch (spec.start) {
        case ParameterSpec::Start::One:
            tensor.fill_(1);
            break;
        case ParameterSpec::Start::Zero:
            break;
        case ParameterSpec::Start::Normal:
            tensor.normal_(0, 0.02, generator);
            break;
        case ParameterSpec::Start::Residual:
            tensor.normal_(0, 0.02 * residual, generator);
            break;
        }
        out[spec.name] = tensor;
    }
    return out;
}

} // namespace gatoscope
