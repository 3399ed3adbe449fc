// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Channel map: what each channel means to the tokenizer, editable, beside the reader's reasons.
#include <QWidget>

#include "core/episode/channel_map.h"
#include "widgets/common/episode_view.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QListWidget;
class QTableView;

namespace gatoscope {

class ChannelMapModel;
class Cursor;

class ChannelMapView : public QWidget {
    Q_OBJECT
public:
    explicit ChannelMapView(Cursor* cursor, QWidget* parent = nullptr);

    /// Shows the map of the view's tokens, else the reader's guess.
    void setEpisode(const EpisodeView& view);
    /// The session's map, where it is known before its tokens (an edit that was undone).
    void setMap(const ChannelMap& map);
    ChannelMapModel* model() const { return m_model; }

public Q_SLOTS:
    void loadJson(const QString& path);
    void saveJson(const QString& path);
    void resetToGuess();

Q_SIGNALS:
    void mapEdited(const gatoscope::ChannelMap& map); // valid; Document makes it undoable
    void failed(const QString& text);

private:
    QWidget* buildTop();
    void showMap();
    void showReport();
    void takeEdit();
    void askLoad();
    void askSave();

    EpisodeView m_view;
    ChannelMapModel* m_model;
    QTableView* m_table;
    QComboBox* m_record = nullptr;
    QDoubleSpinBox* m_fps = nullptr;
    QLabel* m_problem;
    QListWidget* m_report;
    bool m_showing = false;
};

} // namespace gatoscope
