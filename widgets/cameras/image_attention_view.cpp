// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cameras/image_attention_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLinearGradient>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/cameras/image_canvas.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/number_format.h"
#include "widgets/common/panel_parts.h"

namespace gatoscope {
namespace {

constexpr qint64 kMostSteps = 256; // offered in the list

QToolButton* toggle(const char* name, const QString& icon, const QString& text, bool on) {
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setIcon(themedIcon(icon));
    button->setCheckable(true);
    button->setChecked(on);
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

} // namespace

/// The ramp with its ends, in one line.
class ImageAttentionView::Ramp : public QWidget {
public:
    explicit Ramp(QWidget* parent) : QWidget(parent) {
        setObjectName(QStringLiteral("imageLegend"));
        setMinimumSize(60, 18);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    void setEnds(std::pair<QString, QString> ends) {
        ends_ = std::move(ends);
        setAccessibleDescription(QStringLiteral("%1 … %2").arg(ends_.first, ends_.second));
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setFont(monoFont(kSmallPx));
        painter.setPen(colors().text2);
        const double left = painter.fontMetrics().horizontalAdvance(ends_.first) + 6;
        const double right = painter.fontMetrics().horizontalAdvance(ends_.second) + 6;
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, ends_.first);
        painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, ends_.second);
        const QRectF bar(left, height() / 2.0 - 4, std::max(0.0, width() - left - right), 8);
        QLinearGradient ramp(bar.topLeft(), bar.topRight());
        for (int i = 0; i <= 16; ++i)
            ramp.setColorAt(i / 16.0, QColor::fromRgb(heat(i / 16.0)));
        painter.fillRect(bar, ramp);
    }

private:
    std::pair<QString, QString> ends_;
};

ImageAttentionView::ImageAttentionView(Cursor* cursor, FrameSource* frames, QWidget* parent)
    : QWidget(parent), cursor_(cursor) {
    setObjectName(QStringLiteral("imageAttentionView"));
    empty_ = emptyLabel(this);
    stack_ = new QStackedLayout(this);
    stack_->addWidget(empty_);
    stack_->addWidget(makeContent(frames));
    setFocusProxy(canvas_);
    connect(frame_, &QComboBox::activated, this, &ImageAttentionView::refresh);
    connect(scale_, &QComboBox::activated, this, &ImageAttentionView::refresh);
    connect(interpolation_, &QComboBox::activated, this, &ImageAttentionView::refresh);
    connect(opacity_, &QSlider::valueChanged, this, &ImageAttentionView::refresh);
    connect(hold_, &QToolButton::toggled, this, [this](bool on) {
        held_ = on ? rangeOf(shownStep()).largest : 0;
        refresh();
    });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
    refresh();
}

QWidget* ImageAttentionView::makeContent(FrameSource* frames) {
    auto* content = new QWidget(this);
    canvas_ = new ImageCanvas(cursor_, frames, content);
    frame_ = new QComboBox(content);
    frame_->setObjectName(QStringLiteral("frameCombo"));
    frame_->setAccessibleName(tr("Step of the picture"));
    frame_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    sum_ = new QLabel(content);
    sum_->setObjectName(QStringLiteral("frameSum"));
    sum_->setTextFormat(Qt::RichText);
    opacity_ = new QSlider(Qt::Horizontal, content);
    opacity_->setObjectName(QStringLiteral("opacitySlider"));
    opacity_->setAccessibleName(tr("Opacity"));
    opacity_->setRange(0, 100);
    opacity_->setValue(80);
    opacity_->setMinimumWidth(36);
    opacity_->setMaximumWidth(120);
    opacity_->setToolTip(tr("Opacity of the brightest patch; darker ones let more of the picture through"));
    scale_ = new QComboBox(content);
    scale_->setObjectName(QStringLiteral("imageScaleCombo"));
    scale_->setAccessibleName(tr("Scale"));
    const std::tuple<HeatScale, QString, QString> scales[] = {
        {HeatScale::Root, tr("√p"), tr("Root of the share, against the largest in view")},
        {HeatScale::Largest, tr("p"), tr("Share of the row, against the largest in view")},
        {HeatScale::Whole, tr("p, 0 to 1"), tr("Share of the row, on the whole scale")},
        {HeatScale::Picture, tr("of picture"), tr("Share of what falls on the picture")},
        {HeatScale::Ratio, tr("÷ uniform"), tr("Against a row without preference: ×1 is indifferent")},
        {HeatScale::Log, tr("log p"), tr("Four decades of the share")}};
    for (const auto& [scale, text, tip] : scales) {
        scale_->addItem(text, static_cast<int>(scale));
        scale_->setItemData(scale_->count() - 1, tip, Qt::ToolTipRole);
    }
    interpolation_ = new QComboBox(content);
    interpolation_->setObjectName(QStringLiteral("interpolationCombo"));
    interpolation_->setAccessibleName(tr("Interpolation"));
    interpolation_->addItems({tr("nearest"), tr("bilinear")});
    hold_ = toggle("holdScale", QStringLiteral("lock"), tr("Hold the scale over steps and heads"), false);
    ramp_ = new Ramp(content);
    auto* top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(frame_);
    top->addWidget(ramp_, 1);
    top->addWidget(sum_);
    auto* bottom = new QHBoxLayout;
    bottom->setSpacing(6);
    auto* opacityLabel = new ElidedLabel(content); // the first to give way
    opacityLabel->setText(tr("Opacity"));
    opacityLabel->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    bottom->addWidget(opacityLabel);
    bottom->addWidget(opacity_, 1);
    bottom->addWidget(interpolation_);
    bottom->addWidget(scale_);
    bottom->addWidget(hold_);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(10, 4, 10, 4);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(canvas_, 1);
    column->addLayout(bottom);
    return content;
}

QWidget* ImageAttentionView::titleWidget() {
    if (title_)
        return title_;
    const TitleRow made = titleRow(4);
    title_ = made.widget;
    QHBoxLayout* row = made.row;
    connect(title_, &QObject::destroyed, this, [this] {
        title_ = nullptr;
        about_ = nullptr;
        grid_ = heat_ = nullptr;
    });
    about_ = new ElidedLabel;
    grid_ = toggle("attentionGridButton", QStringLiteral("grid"), tr("Patch grid"), true);
    heat_ = toggle("heatButton", QStringLiteral("heat"), tr("Attention over the picture (A)"), true);
    connect(grid_, &QToolButton::toggled, canvas_, &ImageCanvas::setGrid);
    connect(grid_, &QToolButton::toggled, canvas_, &ImageCanvas::setIndices);
    connect(heat_, &QToolButton::toggled, this, &ImageAttentionView::refresh);
    row->addWidget(about_, 1);
    row->addWidget(grid_);
    row->addWidget(heat_);
    refresh();
    return title_;
}

void ImageAttentionView::setEpisode(const EpisodeView& view) {
    view_ = view;
    canvas_->setTokens(view.tokens);
    if (!row_ || !view.tokens || row_->first + row_->values.size() > view.tokens->size())
        row_.reset();
    steps_ = {-1, -1};
    refresh();
}

void ImageAttentionView::setRow(AttentionRowPtr row) {
    row_ = std::move(row);
    if (isVisible())
        refresh();
}

void ImageAttentionView::setEmptyText(const QString& text) {
    emptyText_ = text;
    refresh();
}

void ImageAttentionView::toggleHeat() {
    if (heat_)
        heat_->toggle();
}

void ImageAttentionView::toggleSmooth() {
    interpolation_->setCurrentIndex(1 - interpolation_->currentIndex());
    refresh();
}

void ImageAttentionView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    refresh();
}

