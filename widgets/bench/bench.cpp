// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bench/bench.h"

#include <QElapsedTimer>

#include <algorithm>

namespace gatoscope {

namespace {

constexpr std::int64_t kMostEpisodes = 200;     // read for the whole data set
constexpr std::size_t kMostNumbers = 8'000'000; // kept of them

const ChannelMap& mapOf(const EpisodeView& view) {
    static const ChannelMap kNone;
    return view.tokens ? view.tokens->map() : view.dataset ? view.dataset->guessedMap() : kNone;
}

/// The continuous columns of one episode, read where they are not given.
std::map<std::string, std::shared_ptr<const Column>> continuousColumns(const Episode& episode, const ChannelMap& map) {
    std::map<std::string, std::shared_ptr<const Column>> result;
    for (const MappedChannel& channel : map.channels) {
        if (channel.role == Role::Ignore || channel.modality != Modality::Continuous)
            continue;
        if (auto column = episode.column(channel.source))
            result[channel.source] = *column;
    }
    return result;
}

std::size_t numbersOf(const Bench::Dimensions& dimensions) {
    std::size_t count = 0;
    for (const BenchDimension& dimension : dimensions)
        count += dimension.values.size();
    return count;
}

} // namespace

Settings presetSettings(const QString& dialect, const Settings& base) {
    Settings settings = base;
    const Settings plain;
    settings.mu = plain.mu;
    settings.M = plain.M;
    settings.n_bins = plain.n_bins;
    settings.patch = plain.patch;
    settings.image_fit = plain.image_fit;
    settings.nan = plain.nan;
    settings.local_pos = plain.local_pos;
    settings.append_eos = plain.append_eos;
    setSetting(settings, "dialect", dialect.toStdString()); // resets the keys that a dialect names
    return settings;
}

Bench::Bench(QObject* parent) : QObject(parent), m_dimensions(std::make_shared<const Dimensions>()) {}

void Bench::setEpisode(const EpisodeView& view) {
    const bool sameValues = view.episode == m_view.episode && view.columns == m_view.columns &&
                            (view.tokens == nullptr) == (m_view.tokens == nullptr) && mapOf(view) == mapOf(m_view);
    const bool sameData = view.dataset == m_view.dataset;
    const bool untouched = !touched();
    m_view = view;
    if (view.tokens) {
        m_items = stepItems(*view.tokens, 0);
        m_session = view.tokens->settings();
        if (untouched && m_draft != m_session)
            setDraft(m_session);
    } else if (!view.episode) {
        m_items.clear();
    }
    if (!sameValues && !(m_all && sameData)) {
        if (!sameData)
            m_selected = -1;
        m_all ? readAll() : readEpisode();
    } else {
        Q_EMIT statisticsChanged();
    }
}

void Bench::setDraft(const Settings& settings) {
    if (settings == m_draft)
        return;
    m_draft = settings;
    Q_EMIT draftChanged();
    work();
}

void Bench::setCompared(std::optional<Settings> settings) {
    if (settings == m_compared)
        return;
    m_compared = std::move(settings);
    if (!m_compared)
        m_comparedStatistics.clear();
    Q_EMIT draftChanged();
    work();
}

void Bench::setAllEpisodes(bool all) {
    if (all == m_all)
        return;
    m_all = all;
    m_all ? readAll() : readEpisode();
}

void Bench::readEpisode() {
    if (!m_view.episode) {
        take(std::make_shared<const Dimensions>(), 0);
        return;
    }
    m_reading.start([this, view = m_view](const BackgroundWork::Stop&) -> BackgroundWork::Delivery {
        auto made = std::make_shared<Dimensions>(benchDimensions(mapOf(view), view.dataset->channels(), view.columns));
        return [this, made] { take(made, 1); };
    });
}

void Bench::readAll() {
    if (!m_view.dataset) {
        take(std::make_shared<const Dimensions>(), 0);
        return;
    }
    Q_EMIT readingProgress(0);
    m_reading.start([this, dataset = m_view.dataset,
                     map = mapOf(m_view)](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        auto made = std::make_shared<Dimensions>();
        const std::int64_t count = dataset->episodeCount(), read = std::min(count, kMostEpisodes);
        std::int64_t done = 0;
        for (; done < read && !stop.load() && numbersOf(*made) < kMostNumbers; ++done) {
            const auto episode = dataset->episode(read == 0 ? 0 : done * count / read);
            if (!episode)
                continue;
            appendDimensions(*made,
                             benchDimensions(map, dataset->channels(), continuousColumns(**episode, map), 20'000));
            const double fraction = static_cast<double>(done + 1) / static_cast<double>(read);
            QMetaObject::invokeMethod(
                this, [this, fraction] { Q_EMIT readingProgress(fraction); }, Qt::QueuedConnection);
        }
        return [this, made, done] { take(made, done); };
    });
}

void Bench::take(std::shared_ptr<const Dimensions> dimensions, qint64 episodes) {
    m_dimensions = std::move(dimensions);
    m_episodesCounted = episodes;
    m_statistics.clear();
    m_comparedStatistics.clear();
    if (m_selected >= static_cast<int>(m_dimensions->size()))
        m_selected = -1;
    Q_EMIT readingProgress(1);
    Q_EMIT statisticsChanged();
    work();
}

void Bench::work() {
    if (m_dimensions->empty())
        return;
    m_work.start([this, dimensions = m_dimensions, a = m_draft,
                  b = m_compared](const BackgroundWork::Stop& stop) -> BackgroundWork::Delivery {
        QElapsedTimer timer;
        timer.start();
        Statistics ofA = benchStatistics(*dimensions, a, &stop);
        Statistics ofB = b ? benchStatistics(*dimensions, *b, &stop) : Statistics{};
        const double took = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        return [this, took, ofA = std::move(ofA), ofB = std::move(ofB)]() mutable {
            m_statistics = std::move(ofA);
            m_comparedStatistics = std::move(ofB);
            m_milliseconds = took;
            Q_EMIT statisticsChanged();
        };
    });
}

Result<SequenceLength> Bench::length(const Settings& settings) const {
    return sequenceLength(m_items, mapOf(m_view).record, settings);
}

void Bench::select(int dimension) {
    if (dimension == m_selected)
        return;
    m_selected = dimension;
    Q_EMIT selectedChanged(dimension);
}

void Bench::tryOut(double value, bool action) {
    if (value == m_tried && action == m_triedAction)
        return;
    m_tried = value;
    m_triedAction = action;
    Q_EMIT triedChanged();
}

} // namespace gatoscope
