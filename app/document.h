// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the user looks at and may change: data sets, channel maps, tokenizer settings, with undo. Starts the jobs that
// turn a path into an EpisodeView; a newer request replaces an older one.
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QSet>
#include <QStringList>
#include <QUndoStack>

#include "app/frame_store.h"
#include "app/job.h"
#include "core/tokens/tokenizer.h"
#include "widgets/common/cursor.h"
#include "widgets/common/episode_view.h"

namespace gatoscope {

/// One open data set with the map the user made of it.
struct OpenDataset {
    std::shared_ptr<const Dataset> dataset;
    ChannelMap map;
    QStringList paths;
    qint64 episode = 0, step = 0; // where the user left it
};

struct OpenPlace {
    std::optional<qint64> episode, step;
    std::optional<ChannelMap> map; // instead of the reader's guess
    bool background = false;       // added to the list; shown only where nothing else is
};

class Document : public QObject {
    Q_OBJECT
public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    Cursor* cursor() { return &cursor_; }
    Jobs* jobs() { return &jobs_; }
    FrameStore* frames() { return &frames_; }
    QUndoStack* undoStack() { return &undo_; }
    const std::shared_ptr<FrameCache>& frameCache() const { return cache_; }

    const std::vector<OpenDataset>& datasets() const { return datasets_; }
    int current() const { return current_; }
    const OpenDataset* currentDataset() const;
    const EpisodeView& view() const { return view_; }
    const Cursor* cursor() const { return &cursor_; }
    const Settings& settings() const { return settings_; }
    double lastStepMs() const { return lastLoadMs_; } // time of the last episode load

    /// Asynchronous; datasetsChanged and episodeChanged follow, or failed.
    void open(const QStringList& paths, const OpenPlace& place = {});
    /// A data set made in the program (scratch); replaces an earlier one of the same path.
    void openDataset(std::shared_ptr<const Dataset> dataset);
    void closeDataset(int index);
    void setCurrent(int index);
    void reload();
    bool opening() const { return !opening_.isEmpty(); }
    bool loading() const { return opening() || jobs_.busy(QStringLiteral("episode")); }

    /// With undo.
    void changeSettings(const Settings& settings, const QString& text);
    void changeMap(const ChannelMap& map, const QString& text);
    /// Without: what a run starts with.
    void setSettings(const Settings& settings);

    /// The token under a hover that knows less than all, and the rest of what it means.
    Hover completed(const Hover& hover) const;

Q_SIGNALS:
    void datasetsChanged();
    void episodeChanged(); // view() is new: another episode, map or settings
    void settingsChanged();
    void mapChanged();
    void opened(const QStringList& paths);
    void failed(const gatoscope::Error& error);

private:
    friend class ChangeSettings;
    friend class ChangeMap;
    struct Loaded {
        EpisodeView view;
        std::shared_ptr<const Tokenizer> tokenizer; // kept for the next episode: opening a text model takes time
        std::optional<Error> tokenError;
        double milliseconds = 0;
    };
    void add(OpenDataset opened, const OpenPlace& place);
    void loadEpisode();
    void take(Loaded loaded);
    void completeHover(const Hover& hover);
    void warmNeighbours();
    static Result<Loaded> load(const OpenDataset& from, qint64 episode, const Settings& settings,
                               std::shared_ptr<const Tokenizer> tokenizer, const Progress& progress);
    static Result<std::shared_ptr<const TokenSequence>> tokens(const OpenDataset& from,
                                                               const std::shared_ptr<const Episode>& episode,
                                                               const Tokenizer& tokenizer, const Progress& progress);

    Jobs jobs_;
    Cursor cursor_;
    FrameStore frames_;
    QUndoStack undo_;
    std::shared_ptr<FrameCache> cache_;
    std::vector<OpenDataset> datasets_;
    int current_ = -1;
    Settings settings_;
    EpisodeView view_;
    std::optional<qint64> stepAfterLoad_;
    QSet<QString> opening_;                      // kinds of jobs, one per path
    std::shared_ptr<const Tokenizer> tokenizer_; // of the last load, made with
    Settings tokenizedWith_;                     // these settings
    std::vector<EpisodeView> neighbours_;        // read ahead, so that the next switch is instant
    double lastLoadMs_ = 0;
};

} // namespace gatoscope

Q_DECLARE_METATYPE(gatoscope::Error)
