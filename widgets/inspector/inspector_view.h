// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock of one token: its head and the whole chain from the channel to the decoded value; a pinned one beside it.
#include <QWidget>

#include "widgets/common/cursor.h"
#include "widgets/common/episode_view.h"

class QLabel;
class QScrollArea;
class QStackedLayout;

namespace gatoscope {

class FrameSource;
class ProvenanceView;
class TokenHeader;

class InspectorView : public QWidget {
    Q_OBJECT
public:
    explicit InspectorView(Cursor* cursor, FrameSource* frames, QWidget* parent = nullptr);

    void setEpisode(const EpisodeView& view);
    /// Nothing stands at the right of this dock's title; null, as every view answers.
    QWidget* titleWidget() { return nullptr; }
    ProvenanceView* chain() const { return chain_; }
    qint64 pinned() const { return pinned_; }

public Q_SLOTS:
    void pinToken(qint64 token); // -1 unpins
    void copyToken();            // everything, as plain text

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();
    /// While the episode is stepped the selection stays on its channel and element.
    void followStep(qint64 step);

    Cursor* cursor_;
    EpisodeView view_;
    qint64 pinned_ = -1;
    TokenHeader* header_;
    ProvenanceView* chain_;
    QScrollArea* scroll_;
    QWidget* content_;
    QLabel* empty_;
    QStackedLayout* stack_;
};

} // namespace gatoscope
