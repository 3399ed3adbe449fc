// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The map of a head: queries down, keys across, modality strips, steps as lines; hover, zoom, blocks.
#include <deque>
#include <memory>
#include <optional>
#include <tuple>

#include <QImage>
#include <QTimer>
#include <QWidget>

#include "widgets/attention/attention_focus.h"
#include "widgets/attention/attention_map.h"
#include "widgets/common/background_work.h"

namespace gatoscope {

/// A block of the map: tokens of the window, half-open.
struct MapBlock {
    std::size_t queryBegin = 0, queryEnd = 0, keyBegin = 0, keyEnd = 0;
};

class MapCanvas : public QWidget {
    Q_OBJECT
public:
    explicit MapCanvas(AttentionFocus* focus, QWidget* parent = nullptr);

    const std::shared_ptr<const AttentionMap>& map() const { return map_; }
    void setScale(MapScale scale);
    MapScale scale() const { return scale_; }
    /// Dims what is not from modality q to modality k; -1, -1 = nothing.
    void setModalities(int query, int key);
    /// (key, query) under the pointer, in the window; nullopt: none.
    const std::optional<QPoint>& hovered() const { return hovered_; }
    const std::optional<MapBlock>& block() const { return block_; }
    const MapView& mapView() const { return view_; }
    void showAll();

Q_SIGNALS:
    void mapChanged();     // another head's map is there
    void hoveredChanged(); // cell under the pointer, or the block

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Made {
        std::weak_ptr<const Trace> trace;
        HeadChoice head;
        std::vector<int> set;
        HeadFusion fusion = HeadFusion::Mean;
        std::shared_ptr<const AttentionMap> map;
    };
    void want();
    void make();
    void moveRow();
    void show(std::shared_ptr<const AttentionMap> map);
    void place();
    void render();
    void paintStrips(QPainter& painter);
    void paintSteps(QPainter& painter);
    void paintDimmed(QPainter& painter);
    void paintLines(QPainter& painter);
    void setHovered(std::optional<QPoint> cell);

    AttentionFocus* focus_;
    std::shared_ptr<const AttentionMap> map_;
    std::deque<Made> made_; // newest first
    Made wanted_;
    MapView view_;
    MapScale scale_ = MapScale::LogShare;
    int queryTint_ = -1, keyTint_ = -1;
    QImage picture_; // of the part in view
    bool stale_ = true, hidden_ = false, panning_ = false, selecting_ = false, moved_ = false;
    QPointF pressed_;
    std::optional<QPoint> hovered_;
    std::optional<MapBlock> block_;
    std::tuple<qint64, qint64, LineChoice> line_{-1, -1, LineChoice::Reads}; // query and row as painted last
    QTimer rest_; // a head under the pointer has its map made once the pointer rests
    BackgroundWork work_;
};

} // namespace gatoscope
