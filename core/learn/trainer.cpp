// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/trainer.h"

#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/DeviceGuard.h>

#include "core/learn/autocast.h"
#include "core/learn/block_cache.h"
#include "core/learn/loader.h"
#include "core/learn/optimizer.h"
#include "core/learn/process_group.h"
#include "core/learn/run_folder.h"
#include "core/model/devices.h"
#include "core/model/gato_policy.h"
#include "core/trace/schedule.h"

namespace gatoscope {

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::int64_t residentBytes() {
    std::ifstream in("/proc/self/statm");
    std::int64_t all = 0, resident = 0;
    in >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

/// Memory of equal size comes and goes at every step: it is kept instead of returned to the system.
void keepFreedMemory() {
    useBlockCache();
    // oneDNN keeps code and scratch of the last 1,024 shapes: gigabytes, when no two batches are alike.
    setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "128", 0);
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, 64 << 20);
#endif
}

class Trainer {
public:
    Trainer(TrainOptions options, const TrainWatch& watch)
        : options_(std::move(options)), watch_(watch), folder_(options_.out) {}

    Result<TrainResult> run();

private:
    Result<void> openGroup();
    Result<void> openData();
    Result<void> openModel();
    Result<void> loop();
    Result<void> oneStep(Loader& loader);
    Result<void> validate();
    Result<void> save();
    Result<void> report(bool checked);
    Result<void> sumOverProcesses(double& loss, double& targets, double& tokens);
    bool first() const { return group_->rank() == 0; } // the one that writes
    std::string record() const { return runJson(options_, digests_, metrics_, parameters_); }
    double lossOf(const Batch& batch, std::int64_t& right, std::int64_t& actions);

    TrainOptions options_;
    const TrainWatch& watch_;
    RunFolder folder_;
    std::unique_ptr<ProcessGroup> group_;
    Settings settings_;
    at::Device device_ = at::kCPU;
    c10::OptionalDeviceGuard current_; // what LibTorch makes without a word of a device belongs to no other
    bool half_ = false;
    std::shared_ptr<const EpisodeStore> store_;
    std::unique_ptr<Sampler> sampler_;
    std::unique_ptr<GatoNetwork> network_;
    std::unique_ptr<Optimizer> optimizer_;
    std::vector<Batch> checks_; // of the validation
    std::vector<DataDigest> digests_;
    Schedule schedule_;
    TrainMetrics metrics_;
    std::int64_t parameters_ = 0, lastTokens_ = 0;
    double began_ = 0, before_ = 0, lastTime_ = 0, waited_ = 0;
    bool stopped_ = false, stopping_ = false; // stopping: this process was asked to
};

/// The processes, the device, the numbers that depend on both.
Result<void> Trainer::openGroup() {
    const auto launch = Launch::read();
    if (!launch)
        return fail(launch);
    if (options_.batch % (options_.accumulate * launch->size) != 0)
        return fail(ErrorKind::Invalid, "A batch of " + std::to_string(options_.batch) +
                                            " windows cannot be shared by " + std::to_string(launch->size) +
                                            " processes in " + std::to_string(options_.accumulate) +
                                            " parts; choose a multiple.");
    const auto name = deviceOfProcess(*launch, options_.device, options_.device == "cpu" ? 0 : cudaDevices());
    const auto device = name ? chooseDevice(*name) : fail(name);
    const auto dtype = device ? chooseDtype(options_.dtype, *device) : fail(device);
    if (!dtype)
        return fail(dtype);
    device_ = *device;
    half_ = options_.dtype == "bfloat16";
    current_.reset_device(device_);
    GroupOptions how{.backend = options_.backend, .device = {}};
    if (device_.is_cuda())
        how.device = device_;
    auto group = ProcessGroup::join(*launch, how);
    if (!group)
        return fail(group);
    group_ = std::move(*group);
    if (options_.warn && !group_->note().empty())
        options_.warn(group_->note());
    const at::Tensor going = at::tensor({options_.resume ? 1 : 0}, at::kLong);
    if (auto summed = group_->sum({going}); !summed)
        return summed;
    if (const auto many = going.item<std::int64_t>(); many != 0 && many != group_->size())
        return fail(ErrorKind::Invalid,
                    "Some processes of the run find a checkpoint to go on with and some do not; put --out on a file "
                    "system that all of them share.",
                    options_.out);
    if (options_.threads > 0)
        at::set_num_threads(options_.threads);
    if (options_.length <= 0)
        options_.length = options_.settings.context;
    return {};
}

Result<void> Trainer::openData() {
    auto tokenizer = makeTokenizer(options_.settings);
    if (!tokenizer)
        return fail(tokenizer);
    settings_ = tokenizer->settings;
    options_.settings = settings_;
    if (auto valid = validateModel(settings_); !valid)
        return valid;
    if (first()) {
        if (auto ready = folder_.prepare(options_.resume); !ready)
            return ready;
        for (const TrainData& data : options_.data)
            digests_.push_back(digestOf(data.dataset->path()));
    }
    store_ = std::make_shared<EpisodeStore>(options_.data, *tokenizer, options_.length, options_.cacheBytes);
    auto sampler = Sampler::make(store_, options_, options_.length);
    if (!sampler)
        return fail(sampler);
    sampler_ = std::move(*sampler);
    schedule_ = scheduleOf(options_);
    return {};
}

