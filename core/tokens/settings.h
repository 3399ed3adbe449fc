// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one configuration of tokenizer and model: a flat set of keys (contract 3). JSON on disk, `--set KEY=VALUE`.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

/// Names and defaults are those of contract 3; enumerated values are kept as the contract's strings' enums.
struct Settings {
    enum class Dialect { Gato, Neko, Gia };
    enum class Profile { Shared, Disjoint, Gia };
    enum class AppendEos { Never, Documents, Always };
    enum class BinRule { Clamp, Neko };
    enum class DecodePoint { Centre, Left };
    enum class Nan { Error, Zero, DropStep };
    enum class Order { ModalityThenKey, KeyOnly, Neko, Gia };
    enum class Crop { Steps, Tokens };
    enum class ImageFit { Pad, Resize, Crop, Strict };
    enum class PatchQuantise { Round, Floor };
    enum class PatchMean { IncludeHi, ExcludeHi };
    enum class MeanRounding { HalfUp, HalfEven, Down };
    enum class ImageBlock { Neko, Gia64 };
    enum class ActionPos { Shared, None };
    enum class PosSequence { None, XlRelative, Absolute };
    enum class Ffn { GegluSplit, GegluFull, Gelu };
    enum class Gelu { Erf, Tanh };

    Dialect dialect = Dialect::Gato;
    std::string text_model; // resolved path; "" = byte fallback
    int n_text = 32000, n_bins = 1024, n_discrete = 1024;
    Profile profile = Profile::Shared;
    AppendEos append_eos = AppendEos::Documents;
    double mu = 100, M = 256;
    bool compand_actions = false;
    BinRule bin_rule = BinRule::Clamp;
    DecodePoint decode_point = DecodePoint::Centre;
    Nan nan = Nan::Error;
    Order order = Order::ModalityThenKey;
    bool separator_in_loss = false;
    int context = 1024;
    Crop crop = Crop::Steps;
    int patch = 16;
    ImageFit image_fit = ImageFit::Pad;
    bool patch_scale = true;
    int patch_pos = 128;
    PatchQuantise patch_quantise = PatchQuantise::Round;
    PatchMean patch_mean = PatchMean::IncludeHi;
    MeanRounding mean_rounding = MeanRounding::HalfUp;
    int local_pos = 512;
    bool local_standalone = false;

    ImageBlock image_block = ImageBlock::Neko;
    int image_mid = 128, image_groups = 32;
    ActionPos action_pos = ActionPos::Shared;
    PosSequence pos_sequence = PosSequence::None;
    int layers = 2, width = 64, heads = 4, ffn_dim = 256;
    Ffn ffn = Ffn::GegluSplit;
    Gelu gelu = Gelu::Erf;
    double norm_eps = 1e-5;
    bool tied_head = true;
    int factor_dim = 0;
    double stochastic_depth = 0;

    friend bool operator==(const Settings&, const Settings&) = default;
};

/// Every key of the contract with its value as JSON text would show it ("100", "clamp", "true"), in the contract's
/// order.
std::vector<std::pair<std::string, std::string>> listSettings(const Settings& settings);

/// Sets one key from text; unknown keys and values are errors that name the nearest known one. Setting `dialect` sets
/// the keys that it names, and takes those of the dialect before it back to their defaults.
Result<void> setSetting(Settings& settings, std::string_view key, std::string_view value);
/// Several keys of one layer (`--set`, a file): its dialect first, whatever its place, so that the other keys win.
Result<void> setSettings(Settings& settings, const std::vector<std::pair<std::string, std::string>>& keys);

bool isModelKey(std::string_view key); // keys whose part is `model` (contract 3)

/// Applies a JSON object (a tokenizer file or a config.json: its format, version, vocab, separator and run keys are
/// accepted and, where derived, checked) on top of `base`: its dialect first, explicit keys win. `place` is the file: a
/// relative text_model is relative to its folder. n_text beside a text model must be that model's size.
Result<Settings> applyJson(const Settings& base, std::string_view json, const std::string& place);
Result<Settings> readSettings(const Settings& base, const std::string& path);

std::string tokenizerJson(const Settings& settings); // tokenizer keys only, indented
std::string configJson(const Settings& settings);    // all keys + format, version, vocab, separator
/// tokenizerJson to a file, whole or not at all; text_model becomes relative to it where it lies below its folder.
Result<void> writeTokenizerFile(const Settings& settings, const std::string& path);

/// Contradictions: shared profile with n_text < n_discrete, sizes <= 0, patch positions … one sentence each.
Result<void> validate(const Settings& settings);

} // namespace gatoscope
