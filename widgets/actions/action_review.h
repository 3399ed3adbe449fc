// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the views of the Actions workspace share: the series of the episode, the chosen dimension, tolerance and scale.
#include <memory>

#include <QObject>
#include <QString>

#include "widgets/actions/action_series.h"
#include "widgets/common/background_work.h"
#include "widgets/common/episode_view.h"

namespace gatoscope {

class Cursor;

/// The actions of a free run (Policy::act) by dimension and step; NaN: not sampled.
struct FreeRun {
    ActTrace trace;
    std::vector<std::shared_ptr<const MinMaxPyramid>> units, bins; // [dimension]
    std::vector<std::vector<std::int32_t>> ids;                    // [dimension][step], -1: none
};

class ActionReview : public QObject {
    Q_OBJECT
public:
    explicit ActionReview(Cursor* cursor, QObject* parent = nullptr);

    void setEpisode(const EpisodeView& view);
    void setModel(const ModelView& view);
    void setFreeRun(const ActTrace* trace); // null: none

    Cursor* cursor() const { return m_cursor; }
    const EpisodeView& episode() const { return m_episode; }
    const ModelView& model() const { return m_model; }
    /// Null while there is no episode or its first series is being made.
    const std::shared_ptr<const ActionSeries>& series() const { return m_series; }
    const FreeRun* freeRun() const { return m_free.get(); }

    int dimension() const { return m_dimension; } // -1: no actions
    void setDimension(int dimension);             // the cursor's token follows
    void choose(int dimension, qint64 step);      // both at once
    int tolerance() const { return m_options.tolerance; }
    void setTolerance(int bins);
    ActionScale scale() const { return m_options.scale; }
    void setScale(ActionScale scale);

    /// Tells about one predicted token of the cursor's step, be it an action or not (text targets).
    void showToken(std::size_t token);
    /// The predicted token that is told about: of the chosen dimension unless showToken chose another of this step;
    /// npos: none.
    std::size_t shownToken() const;
    const Prediction* shownPrediction() const; // with its distribution where it is in memory; or null

    void goToWorst();
    /// The next (+1) or previous (-1) step with a disagreement; its worst dimension is chosen.
    bool goToDisagreement(int direction);

    /// Why there is nothing to compare, in a sentence; "" = there is something.
    QString emptyReason() const;
    /// Why there are no predictions (no model, not run); "" = there are some.
    QString missingReason() const;

Q_SIGNALS:
    void seriesChanged();
    void shownChanged(); // dimension, step, token or distribution
    void toleranceChanged(int bins);
    void freeRunChanged();

private:
    void remake();
    void tokenSelected(qint64 token);

    Cursor* m_cursor;
    EpisodeView m_episode;
    ModelView m_model;
    ActionOptions m_options;
    std::shared_ptr<const ActionSeries> m_series;
    std::unique_ptr<FreeRun> m_free;
    int m_dimension = -1;
    std::size_t m_token = TokenSequence::npos; // chosen by showToken
    bool m_again = false;                      // the model said more while a series was being made
    BackgroundWork m_work;
};

/// Name of the choice, "+25.00 mm" or the piece: how a value reads in tables. `id` -1 gives "–".
QString actionText(const ActionSeries& series, const ActionDimension& dimension, std::int32_t id, ActionScale scale);
/// A number of a continuous dimension with digits that suit its range, signed, without unit.
QString actionNumber(const ActionDimension& dimension, double value, ActionScale scale);

} // namespace gatoscope
