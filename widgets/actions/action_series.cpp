// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/action_series.h"

#include "widgets/actions/action_dimensions.h"
#include "widgets/common/number_format.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
using Values = std::vector<double>;

Values valuesOf(const std::shared_ptr<const MinMaxPyramid>& curve, std::size_t steps) {
    return curve ? curve->values() : Values(steps, kNan);
}

std::shared_ptr<const MinMaxPyramid> curve(Values values) {
    return std::make_shared<const MinMaxPyramid>(std::move(values));
}

/// The curves of one dimension while they are made.
struct Draft {
    Values recorded, argmax, low, high, crossEntropy;
};

double shown(const ActionDimension& dimension, ActionScale scale, std::int32_t id) {
    if (scale == ActionScale::Bins || dimension.kind == ActionKind::Text)
        return id >= dimension.firstId ? id - dimension.firstId : kNan;
    return dimension.valueOf(id);
}

void take(const ActionDimension& dimension, ActionScale scale, const Prediction& prediction, std::size_t step,
          Draft& draft) {
    draft.argmax[step] = shown(dimension, scale, prediction.predictedId);
    draft.crossEntropy[step] = prediction.crossEntropy;
    if (dimension.kind != ActionKind::Continuous)
        return;
    const auto [low, high] = centralRange(prediction);
    if (low < 0)
        return;
    draft.low[step] = shown(dimension, scale, dimension.firstId + low);
    draft.high[step] = shown(dimension, scale, dimension.firstId + high);
}

/// The piece that says most: one that disagrees before one that does not, then the most surprising.
bool tellsMore(const Prediction& a, const Prediction& b) {
    const bool wrongA = a.predictedId != a.trueId, wrongB = b.predictedId != b.trueId;
    return wrongA != wrongB ? wrongA : a.crossEntropy > b.crossEntropy;
}

class Maker {
public:
    Maker(ActionSeries& series, const ActionSeries* previous, const PredictionBook* book)
        : series_(series), steps_(size(series.steps)) {
        const bool same = previous != nullptr && previous->tokens == series.tokens &&
                          previous->options.scale == series.options.scale && grewTo(*previous, book);
        series_.dimensions = same ? previous->dimensions : actionDimensions(*series.tokens);
        if (same) {
            series_.cells = previous->cells;
            series_.chunks = previous->chunks;
        }
        drafts_.resize(series_.dimensions.size());
        for (std::size_t d = 0; d < drafts_.size(); ++d) {
            const ActionCurves none, &old = same ? previous->curves[d] : none;
            drafts_[d] = {valuesOf(old.recorded, steps_), valuesOf(old.argmax, steps_), valuesOf(old.low, steps_),
                          valuesOf(old.high, steps_), valuesOf(old.crossEntropy, steps_)};
        }
        known_ = same;
    }

    bool record(const std::atomic<bool>& stop) {
        if (known_)
            return true;
        const TokenSequence& tokens = *series_.tokens;
        series_.cells.assign(series_.dimensions.size(),
                             std::vector<ActionCell>(steps_, ActionCell{TokenSequence::npos, nullptr, kNan}));
        for (std::size_t d = 0; d < series_.dimensions.size(); ++d) {
            const ActionDimension& dimension = series_.dimensions[d];
            for (std::size_t t = 0; t < steps_; ++t) {
                if (t % 1024 == 0 && stop)
                    return false;
                ActionCell& cell = series_.cells[d][t];
                cell.token = tokens.find(static_cast<std::int64_t>(t), dimension.channel, dimension.element);
                if (cell.token == TokenSequence::npos)
                    continue;
                const Token token = tokens.at(cell.token);
                if (dimension.kind == ActionKind::Text)
                    continue;
                cell.recorded = (token.flags & NotANumber) != 0 ? kNan : token.raw;
                drafts_[d].recorded[t] =
                    series_.options.scale == ActionScale::Bins ? token.id - dimension.firstId : cell.recorded;
            }
        }
        return true;
    }

