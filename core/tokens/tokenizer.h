// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Episode + map + settings -> tokens, and back (spec/gato.md 1 to 5, 15, 16; contract 3 and 4).
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/episode/dataset.h"
#include "core/tokens/token.h"

namespace gatoscope {

/// Settings with their text model opened; n_text follows the model (contract 3).
struct Tokenizer {
    Settings settings;
    std::shared_ptr<const TextPieces> text;
};
/// Opens settings.text_model, sets n_text from it, validates.
Result<Tokenizer> makeTokenizer(Settings settings);

struct StepRange {
    std::int64_t begin = 0, end = -1; // end -1 = T; T + 1 adds the terminal observation
};

struct TokenizeOptions {
    StepRange steps;
    /// The window's way: a NaN under `nan = error` becomes an error cell (flag NotANumber, id of bin 0's range start)
    /// with a finding instead of a failure.
    bool tolerant = false;
};

/// T as the mapped channels have it (contract 1): the reader's count where every mapped channel fits it, else their own
/// common row count; an error names two that disagree.
Result<std::int64_t> episodeSteps(const Episode& episode, const std::vector<Channel>& channels, const ChannelMap& map);
/// Whether every mapped observation has a row T: `--steps A:T+1` is possible.
bool hasTerminalObservation(const Episode& episode, const std::vector<Channel>& channels, const ChannelMap& map);

/// Tokens of an episode. All steps before `steps.end` are there, so that indices count from the first; values of steps
/// before `steps.begin` are neither refused nor counted in findings. With steps A:B the indices still count from the
/// episode's first token.
Result<std::shared_ptr<const TokenSequence>> tokenize(std::shared_ptr<const Episode> episode,
                                                      const std::vector<Channel>& channels, const ChannelMap& map,
                                                      const Tokenizer& tokenizer, const TokenizeOptions& options = {},
                                                      const Progress& progress = {});

/// Float patches of all image tokens of steps [begin, end) of a sequence in token order: [N, 3, patch, patch].
Result<std::vector<float>> patchesOf(const TokenSequence& sequence, std::int64_t beginStep, std::int64_t endStep);

struct DecodedId {
    double value = 0;
    double error = 0; // largest possible, half a bin; 0 for discrete
};
/// One id back to a value, as an element of a mapped channel (contract `decode --ids`).
Result<DecodedId> decodeId(std::int32_t id, const MappedChannel& channel, std::size_t element, bool action,
                           const Settings& settings);

/// Whole-step windows over a sequence (contract 4).
struct Window {
    std::int64_t beginStep = 0, endStep = 0; // tokens [firstOf(begin), firstOf(end))
    std::int64_t countFrom = 0;              // steps [countFrom, endStep) are counted in this window
};
std::vector<Window> blockWindows(const TokenSequence& sequence, std::int64_t begin, std::int64_t end);
/// The longest run of whole steps that ends in `step` and fits the context.
Window exactWindow(const TokenSequence& sequence, std::int64_t step);

} // namespace gatoscope
