// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include "app/document_commands.h"
#include "core/episode/open_dataset.h"
#include "widgets/common/convert.h"

namespace gatoscope {

namespace {

constexpr std::int64_t kWarmSteps = 20000;                   // longer episodes are not read ahead
constexpr std::size_t kColumnBytes = std::size_t{256} << 20; // larger columns are left to the views that ask for them

/// Numeric and text channels of reasonable size, by source; what cannot be read is left out (tokenizing says why).
std::map<std::string, std::shared_ptr<const Column>> columnsOf(const Dataset& dataset, const Episode& episode,
                                                               const Progress& progress) {
    std::map<std::string, std::shared_ptr<const Column>> columns;
    const auto& channels = dataset.channels();
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const Channel& channel = channels[i];
        if (channel.image || !report(progress, 0.5 * static_cast<double>(i) / static_cast<double>(channels.size())))
            continue;
        const auto rows = episode.rows(channel.source);
        if (!rows)
            continue;
        const std::size_t bytes = static_cast<std::size_t>(*rows) * std::max<std::size_t>(1, width(channel)) *
                                  std::max<std::size_t>(1, byteSize(channel.dtype));
        if (bytes > kColumnBytes)
            continue;
        if (auto column = episode.column(channel.source))
            columns[channel.source] = *column;
    }
    return columns;
}

} // namespace

Document::Document(QObject* parent)
    : QObject(parent), jobs_(this), cursor_(this), frames_(&jobs_, this), undo_(this),
      cache_(std::make_shared<FrameCache>(std::size_t{1} << 30)) {
    qRegisterMetaType<Error>();
    connect(&jobs_, &Jobs::finished, this, [this](const QString& kind) { opening_.remove(kind); });
    connect(&cursor_, &Cursor::episodeChanged, this, &Document::loadEpisode);
    connect(&cursor_, &Cursor::hoverChanged, this, &Document::completeHover);
}

Document::~Document() { jobs_.cancelAll(); }

const OpenDataset* Document::currentDataset() const {
    return current_ >= 0 ? &datasets_[static_cast<std::size_t>(current_)] : nullptr;
}

void Document::open(const QStringList& paths, const OpenPlace& place) {
    std::vector<std::string> names;
    for (const QString& path : paths)
        names.push_back(toStd(path));
    using Opened = std::shared_ptr<const Dataset>;
    const QString kind = QStringLiteral("open ") + paths.value(0);
    opening_.insert(kind);
    jobs_.start<Opened>(
        JobLane::Read, kind, tr("Opening %1").arg(QFileInfo(paths.value(0)).fileName()),
        [names, cache = cache_](const Progress& progress) { return gatoscope::openDataset(names, cache, progress); },
        this,
        [this, paths, place, kind](Result<Opened> dataset) {
            opening_.remove(kind);
            if (!dataset) {
                Q_EMIT failed(dataset.error());
                return;
            }
            const ChannelMap map = place.map ? *place.map : (*dataset)->guessedMap();
            if (auto valid = validate(map, (*dataset)->channels()); place.map && !valid)
                Q_EMIT failed(valid.error());
            add({*dataset, map, paths, 0, 0}, place);
            Q_EMIT opened(paths);
        });
}

void Document::openDataset(std::shared_ptr<const Dataset> dataset) {
    const ChannelMap map = dataset->guessedMap();
    const QString path = toQString(dataset->path());
    add({std::move(dataset), map, {path}, 0, cursor_.step()}, {});
}

void Document::add(OpenDataset opened, const OpenPlace& place) {
    const auto same = std::find_if(datasets_.begin(), datasets_.end(), [&](const OpenDataset& other) {
        return other.dataset->path() == opened.dataset->path();
    });
    opened.episode =
        std::clamp<qint64>(place.episode.value_or(0), 0, std::max<qint64>(0, opened.dataset->episodeCount() - 1));
    opened.step = place.step.value_or(opened.step);
    if (place.background && current_ >= 0) {
        if (same == datasets_.end())
            datasets_.push_back(std::move(opened));
        Q_EMIT datasetsChanged();
        return;
    }
    if (same != datasets_.end()) {
        current_ = static_cast<int>(same - datasets_.begin());
        *same = std::move(opened);
    } else {
        datasets_.push_back(std::move(opened));
        current_ = static_cast<int>(datasets_.size()) - 1;
    }
    setCurrent(current_);
}