    bool predict(const PredictionBook& book, const std::atomic<bool>& stop) {
        series_.chunks.resize(std::max(series_.chunks.size(), book.windows()));
        for (std::size_t w = 0; w < book.windows(); ++w) {
            if (stop)
                return false;
            if (!book.chunk(w) || book.chunk(w) == series_.chunks[w])
                continue;
            series_.chunks[w] = book.chunk(w);
            for (const Prediction& prediction : *series_.chunks[w])
                place(prediction);
        }
        return true;
    }

    void finish() {
        for (Draft& draft : drafts_) {
            ActionCurves made;
            double sum = 0;
            std::size_t count = 0;
            for (std::size_t t = 0; t < steps_; ++t) {
                const double error = std::abs(draft.argmax[t] - draft.recorded[t]);
                if (std::isfinite(error))
                    sum += error, ++count;
            }
            made.meanError = count > 0 ? sum / static_cast<double>(count) : kNan;
            made.recorded = curve(std::move(draft.recorded));
            made.argmax = curve(std::move(draft.argmax));
            made.low = curve(std::move(draft.low));
            made.high = curve(std::move(draft.high));
            made.crossEntropy = curve(std::move(draft.crossEntropy));
            series_.curves.push_back(std::move(made));
        }
        compare();
    }

private:
    static std::size_t size(std::int64_t steps) { return static_cast<std::size_t>(std::max<std::int64_t>(0, steps)); }

    /// Whether nothing that `previous` holds was replaced or taken away.
    static bool grewTo(const ActionSeries& previous, const PredictionBook* book) {
        for (std::size_t w = 0; w < previous.chunks.size(); ++w)
            if (previous.chunks[w] && (book == nullptr || w >= book->windows() || book->chunk(w) != previous.chunks[w]))
                return false;
        return true;
    }

    void place(const Prediction& prediction) {
        if (!isAction(series_.tokens->kind(prediction.token)))
            return;
        const Token token = series_.tokens->at(prediction.token);
        const int found = series_.dimensionOf(token);
        if (found < 0 || token.step < 0 || size(token.step) >= steps_)
            return;
        const auto d = static_cast<std::size_t>(found), t = size(token.step);
        ActionCell& cell = series_.cells[d][t];
        const bool another = cell.prediction != nullptr && series_.dimensions[d].kind == ActionKind::Text;
        if (another && !tellsMore(prediction, *cell.prediction))
            return;
        cell.prediction = &prediction;
        cell.token = prediction.token;
        take(series_.dimensions[d], series_.options.scale, prediction, t, drafts_[d]);
        if (series_.dimensions[d].kind == ActionKind::Text)
            drafts_[d].recorded[t] = shown(series_.dimensions[d], series_.options.scale, prediction.trueId);
    }

    /// What is told per step: the worst of its dimensions, and where record and prediction part.
    void compare() {
        Values surprise(steps_, kNan), entropy(steps_, kNan), illegal(steps_, kNan);
        const auto raise = [](double& most, double value) { most = std::isnan(most) ? value : std::max(most, value); };
        for (std::size_t t = 0; t < steps_; ++t) {
            for (std::size_t d = 0; d < series_.dimensions.size(); ++d) {
                const Prediction* prediction = series_.cells[d][t].prediction;
                if (prediction == nullptr)
                    continue;
                raise(surprise[t], prediction->crossEntropy);
                raise(entropy[t], prediction->entropy);
                raise(illegal[t], prediction->illegalMass);
                const ActionCurves& curves = series_.curves[d];
                const Disagreement here{static_cast<std::int64_t>(t), static_cast<int>(d),
                                        curves.argmax->value(t) - curves.recorded->value(t), prediction->crossEntropy};
                if (series_.worst.step < 0 || here.crossEntropy > series_.worst.crossEntropy)
                    series_.worst = here;
                if (isDisagreement(series_.dimensions[d].kind, *prediction, series_.options.tolerance))
                    series_.disagreements.push_back(here);
            }
        }
        series_.crossEntropy = curve(std::move(surprise));
        series_.entropy = curve(std::move(entropy));
        series_.illegal = curve(std::move(illegal));
    }

