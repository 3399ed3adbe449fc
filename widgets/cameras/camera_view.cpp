// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cameras/camera_view.h"

#include <algorithm>
#include <cmath>

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QToolButton>

#include "widgets/cameras/image_canvas.h"
#include "widgets/cameras/instruction_strip.h"
#include "widgets/cameras/patch_lens.h"
#include "widgets/common/colors.h"
#include "widgets/common/convert.h"
#include "widgets/common/icons.h"
#include "widgets/common/panel_parts.h"

namespace gatoscope {
namespace {

QString shapeText(const Channel& channel) {
    QStringList sides;
    for (const std::int64_t side : channel.shape)
        sides << (side < 0 ? QStringLiteral("?") : QString::number(side));
    return sides.join(QStringLiteral("×"));
}

QToolButton* toggle(QWidget* parent, const char* name, const QString& icon, const QString& text) {
    auto* button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setIcon(themedIcon(icon));
    button->setCheckable(true);
    button->setChecked(true);
    button->setAutoRaise(true);
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

} // namespace

CameraView::CameraView(Cursor* cursor, FrameSource* frames, QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("cameraView"));
    content_ = new QWidget(this);
    canvas_ = new ImageCanvas(cursor, frames, content_);
    side_ = new QWidget(content_);
    strip_ = new InstructionStrip(cursor, side_);
    lens_ = new PatchLens(cursor, canvas_, side_);
    auto* column = new QVBoxLayout(side_);
    column->setContentsMargins(8, 10, 12, 4);
    column->setSpacing(8);
    column->addWidget(strip_);
    column->addWidget(lens_, 1);
    box_ = new QBoxLayout(QBoxLayout::LeftToRight, content_);
    box_->setContentsMargins(0, 0, 0, 0);
    box_->setSpacing(4);
    box_->addWidget(canvas_, 1);
    box_->addWidget(side_, 1);
    empty_ = new QLabel(this);
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setEnabled(false);
    stack_ = new QStackedLayout(this);
    stack_->addWidget(empty_);
    stack_->addWidget(content_);
    setFocusProxy(canvas_);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
    connect(canvas_, &ImageCanvas::scaleChanged, this, &CameraView::showScale);
    setEpisode({});
}

void CameraView::setEpisode(const EpisodeView& view) {
    view_ = view;
    int images = 0, texts = 0;
    if (view.tokens)
        for (const SequenceChannel& channel : view.tokens->channels()) {
            images += channel.map.modality == Modality::Image;
            texts += channel.map.modality == Modality::Text || channel.map.modality == Modality::TextIds;
        }
    images_ = images;
    fillChannels();
    canvas_->setTokens(view.tokens);
    share();
    strip_->setTokens(view.tokens);
    lens_->setTokens(view.tokens);
    canvas_->setVisible(images > 0);
    lens_->setVisible(images > 0);
    strip_->setVisible(texts > 0);
    empty_->setText(!view.episode && !view.tokens ? tr("Open a dataset to see its pictures.")
                    : !view.tokens                ? tr("The tokens of this episode are not there yet.")
                                                  : tr("This episode has no pictures and no text."));
    stack_->setCurrentIndex(images + texts > 0 ? 1 : 0);
}

void CameraView::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), colors().panel); }

void CameraView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    share();
}

void CameraView::share() {
    const bool wide = width() > 620 || width() > 1.6 * height();
    box_->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    // Pictures take what their shape asks for, as far as the words beside them can spare it.
    const QSizeF shape = canvas_->shape();
    const int spare = std::max(width() / 2, width() - (images_ > 1 ? 320 : 430));
    const int wanted = shape.isEmpty() ? height() : static_cast<int>(height() * shape.width() / shape.height());
    const int picture = images_ > 1 ? spare : std::clamp(wanted, std::min(120, spare), spare);
    box_->setStretch(0, wide ? picture : 3);
    box_->setStretch(1, wide ? std::max(1, width() - picture) : 2);
}

