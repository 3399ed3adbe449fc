// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline/lane.h"

#include "widgets/common/convert.h"

#include <QCoreApplication>
#include <QMap>

#include <algorithm>
#include <cmath>
#include <limits>

namespace gatoscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostMarks = 200'000;

std::string leafOf(const std::string& source) {
    const std::size_t at = source.find_last_of("/.");
    return at == std::string::npos ? source : source.substr(at + 1);
}

QString tr(const char* text) { return QCoreApplication::translate("Lane", text); }

std::int64_t stepsOf(const EpisodeView& view) {
    const std::int64_t steps = view.episode ? view.episode->info().steps : 0;
    return view.tokens ? std::max(steps, view.tokens->steps()) : steps;
}

std::vector<double> columnValues(const Column& column, std::size_t element, std::int64_t shift, std::int64_t steps) {
    std::vector<double> result(static_cast<std::size_t>(steps), kNan);
    for (std::int64_t t = 0; t < steps; ++t) {
        const std::int64_t row = column.rows == 1 ? 0 : t + shift;
        if (row < 0 || row >= static_cast<std::int64_t>(column.rows))
            continue;
        result[static_cast<std::size_t>(t)] = column.number(static_cast<std::size_t>(row), element);
    }
    return result;
}

LanePtr rewardLane(const EpisodeView& view) {
    for (const auto& [source, column] : view.columns) {
        if (!isRewardSource(source) || !column || column->dtype == DType::Text || column->width != 1)
            continue;
        auto lane = std::make_shared<Lane>();
        lane->id = QStringLiteral("reward");
        lane->title = tr("Reward");
        lane->kind = LaneKind::Numbers;
        lane->values = std::make_shared<MinMaxPyramid>(columnValues(*column, 0, 0, stepsOf(view)));
        return lane;
    }
    return nullptr;
}

LanePtr endsLane(const EpisodeView& view) {
    auto lane = std::make_shared<Lane>();
    lane->id = QStringLiteral("ends");
    lane->title = tr("Ends");
    lane->kind = LaneKind::Marks;
    bool known = false;
    for (const auto& [source, column] : view.columns) {
        const QString text = endName(source);
        if (text.isEmpty() || !column || column->dtype == DType::Text || column->width != 1)
            continue;
        known = true;
        for (std::size_t row = 0; row < column->rows && lane->marks.size() < kMostMarks; ++row) {
            if (!(column->number(row) > 0))
                continue;
            lane->marks.push_back({static_cast<std::int64_t>(row), LaneInk::Accent, text});
        }
    }
    if (!known)
        return nullptr;
    std::stable_sort(lane->marks.begin(), lane->marks.end(),
                     [](const LaneMark& a, const LaneMark& b) { return a.step < b.step; });
    return lane;
}

/// One mark a step that holds clipped values or NaN.
LanePtr clippedLane(const EpisodeView& view, const std::atomic<bool>& stop) {
    if (!view.tokens)
        return nullptr;
    const TokenSequence& tokens = *view.tokens;
    auto lane = std::make_shared<Lane>();
    lane->id = QStringLiteral("clipped");
    lane->title = tr("Clipped");
    lane->kind = LaneKind::Marks;
    for (std::int64_t step = 0; step < tokens.steps() && lane->marks.size() < kMostMarks; ++step) {
        if (step % 64 == 0 && stop.load())
            return nullptr;
        int clipped = 0, nan = 0;
        const std::size_t end = tokens.firstOf(step + 1);
        for (std::size_t i = tokens.firstOf(step); i < end; ++i) {
            const Kind kind = tokens.kind(i);
            if (kind != Kind::Continuous && kind != Kind::ContinuousAction)
                continue;
            const std::uint8_t flags = tokens.at(i).flags;
            clipped += (flags & Clipped) != 0 ? 1 : 0;
            nan += (flags & NotANumber) != 0 ? 1 : 0;
        }
        if (clipped > 0)
            lane->marks.push_back({step, LaneInk::Warn, clipped == 1 ? tr("clipped") : tr("%1 clipped").arg(clipped)});
        if (nan > 0)
            lane->marks.push_back({step, LaneInk::Error, tr("NaN")});
    }
    return lane->marks.empty() ? nullptr : lane;
}

std::vector<LanePtr> actionStrips(const EpisodeView& view) {
    std::vector<LanePtr> result;
    if (!view.tokens)
        return result;
    for (const SequenceChannel& channel : view.tokens->channels()) {
        if (!channel.action || channel.map.modality != Modality::Discrete)
            continue;
        const auto found = view.columns.find(channel.map.source);
        if (found == view.columns.end() || !found->second || found->second->dtype == DType::Text)
            continue;
        for (std::size_t e = 0; e < std::min<std::size_t>(found->second->width, 4); ++e) {
            auto lane = std::make_shared<Lane>();
            const QString key = toQString(channel.map.key);
            lane->id = QStringLiteral("strip:%1[%2]").arg(toQString(channel.map.source)).arg(e);
            lane->title = found->second->width == 1 ? key : QStringLiteral("%1[%2]").arg(key).arg(e);
            lane->kind = LaneKind::Strip;
            lane->ink = LaneInk::Action;
            lane->values = std::make_shared<MinMaxPyramid>(
                columnValues(*found->second, e, channel.map.shift, view.episode->info().steps));
            const auto start = channel.map.start.empty() ? 0 : channel.map.start.front();
            if (start == 0) {
                for (const std::string& value : channel.map.names)
                    lane->names << toQString(value);
            }
            result.push_back(std::move(lane));
        }
    }
    return result;
}

