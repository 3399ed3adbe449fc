// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where the user is: format, dataset, episode, step and its instruction, in one line below the menus.
#include <QToolBar>

#include "widgets/common/episode_view.h"

class QLabel;

namespace gatoscope {

class Cursor;

class ContextBar : public QToolBar {
    Q_OBJECT
public:
    explicit ContextBar(Cursor* cursor, QWidget* parent = nullptr);
    void setEpisode(const EpisodeView& view);

private:
    QLabel* label(const char* tone);
    void showStep();
    QString instruction(qint64 step) const;

    Cursor* cursor_;
    EpisodeView view_;
    QLabel *format_, *dataset_, *firstMark_, *episode_, *secondMark_, *step_, *rule_, *mission_;
};

/// "Minari · HDF5": the format as people call it.
QString formatTitle(const std::string& format);

} // namespace gatoscope
