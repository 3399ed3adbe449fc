// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/neko_weights.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include "core/model/checkpoint.h"
#include "core/model/gato_policy.h"
#include "core/model/safetensors.h"

namespace gatoscope {

namespace fs = std::filesystem;

namespace {

struct Source {
    std::map<std::string, at::Tensor> tensors; // float32 copies
    std::set<std::string> used;

    bool has(const std::string& name) const { return tensors.contains(name); }
    at::Tensor take(const std::string& name) {
        used.insert(name);
        return tensors.at(name);
    }
};

Result<Source> readSource(const std::string& file) {
    const auto opened = SafetensorsFile::open(file);
    if (!opened)
        return fail(opened);
    Source out;
    for (const StoredTensor& stored : (*opened)->tensors()) {
        const auto type = scalarTypeOf(stored.dtype);
        if (type == at::ScalarType::Undefined) { // integer buffers of the causal mask
            out.tensors[stored.name] = at::Tensor();
            continue;
        }
        at::Tensor copy = at::empty(stored.shape, at::TensorOptions().dtype(type));
        std::memcpy(copy.data_ptr(), stored.data, stored.bytes);
        out.tensors[stored.name] = copy.to(at::kFloat);
    }
    return out;
}

nlohmann::json readArguments(const std::string& file) {
    for (const char* name : {"neko_args.json", "args.json"}) {
        std::ifstream in(fs::path(file).parent_path() / name);
        if (!in)
            continue;
        auto json = nlohmann::json::parse(in, nullptr, false);
        if (json.is_object())
            return json;
    }
    return nlohmann::json::object();
}

int number(const nlohmann::json& json, const char* key, int otherwise) {
    return json.contains(key) && json[key].is_number_integer() ? json[key].get<int>() : otherwise;
}

Result<Settings> settingsOf(const Source& source, const nlohmann::json& arguments, const std::string& file) {
    for (const char* name :
         {"embed_token.weight", "predict_token.weight", "pos_embed_observation.weight", "separator_token",
          "image_embedding.patch_embedding.conv1.weight", "transformer.h.0.mlp.c_fc.weight"})
        if (!source.has(name))
            return fail(ErrorKind::Invalid, std::string("NEKO weights were looked for; ") + name + " is missing.",
                        file);
    Settings s;
    if (auto set = setSetting(s, "dialect", "neko"); !set)
        return fail(set);
    const at::Tensor tokens = source.tensors.at("embed_token.weight");
    s.n_text = static_cast<int>(tokens.size(0)) - 2048;
    s.width = static_cast<int>(tokens.size(1));
    s.context = static_cast<int>(source.tensors.at("pos_embed_observation.weight").size(0));
    s.local_pos = s.context;
    s.image_mid = static_cast<int>(source.tensors.at("image_embedding.patch_embedding.conv1.weight").size(0));
    s.image_groups = number(arguments, "num_groups", 32);
    s.ffn_dim = static_cast<int>(source.tensors.at("transformer.h.0.mlp.c_fc.weight").size(1));
    s.ffn = source.has("transformer.h.0.mlp.gated_layer.weight") ? Settings::Ffn::GegluFull : Settings::Ffn::Gelu;
    s.layers = 0;
    while (source.has("transformer.h." + std::to_string(s.layers) + ".ln_1.weight"))
        ++s.layers;
    s.heads = number(arguments, "heads", s.width % 64 == 0 ? s.width / 64 : 1);
    return s;
}

void convertBlock(Source& source, Parameters& out, int layer, int width) {
    const std::string from = "transformer.h." + std::to_string(layer) + ".",
                      to = "blocks." + std::to_string(layer) + ".";
    for (const char* end : {".weight", ".bias"}) {
        out[to + "norm1" + end] = source.take(from + "ln_1" + end);
        out[to + "norm2" + end] = source.take(from + "ln_2" + end);
    }
    // Conv1D stores [in, out]; q, k and v stand side by side in the columns.
    const at::Tensor joined = source.take(from + "attn.c_attn.weight").t(),
                     bias = source.take(from + "attn.c_attn.bias");
    const char* parts[] = {"attn.q", "attn.k", "attn.v"};
    for (int part = 0; part < 3; ++part) {
        out[to + parts[part] + ".weight"] = joined.slice(0, part * width, (part + 1) * width).contiguous();
        out[to + parts[part] + ".bias"] = bias.slice(0, part * width, (part + 1) * width).contiguous();
    }
    out[to + "attn.o.weight"] = source.take(from + "attn.c_proj.weight").t().contiguous();
    out[to + "attn.o.bias"] = source.take(from + "attn.c_proj.bias");
    at::Tensor up = source.take(from + "mlp.c_fc.weight").t(), upBias = source.take(from + "mlp.c_fc.bias");
    if (source.has(from + "mlp.gated_layer.weight")) { // a Linear, not transposed: the ungated half
        up = at::cat({up, source.take(from + "mlp.gated_layer.weight")}, 0);
        upBias = at::cat({upBias, source.take(from + "mlp.gated_layer.bias")}, 0);
    }
    out[to + "ffn.up.weight"] = up.contiguous();
    out[to + "ffn.up.bias"] = upBias;
    out[to + "ffn.down.weight"] = source.take(from + "mlp.c_proj.weight").t().contiguous();
    out[to + "ffn.down.bias"] = source.take(from + "mlp.c_proj.bias");
}

void convertEmbedding(Source& source, Parameters& out) {
    const std::string image = "image_embedding.", patch = image + "patch_embedding.";
    const at::Tensor separator = source.take("separator_token").view({1, -1});
    out["embed.tokens.weight"] = at::cat({source.take("embed_token.weight"), separator}, 0);
    // NEKO has no logit for its separator: a zero row keeps the others' logits.
    out["head.weight"] = at::cat({source.take("predict_token.weight"), at::zeros_like(separator)}, 0);
    out["embed.local.weight"] = source.take("pos_embed_observation.weight");
    out["embed.row.weight"] = source.take(image + "patch_pos_encoding.height_pos_embedding.weight");
    out["embed.column.weight"] = source.take(image + "patch_pos_encoding.width_pos_embedding.weight");
    for (const char* end : {".weight", ".bias"}) {
        out[std::string("embed.image.conv1") + end] = source.take(patch + "conv1" + end);
        out[std::string("embed.image.norm") + end] = source.take(patch + "gn2" + end);
        out[std::string("embed.image.conv2") + end] = source.take(patch + "conv2" + end);
        out[std::string("embed.image.proj") + end] = source.take(image + "post_embedding_projection" + end);
        out[std::string("final_norm") + end] = source.take(std::string("transformer.ln_f") + end);
    }
}

bool ignorable(const std::string& name) {
    return name == "transformer.wte.weight" || name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
}

} // namespace

Result<void> convertNekoWeights(const std::string& file, const std::string& folder) {
    return guarded(file, [&]() -> Result<void> {
        auto source = readSource(file);
        if (!source)
            return fail(source);
        const auto settings = settingsOf(*source, readArguments(file), file);
        if (!settings)
            return fail(settings);
        if (auto valid = validateModel(*settings); !valid)
            return valid;
        Parameters out;
        try {
            convertEmbedding(*source, out);
            for (int layer = 0; layer < settings->layers; ++layer)
                convertBlock(*source, out, layer, settings->width);
        } catch (const std::out_of_range&) {
            return fail(ErrorKind::Invalid,
                        "NEKO weights were looked for; a block's or the embedding's tensor is missing.", file);
        }
        std::string unknown;
        for (const auto& [name, tensor] : source->tensors)
            if (!source->used.contains(name) && !ignorable(name))
                unknown += (unknown.empty() ? "" : ", ") + name;
        if (!unknown.empty())
            return fail(ErrorKind::Unsupported,
                        "These tensors have no place in a Gato model: " + unknown + "; merge adapters first.", file);
        for (const ParameterSpec& spec : parameterTable(*settings))
            if (!out.contains(spec.name) || out.at(spec.name).sizes().vec() != spec.shape)
                return fail(ErrorKind::Invalid,
                            "The converted " + spec.name + " has not the shape that its settings ask for.", file);
        return writeCheckpoint(folder, *settings, out);
    });
}

} // namespace gatoscope