LanePtr valueLane(const EpisodeView& view, const LaneValue& value) {
    const auto found = view.columns.find(value.source);
    if (found == view.columns.end() || !found->second || found->second->dtype == DType::Text ||
        value.element >= found->second->width) {
        return nullptr;
    }
    auto lane = std::make_shared<Lane>();
    QString key = toQString(value.source);
    std::int64_t shift = 0;
    lane->ink = LaneInk::Plain;
    if (view.tokens) {
        for (const SequenceChannel& channel : view.tokens->channels()) {
            if (channel.map.source != value.source)
                continue;
            key = toQString(channel.map.key);
            shift = channel.map.shift;
            lane->unit = toQString(channel.map.unit);
            lane->ink = channel.action                               ? LaneInk::Action
                        : channel.map.modality == Modality::Discrete ? LaneInk::Discrete
                                                                     : LaneInk::Continuous;
            if (value.element < channel.map.names.size())
                key += QLatin1Char('.') + toQString(channel.map.names[value.element]);
        }
    }
    const bool plain = found->second->width == 1 || key.contains(QLatin1Char('.'));
    lane->id = QStringLiteral("value:%1[%2]").arg(toQString(value.source)).arg(value.element);
    lane->title = plain ? key : QStringLiteral("%1[%2]").arg(key).arg(value.element);
    lane->kind = LaneKind::Curve;
    lane->values = std::make_shared<MinMaxPyramid>(columnValues(*found->second, value.element, shift, stepsOf(view)));
    return lane;
}

} // namespace

bool isRewardSource(const std::string& source) {
    const std::string leaf = leafOf(source);
    return leaf == "reward" || leaf == "rewards";
}

QString endName(const std::string& source) {
    static const QMap<QString, QString> kNames{{QStringLiteral("terminations"), tr("terminated")},
                                               {QStringLiteral("terminated"), tr("terminated")},
                                               {QStringLiteral("terminals"), tr("terminated")},
                                               {QStringLiteral("is_terminal"), tr("terminated")},
                                               {QStringLiteral("truncations"), tr("truncated")},
                                               {QStringLiteral("truncated"), tr("truncated")},
                                               {QStringLiteral("timeouts"), tr("truncated")},
                                               {QStringLiteral("dones"), tr("done")},
                                               {QStringLiteral("done"), tr("done")},
                                               {QStringLiteral("is_last"), tr("last")},
                                               {QStringLiteral("success"), tr("success")}};
    return kNames.value(toQString(leafOf(source)));
}

std::vector<LaneValue> defaultLaneValues(const EpisodeView& view, std::size_t most) {
    std::vector<LaneValue> result;
    if (!view.tokens)
        return result;
    for (const SequenceChannel& channel : view.tokens->channels()) {
        if (channel.map.modality != Modality::Continuous)
            continue;
        const auto found = view.columns.find(channel.map.source);
        if (found == view.columns.end() || !found->second)
            continue;
        for (std::size_t e = 0; e < found->second->width && result.size() < most; ++e)
            result.push_back({channel.map.source, e});
    }
    return result;
}

std::vector<LanePtr> episodeLanes(const EpisodeView& view, const std::vector<LaneValue>& chosen,
                                  const std::atomic<bool>& stop) {
    std::vector<LanePtr> result;
    if (!view.episode)
        return result;
    if (LanePtr lane = rewardLane(view))
        result.push_back(std::move(lane));
    if (LanePtr lane = endsLane(view))
        result.push_back(std::move(lane));
    if (LanePtr lane = clippedLane(view, stop))
        result.push_back(std::move(lane));
    for (LanePtr& lane : actionStrips(view))
        result.push_back(std::move(lane));
    for (const LaneValue& value : chosen) {
        if (stop.load())
            return result;
        if (LanePtr lane = valueLane(view, value))
            result.push_back(std::move(lane));
    }
    return result;
}

LanePtr findingsLane(const std::vector<Finding>& findings, std::int64_t episode) {
    auto lane = std::make_shared<Lane>();
    lane->id = QStringLiteral("findings");
    lane->title = tr("Findings");
    lane->kind = LaneKind::Marks;
    for (const Finding& finding : findings) {
        if (finding.episode != episode || finding.step < 0)
            continue;
        const LaneInk ink = finding.severity == Severity::Error     ? LaneInk::Error
                            : finding.severity == Severity::Warning ? LaneInk::Warn
                                                                    : LaneInk::Plain;
        lane->marks.push_back({finding.step, ink, toQString(finding.id)});
    }
    if (lane->marks.empty())
        return nullptr;
    std::stable_sort(lane->marks.begin(), lane->marks.end(),
                     [](const LaneMark& a, const LaneMark& b) { return a.step < b.step; });
    return lane;
}

} // namespace gatoscope
