// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The headless commands: what each takes, already parsed, and the function that runs it (contract 5). One file each.
#include <optional>
#include <string>

#include "app/commands/model_inputs.h"
#include "app/inputs.h"
#include "core/base/result.h"

namespace gatoscope {

/// Where rows go: --format, -o, --quiet.
struct OutputOptions {
    std::string format; // csv, json, parquet; "" = by the file's extension, else csv
    std::string file;   // "" = standard output
    bool quiet = false; // no progress, no warnings
};

struct InfoOptions {
    InputOptions input;
    OutputOptions output;
    bool json = false;
};

struct TokenizeCommandOptions {
    InputOptions input;
    OutputOptions output;
};

struct DecodeOptions {
    InputOptions input; // map, tokenizer, sets; paths unused
    OutputOptions output;
    std::string table;     // a tokenize table, or ""
    std::string ids;       // "32710,32744", or ""
    std::string as;        // observation, action
    std::string low, high; // numbers or lists, "" = none
};

struct ExportOptions {
    InputOptions input;
    OutputOptions output;
    std::string channel;
};

struct CheckOptions {
    InputOptions input;
    OutputOptions output;
    bool json = false;
};

struct DoctorOptions {
    OutputOptions output;
    bool json = false;
};

struct PredictOptions {
    InputOptions input;
    OutputOptions output;
    ModelOptions model;
    std::string window = "blocks";   // blocks, exact
    std::string targets = "actions"; // actions, all
    std::string act;                 // "" = teacher-forced; greedy, sample
    SampleOptions sample;
};

struct AttentionOptions {
    InputOptions input;
    OutputOptions output;
    ModelOptions model;
    std::string layer, head = "mean";
    bool matrix = false;
    std::string row, column, rollout, relevance; // "" = not asked for
};

struct EvalOptions {
    InputOptions input; // every path is a dataset of its own
    OutputOptions output;
    ModelOptions model;
    std::string window = "blocks"; // blocks, exact
    std::string targets = "all";   // actions, all
    std::string byStep;            // file of the predict table, "" = none
    bool json = false;
};

struct ModelCommandOptions {
    std::string action; // init, info, convert
    std::string source; // folder (info) or file (convert)
    std::string preset = "tiny", tokenizer, from = "neko";
    std::vector<std::string> sets;
    std::uint64_t seed = 0;
    OutputOptions output;
    bool json = false;
};

struct TrainCommandOptions {
    InputOptions input;            // map, tokenizer, sets; paths unused
    std::vector<std::string> data; // PATH or PATH:WEIGHT
    std::string preset = "tiny";   // a name or a settings file
    TrainOptions train;            // data and settings are filled in from the above
    bool resumeOrStart = false;    // train.resume where a run was saved
    bool quiet = false;
};

// Each returns the exit code of finished work, or the error that the caller prints.
Result<int> runInfo(const InfoOptions& options);
Result<int> runTokenize(const TokenizeCommandOptions& options);
Result<int> runDecode(const DecodeOptions& options);
Result<int> runExport(const ExportOptions& options);
Result<int> runCheck(const CheckOptions& options);
Result<int> runDoctor(const DoctorOptions& options);
Result<int> runPredict(const PredictOptions& options);
Result<int> runEval(const EvalOptions& options);
Result<int> runAttention(const AttentionOptions& options);
Result<int> runModel(const ModelCommandOptions& options);
Result<int> runTrain(const TrainCommandOptions& options);

} // namespace gatoscope
