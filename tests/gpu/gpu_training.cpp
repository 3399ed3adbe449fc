// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gpu/gpu_training.h"

#include <algorithm>
#include <cmath>

#include "core/episode/open_dataset.h"
#include "core/trace/engine.h"
#include "tests/benchmarks/figures.h"

namespace gatoscope {

namespace {

constexpr std::int64_t steps = 6;

struct Training {
    std::shared_ptr<const Dataset> dataset;
    std::string folder;
};

Result<TrainOptions> recipe(const Training& training, const std::string& name) {
    const auto settings = presetSettings("tiny");
    if (!settings)
        return fail(settings);
    TrainOptions options;
    options.data.push_back({training.dataset, training.dataset->guessedMap(), 1, "episode"});
    options.settings = *settings;
    options.settings.stochastic_depth = 0.1;
    options.out = training.folder + "/" + name;
    options.steps = steps;
    options.length = 256;
    options.threads = 1; // of a busy machine
    options.batch = 2;
    options.accumulate = 2;
    options.rate = 1e-3;
    options.warmup = 2;
    options.validation = 0;
    options.validateEvery = 0;
    options.logEvery = 1;
    options.saveEvery = 3;
    return options;
}

/// The losses of the run's steps, stopped before `until`.
Result<std::vector<double>> losses(const TrainOptions& options, std::int64_t until = steps) {
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    std::vector<double> out;
    const auto done = (*engine)->train(options, [&](const TrainMetrics& metrics) {
        out.push_back(metrics.loss);
        return metrics.step < until;
    });
    return done ? Result<std::vector<double>>(out) : fail(done);
}

double difference(const std::vector<double>& a, const std::vector<double>& b) {
    if (a.size() != b.size())
        return INFINITY;
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]) / a[i]);
    return largest;
}

/// One run on the device, with what is changed of the recipe, against the losses expected.
template <typename Change>
Result<void> compareRun(const Training& training, const std::string& device, const std::string& name, double allowed,
                        const std::vector<double>& expected, std::vector<GpuComparison>& out, Change&& change) {
    auto options = recipe(training, name);
    if (!options)
        return fail(options);
    options->device = device;
    change(*options);
    const auto found = losses(*options);
    if (!found)
        return fail(found);
    out.push_back({"training, " + name + ": loss", difference(expected, *found), allowed});
    return {};
}

Result<void> compareResumed(const Training& training, const std::string& device, const std::vector<double>& expected,
                            std::vector<GpuComparison>& out) {
    auto options = recipe(training, "resumed");
    if (!options)
        return fail(options);
    options->device = device;
    auto first = losses(*options, 3);
    options->resume = true;
    const auto second = first ? losses(*options) : first;
    if (!second)
        return fail(second);
    first->resize(3);
    first->insert(first->end(), second->end() - std::min<std::ptrdiff_t>(3, std::ssize(*second)), second->end());
    out.push_back({"training, resumed: loss", difference(expected, *first), 1e-3});
    return {};
}

} // namespace

Result<std::vector<GpuComparison>> compareTraining(const std::string& device, const std::string& folder) {
    const auto dataset = openDataset(writeEpisode(folder + "/lessons", 40, 64, false));
    if (!dataset)
        return fail(dataset);
    const Training training{*dataset, folder};
    const auto plain = recipe(training, "cpu");
    if (!plain)
        return fail(plain);
    TrainOptions onCpu = *plain;
    onCpu.device = "cpu";
    const auto expected = losses(onCpu);
    if (!expected)
        return fail(expected);
    std::vector<GpuComparison> out;
    auto done = compareRun(training, device, "float32", 1e-3, *expected, out, [](TrainOptions&) {});
    if (done)
        done = compareRun(training, device, "bfloat16", 0.03, *expected, out,
                          [](TrainOptions& options) { options.dtype = "bfloat16"; });
    if (done && device != "cpu")
        done = compareRun(training, device, "NCCL", 1e-3, *expected, out,
                          [](TrainOptions& options) { options.backend = "nccl"; });
    if (done)
        done = compareResumed(training, device, *expected, out);
    return done ? Result<std::vector<GpuComparison>>(out) : fail(done);
}

} // namespace gatoscope
