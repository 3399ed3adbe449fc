// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Recorded and predicted actions of an episode side by side: per dimension and step, with curves and disagreements.
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include <QString>
#include <QStringList>

#include "widgets/common/min_max_pyramid.h"
#include "widgets/common/model_view.h"

namespace gatoscope {

/// One action component. Text actions have one dimension per channel, whatever the number of pieces.
struct ActionDimension {
    enum class Kind { Continuous, Discrete, Text };
    Kind kind = Kind::Continuous;
    int channel = -1, element = 0; // of TokenSequence::channels()
    QString name, unit;
    std::int32_t firstId = 0;   // of the legal ids
    std::vector<double> values; // of the legal ids: bin points in units, or the choice's number; empty for text
    QStringList choices;        // names of the choices; may be shorter than `values`
    /// "forward", or the number; empty for ids outside.
    QString choiceName(std::int32_t id) const;
    bool named() const { return !choices.empty(); } // by the dataset or the map; else choices are numbers
    /// The value of an id, NaN outside the legal ids.
    double valueOf(std::int32_t id) const;
};

/// One dimension at one step. For text: of its most surprising piece.
struct ActionCell {
    std::size_t token = TokenSequence::npos;
    const Prediction* prediction = nullptr; // kept alive by ActionSeries::chunks
    double recorded = 0;                    // the stored number; NaN where there is none
};

/// Over the steps; NaN = nothing there. In units or, for ActionScale::Bins, in bins.
struct ActionCurves {
    std::shared_ptr<const MinMaxPyramid> recorded, argmax, low, high; // low, high: 10 and 90 % of the legal mass
    std::shared_ptr<const MinMaxPyramid> crossEntropy;                // nats
    double meanError = 0; // mean |argmax - recorded|; NaN: nothing predicted
};

using ActionKind = ActionDimension::Kind;

enum class ActionScale { Units, Bins };

struct Disagreement {
    std::int64_t step = 0;
    int dimension = 0;
    double difference = 0; // argmax - recorded in the scale of the series; 0 for text
    double crossEntropy = 0;
};

struct ActionOptions {
    ActionScale scale = ActionScale::Units;
    int tolerance = 20; // bins; of continuous dimensions
};

/// Immutable, made off the GUI thread.
struct ActionSeries {
    std::shared_ptr<const TokenSequence> tokens;
    ActionOptions options;
    std::int64_t steps = 0; // of the sequence
    std::vector<ActionDimension> dimensions;
    std::vector<std::vector<ActionCell>> cells; // [dimension][step]
    std::vector<ActionCurves> curves;
    std::shared_ptr<const MinMaxPyramid> crossEntropy, entropy, illegal; // of the worst dimension of each step
    std::vector<Disagreement> disagreements;                             // by step, then dimension
    Disagreement worst{-1, -1, 0, 0};                                    // of the greatest cross-entropy; step -1: none
    std::vector<PredictionBook::Chunk> chunks;

    bool disagrees(int dimension, std::int64_t step) const;
    const ActionCell* cell(int dimension, std::int64_t step) const; // null outside
    /// The dimension that a token belongs to, or -1.
    int dimensionOf(const Token& token) const;
    bool any(ActionKind kind) const;
};

/// Dimensions and recorded values come from the tokens, the rest from the book (may be null). Work that `previous` (may
/// be null) has done for the same tokens is used again. Null when stopped.
std::shared_ptr<const ActionSeries> makeActionSeries(const std::shared_ptr<const TokenSequence>& tokens,
                                                     const std::shared_ptr<const PredictionBook>& book,
                                                     const ActionOptions& options,
                                                     const std::shared_ptr<const ActionSeries>& previous,
                                                     const std::atomic<bool>& stop);

/// Values at the 10 % and 90 % of the legal mass of a continuous prediction, indices into legalP; {-1, -1} without it.
std::pair<int, int> centralRange(const Prediction& prediction, double share = 0.8);
/// Whether prediction and record differ by more than the tolerance (bins) or at all (discrete, text).
bool isDisagreement(ActionKind kind, const Prediction& prediction, int tolerance);

} // namespace gatoscope
