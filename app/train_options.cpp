// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train_options.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "app/commands/commands.h"

namespace gatoscope {

namespace {

void declareData(CLI::App& app, TrainCommandOptions& options) {
    app.add_option("--data", options.data, "a dataset and its share of the windows (default: 1); may be repeated")
        ->type_name("PATH[:WEIGHT]")
        ->allow_extra_args(false)
        ->required();
    app.add_option("--preset", options.preset, "tiny, 79M, 364M, 1.18B, one of these with -plain, or a settings file")
        ->type_name("NAME|FILE");
    app.add_option("--out", options.train.out, "folder of the run")->type_name("DIR")->required();
    app.add_option("--map", options.input.map, "channel map (JSON) instead of the reader's guess")->type_name("FILE");
    app.add_option("--tokenizer", options.input.tokenizer, "settings file (JSON), on top of the preset")
        ->type_name("FILE");
    app.add_option("--set", options.input.sets, "one setting, on top of --tokenizer; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    auto* resume =
        app.add_flag("--resume", options.train.resume, "go on with the run in --out, exactly where it was saved");
    app.add_flag("--resume-or-start", options.resumeOrStart,
                 "the same where a run was saved, else start one: for launchers that start processes again")
        ->excludes(resume);
    app.add_flag("--quiet", options.quiet, "no progress and no warnings");
}

void declareRecipe(CLI::App& app, TrainOptions& train) {
    app.add_option("--steps", train.steps, "steps of the optimiser (default: 1000000)")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    app.add_option("--batch", train.batch, "windows of one step (default: 512)")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    app.add_option("--accumulate", train.accumulate, "parts that a step is computed in (default: 1)")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    app.add_option("--length", train.length,
                   "tokens of a window, whole steps of them; any with --set crop=tokens (default: context)")
        ->type_name("N");
    app.add_option("--lr", train.rate, "greatest learning rate (default: 1e-4; 2e-4 for 364M)")
        ->check(CLI::PositiveNumber)
        ->type_name("R");
    app.add_option("--lr-end", train.rateEnd, "learning rate at the end (default: a tenth of --lr)")->type_name("R");
    app.add_option("--warmup", train.warmup, "steps of linear warm-up (default: 1.5 % of --steps)")->type_name("N");
    app.add_option("--decay", train.decay, "steps of cosine decay after it (default: --steps)")->type_name("N");
    app.add_option("--beta1", train.beta1, "of AdamW (default: 0.9)")->type_name("B");
    app.add_option("--beta2", train.beta2, "of AdamW (default: 0.95)")->type_name("B");
    app.add_option("--epsilon", train.epsilon, "of AdamW (default: 1e-8)")->type_name("E");
    app.add_option("--weight-decay", train.weightDecay, "of weights, not biases, norms, positions (default: 0.1)")
        ->type_name("D");
    app.add_option("--clip", train.clip, "greatest norm of the gradient; 0 = off (default: 1)")->type_name("X");
    app.add_option("--prompt", train.promptShare, "share of sequences with a prompt before them (default: 0.25)")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("P");
    app.add_option("--prompt-ends", train.promptEnds, "share of prompts from an episode's end (default: 0.5)")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("P");
    app.add_option("--prompt-most", train.promptMost, "greatest share of a window for a prompt (default: 0.5)")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("P");
    app.add_option_function<std::string>(
           "--targets", [&train](const std::string& which) { train.actionsOnly = which == "actions"; },
           "all (text and actions), or actions alone (default: all)")
        ->check(CLI::IsMember({"actions", "all"}))
        ->type_name("WHICH");
    app.add_option("--overfit", train.overfit, "use the first N batches over and over, a check (default: 0, off)")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    app.add_option("--seed", train.seed, "of weights, sampling and stochastic depth (default: 0)")->type_name("N");
}

void declareRunning(CLI::App& app, TrainOptions& train) {
    app.add_option("--validation", train.validation, "share of episodes kept out of training (default: 0.02)")
        ->check(CLI::Range(0.0, 0.5))
        ->type_name("P");
    app.add_option("--validate-every", train.validateEvery, "steps between validations (default: 1000)")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    app.add_option("--validation-windows", train.validationWindows, "windows of each dataset at most (default: 64)")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    app.add_option("--log-every", train.logEvery, "steps between lines of metrics.jsonl (default: 10)")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    app.add_option("--save-every", train.saveEvery, "steps between checkpoints (default: 1000)")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    app.add_option("--keep-every", train.keepEvery, "also keep step-N/ every so many steps (default: 0, none)")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    app.add_option("--device", train.device, "auto, cpu, cuda or cuda:N (default: auto)")->type_name("NAME");
    app.add_option("--backend", train.backend, "how processes sum gradients: auto, nccl or gloo (default: auto)")
        ->check(CLI::IsMember({"auto", "nccl", "gloo"}))
        ->type_name("NAME");
    app.add_option("--dtype", train.dtype, "float32, or bfloat16 for autocast (default: float32)")
        ->check(CLI::IsMember({"float32", "bfloat16"}))
        ->type_name("NAME");
    app.add_option("--save-dtype", train.saveDtype, "of model.safetensors: float32, bfloat16, float16")
        ->check(CLI::IsMember({"float32", "bfloat16", "float16"}))
        ->type_name("NAME");
    app.add_option("--threads", train.threads, "threads that compute (default: all cores)")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    app.add_option("--loaders", train.loaders, "threads that read and make batches (default: 1)")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    app.add_option_function<double>(
           "--cache",
           [&train](double gigabytes) { train.cacheBytes = static_cast<std::int64_t>(gigabytes * 1024 * 1024 * 1024); },
           "GiB of tokenized episodes held in memory (default: 4)")
        ->check(CLI::Range(0.0, 1e6))
        ->type_name("GIB");
}

} // namespace

Run declareTrain(CLI::App& app, const std::string&) {
    auto options = std::make_shared<TrainCommandOptions>();
    declareData(app, *options);
    declareRecipe(app, options->train);
    declareRunning(app, options->train);
    auto* rate = app.get_option("--lr");
    return [options, rate]() -> Result<int> {
        TrainOptions& train = options->train;
        if (rate->count() == 0 && options->preset.rfind("364M", 0) == 0)
            train.rate = 2e-4;
        if (train.batch % train.accumulate != 0)
            return fail(ErrorKind::Invalid,
                        "--batch " + std::to_string(train.batch) + " cannot be divided into " +
                            std::to_string(train.accumulate) + " parts; choose a multiple",
                        "--accumulate");
        return runTrain(*options);
    };
}

} // namespace gatoscope
