// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock Timeline's canvas: lanes over the steps, playhead, loop range; click and drag scrub, the wheel zooms.
#include <map>
#include <vector>

#include <QAbstractScrollArea>
#include <QPixmap>

#include "widgets/common/background_work.h"
#include "widgets/common/timeline_layout.h"
#include "widgets/timeline/lane.h"

namespace gatoscope {

class Cursor;

class LaneView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit LaneView(Cursor* cursor, QWidget* parent = nullptr);

    void setEpisode(const EpisodeView& view);
    void setFindings(const std::vector<Finding>& findings);
    /// Adds or replaces a lane by its id, below those of the data (what a model said); null removes `id`.
    void setExtraLane(const QString& id, LanePtr lane);
    /// Extra lanes above those of the data, where a workspace is about them.
    void setExtraFirst(bool first);
    void setValueLanes(std::vector<LaneValue> values);
    const std::vector<LaneValue>& valueLanes() const { return m_chosen; }

    const std::vector<LanePtr>& lanes() const { return m_lanes; }
    const TimelineLayout& timeline() const { return m_layout; }
    bool busy() const { return m_work.busy(); }
    /// The next (+1) or previous (-1) step with a reward, an end, a finding or a clipped value; -1: none (keys
    /// Ctrl+arrows).
    qint64 nextEvent(qint64 from, int direction) const;
    void showAll();

    QSize sizeHint() const override;

Q_SIGNALS:
    void lanesChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    enum class Drag { None, Scrub, RangeBegin, RangeEnd, NewRange };

    void remakeLanes();
    void assemble();
    void relayout();
    void paintStill(); // everything but playhead, hover and range, into m_still
    void paintGrid(QPainter& painter) const;
    void paintTerminal(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void paintRange(QPainter& painter) const;
    void paintPlayhead(QPainter& painter) const;
    QRectF laneArea(std::size_t lane) const;
    int laneAt(double y) const;
    double lanesBottom() const;
    Drag handleAt(const QPointF& at) const;
    void dragTo(double x);
    bool hasTerminal() const;
    qint64 recordedSteps() const;

    Cursor* m_cursor;
    EpisodeView m_view;
    std::vector<Finding> m_findings;
    std::vector<LaneValue> m_chosen;
    bool m_choseOnce = false, m_extraFirst = false;
    std::vector<LanePtr> m_data, m_lanes;
    std::map<QString, LanePtr> m_extra;
    TimelineLayout m_layout;
    QPixmap m_still;
    bool m_stillValid = false;
    Drag m_drag = Drag::None;
    qint64 m_dragFrom = 0;
    BackgroundWork m_work;
};

} // namespace gatoscope
