// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The painted chain of stages. Every value can be clicked, or reached with Up and Down, to copy it.
#include <algorithm>
#include <memory>
#include <vector>

#include <QHash>
#include <QTimer>
#include <QWidget>

#include "widgets/inspector/provenance.h"

namespace gatoscope {

class FrameSource;

class ProvenanceView : public QWidget {
    Q_OBJECT
public:
    explicit ProvenanceView(FrameSource* frames, QWidget* parent = nullptr);

    void setTokens(std::shared_ptr<const TokenSequence> tokens);
    void setProvenance(const Provenance& provenance, const Provenance& pinned);
    const Provenance& provenance() const { return provenance_; }

    /// Values in painting order with where they are; index of the one that has the focus, -1 none.
    struct Item {
        QRectF box;
        QString name, copy;
    };
    const std::vector<Item>& items() const { return items_; }
    void copyItem(int item);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {320, heightForWidth(std::max(width(), 200))}; }
    QSize minimumSizeHint() const override { return {200, 100}; }

Q_SIGNALS:
    void copied(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// Lays out and, with a painter, paints; returns the height.
    double run(QPainter* painter, double width, std::vector<Item>* items) const;
    double runStage(QPainter* painter, const Stage& stage, QRectF room, std::vector<Item>* items) const;
    double runValue(QPainter* painter, const StageValue& value, const QString& title, const QRectF& line,
                    std::vector<Item>* items) const;
    void paintDrawing(QPainter& painter, const Stage& stage, const QRectF& box) const;
    const Stage* pinnedStage(const Stage& stage) const;
    void relayout();

    // Laying out shapes every text; a layout asks for the height several times.
    mutable QHash<int, int> heights_; // of widths
    FrameSource* frames_;
    std::shared_ptr<const TokenSequence> tokens_;
    Provenance provenance_, pinned_;
    std::vector<Item> items_;
    QTimer copiedTimer_;
    int hovered_ = -1, focused_ = -1, copied_ = -1;
};

} // namespace gatoscope
