// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the docks of the Tokenizer workspace share: a draft of settings (A), one to compare with (B), and what both do
// to the values of the data set. The draft touches nothing until Apply.
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include "core/tokens/bench_statistics.h"
#include "widgets/common/background_work.h"
#include "widgets/common/episode_view.h"

namespace gatoscope {

class Bench : public QObject {
    Q_OBJECT
public:
    using Dimensions = std::vector<BenchDimension>;
    using Statistics = std::vector<BenchStatistics>;

    explicit Bench(QObject* parent = nullptr);

    /// A new episode brings its values; new session settings replace an untouched draft.
    void setEpisode(const EpisodeView& view);
    const EpisodeView& episode() const { return m_view; }

    const Settings& draft() const { return m_draft; }
    const Settings& session() const { return m_session; }
    const Settings* compared() const { return m_compared ? &*m_compared : nullptr; }
    void setDraft(const Settings& settings);
    void setCompared(std::optional<Settings> settings);
    bool touched() const { return m_draft != m_session; }
    void reset() { setDraft(m_session); }

    /// Values of this episode, or of episodes spread over the whole data set (read off the GUI thread).
    void setAllEpisodes(bool all);
    bool allEpisodes() const { return m_all; }
    qint64 episodesCounted() const { return m_episodesCounted; }

    const Dimensions& dimensions() const { return *m_dimensions; }
    const Statistics& statistics() const { return m_statistics; } // of the draft; empty while they are worked out first
    const Statistics& comparedStatistics() const { return m_comparedStatistics; }
    double milliseconds() const { return m_milliseconds; }
    bool busy() const { return m_work.busy() || m_reading.busy(); }

    /// Tokens of a step, an episode, a window under the draft; the text says what a patch rule refuses.
    Result<SequenceLength> length(const Settings& settings) const;

    /// The dimension that all docks mark; -1 none.
    int selected() const { return m_selected; }
    void select(int dimension);
    /// The value that is tried on the curve and in the table.
    double triedValue() const { return m_tried; }
    bool triedAction() const { return m_triedAction; }
    void tryOut(double value, bool action);

Q_SIGNALS:
    void draftChanged(); // A or B
    void statisticsChanged();
    void selectedChanged(int dimension);
    void triedChanged();
    void readingProgress(double fraction); // 1: done

private:
    void readEpisode();
    void readAll();
    void take(std::shared_ptr<const Dimensions> dimensions, qint64 episodes);
    void work();

    EpisodeView m_view;
    Settings m_draft, m_session;
    std::optional<Settings> m_compared;
    std::shared_ptr<const Dimensions> m_dimensions;
    Statistics m_statistics, m_comparedStatistics;
    std::vector<StepItem> m_items;
    bool m_all = false;
    qint64 m_episodesCounted = 0;
    double m_milliseconds = 0, m_tried = 0.5;
    bool m_triedAction = false;
    int m_selected = -1;
    BackgroundWork m_work, m_reading;
};

/// Settings of a named preset on top of `base` (its text model and sizes stay): "gato", "neko", "gia".
Settings presetSettings(const QString& dialect, const Settings& base);

} // namespace gatoscope