/// Fresh weights, or those of the run that goes on.
Result<void> Trainer::openModel() {
    Parameters parameters;
    Parameters moments;
    if (options_.resume) {
        auto saved = folder_.load(settings_);
        if (!saved)
            return fail(saved);
        parameters = std::move(saved->parameters);
        moments = std::move(saved->moments);
        metrics_.step = saved->point.step;
        metrics_.tokens = saved->point.tokens;
        metrics_.bestLoss = saved->point.bestLoss;
        before_ = saved->point.seconds;
    } else {
        parameters = freshParameters(settings_, options_.seed);
    }
    if (first()) // lines after the checkpoint, or of a start that ended before its first
        if (auto cut = folder_.cutLog(metrics_.step); !cut)
            return cut;
    for (auto& [name, tensor] : parameters) {
        parameters_ += tensor.numel();
        tensor = tensor.to(device_);
    }
    optimizer_ = std::make_unique<Optimizer>(settings_, parameters, options_);
    network_ = std::make_unique<GatoNetwork>(settings_, std::move(parameters));
    if (options_.resume)
        optimizer_->restore(moments, metrics_.step);
    metrics_.steps = options_.steps;
    lastTokens_ = metrics_.tokens;
    return {};
}

double Trainer::lossOf(const Batch& batch, std::int64_t& right, std::int64_t& actions) {
    const at::NoGradGuard plain;
    const Autocast cast(half_, device_.type());
    const PackedInput input = onDevice(batch.input, device_);
    const HeadResult head = network_->packedLoss(network_->packedHidden(input, {}), batch.rows.to(device_),
                                                 batch.targets.to(device_), true);
    const at::Tensor known = head.right.to(at::kCPU);
    right += known.logical_and(batch.actions).sum().item<std::int64_t>();
    actions += batch.actions.sum().item<std::int64_t>();
    return head.loss.item<double>();
}

Result<void> Trainer::validate() {
    if (checks_.empty()) {
        auto sequences = sampler_->validation(options_.validationWindows);
        if (!sequences)
            return fail(sequences);
        const BatchOptions plain{false, options_.actionsOnly, 0};
        for (std::size_t begin = 0; begin < sequences->size();) {
            std::vector<Sequence> part;
            std::uint32_t tokens = 0;
            while (begin < sequences->size() && (part.empty() || tokens < 8192)) {
                tokens += (*sequences)[begin].tokens();
                part.push_back(std::move((*sequences)[begin++]));
            }
            checks_.push_back(makeBatch(std::move(part), settings_, plain));
        }
    }
    double loss = 0;
    std::int64_t count = 0, right = 0, actions = 0;
    for (const Batch& batch : checks_) {
        loss += lossOf(batch, right, actions);
        count += batch.targetCount;
    }
    if (count == 0)
        return {};
    metrics_.validationLoss = loss / static_cast<double>(count);
    metrics_.validationAccuracy = actions > 0 ? static_cast<double>(right) / static_cast<double>(actions) : -1;
    if (metrics_.bestLoss >= 0 && !(metrics_.validationLoss < metrics_.bestLoss))
        return {};
    metrics_.bestLoss = metrics_.validationLoss;
    return folder_.keep("best", settings_, network_->parameters(), record(), options_.saveDtype);
}

Result<void> Trainer::save() {
    if (!first())
        return {};
    const RunPoint point{metrics_.step, metrics_.tokens, metrics_.seconds, metrics_.bestLoss};
    return folder_.save(settings_, network_->parameters(), optimizer_->state(), point, record(), options_.saveDtype);
}

Result<void> Trainer::oneStep(Loader& loader) {
    optimizer_->clearGradients();
    double loss = 0, targets = 0, tokens = 0;
    std::string contents;
    for (int part = 0; part < options_.accumulate; ++part) {
        const double asked = now();
        auto batch = loader.next();
        waited_ += now() - asked;
        if (!batch)
            return fail(batch);
        contents += (part ? "; " : "") + batch->contents;
        tokens += static_cast<double>(batch->tokens);
        if (batch->targetCount == 0)
            continue;
        targets += static_cast<double>(batch->targetCount);
        const PackedInput input = onDevice(batch->input, device_);
        at::Tensor scale;
        if (batch->branchScale.defined())
            scale = batch->branchScale.to(device_).index_select(0, input.sequence);
        at::Tensor sum;
        {
            const Autocast cast(half_, device_.type());
            sum = network_
                      ->packedLoss(network_->packedHidden(input, scale), batch->rows.to(device_),
                                   batch->targets.to(device_), false)
                      .loss;
        }
        sum.backward();
        loss += sum.item<double>();
    }
    stopping_ = stopping_ || (options_.stop && options_.stop());
    stopped_ = group_->size() == 1 && stopping_;
    if (auto summed = sumOverProcesses(loss, targets, tokens); !summed)
        return summed;
    metrics_.tokens += static_cast<std::int64_t>(tokens);
    metrics_.loss = targets > 0 ? loss / targets : 0;
    metrics_.rate = schedule_.at(metrics_.step);
    if (targets > 0)
        metrics_.gradientNorm = std::isfinite(loss) ? optimizer_->step(metrics_.rate, 1 / targets) : NAN;
    if (!std::isfinite(metrics_.loss) || !std::isfinite(metrics_.gradientNorm))
        return fail(ErrorKind::Invalid,
                    "The loss of step " + std::to_string(metrics_.step + 1) + " is not a number (batch: " + contents +
                        "); the last checkpoint was kept. Look at these episodes with check, or resume with a "
                        "smaller --lr.",
                    options_.out);
    ++metrics_.step;
    return {};
}

