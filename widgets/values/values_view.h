// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Values: curves of any channels and components over the steps of an episode.
#include <QWidget>

#include "widgets/common/background_work.h"
#include "widgets/common/episode_view.h"
#include "widgets/values/channel_tree.h"
#include "widgets/values/curve_plot.h"
#include "widgets/values/value_series.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QScrollArea;
class QSortFilterProxyModel;
class QToolButton;
class QTreeView;

namespace gatoscope {

class Cursor;

class ValuesView : public QWidget {
    Q_OBJECT
public:
    explicit ValuesView(Cursor* cursor, QWidget* parent = nullptr);

    void setEpisode(const EpisodeView& view);
    CurvePlot* plot() const { return m_plot; }
    ChannelTree* channelTree() const { return m_channels; }

private:
    QWidget* buildTree();
    QWidget* buildPlot();
    void connectCursor();
    void rebuild();
    void draw(std::vector<CurveRow> rows);
    qint64 shownSteps() const;

    Cursor* m_cursor;
    EpisodeView m_view;
    ChannelTree* m_channels;
    QSortFilterProxyModel* m_found;
    QTreeView* m_tree = nullptr;
    QLineEdit* m_search = nullptr;
    QComboBox* m_scale = nullptr;
    CurvePlot* m_plot = nullptr;
    QScrollArea* m_scroll = nullptr;
    QLabel* m_empty = nullptr;
    BackgroundWork m_work;
};

} // namespace gatoscope
