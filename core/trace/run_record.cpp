// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/run_record.h"

#include "core/base/files.h"
#include "core/trace/data_digest.h"
#include "core/trace/schedule.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace gatoscope {

namespace {

using Json = nlohmann::ordered_json;

Json member(const Json& json, const char* key) { return json.is_object() && json.contains(key) ? json[key] : Json(); }

std::string shown(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void add(std::string& list, const std::string& what, const Json& now, const Json& before) {
    list += (list.empty() ? "" : ", ") + what + " " + shown(now) + " (before: " + shown(before) + ")";
}

/// Numbers are equal as numbers: 1 and 1.0 are.
bool same(const Json& a, const Json& b) {
    return a.is_number() && b.is_number() ? a.get<double>() == b.get<double>() : a == b;
}

/// Keys of the record and the options that set them.
constexpr std::pair<const char*, const char*> numbering[] = {{"seed", "--seed"},
                                                             {"batch", "--batch"},
                                                             {"length", "--length"},
                                                             {"validation", "--validation"},
                                                             {"overfit", "--overfit"}};
constexpr std::pair<const char*, const char*> taught[] = {{"steps", "--steps"},
                                                          {"rate", "--lr"},
                                                          {"rate_end", "--lr-end"},
                                                          {"warmup", "--warmup"},
                                                          {"decay", "--decay"},
                                                          {"beta1", "--beta1"},
                                                          {"beta2", "--beta2"},
                                                          {"epsilon", "--epsilon"},
                                                          {"weight_decay", "--weight-decay"},
                                                          {"clip", "--clip"},
                                                          {"stochastic_depth", "stochastic_depth"},
                                                          {"prompt_share", "--prompt"},
                                                          {"prompt_ends", "--prompt-ends"},
                                                          {"prompt_most", "--prompt-most"},
                                                          {"targets", "--targets"},
                                                          {"validation_windows", "--validation-windows"},
                                                          {"dtype", "--dtype"}};

template <typename Keys>
void compareKeys(std::string& list, const Keys& keys, const Json& before, const Json& now) {
    for (const auto& [key, flag] : keys) {
        const Json a = member(before, key), b = member(now, key);
        if (!a.is_null() && !b.is_null() && !same(a, b))
            add(list, flag, b, a);
    }
}

void compareSettings(std::string& list, const Json& before, const Json& now) {
    if (!before.is_object() || !now.is_object())
        return;
    for (const auto& [key, value] : now.items()) {
        const bool place = key == "text_model" || key == "stochastic_depth"; // a path; part of the recipe
        if (!place && before.contains(key) && !same(before[key], value))
            add(list, key, value, before[key]);
    }
}

void compareData(std::string& list, const Json& before, const std::vector<TrainData>& now) {
    if (!before.is_array())
        return;
    if (before.size() != now.size())
        return add(list, "number of datasets", now.size(), before.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
        const Dataset& dataset = *now[i].dataset;
        const Json weight = member(before[i], "weight"), hash = member(before[i], "sha256"),
                   steps = member(before[i], "steps");
        if (weight.is_number() && !same(weight, now[i].weight))
            add(list, "weight of " + dataset.path(), now[i].weight, weight);
        if (steps.is_number() && !same(steps, dataset.stepCount()))
            add(list, "steps of " + dataset.path(), dataset.stepCount(), steps);
        else if (hash.is_string() && hash != digestOf(dataset.path()).sha256)
            list += (list.empty() ? "" : ", ") + dataset.path() + " with other bytes than before";
    }
}

} // namespace

std::string recipeJson(const TrainOptions& o) {
    const Schedule schedule = scheduleOf(o);
    const Json recipe{{"batch", o.batch},
                      {"accumulate", o.accumulate},
                      {"length", o.length > 0 ? o.length : o.settings.context},
                      {"rate", schedule.rate},
                      {"rate_end", schedule.rateEnd},
                      {"warmup", schedule.warmup},
                      {"decay", schedule.decay},
                      {"beta1", o.beta1},
                      {"beta2", o.beta2},
                      {"epsilon", o.epsilon},
                      {"weight_decay", o.weightDecay},
                      {"clip", o.clip},
                      {"stochastic_depth", o.settings.stochastic_depth},
                      {"prompt_share", o.promptShare},
                      {"prompt_ends", o.promptEnds},
                      {"prompt_most", o.promptMost},
                      {"targets", o.actionsOnly ? "actions" : "all"},
                      {"overfit", o.overfit},
                      {"validation", o.validation},
                      {"validate_every", o.validateEvery},
                      {"validation_windows", o.validationWindows},
                      {"log_every", o.logEvery},
                      {"save_every", o.saveEvery},
                      {"keep_every", o.keepEvery},
                      {"device", o.device},
                      {"dtype", o.dtype.empty() ? "float32" : o.dtype},
                      {"save_dtype", o.saveDtype},
                      {"threads", o.threads},
                      {"loaders", o.loaders},
                      {"cache_bytes", o.cacheBytes}};
    return recipe.dump();
}

Result<RunChanges> changesOfRun(const TrainOptions& options) {
    const std::string path = joinPath(options.out, "config.json");
    if (pathKind(path) != PathKind::File)
        return RunChanges{};
    const auto text = readFile(path, std::uint64_t{64} << 20);
    if (!text)
        return fail(text);
    const Json config = Json::parse(*text, nullptr, false);
    if (!config.is_object())
        return fail(ErrorKind::Unreadable,
                    "What the run was begun with was looked for in its config.json, which is damaged; copy it again "
                    "from where the run was made or from best/, or remove it to go on with the options given.",
                    path);
    RunChanges out;
    const Json run = member(config, "run");
    if (!run.is_object())
        return out;
    Settings settings = options.settings;
    settings.text_model.clear(); // a path of this machine
    compareSettings(out.breaking, config, Json::parse(configJson(settings), nullptr, false));
    const Json recipe = member(run, "recipe");
    Json now = Json::parse(recipeJson(options), nullptr, false);
    now["seed"] = options.seed;
    now["steps"] = options.steps;
    compareKeys(out.breaking, numbering, run, now);
    compareKeys(out.breaking, numbering, recipe, now);
    compareKeys(out.other, taught, run, now);
    compareKeys(out.other, taught, recipe, now);
    compareData(out.other, member(run, "data"), options.data);
    return out;
}

} // namespace gatoscope
