// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// How well predictions meet what was recorded, per channel and dimension, beside the honest baselines (spec/gato.md
// 11).
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/trace/prediction.h"

namespace gatoscope {

constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();

/// What a policy or a baseline reached; NaN = does not apply. Errors are in the channel's units.
struct Score {
    std::int64_t count = 0;
    double accuracy = notApplicable;     // share of tokens met exactly
    double crossEntropy = notApplicable; // nats, of the recorded token, over the whole vocabulary
    double mae = notApplicable, rms = notApplicable;
    std::vector<std::pair<int, double>> within; // continuous: share at most k bins away
};

/// Tokens whose prediction had about the same confidence: the rows of a reliability diagram.
struct CalibrationBin {
    std::int64_t count = 0;
    double confidence = 0, accuracy = 0; // means; 0 where count is 0
};
constexpr int calibrationBins = 10; // equal widths over [0, 1]

/// One token that went wrong, with the way back to it.
struct WorstToken {
    std::int64_t episode = 0, step = 0;
    std::size_t token = 0; // index in the episode's sequence
    std::int32_t trueId = -1, predictedId = -1;
    double trueValue = notApplicable, predictedValue = notApplicable;
    double pTrue = 0, crossEntropy = 0;
    double badness = 0; // what it is ranked by: absolute error (continuous), else cross-entropy
};

/// The measures of one dimension of a channel (text: of all its tokens).
struct Measures {
    std::string key, name, unit; // name: of the component, may be empty
    Kind kind = Kind::ContinuousAction;
    std::int32_t dimension = -1; // -1: text and separators have none, and sums over a channel
    Score model;
    double floor = notApplicable, floorRms = notApplicable; // error of decoding the recorded token itself
    double clipped = notApplicable;                         // share of recorded values outside the range
    double illegalMass = notApplicable, entropy = notApplicable, perplexity = notApplicable; // means; perplexity: text
    double ece = notApplicable; // expected calibration error of the predicted token's probability
    std::array<CalibrationBin, calibrationBins> calibration{};
    /// Continuous: level, share of recorded bins inside the central interval of that level of the prediction (from the
    /// first bin whose cumulated mass, among the legal ones, reaches (1 - level) / 2 to the first that reaches the
    /// rest).
    std::vector<std::pair<double, double>> coverage;
    /// majority (most frequent token of the evaluated data), previous (the step before, over tokens that have one),
    /// uniform (over the legal ids); continuous also mean and median, each as the nearest bin decodes.
    std::vector<std::pair<std::string, Score>> baselines;
    std::vector<WorstToken> worst; // at most 64, the worst first

    const Score* baseline(const std::string& which) const;
};

/// Sums over any number of episodes of one dataset in memory that does not grow with them.
class Evaluation {
public:
    /// Predictions of the sequence's action and text tokens. Tokens of an episode are added once.
    void add(std::int64_t episode, const TokenSequence& sequence, std::span<const Prediction> predictions);
    /// Actions first, in the order of the sequence.
    std::vector<Measures> measures() const;
    std::int64_t tokens() const { return tokens_; }

private:
    struct BinSums { // of recorded values in one bin, relative to what the bin decodes to
        std::int64_t count = 0;
        double centre = 0, sum = 0, squares = 0, absolute = 0;
    };
    struct Row {
        Measures about; // names; sums in place of means until measures()
        std::int64_t values = 0;
        double absolute = 0, squares = 0, floorAbsolute = 0, floorSquares = 0;
        std::map<std::int32_t, BinSums> bins; // by recorded id
        Score previous;                       // sums
        std::int64_t previousValues = 0;
        LegalSet legal;
        std::vector<double> legalCentres; // continuous: what each legal id decodes to
    };
    struct Place { // actions before observations, then the sequence's order
        bool observed = false;
        std::int32_t channel = 0, dimension = 0;
        auto operator<=>(const Place&) const = default;
    };
    Row& rowOf(const TokenSequence& sequence, const Token& token, const Prediction& prediction);
    static void addValues(Row& row, const TokenSequence& sequence, const Token& token, WorstToken& seen);
    static void addCalibration(Row& row, const Prediction& prediction);
    static void addPrevious(Row& row, const TokenSequence& sequence, const Token& token);
    static void addBaselines(const Row& row, Measures& out);
    static Score constantScore(const Row& row, std::int32_t id);
    static Score uniformScore(const Row& row);
    static Measures finished(const Row& row);

    std::map<Place, Row> rows_;
    std::int64_t tokens_ = 0;
};

/// The dimensions of each channel that has several taken together, means weighted by count (rms: root of the mean
/// square).
std::vector<Measures> overDimensions(const std::vector<Measures>& measures);

} // namespace gatoscope
