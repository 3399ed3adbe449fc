// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gpu/gpu_comparisons.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/episode/open_dataset.h"
#include "core/tokens/tokenizer.h"
#include "core/trace/engine.h"
#include "core/trace/window_batch.h"
#include "tests/benchmarks/figures.h"

namespace gatoscope {

namespace {

struct Pair {
    std::shared_ptr<const Policy> cpu, gpu;
    std::shared_ptr<const TokenSequence> tokens;
    Window window;
};

RunOptions everything(const Pair& pair) {
    RunOptions options;
    options.attention = true;
    for (std::size_t i = 1; i < pair.tokens->firstOf(pair.window.endStep); ++i)
        if (pair.tokens->at(i).target)
            options.predict.push_back(i);
    return options;
}

Result<void> compareRuns(const Pair& pair, const std::string& dtype, double allowed, std::vector<GpuComparison>& out) {
    const RunOptions options = everything(pair);
    const auto left = pair.cpu->run(*pair.tokens, pair.window, options, {});
    if (!left)
        return fail(left);
    const auto right = pair.gpu->run(*pair.tokens, pair.window, options, {});
    if (!right)
        return fail(right);
    GpuComparison predictions{dtype + ": probability of the recorded token", 0, allowed};
    for (std::size_t i = 0; i < (*left)->predictions.size(); ++i)
        predictions.difference =
            std::max(predictions.difference, std::abs((*left)->predictions[i].pTrue - (*right)->predictions[i].pTrue));
    out.push_back(predictions);
    GpuComparison rows{dtype + ": attention rows of every head", 0, allowed};
    const AttentionSource &a = *(*left)->attention, &b = *(*right)->attention;
    std::vector<float> one(a.tokens()), other(a.tokens());
    for (int layer = 0; layer < a.layers(); ++layer)
        for (int head = 0; head < a.heads(); ++head)
            for (std::size_t query = 0; query < a.tokens(); query += 37) {
                a.row(layer, head, query, one);
                b.row(layer, head, query, other);
                for (std::size_t j = 0; j < one.size(); ++j)
                    rows.difference = std::max(rows.difference, static_cast<double>(std::abs(one[j] - other[j])));
            }
    out.push_back(rows);
    return {};
}

/// Many windows in one pass, as an evaluation runs them.
Result<void> compareWindows(const Pair& pair, std::vector<GpuComparison>& out) {
    std::vector<WindowRun> runs;
    for (const Window& window : blockWindows(*pair.tokens, 0, pair.tokens->steps()))
        runs.push_back({pair.tokens, window, wantedTokens(*pair.tokens, window, false)});
    const auto left = runWindows(*pair.cpu, runs), right = runWindows(*pair.gpu, runs);
    if (!left || !right)
        return left ? fail(right) : fail(left);
    GpuComparison windows{"float32: predictions of many windows", 0, 2e-3};
    for (std::size_t w = 0; w < left->size(); ++w)
        for (std::size_t i = 0; i < (*left)[w].size(); ++i)
            windows.difference = std::max(windows.difference, std::abs((*left)[w][i].pTrue - (*right)[w][i].pTrue));
    out.push_back(windows);
    return {};
}

Result<void> compareStates(const Pair& pair, std::vector<GpuComparison>& out) {
    const int last = pair.cpu->info().settings.layers + 1;
    const auto left = pair.cpu->hidden(*pair.tokens, pair.window, last);
    const auto right = pair.gpu->hidden(*pair.tokens, pair.window, last);
    if (!left || !right)
        return left ? fail(right) : fail(left);
    GpuComparison states{"float32: states after the last norm", 0, 2e-3};
    for (std::size_t i = 0; i < left->values.size(); ++i)
        states.difference =
            std::max(states.difference, static_cast<double>(std::abs(left->values[i] - right->values[i])));
    out.push_back(states);
    const std::size_t row = pair.tokens->firstOf(1) - 2;
    const auto one = pair.cpu->relevance(*pair.tokens, pair.window, row, pair.tokens->id(row + 1), {});
    const auto other = pair.gpu->relevance(*pair.tokens, pair.window, row, pair.tokens->id(row + 1), {});
    if (!one || !other)
        return one ? fail(other) : fail(one);
    GpuComparison relevance{"float32: gradient relevance", 0, 2e-3};
    for (std::size_t j = 0; j < one->size(); ++j)
        relevance.difference = std::max(relevance.difference, static_cast<double>(std::abs((*one)[j] - (*other)[j])));
    out.push_back(relevance);
    return {};
}

Result<void> compareActions(const Pair& pair, std::vector<GpuComparison>& out) {
    const std::int64_t end = std::min<std::int64_t>(4, pair.tokens->steps());
    const auto left = pair.cpu->act(*pair.tokens, 0, end, {}, {});
    const auto right = pair.gpu->act(*pair.tokens, 0, end, {}, {});
    if (!left || !right)
        return left ? fail(right) : fail(left);
    GpuComparison actions{"float32: greedy actions that differ", 0, 0};
    for (std::size_t i = 0; i < left->actions.size(); ++i)
        actions.difference += left->actions[i].id != right->actions[i].id ? 1 : 0;
    out.push_back(actions);
    return {};
}

} // namespace

std::string gpuMissing() {
    const auto engine = openEngine();
    if (!engine)
        return engine.error().text;
    std::string why = "no GPU is listed";
    for (const DeviceInfo& device : (*engine)->devices()) {
        if (device.name.compare(0, 4, "cuda") != 0)
            continue;
        if (device.usable)
            return {};
        why = device.why;
    }
    return why;
}

Result<std::vector<GpuComparison>> compareOn(const std::string& device, const std::string& preset,
                                             const std::string& folder) {
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    const auto settings = presetSettings(preset);
    if (!settings)
        return fail(settings);
    const std::string checkpoint = folder + "/" + preset;
    if (auto made = (*engine)->initModel(*settings, 0, checkpoint); !made)
        return fail(made);
    const auto dataset = openDataset(writeEpisode(folder + "/episode", 10, 64, false));
    if (!dataset)
        return fail(dataset);
    const auto tokenizer = makeTokenizer(*settings);
    const auto episode = (*dataset)->episode(0);
    if (!tokenizer || !episode)
        return tokenizer ? fail(episode) : fail(tokenizer);
    const auto tokens = tokenize(*episode, (*dataset)->channels(), (*dataset)->guessedMap(), *tokenizer);
    if (!tokens)
        return fail(tokens);
    const auto cpu = (*engine)->openPolicy(checkpoint, {"cpu", "float32"}, {});
    if (!cpu)
        return fail(cpu);
    std::vector<GpuComparison> out;
    for (const char* dtype : {"float32", "bfloat16"}) {
        const auto gpu = (*engine)->openPolicy(checkpoint, {device, dtype}, {});
        if (!gpu)
            return fail(gpu);
        const Pair pair{*cpu, *gpu, *tokens, blockWindows(**tokens, 0, (*tokens)->steps()).front()};
        const bool exact = std::string(dtype) == "float32";
        if (auto done = compareRuns(pair, dtype, exact ? 2e-3 : 0.05, out); !done)
            return fail(done);
        if (!exact)
            continue;
        if (auto done = compareWindows(pair, out); !done)
            return fail(done);
        if (auto done = compareStates(pair, out); !done)
            return fail(done);
        if (auto done = compareActions(pair, out); !done)
            return fail(done);
    }
    return out;
}

} // namespace gatoscope