/// Gradients, loss, counts and the wish to stop, summed: every process then takes the same step.
Result<void> Trainer::sumOverProcesses(double& loss, double& targets, double& tokens) {
    if (group_->size() == 1)
        return {};
    const at::Tensor facts = at::tensor({loss, targets, tokens, stopping_ ? 1.0 : 0.0}, at::kDouble);
    auto summed = group_->sum({facts});
    if (summed)
        summed = group_->sum(optimizer_->gradients());
    if (!summed)
        return summed;
    const auto* sums = facts.const_data_ptr<double>();
    loss = sums[0];
    targets = sums[1];
    tokens = sums[2];
    stopped_ = sums[3] > 0;
    return {};
}

Result<void> Trainer::report(bool checked) {
    const double time = now();
    metrics_.seconds = before_ + time - began_;
    const double passed = std::max(1e-9, time - lastTime_);
    metrics_.tokensPerSecond = static_cast<double>(metrics_.tokens - lastTokens_) / passed;
    metrics_.dataWait = waited_ / passed;
    metrics_.memory = residentBytes();
    lastTime_ = time;
    lastTokens_ = metrics_.tokens;
    waited_ = 0;
    if (checked && first()) {
        if (auto done = validate(); !done)
            return done;
        lastTime_ = now();
    }
    if (first())
        if (auto logged = folder_.log(metricsLine(metrics_)); !logged)
            return logged;
    if (watch_ && !watch_(metrics_))
        stopping_ = true;
    if (group_->size() == 1)
        stopped_ = stopping_;
    metrics_.validationLoss = metrics_.validationAccuracy = -1;
    return {};
}

Result<void> Trainer::loop() {
    const auto batch = static_cast<std::uint64_t>(options_.batch),
               parts = static_cast<std::uint64_t>(options_.accumulate);
    const auto share = batch / parts / static_cast<std::uint64_t>(group_->size());
    const Loader::Layout layout{share, batch / parts, share * static_cast<std::uint64_t>(group_->rank()),
                                static_cast<std::uint64_t>(options_.overfit) * parts};
    const BatchOptions how{true, options_.actionsOnly, settings_.stochastic_depth};
    Loader loader(*sampler_, settings_, how, layout, static_cast<std::uint64_t>(metrics_.step) * parts,
                  std::max(1, options_.loaders));
    began_ = lastTime_ = now();
    while (metrics_.step < options_.steps && !stopped_) {
        if (auto done = oneStep(loader); !done)
            return done;
        const std::int64_t step = metrics_.step;
        auto every = [&](std::int64_t period) { return period > 0 && (step % period == 0 || step == options_.steps); };
        const bool checked = every(options_.validateEvery);
        if (checked || every(options_.logEvery))
            if (auto done = report(checked); !done)
                return done;
        if (every(options_.saveEvery) || stopped_ || step == options_.steps)
            if (auto done = save(); !done)
                return done;
        if (first() && options_.keepEvery > 0 && step % options_.keepEvery == 0) {
            const std::string number = std::to_string(step);
            const std::string name = "step-" + std::string(number.size() < 7 ? 7 - number.size() : 0, '0') + number;
            if (auto done = folder_.keep(name, settings_, network_->parameters(), record(), options_.saveDtype); !done)
                return done;
        }
    }
    return {};
}

Result<TrainResult> Trainer::run() {
    keepFreedMemory();
    auto opened = openGroup();
    if (opened)
        opened = openData();
    if (opened)
        opened = openModel();
    if (!opened)
        return fail(opened);
    const auto done = loop();
    trimBlockCache();
    if (!done)
        return fail(done);
    return TrainResult{metrics_, stopped_};
}

} // namespace

Result<TrainResult> trainModel(TrainOptions options, const TrainWatch& watch) {
    const std::string place = options.out;
    return guarded(place, [&]() -> Result<TrainResult> {
        try {
            return Trainer(std::move(options), watch).run();
        } catch (const c10::OutOfMemoryError&) {
            return fail(ErrorKind::OutOfResource,
                        "The GPU ran out of memory; compute a step in more parts with --accumulate, or take a smaller "
                        "--batch or --length.",
                        place);
        }
    });
}

} // namespace gatoscope
