// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock of the cameras: pictures with their patch grid, the instruction's pieces, one patch under a lens.
#include <QWidget>

#include "widgets/common/cursor.h"
#include "widgets/common/episode_view.h"

class QBoxLayout;
class QComboBox;
class QLabel;
class QStackedLayout;
class QToolButton;

namespace gatoscope {

class FrameSource;
class ImageCanvas;
class InstructionStrip;
class PatchLens;

class CameraView : public QWidget {
    Q_OBJECT
public:
    explicit CameraView(Cursor* cursor, FrameSource* frames, QWidget* parent = nullptr);

    void setEpisode(const EpisodeView& view);
    /// For the right side of the dock's title: channelCombo, zoomCombo, gridButton, indexButton.
    QWidget* titleWidget();
    ImageCanvas* canvas() const { return canvas_; }
    PatchLens* lens() const { return lens_; }
    InstructionStrip* instruction() const { return strip_; }
    bool gridShown() const;

public Q_SLOTS:
    void setGridShown(bool on); // key G
    void toggleGrid() { setGridShown(!gridShown()); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void share(); // the room between pictures and words
    void fillChannels();
    void showScale(double scale);

    ImageCanvas* canvas_;
    InstructionStrip* strip_;
    PatchLens* lens_;
    QWidget* content_;
    QWidget* side_;
    QLabel* empty_;
    QStackedLayout* stack_;
    QBoxLayout* box_;
    QWidget* title_ = nullptr;
    QComboBox* channelCombo_ = nullptr;
    QComboBox* zoomCombo_ = nullptr;
    QToolButton* gridButton_ = nullptr;
    QToolButton* indexButton_ = nullptr;
    EpisodeView view_;
    int images_ = 0;
};

} // namespace gatoscope
