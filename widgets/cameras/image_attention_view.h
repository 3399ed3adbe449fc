// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The dock of attention over pictures: the shown row on the patches of a chosen step, with scale, opacity and legend.
#include <QWidget>

#include "widgets/cameras/patch_heat.h"
#include "widgets/common/cursor.h"
#include "widgets/common/episode_view.h"

class QComboBox;
class QLabel;
class QSlider;
class QStackedLayout;
class QToolButton;

namespace gatoscope {

class FrameSource;
class ImageCanvas;

class ImageAttentionView : public QWidget {
    Q_OBJECT
public:
    ImageAttentionView(Cursor* cursor, FrameSource* frames, QWidget* parent = nullptr);

    void setEpisode(const EpisodeView& view);
    /// Null: there is nothing yet, for the reason that setEmptyText gave.
    void setRow(AttentionRowPtr row);
    void setEmptyText(const QString& text);
    /// For the right side of the dock's title: gridButton, heatButton.
    QWidget* titleWidget();
    ImageCanvas* canvas() const { return canvas_; }

public Q_SLOTS:
    void toggleHeat();   // keys A and H
    void toggleSmooth(); // patches or interpolated

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    class Ramp;
    QWidget* makeContent(FrameSource* frames);
    void fillSteps();
    void refresh();
    qint64 shownStep() const;
    HeatRange rangeOf(qint64 step) const;
    std::shared_ptr<const PatchHeat> heatOf(qint64 step, const HeatRange& range) const;

    Cursor* cursor_;
    QStackedLayout* stack_;
    QLabel* empty_;
    ImageCanvas* canvas_;
    QComboBox *frame_, *scale_, *interpolation_;
    QLabel* sum_;
    QSlider* opacity_;
    QToolButton* hold_;
    Ramp* ramp_;
    QWidget* title_ = nullptr;
    QLabel* about_ = nullptr;
    QToolButton *grid_ = nullptr, *heat_ = nullptr;
    EpisodeView view_;
    AttentionRowPtr row_;
    QString emptyText_;
    double held_ = 0; // largest share while the scale is held; 0 = it is not
    std::pair<qint64, qint64> steps_{-1, -1};
};

} // namespace gatoscope
