// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockActionPlots: recorded and predicted actions over the steps, a band per dimension with one x axis: strips of
// curves for continuous ones, a raster of probabilities per choice for discrete ones, pieces for text.
#include <vector>

#include <QAbstractScrollArea>
#include <QPixmap>

#include "widgets/actions/action_series.h"
#include "widgets/common/timeline_layout.h"

class QComboBox;
class QLabel;

namespace gatoscope {

class ActionReview;

class ActionPlots : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit ActionPlots(ActionReview* review, QWidget* parent = nullptr);

    /// Legend and choice of the scale, for the dock's title; made once.
    QWidget* titleWidget();
    const TimelineLayout& timeline() const { return m_layout; }
    /// Where a dimension's band lies in the viewport; empty for one that is not there.
    QRectF bandRect(int dimension) const;
    /// Paints everything anew, for the benchmark.
    double redrawMilliseconds();
    QSize sizeHint() const override { return {760, 420}; }
    QSize minimumSizeHint() const override { return {260, 120}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Band {
        int dimension = 0;
        double top = 0, height = 0, rowHeight = 0; // top before scrolling; rows of a raster
    };
    void seriesChanged();
    void shownChanged();
    void relayout();
    int gutter() const;
    void showTitle();
    QRectF area(const Band& band) const; // right of the names, in the viewport
    int bandAt(double y) const;          // index into m_bands, or -1
    void scrub(const QPointF& at, bool choose);
    double plotBottom() const;
    bool covers(const QRectF& rect) const;

    void paintStill();
    void paintNames(QPainter& painter, const Band& band) const;
    void paintChoiceNames(QPainter& painter, const Band& band) const;
    void paintBand(QPainter& painter, const Band& band) const;
    void paintTerminal(QPainter& painter) const;
    bool marksColumn() const; // a raster: the step's column instead of a line
    void paintGround(QPainter& painter) const;
    void paintPlayhead(QPainter& painter) const;
    void paintReadout(QPainter& painter, const Band& band) const;
    void paintMessage(QPainter& painter) const;
    QString tipAt(const QPointF& at) const;

    ActionReview* m_review;
    TimelineLayout m_layout;
    std::vector<Band> m_bands;
    std::weak_ptr<const TokenSequence> m_laidOut;
    QPixmap m_still;
    bool m_stillValid = false;
    QWidget* m_title = nullptr;
    QLabel* m_about = nullptr;
    QLabel* m_legend = nullptr;
    QComboBox* m_scale = nullptr;
};

} // namespace gatoscope