void Document::setCurrent(int index) {
    if (index < 0 || index >= static_cast<int>(datasets_.size()))
        return;
    if (index != current_ && current_ >= 0) {
        datasets_[static_cast<std::size_t>(current_)].episode = cursor_.episode();
        datasets_[static_cast<std::size_t>(current_)].step = cursor_.step();
    }
    current_ = index;
    const OpenDataset& now = datasets_[static_cast<std::size_t>(index)];
    stepAfterLoad_ = now.step;
    Q_EMIT datasetsChanged();
    if (cursor_.episode() == now.episode)
        loadEpisode();
    else
        cursor_.setEpisode(now.episode);
}

void Document::closeDataset(int index) {
    if (index < 0 || index >= static_cast<int>(datasets_.size()))
        return;
    datasets_.erase(datasets_.begin() + index);
    undo_.clear();
    if (datasets_.empty()) {
        current_ = -1;
        jobs_.cancel(QStringLiteral("episode"));
        take({});
        Q_EMIT datasetsChanged();
        return;
    }
    current_ = -1;
    setCurrent(std::min(index, static_cast<int>(datasets_.size()) - 1));
}

void Document::reload() {
    const OpenDataset* now = currentDataset();
    if (now == nullptr || now->paths.isEmpty() || !QFileInfo::exists(now->paths.first()))
        return;
    open(now->paths, {cursor_.episode(), cursor_.step(), now->map});
}

void Document::loadEpisode() {
    const OpenDataset* now = currentDataset();
    if (now == nullptr)
        return;
    const qint64 last = std::max<qint64>(0, now->dataset->episodeCount() - 1);
    if (cursor_.episode() < 0 || cursor_.episode() > last)
        return cursor_.setEpisode(std::clamp<qint64>(cursor_.episode(), 0, last)); // comes back here
    jobs_.cancel(QStringLiteral("neighbours"));
    const auto tokenizer = tokenizedWith_ == settings_ ? tokenizer_ : nullptr;
    jobs_.start<Loaded>(
        JobLane::Read, QStringLiteral("episode"), tr("Reading episode %1").arg(cursor_.episode()),
        [from = *now, episode = cursor_.episode(), settings = settings_, tokenizer](const Progress& progress) {
            return load(from, episode, settings, tokenizer, progress);
        },
        this,
        [this, settings = settings_](Result<Loaded> loaded) {
            if (!loaded) {
                Q_EMIT failed(loaded.error());
                return;
            }
            tokenizer_ = loaded->tokenizer;
            tokenizedWith_ = settings;
            take(std::move(*loaded));
            warmNeighbours();
        });
}

Result<Document::Loaded> Document::load(const OpenDataset& from, qint64 episode, const Settings& settings,
                                        std::shared_ptr<const Tokenizer> tokenizer, const Progress& progress) {
    QElapsedTimer timer;
    timer.start();
    Loaded out;
    out.view.dataset = from.dataset;
    auto opened = from.dataset->episode(episode);
    if (!opened)
        return fail(opened);
    out.view.episode = *opened;
    out.view.framesPerSecond = gatoscope::framesPerSecond(from.map);
    out.view.columns = columnsOf(*from.dataset, **opened, progress);
    if (!tokenizer) {
        auto made = makeTokenizer(settings);
        if (!made) {
            out.tokenError = made.error();
            return out;
        }
        tokenizer = std::make_shared<const Tokenizer>(std::move(*made));
    }
    out.tokenizer = tokenizer;
    auto made = tokens(from, *opened, *tokenizer, progress);
    if (made)
        out.view.tokens = *made;
    else if (made.error().kind == ErrorKind::Cancelled)
        return fail(made);
    else
        out.tokenError = made.error();
    out.milliseconds = static_cast<double>(timer.nsecsElapsed()) * 1e-6;
    return out;
}

/// All steps, and the terminal observation where every observation has one (contract 1).
Result<std::shared_ptr<const TokenSequence>> Document::tokens(const OpenDataset& from,
                                                              const std::shared_ptr<const Episode>& episode,
                                                              const Tokenizer& tokenizer, const Progress& progress) {
    TokenizeOptions options;
    options.tolerant = true;
    const auto second = [&](double fraction) { return report(progress, 0.5 + 0.5 * fraction); };
    const auto& channels = from.dataset->channels();
    const bool longer = std::any_of(channels.begin(), channels.end(), [](const Channel& channel) {
        return channel.alignment == Alignment::StepsPlusOne;
    });
    if (longer) {
        options.steps = {0, episode->info().steps + 1};
        auto whole = tokenize(episode, channels, from.map, tokenizer, options, second);
        if (whole || whole.error().kind == ErrorKind::Cancelled)
            return whole;
        options.steps = {};
    }
    return tokenize(episode, channels, from.map, tokenizer, options, second);
}

