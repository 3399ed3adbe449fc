// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A lane of the timeline as plain data, whoever made it: rewards, ends, findings, a value, later what a model said.
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QColor>
#include <QString>
#include <QStringList>

#include "widgets/common/episode_view.h"
#include "widgets/common/min_max_pyramid.h"

namespace gatoscope {

enum class LaneKind {
    Numbers, // bars from zero with the number where there is room: rewards, errors
    Marks,   // ticks with a short text: ends, clipped values, findings
    Strip,   // a coloured cell per step with the value's name: discrete actions
    Curve,   // a step curve with its range at the left
    Heat,    // a row of heat per component: what surprises a model
    Levels,  // filled from zero, with a dashed line at `level`: entropy, mass
    Rings,   // a ring per mark: where two things part
};

enum class LaneInk { Plain, Accent, Warn, Error, Text, Image, Discrete, Continuous, Action };

struct LaneMark {
    std::int64_t step = 0;
    LaneInk ink = LaneInk::Warn;
    QString text;
};

/// Immutable once made; values[t] belongs to step t, NaN = nothing there.
struct Lane {
    QString id, title, unit; // id: stable, "reward", "ends", "value:observations/x[2]"
    LaneKind kind = LaneKind::Curve;
    LaneInk ink = LaneInk::Plain;
    std::shared_ptr<const MinMaxPyramid> values;            // Numbers, Strip, Curve
    std::vector<LaneMark> marks;                            // Marks, by step
    QStringList names;                                      // Strip: names of values 0, 1, 2 …; Heat: of the rows
    std::vector<std::shared_ptr<const MinMaxPyramid>> rows; // Heat
    double level = 0, top = 0; // Levels, Heat: worth a look from here on; of the full height (0: the greatest in view)
};

using LanePtr = std::shared_ptr<const Lane>;

/// A component drawn as a lane by the user's wish.
struct LaneValue {
    std::string source;
    std::size_t element = 0;
    friend bool operator==(const LaneValue&, const LaneValue&) = default;
};

/// Lanes that follow from the data alone: reward, ends, clipped values, discrete actions, chosen values. Runs off the
/// GUI thread; `stop` is looked at every few thousand tokens. A lane without anything to show is left out.
std::vector<LanePtr> episodeLanes(const EpisodeView& view, const std::vector<LaneValue>& chosen,
                                  const std::atomic<bool>& stop);
/// Findings of this episode as marks; null where there are none.
LanePtr findingsLane(const std::vector<Finding>& findings, std::int64_t episode);

/// The first few components that are worth a lane before anybody chose one.
std::vector<LaneValue> defaultLaneValues(const EpisodeView& view, std::size_t most = 2);

/// "reward", "rewards", "next.reward" …; the leaf of a source decides.
bool isRewardSource(const std::string& source);
/// Text of the mark of an end: "terminated", "truncated", "done", "success"; empty: no such source.
QString endName(const std::string& source);

} // namespace gatoscope
