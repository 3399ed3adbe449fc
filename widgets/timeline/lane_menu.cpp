// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeline/lane_menu.h"

#include "widgets/common/convert.h"
#include "widgets/timeline/lane_view.h"

#include <QMenu>

#include <algorithm>

namespace gatoscope {

namespace {

constexpr std::size_t kMostComponents = 64;

void addComponent(QMenu* menu, LaneView* lanes, const LaneValue& value, const QString& text) {
    QAction* action = menu->addAction(text);
    action->setCheckable(true);
    const std::vector<LaneValue>& chosen = lanes->valueLanes();
    action->setChecked(std::find(chosen.begin(), chosen.end(), value) != chosen.end());
    QObject::connect(action, &QAction::toggled, lanes, [lanes, value](bool on) {
        std::vector<LaneValue> values = lanes->valueLanes();
        values.erase(std::remove(values.begin(), values.end(), value), values.end());
        if (on)
            values.push_back(value);
        lanes->setValueLanes(std::move(values));
    });
}

} // namespace

void showLaneMenu(LaneView* lanes, const EpisodeView& view, const QPoint& globalPosition) {
    auto* menu = new QMenu(lanes);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QMenu* values = menu->addMenu(LaneView::tr("Value lanes"));
    for (const auto& [source, column] : view.columns) {
        if (!column || column->dtype == DType::Text)
            continue;
        if (column->width == 1) {
            addComponent(values, lanes, {source, 0}, toQString(source));
            continue;
        }
        QMenu* components = values->addMenu(toQString(source));
        for (std::size_t e = 0; e < std::min(column->width, kMostComponents); ++e) {
            addComponent(components, lanes, {source, e}, QStringLiteral("[%1]").arg(e));
        }
    }
    values->setEnabled(!values->isEmpty());
    QAction* none = menu->addAction(LaneView::tr("Remove all value lanes"));
    none->setEnabled(!lanes->valueLanes().empty());
    QObject::connect(none, &QAction::triggered, lanes, [lanes] { lanes->setValueLanes({}); });
    menu->addSeparator();
    QAction* all = menu->addAction(LaneView::tr("Show the whole episode"));
    all->setEnabled(lanes->timeline().zoomed());
    QObject::connect(all, &QAction::triggered, lanes, &LaneView::showAll);
    menu->popup(globalPosition);
}

} // namespace gatoscope