QWidget* CameraView::titleWidget() {
    if (title_)
        return title_;
    const TitleRow made = titleRow(6);
    title_ = made.widget;
    QHBoxLayout* row = made.row;
    connect(title_, &QObject::destroyed, this, [this] {
        title_ = nullptr;
        channelCombo_ = zoomCombo_ = nullptr;
        gridButton_ = indexButton_ = nullptr;
    });
    channelCombo_ = new QComboBox(title_);
    channelCombo_->setObjectName(QStringLiteral("channelCombo"));
    channelCombo_->setAccessibleName(tr("Camera"));
    channelCombo_->setMinimumContentsLength(10);
    channelCombo_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    zoomCombo_ = new QComboBox(title_);
    zoomCombo_->setObjectName(QStringLiteral("zoomCombo"));
    zoomCombo_->setAccessibleName(tr("Zoom"));
    zoomCombo_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    zoomCombo_->setMinimumContentsLength(9);
    zoomCombo_->addItem(tr("fit"), 0.0);
    for (const int f : {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48})
        zoomCombo_->addItem(QStringLiteral("×%1").arg(f), double(f));
    gridButton_ = toggle(title_, "gridButton", QStringLiteral("grid"), tr("Patch grid (G)"));
    indexButton_ = toggle(title_, "indexButton", QStringLiteral("hash"), tr("Patch numbers"));
    row->addStretch(1);
    for (QWidget* widget : {static_cast<QWidget*>(channelCombo_), static_cast<QWidget*>(zoomCombo_),
                            static_cast<QWidget*>(gridButton_), static_cast<QWidget*>(indexButton_)})
        row->addWidget(widget);
    connect(channelCombo_, &QComboBox::activated, this,
            [this] { canvas_->setChannel(channelCombo_->currentData().toInt()); });
    connect(zoomCombo_, &QComboBox::activated, this,
            [this] { canvas_->setScale(zoomCombo_->currentData().toDouble()); });
    connect(gridButton_, &QToolButton::toggled, canvas_, &ImageCanvas::setGrid);
    connect(indexButton_, &QToolButton::toggled, canvas_, &ImageCanvas::setIndices);
    fillChannels();
    showScale(canvas_->shownScale());
    return title_;
}

void CameraView::fillChannels() {
    if (!channelCombo_)
        return;
    const QSignalBlocker quiet(channelCombo_);
    const QString before = channelCombo_->currentText();
    channelCombo_->clear();
    int images = 0;
    if (view_.tokens)
        for (std::size_t c = 0; c < view_.tokens->channels().size(); ++c) {
            const SequenceChannel& channel = view_.tokens->channels()[c];
            if (channel.map.modality != Modality::Image)
                continue;
            ++images;
            const QString text = QStringLiteral("%1  %2").arg(toQString(channel.map.source), shapeText(channel.stored));
            channelCombo_->addItem(text, static_cast<int>(c));
        }
    if (images > 1)
        channelCombo_->insertItem(0, tr("All %1 cameras").arg(images), -1);
    for (QWidget* control : {static_cast<QWidget*>(channelCombo_), static_cast<QWidget*>(zoomCombo_),
                             static_cast<QWidget*>(gridButton_), static_cast<QWidget*>(indexButton_)})
        control->setVisible(channelCombo_->count() > 0); // nothing to choose without pictures
    const int kept = channelCombo_->findText(before);
    channelCombo_->setCurrentIndex(kept >= 0 ? kept : 0);
    channelCombo_->setEnabled(images > 1);
    channelCombo_->setToolTip(channelCombo_->currentText());
    canvas_->setChannel(images > 1 ? channelCombo_->currentData().toInt() : -1);
}

void CameraView::showScale(double scale) {
    if (!zoomCombo_)
        return;
    const QSignalBlocker quiet(zoomCombo_);
    const QString now =
        scale >= 1 ? QStringLiteral("×%1").arg(scale) : QStringLiteral("%1 %").arg(std::lround(scale * 100));
    zoomCombo_->setItemText(0, tr("fit (%1)").arg(now));
    int at = canvas_->scale() == 0 ? 0 : zoomCombo_->findData(canvas_->scale());
    if (at < 0) {
        zoomCombo_->addItem(now, canvas_->scale());
        at = zoomCombo_->count() - 1;
    }
    zoomCombo_->setCurrentIndex(at);
}

bool CameraView::gridShown() const { return !gridButton_ || gridButton_->isChecked(); }

void CameraView::setGridShown(bool on) {
    if (gridButton_)
        gridButton_->setChecked(on);
    else
        canvas_->setGrid(on);
}

} // namespace gatoscope
