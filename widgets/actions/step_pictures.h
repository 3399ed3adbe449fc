// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// dockStepPictures: what the camera saw before, at and after the step, beside what was done and what the model would
// do.
#include <vector>

#include <QImage>
#include <QWidget>

#include "widgets/actions/action_series.h"

class QComboBox;

namespace gatoscope {

class ActionReview;
class FrameSource;

class StepPictures : public QWidget {
    Q_OBJECT
public:
    StepPictures(ActionReview* review, FrameSource* frames, QWidget* parent = nullptr);
    QWidget* titleWidget(); // which camera; made once
    int channel() const { return m_channel; }
    QSize minimumSizeHint() const override { return {300, 120}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Fact {
        QString name, value;
        bool chip = false;
        QString after;
    };
    void fillChannels();
    void request();
    QRectF pictureBox(int place) const; // 0 before, 1 now, 2 after
    void paintPicture(QPainter& painter, int place) const;
    void paintFacts(QPainter& painter, const QRectF& box) const;
    std::vector<Fact> facts() const;
    QString caption(int place) const;

    ActionReview* m_review;
    FrameSource* m_frames;
    QComboBox* m_channels = nullptr;
    std::vector<int> m_images; // channels that hold pictures
    std::weak_ptr<const TokenSequence> m_filledFor;
    int m_channel = -1;
};

} // namespace gatoscope
