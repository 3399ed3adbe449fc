// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a choice of mu, M and bins does to real values: bin use, saturation, round-trip error, sequence length.
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/base/image.h"
#include "core/base/result.h"
#include "core/episode/channel_map.h"
#include "core/tokens/settings.h"
#include "core/tokens/token.h"

namespace gatoscope {

/// One component of a continuous channel, with its stored values.
struct BenchDimension {
    std::string name; // "eef_pos[2]", or the component's own name
    std::string key, unit;
    std::size_t element = 0;
    bool action = false;
    bool bounded = false; // affine from [low, high] to [-1, 1] (actions with finite bounds, spec/gato.md 4.2)
    double low = -1, high = 1;
    std::vector<double> values;
};

/// Components of the map's continuous channels, of one episode or of several on end (`append`): observations first.
std::vector<BenchDimension> benchDimensions(const ChannelMap& map, const std::vector<Channel>& channels,
                                            const std::map<std::string, std::shared_ptr<const Column>>& columns,
                                            std::size_t mostValues = 0);
/// Adds the values of `more`, the same dimensions of another episode.
void appendDimensions(std::vector<BenchDimension>& dimensions, const std::vector<BenchDimension>& more);

struct BenchStatistics {
    std::int64_t count = 0; // numbers (NaN not counted)
    std::int64_t nan = 0;
    std::int64_t clipped = 0;          // strictly outside, infinities too
    std::vector<std::uint32_t> bins;   // values per bin; n_bins (+ 1 under NEKO's rule) entries
    std::int32_t used = 0;             // bins with at least one value
    std::int32_t fewest = 0, most = 0; // lowest and highest bin used
    double rmse = 0, worst = 0;        // of decoded - stored, in the channel's unit; infinities not counted
    double low = 0, high = 0;          // of the finite values
    double saturation() const { return count > 0 ? static_cast<double>(clipped) / static_cast<double>(count) : 0; }
};

/// Empty when `stop` became true, and for more than a million bins. Time is one logarithm per value.
std::vector<BenchStatistics> benchStatistics(const std::vector<BenchDimension>& dimensions, const Settings& settings,
                                             const std::atomic<bool>* stop = nullptr);

/// Whether a value is companded before binning: observations always, actions with compand_actions.
bool companded(bool action, const Settings& settings);

/// One value there and back (the table "Try a value").
struct TriedValue {
    double value = 0, encoded = 0, decoded = 0;
    std::int32_t bin = 0, id = 0;
    bool clipped = false;
};
TriedValue tryValue(double value, bool action, const Settings& settings);

/// Bins that [-1, 1] of an observation reaches: 279 to 744, 466 of 1024 by default (spec/gato.md 4.2).
struct BinReach {
    std::int32_t first = 0, last = 0;
    std::int32_t count() const { return last - first + 1; }
};
BinReach binReach(double low, double high, bool action, const Settings& settings);

/// Half the width, in x, of the bin that holds |x|; the error of centre decoding can not be larger by much. NaN beyond
/// the clipped end.
double halfBinWidth(double x, const Settings& settings);

/// What one step holds, as far as its length depends on settings.
struct StepItem {
    Modality modality = Modality::Continuous;
    bool action = false;
    std::int64_t count = 0; // tokens, where no image
    ImageSize image;        // each image of a stack is an item
    std::string channel;
};
std::vector<StepItem> stepItems(const TokenSequence& sequence, std::int64_t step);

struct SequenceLength {
    std::int64_t perStep = 0, observation = 0; // tokens; of them those with a local position
    std::int64_t stepsPerWindow = 0;           // whole steps that fit in `context`
};
/// Fails where `strict` or `crop` refuses an image. `record` episode adds the separator.
Result<SequenceLength> sequenceLength(const std::vector<StepItem>& items, Record record, const Settings& settings);

/// Something the bench noticed; `dimension` indexes the dimensions, -1: several.
struct BenchWarning {
    Severity severity = Severity::Warning;
    std::string title, detail, amount;
    int dimension = -1;
};
/// Saturates, uses fewer than `fewBins` bins, B would clip. `b` may be empty.
std::vector<BenchWarning> benchWarnings(const std::vector<BenchDimension>& dimensions,
                                        const std::vector<BenchStatistics>& a, const Settings& settingsA,
                                        const std::vector<BenchStatistics>& b, const Settings& settingsB,
                                        std::int32_t fewBins = 24);

} // namespace gatoscope