void ImageAttentionView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

/// The steps of the window that the row can read (or, of a column, that can read it).
void ImageAttentionView::fillSteps() {
    const TokenSequence& tokens = *view_.tokens;
    const qint64 begin = tokens.stepOf(row_->first), last = tokens.stepOf(row_->first + row_->values.size() - 1);
    if (steps_ == std::pair(begin, last))
        return;
    steps_ = {begin, last};
    const QSignalBlocker quiet(frame_);
    const qint64 before = frame_->currentData().isValid() ? frame_->currentData().toLongLong() : -1;
    frame_->clear();
    frame_->addItem(tr("t %1 of query").arg(tokens.stepOf(static_cast<std::size_t>(row_->query))), -1);
    for (qint64 step = begin; step <= std::min(last, begin + kMostSteps); ++step)
        frame_->addItem(QStringLiteral("t %1").arg(step), step);
    frame_->setCurrentIndex(std::max(0, frame_->findData(before)));
}

qint64 ImageAttentionView::shownStep() const {
    const qint64 chosen = frame_->currentData().isValid() ? frame_->currentData().toLongLong() : -1;
    return chosen >= 0 ? chosen : view_.tokens->stepOf(static_cast<std::size_t>(row_->query));
}

HeatRange ImageAttentionView::rangeOf(qint64 step) const {
    HeatRange range{0, 0, 1};
    const TokenSequence& tokens = *view_.tokens;
    for (std::size_t i = tokens.firstOf(step); i < tokens.firstOf(step + 1); ++i) {
        const float share = tokens.kind(i) == Kind::Image ? row_->of(static_cast<qint64>(i)) : 0.0F;
        if (!(share > 0))
            continue;
        range.sum += share;
        range.largest = std::max(range.largest, static_cast<double>(share));
    }
    range.visible = static_cast<double>(row_->row) - static_cast<double>(row_->first) + 1;
    return range;
}

