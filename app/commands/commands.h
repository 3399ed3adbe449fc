// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The headless commands: what each takes, already parsed, and the function that runs it (contract 5). One file each.
#include <optional>
#include <string>

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

// Each returns the exit code of finished work, or the error that the caller prints.
Result<int> runInfo(const InfoOptions& options);
Result<int> runTokenize(const TokenizeCommandOptions& options);
Result<int> runDecode(const DecodeOptions& options);
Result<int> runExport(const ExportOptions& options);
Result<int> runCheck(const CheckOptions& options);
Result<int> runDoctor(const DoctorOptions& options);

} // namespace gatoscope
