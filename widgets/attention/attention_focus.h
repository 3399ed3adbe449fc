// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the attention views look at together: the query, the head, the measure; and the row that follows from them.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <QObject>

#include "core/trace/attention_statistics.h"
#include "widgets/common/attention_row.h"
#include "widgets/common/background_work.h"
#include "widgets/common/cursor.h"
#include "widgets/common/model_view.h"

namespace gatoscope {

/// Which line of the map is shown for the selected token t.
enum class LineChoice {
    Reads,      // row t
    ReadBy,     // column t
    Predicting, // row t - 1, at which t was predicted
};
enum class Measure { Attention, ValueWeighted, Rollout, Relevance };

/// A head, or several of a layer as one: `head` -1 is the mean or maximum of `heads` (empty: of all).
struct HeadChoice {
    int layer = 0, head = -1;
    friend bool operator==(const HeadChoice&, const HeadChoice&) = default;
};

class AttentionFocus : public QObject {
    Q_OBJECT
public:
    explicit AttentionFocus(Cursor* cursor, QObject* parent = nullptr);

    void setModel(const ModelView& model);
    const ModelView& model() const { return model_; }
    Cursor* cursor() const { return cursor_; }
    bool ready() const { return trace_ && tokens_; }

    /// The trace that is shown: the newest with attention; stays while the next one is made.
    const std::shared_ptr<const Trace>& trace() const { return trace_; }
    const std::shared_ptr<const TokenSequence>& tokens() const { return tokens_; }
    const AttentionSource& source() const { return *trace_->attention; }
    std::shared_ptr<const AttentionSource> sourcePtr() const { return trace_ ? trace_->attention : nullptr; }
    std::size_t first() const { return trace_ ? trace_->firstToken : 0; }
    std::size_t count() const { return trace_ ? trace_->tokens : 0; }
    const Window& window() const { return window_; }
    const std::vector<std::uint8_t>& groups() const { return groups_; } // Tint of each token of the window

    LineChoice line() const { return line_; }
    Measure measure() const { return measure_; }
    HeadFusion fusion() const { return fusion_; }
    bool firstHidden() const { return firstHidden_; }
    double discard() const { return discard_; }
    const std::vector<int>& headSet() const { return headSet_; } // of head -1; empty = all
    void setLine(LineChoice line);
    void setMeasure(Measure measure);
    void setFusion(HeadFusion fusion);
    void setFirstHidden(bool hidden);
    void setDiscard(double share);
    void setHeadSet(int layer, std::vector<int> heads); // selects head -1 of the layer

    /// The chosen head, or the one under the pointer.
    HeadChoice head() const { return preview_.value_or(chosen()); }
    HeadChoice chosen() const;
    void preview(std::optional<HeadChoice> head);
    bool previewing() const { return preview_.has_value(); }
    QString headText() const;
    /// The heads of the layer that head() stands for: one, the set, or all.
    std::vector<int> heads() const;
    /// Row `index` (in the window) of head(): of one, or of several as one. out[0..count()).
    void headRow(std::size_t index, std::span<float> out) const;

    qint64 query() const { return query_; } // token; -1: none that the trace holds
    qint64 row() const;                     // token whose row is looked at: the query, or the one before it
    /// Of head() at row(): plain attention, whatever the measure.
    std::vector<float> plainRow() const;
    /// What everything is coloured by; null before the first. Stays until it is replaced.
    const AttentionRowPtr& shown() const { return shown_; }
    bool waiting() const { return waiting_; }         // a rollout or a relevance is on its way
    const QString& reason() const { return reason_; } // why the shown row is not what was asked for; "" = it is
    /// The id whose logit the relevance explains; -1: the row predicts a patch.
    std::int32_t relevanceId() const;

    /// What each head adds to the logit that row() predicts, [layers, heads]; null until it is known.
    const Grid* effects() const;
    void wantEffects(); // asks (effectsWanted) where they are not known yet
    void setEffects(qint64 row, std::int32_t id, Grid values);
    /// The answer to relevanceWanted; an empty one with a reason where it failed.
    void setRelevance(qint64 row, std::int32_t id, std::vector<float> values, const QString& failure);

Q_SIGNALS:
    void traceChanged(); // another trace, or none
    void stateChanged(); // reason, policy: what an empty view says
    void headChanged();  // chosen or previewed
    void rowChanged();   // query, line, measure, head: shown() may be new
    void relevanceWanted(qint64 row, int id);
    void effectsWanted(qint64 row, int id);
    void effectsChanged();

private:
    void clear();
    void choose();
    void compute();
    void publish(std::vector<float> values, qint64 row, const QString& about);
    std::vector<float> measuredRow(std::size_t index) const;
    void wantRollout(std::size_t index);
    void wantRelevance(qint64 row);
    void setWaiting(bool waiting, const QString& reason = {});

    Cursor* cursor_;
    ModelView model_;
    std::shared_ptr<const Trace> trace_;
    std::shared_ptr<const TokenSequence> tokens_;
    Window window_;
    std::vector<std::uint8_t> groups_;
    LineChoice line_ = LineChoice::Reads;
    Measure measure_ = Measure::Attention;
    HeadFusion fusion_ = HeadFusion::Mean;
    bool firstHidden_ = false, waiting_ = false;
    double discard_ = 0;
    std::vector<int> headSet_;
    std::optional<HeadChoice> preview_;
    qint64 query_ = -1;
    AttentionRowPtr shown_;
    QString reason_;
    BackgroundWork rollout_;
    struct Asked { // the relevance that was asked for or arrived
        qint64 row = -1;
        std::int32_t id = -1;
        std::weak_ptr<const Trace> trace;
        std::vector<float> values;
    } relevance_;
    struct Effects {
        qint64 row = -1;
        std::int32_t id = -1;
        std::weak_ptr<const Trace> trace;
        Grid values;
    } effects_;
};

/// "L5 · H3", "L5 · mean of heads", "L5 · H0, 2, 3 mean".
QString headName(const HeadChoice& head, const std::vector<int>& set, HeadFusion fusion);

} // namespace gatoscope