std::shared_ptr<const PatchHeat> ImageAttentionView::heatOf(qint64 step, const HeatRange& range) const {
    auto made = std::make_shared<PatchHeat>();
    made->opacity = opacity_->value() / 100.0;
    made->smooth = interpolation_->currentIndex() == 1;
    const auto scale = static_cast<HeatScale>(scale_->currentData().toInt());
    const TokenSequence& tokens = *view_.tokens;
    for (std::size_t i = tokens.firstOf(step); i < tokens.firstOf(step + 1); ++i) {
        if (tokens.kind(i) != Kind::Image)
            continue;
        const Token token = tokens.at(i);
        auto& levels = made->levels[token.channel];
        auto& labels = made->labels[token.channel];
        const auto element = static_cast<std::size_t>(std::max(0, token.element));
        if (levels.size() <= element) {
            levels.resize(element + 1, std::numeric_limits<float>::quiet_NaN());
            labels.resize(element + 1);
        }
        const float share = row_->of(static_cast<qint64>(i));
        levels[element] = std::isnan(share) ? share : static_cast<float>(heatLevel(scale, share, range));
        labels[element] = std::isnan(share) ? QString() : heatLabel(scale, share, range);
    }
    return made;
}

void ImageAttentionView::refresh() {
    const bool pictures = view_.tokens && std::any_of(view_.tokens->channels().begin(), view_.tokens->channels().end(),
                                                      [](const SequenceChannel& channel) {
                                                          return channel.map.modality == Modality::Image;
                                                      });
    stack_->setCurrentIndex(row_ && pictures ? 1 : 0);
    empty_->setText(row_ || (view_.tokens && !pictures) ? tr("This episode has no pictures to look at.") : emptyText_);
    if (about_)
        about_->setText(row_ && pictures ? row_->about : QString());
    if (!row_ || !pictures)
        return;
    fillSteps();
    const qint64 step = shownStep();
    canvas_->setFixedStep(step);
    HeatRange range = rangeOf(step);
    const double sum = range.sum;
    if (held_ > 0)
        range.largest = held_;
    const bool on = !heat_ || heat_->isChecked();
    canvas_->setHeat(on ? heatOf(step, range) : nullptr);
    ramp_->setEnds(heatEnds(static_cast<HeatScale>(scale_->currentData().toInt()), range));
    frame_->setItemText(0, tr("t %1 of query").arg(view_.tokens->stepOf(static_cast<std::size_t>(row_->query))));
    const bool narrow = width() < 330;
    sum_->setText(QStringLiteral("<span style='color:%1'>%2</span> <b>%3 %</b>")
                      .arg(colors().text3.name(), narrow ? QStringLiteral("Σ") : tr("Σ frame"))
                      .arg(formatFixed(sum * 100, 1)));
}

} // namespace gatoscope