/// Reads the columns of the next and the previous episode while nothing else is wanted.
void Document::warmNeighbours() {
    const OpenDataset* now = currentDataset();
    if (now == nullptr || !view_.episode || view_.episode->info().steps > kWarmSteps)
        return;
    using Views = std::vector<EpisodeView>;
    jobs_.start<Views>(
        JobLane::Read, QStringLiteral("neighbours"), tr("Reading ahead"),
        [dataset = now->dataset, at = view_.episode->info().index](const Progress& progress) -> Result<Views> {
            Views views;
            for (const std::int64_t index : {at + 1, at - 1}) {
                if (index < 0 || index >= dataset->episodeCount() || !report(progress, 0))
                    continue;
                EpisodeView view;
                if (auto episode = dataset->episode(index); episode && (*episode)->info().steps <= kWarmSteps) {
                    view.episode = *episode;
                    view.columns = columnsOf(*dataset, **episode, progress);
                    views.push_back(std::move(view));
                }
            }
            return views;
        },
        this,
        [this](Result<Views> views) {
            if (views)
                neighbours_ = std::move(*views);
        });
}

namespace {

/// The token of another tokenization of the same episode that stands for the same value; -1: there is none.
qint64 sameToken(const TokenSequence* before, qint64 token, const TokenSequence* after) {
    if (before == nullptr || after == nullptr || token < 0 || token >= static_cast<qint64>(before->size()))
        return -1;
    const Token was = before->at(static_cast<std::size_t>(token));
    if (was.step >= after->steps())
        return -1;
    if (was.channel < 0) {
        for (std::size_t i = after->firstOf(was.step); i < after->firstOf(was.step + 1); ++i)
            if (after->kind(i) == Kind::Separator)
                return static_cast<qint64>(i);
        return -1;
    }
    const std::string& key = before->channels()[static_cast<std::size_t>(was.channel)].map.key;
    for (std::size_t c = 0; c < after->channels().size(); ++c)
        if (after->channels()[c].map.key == key)
            if (const std::size_t found = after->find(was.step, static_cast<std::int32_t>(c), was.element);
                found != TokenSequence::npos)
                return static_cast<qint64>(found);
    return -1;
}

} // namespace

void Document::take(Loaded loaded) {
    const bool same = view_.episode && loaded.view.episode == view_.episode; // other settings, another map
    const qint64 token = same ? sameToken(view_.tokens.get(), cursor_.token(), loaded.view.tokens.get()) : -1;
    view_ = std::move(loaded.view);
    lastLoadMs_ = loaded.milliseconds;
    neighbours_.clear();
    frames_.setTokens(view_.tokens);
    const qint64 steps = view_.tokens ? view_.tokens->steps() : view_.episode ? view_.episode->info().steps : 0;
    cursor_.setToken(token);
    cursor_.clearHover();
    cursor_.setStepCount(steps);
    if (stepAfterLoad_)
        cursor_.setStep(*stepAfterLoad_);
    stepAfterLoad_.reset();
    Q_EMIT episodeChanged();
    if (loaded.tokenError)
        Q_EMIT failed(*loaded.tokenError);
}

void Document::setSettings(const Settings& settings) {
    if (settings == settings_)
        return;
    settings_ = settings;
    Q_EMIT settingsChanged();
    loadEpisode();
}

void Document::changeSettings(const Settings& settings, const QString& text) {
    if (settings == settings_)
        return;
    undo_.push(new ChangeSettings(this, settings_, settings, text));
}

void Document::changeMap(const ChannelMap& map, const QString& text) {
    const OpenDataset* now = currentDataset();
    if (now == nullptr || map == now->map)
        return;
    if (auto valid = validate(map, now->dataset->channels()); !valid) {
        Q_EMIT failed(valid.error());
        Q_EMIT mapChanged(); // the editor shows the map that stands
        return;
    }
    undo_.push(new ChangeMap(this, current_, now->map, map, text));
}

Hover Document::completed(const Hover& hover) const {
    if (!view_.tokens)
        return hover;
    const TokenSequence& tokens = *view_.tokens;
    Hover out = hover;
    if (hover.token >= 0 && hover.token < static_cast<qint64>(tokens.size())) {
        const Token token = tokens.at(static_cast<std::size_t>(hover.token));
        out.step = token.step;
        out.channel = token.channel;
        out.element = token.element;
    } else if (hover.channel >= 0 && hover.element >= 0 && hover.step >= 0 && hover.step < tokens.steps()) {
        const std::size_t found = tokens.find(hover.step, hover.channel, hover.element);
        if (found != TokenSequence::npos)
            out.token = static_cast<qint64>(found);
    }
    return out;
}

/// Every view hears of the whole place, whichever view knew which part of it.
void Document::completeHover(const Hover& hover) { cursor_.setHover(completed(hover)); }

} // namespace gatoscope
