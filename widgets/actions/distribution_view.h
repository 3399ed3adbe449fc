// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockDistribution: what the model held possible for one token: density over bins, or bars of choices, with its
// numbers.
#include <optional>
#include <vector>

#include <QAbstractScrollArea>

#include "widgets/actions/distribution_parts.h"

class QComboBox;

namespace gatoscope {

class DistributionView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit DistributionView(ActionReview* review, QWidget* parent = nullptr);

    /// Which dimension, and linear, root or logarithmic heights; made once.
    QWidget* titleWidget();
    /// What is shown; nothing where no prediction is known.
    const std::optional<ShownDistribution>& shown() const { return m_shown; }
    void setHeight(HeightScale scale);
    QSize sizeHint() const override { return {400, 560}; }
    QSize minimumSizeHint() const override { return {240, 160}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Sections {
        QRectF head, chart, zoom, facts, top, illegal;
    };
    void refresh();
    void fillDimensions();
    void relayout();
    void paintHead(QPainter& painter, const QRectF& box) const;
    void paintMessage(QPainter& painter) const;

    ActionReview* m_review;
    std::optional<ShownDistribution> m_shown;
    HeightScale m_height = HeightScale::Root;
    Sections m_sections; // before scrolling
    QWidget* m_title = nullptr;
    QComboBox* m_dimensions = nullptr;
    QComboBox* m_heights = nullptr;
    std::weak_ptr<const TokenSequence> m_filledFor;
};

} // namespace gatoscope
