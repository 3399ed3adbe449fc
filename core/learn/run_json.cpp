// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/run_json.h"

#include <cmath>

#include <nlohmann/json.hpp>
#include <torch/version.h>

#include "core/trace/run_record.h"

namespace gatoscope {

namespace {

using Json = nlohmann::ordered_json;

/// Six digits are enough for a person; losses keep all, so that runs can be compared exactly.
double rounded(double value) { return std::round(value * 1e4) / 1e4; }

Json dataJson(const TrainData& data, const DataDigest& digest) {
    Json json{{"path", data.dataset->path()},
              {"format", data.dataset->format()},
              {"weight", data.weight},
              {"episodes", data.dataset->episodeCount()},
              {"steps", data.dataset->stepCount()}};
    if (!digest.sha256.empty()) {
        json["sha256"] = digest.sha256;
        json["hashed"] = digest.of;
    }
    return json;
}

} // namespace

std::string pointJson(const RunPoint& point) {
    return Json{{"step", point.step}, {"tokens", point.tokens}, {"seconds", point.seconds}, {"best", point.bestLoss}}
        .dump();
}

bool readPoint(const std::string& text, RunPoint& point) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return false;
    for (const char* key : {"step", "tokens", "seconds", "best"})
        if (!json.contains(key) || !json[key].is_number())
            return false;
    point = {json["step"], json["tokens"], json["seconds"], json["best"]};
    return true;
}

std::int64_t stepOfLine(const std::string& line) {
    const Json json = Json::parse(line, nullptr, false);
    return json.is_object() && json.contains("step") && json["step"].is_number_integer()
               ? json["step"].get<std::int64_t>()
               : -1;
}

std::string metricsLine(const TrainMetrics& m) {
    Json json{{"step", m.step},
              {"loss", m.loss},
              {"tokens_per_second", rounded(m.tokensPerSecond)},
              {"learning_rate", m.rate},
              {"gradient_norm", m.gradientNorm},
              {"data_wait", rounded(m.dataWait)},
              {"tokens", m.tokens},
              {"seconds", rounded(m.seconds)},
              {"memory", m.memory}};
    if (m.validationLoss >= 0)
        json["validation_loss"] = m.validationLoss;
    if (m.validationAccuracy >= 0)
        json["validation_accuracy"] = m.validationAccuracy;
    return json.dump();
}

std::string runJson(const TrainOptions& o, const std::vector<DataDigest>& digests, const TrainMetrics& last,
                    std::int64_t parameters) {
    Json json{{"command", o.command},     {"versions", {{"gatoscope", o.version}, {"libtorch", TORCH_VERSION}}},
              {"parameters", parameters}, {"seed", o.seed},
              {"step", last.step},        {"steps", o.steps},
              {"tokens", last.tokens},    {"seconds", rounded(last.seconds)}};
    json["data"] = Json::array();
    for (std::size_t i = 0; i < o.data.size(); ++i)
        json["data"].push_back(dataJson(o.data[i], i < digests.size() ? digests[i] : DataDigest{}));
    json["recipe"] = Json::parse(recipeJson(o), nullptr, false);
    json["metrics"] = Json::parse(metricsLine(last), nullptr, false);
    if (last.bestLoss >= 0)
        json["best_validation_loss"] = last.bestLoss;
    return json.dump();
}

} // namespace gatoscope
