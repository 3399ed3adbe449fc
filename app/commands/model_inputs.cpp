// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/model_inputs.h"

#include "core/episode/open_dataset.h"

namespace gatoscope {

namespace {

Result<void> checkVocabulary(const Settings& model, const Settings& used) {
    if (sameVocabulary(model, used))
        return {};
    return fail(ErrorKind::Invalid,
                "the settings make a vocabulary of " + std::to_string(vocabulary(used).size) +
                    " ids and the model has " + std::to_string(vocabulary(model).size) +
                    "; leave n_text, n_bins, n_discrete, profile and text_model as the model has them",
                "--tokenizer, --set");
}

} // namespace

Result<ModelRun> openModelRun(const InputOptions& input, const ModelOptions& model, const Progress& progress) {
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    auto policy = (*engine)->openPolicy(model.folder, {model.device, model.dtype}, progress);
    if (!policy)
        return fail(policy);
    return openModelRun(input, *policy, progress);
}

Result<ModelRun> openModelRun(const InputOptions& input, std::shared_ptr<const Policy> policy,
                              const Progress& progress) {
    auto settings = resolveSettings(input, policy->info().settings);
    if (!settings)
        return fail(settings);
    auto tokenizer = makeTokenizer(*settings);
    if (!tokenizer)
        return fail(tokenizer);
    if (auto same = checkVocabulary(policy->info().settings, tokenizer->settings); !same)
        return fail(same);
    auto dataset = openDataset(input.paths, nullptr, progress);
    if (!dataset)
        return fail(dataset);
    auto map = resolveMap(input, **dataset);
    if (!map)
        return fail(map);
    return ModelRun{std::move(policy), *dataset, *map, *tokenizer};
}

Result<std::shared_ptr<const TokenSequence>> tokensOf(const ModelRun& run, std::int64_t episode,
                                                      const Progress& progress) {
    auto opened = run.dataset->episode(episode);
    if (!opened)
        return fail(opened);
    return tokenize(*opened, run.dataset->channels(), run.map, run.tokenizer, {}, progress);
}

} // namespace gatoscope