    ActionSeries& series_;
    std::size_t steps_;
    bool known_ = false;
    std::vector<Draft> drafts_;
};

} // namespace

QString ActionDimension::choiceName(std::int32_t id) const {
    const std::int64_t index = static_cast<std::int64_t>(id) - firstId;
    if (kind != ActionKind::Discrete || index < 0 || index >= static_cast<std::int64_t>(values.size()))
        return {};
    return index < choices.size() ? choices[index] : formatNumber(values[static_cast<std::size_t>(index)]);
}

double ActionDimension::valueOf(std::int32_t id) const {
    const std::int64_t index = static_cast<std::int64_t>(id) - firstId;
    return index >= 0 && index < static_cast<std::int64_t>(values.size()) ? values[static_cast<std::size_t>(index)]
                                                                          : kNan;
}

bool ActionSeries::disagrees(int dimension, std::int64_t step) const {
    const ActionCell* found = cell(dimension, step);
    return found != nullptr && found->prediction != nullptr &&
           isDisagreement(dimensions[static_cast<std::size_t>(dimension)].kind, *found->prediction, options.tolerance);
}

const ActionCell* ActionSeries::cell(int dimension, std::int64_t step) const {
    if (dimension < 0 || static_cast<std::size_t>(dimension) >= cells.size() || step < 0 || step >= steps)
        return nullptr;
    return &cells[static_cast<std::size_t>(dimension)][static_cast<std::size_t>(step)];
}

int ActionSeries::dimensionOf(const Token& token) const {
    // Sorted by channel and element: the dimensions of a channel follow each other.
    const auto found =
        std::lower_bound(dimensions.begin(), dimensions.end(), token, [](const ActionDimension& d, const Token& t) {
            return d.channel != t.channel ? d.channel < t.channel : d.kind != ActionKind::Text && d.element < t.element;
        });
    if (found == dimensions.end() || found->channel != token.channel)
        return -1;
    return found->kind == ActionKind::Text || found->element == token.element
               ? static_cast<int>(found - dimensions.begin())
               : -1;
}

bool ActionSeries::any(ActionKind kind) const {
    return std::any_of(dimensions.begin(), dimensions.end(), [kind](const auto& d) { return d.kind == kind; });
}

std::shared_ptr<const ActionSeries> makeActionSeries(const std::shared_ptr<const TokenSequence>& tokens,
                                                     const std::shared_ptr<const PredictionBook>& book,
                                                     const ActionOptions& options,
                                                     const std::shared_ptr<const ActionSeries>& previous,
                                                     const std::atomic<bool>& stop) {
    auto series = std::make_shared<ActionSeries>();
    series->tokens = tokens;
    series->options = options;
    series->steps = tokens->steps();
    Maker maker(*series, previous.get(), book.get());
    if (!maker.record(stop) || (book && !maker.predict(*book, stop)))
        return nullptr;
    maker.finish();
    return series;
}

std::pair<int, int> centralRange(const Prediction& prediction, double share) {
    double total = 0;
    for (const float p : prediction.legalP)
        total += static_cast<double>(p);
    if (!(total > 0))
        return {-1, -1};
    const double tail = total * (1 - share) / 2;
    int low = -1;
    double below = 0;
    for (std::size_t i = 0; i < prediction.legalP.size(); ++i) {
        below += static_cast<double>(prediction.legalP[i]);
        if (low < 0 && below >= tail)
            low = static_cast<int>(i);
        if (below >= total - tail)
            return {low, static_cast<int>(i)};
    }
    return {low, static_cast<int>(prediction.legalP.size()) - 1};
}

bool isDisagreement(ActionKind kind, const Prediction& prediction, int tolerance) {
    if (prediction.trueId < 0)
        return false;
    const int apart = std::abs(prediction.predictedId - prediction.trueId);
    return kind == ActionKind::Continuous ? apart > tolerance : apart != 0;
}

} // namespace gatoscope
