// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/prediction_lanes.h"

#include <cmath>

#include <QCoreApplication>

#include "widgets/actions/action_review.h"
#include "widgets/timeline/lane_view.h"

namespace gatoscope {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("PredictionLanes", text); }

constexpr double kMuchSurprise = 1, kMuchIllegal = 0.01;

std::shared_ptr<Lane> lane(const char* id, const QString& title, LaneKind kind) {
    auto made = std::make_shared<Lane>();
    made->id = QString::fromLatin1(id);
    made->title = title;
    made->kind = kind;
    made->ink = LaneInk::Action;
    return made;
}

/// One dimension: levels; several: a row of heat each.
LanePtr crossEntropyLane(const ActionSeries& series) {
    if (series.dimensions.size() == 1) {
        auto made = lane("prediction.1", tr("Cross-entropy"), LaneKind::Levels);
        made->values = series.crossEntropy;
        made->level = kMuchSurprise;
        made->unit = tr("nats");
        return made;
    }
    auto made = lane("prediction.1", tr("CE per dim"), LaneKind::Heat);
    for (std::size_t d = 0; d < series.dimensions.size(); ++d) {
        made->rows.push_back(series.curves[d].crossEntropy);
        made->names << series.dimensions[d].name;
    }
    return made;
}

LanePtr entropyLane(const ActionSeries& series) {
    const bool several = series.dimensions.size() > 1;
    auto made = lane("prediction.2", several ? tr("Entropy, most") : tr("Entropy"), LaneKind::Levels);
    made->values = series.entropy;
    made->unit = tr("nats");
    made->level = 2;
    if (!several && series.dimensions.front().kind == ActionKind::Discrete)
        made->level =
            std::log(std::max<double>(2, static_cast<double>(series.dimensions.front().values.size()))) * 0.62;
    return made;
}

LanePtr illegalLane(const ActionSeries& series) {
    auto made = lane("prediction.3", tr("Illegal mass"), LaneKind::Levels);
    made->values = series.illegal;
    made->unit = QStringLiteral("%");
    made->level = kMuchIllegal;
    return made;
}

LanePtr disagreementLane(const ActionSeries& series) {
    auto made = lane("prediction.4", tr("Disagreements"), LaneKind::Rings);
    for (const Disagreement& found : series.disagreements)
        made->marks.push_back(
            {found.step, LaneInk::Error, series.dimensions[static_cast<std::size_t>(found.dimension)].name});
    return made;
}

} // namespace

void showPredictionLanes(LaneView& lanes, const ActionSeries* series) {
    const bool any = series != nullptr && series->worst.step >= 0;
    lanes.setExtraLane(QStringLiteral("prediction.1"), any ? crossEntropyLane(*series) : nullptr);
    lanes.setExtraLane(QStringLiteral("prediction.2"), any ? entropyLane(*series) : nullptr);
    lanes.setExtraLane(QStringLiteral("prediction.3"), any ? illegalLane(*series) : nullptr);
    lanes.setExtraLane(QStringLiteral("prediction.4"), any ? disagreementLane(*series) : nullptr);
}

} // namespace gatoscope
