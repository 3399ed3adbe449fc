// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/attention_map_view.h"

#include <algorithm>
#include <cmath>

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QResizeEvent>
#include <QStackedLayout>

#include "widgets/attention/attended_model.h"
#include "widgets/attention/block_matrix.h"
#include "widgets/attention/fact_list.h"
#include "widgets/attention/heads_view.h"
#include "widgets/attention/map_canvas.h"
#include "widgets/attention/scale_legend.h"
#include "widgets/common/number_format.h"
#include "widgets/common/panel_parts.h"

namespace gatoscope {
namespace {

constexpr int kSide = 172;
constexpr std::size_t kMostBlockRows = 4096; // rows of a selected block that are summed at once

} // namespace

AttentionMapView::AttentionMapView(AttentionFocus* focus, QWidget* parent) : QWidget(parent), focus_(focus) {
    setObjectName(QStringLiteral("attentionMapView"));
    empty_ = emptyLabel(this);
    content_ = new QWidget(this);
    canvas_ = new MapCanvas(focus, content_);
    side_ = makeSide();
    box_ = new QBoxLayout(QBoxLayout::LeftToRight, content_);
    box_->setContentsMargins(4, 4, 10, 6);
    box_->setSpacing(8);
    box_->addWidget(canvas_, 1);
    box_->addWidget(side_);
    stack_ = new QStackedLayout(this);
    stack_->addWidget(empty_);
    stack_->addWidget(content_);
    setFocusProxy(canvas_);
    connect(blocks_, &BlockMatrix::chosen, canvas_, &MapCanvas::setModalities);
    connect(canvas_, &MapCanvas::mapChanged, this, &AttentionMapView::showMap);
    connect(canvas_, &MapCanvas::hoveredChanged, this, &AttentionMapView::showReadout);
    connect(focus, &AttentionFocus::traceChanged, this, &AttentionMapView::showEmpty);
    connect(focus, &AttentionFocus::stateChanged, this, &AttentionMapView::showEmpty);
    connect(focus, &AttentionFocus::rowChanged, this, &AttentionMapView::showMap);
    connect(focus->cursor(), &Cursor::hoverChanged, this, &AttentionMapView::showReadout);
    showEmpty();
}

QWidget* AttentionMapView::makeSide() {
    auto* side = new QWidget(content_);
    blocks_ = new BlockMatrix(side);
    legend_ = new ScaleLegend(side);
    readoutTitle_ = heading(tr("Under cursor"));
    readout_ = new FactList(side);
    readout_->setObjectName(QStringLiteral("mapReadout"));
    auto* about = new QLabel(tr("rows query, columns key, %"));
    about->setProperty("tone", QStringLiteral("muted"));
    about->setWordWrap(true);
    sideBox_ = new QBoxLayout(QBoxLayout::TopToBottom, side);
    sideBox_->setContentsMargins(0, 18, 0, 0);
    sideBox_->setSpacing(12);
    const auto group = [&](std::initializer_list<QWidget*> widgets) {
        auto* column = new QVBoxLayout;
        column->setSpacing(5);
        for (QWidget* widget : widgets)
            column->addWidget(widget);
        column->addStretch(1);
        sideBox_->addLayout(column);
    };
    group({heading(tr("Mass by modality")), blocks_, about});
    group({heading(tr("Scale")), legend_});
    group({readoutTitle_, readout_});
    sideBox_->addStretch(1);
    return side;
}

QWidget* AttentionMapView::titleWidget() {
    if (title_)
        return title_;
    const TitleRow made = titleRow(8);
    title_ = made.widget;
    QHBoxLayout* row = made.row;
    connect(title_, &QObject::destroyed, this, [this] {
        title_ = nullptr;
        size_ = nullptr;
        scale_ = nullptr;
    });
    size_ = new ElidedLabel(title_);
    size_->setObjectName(QStringLiteral("mapSize"));
    QLabel* caption = mutedLabel(tr("Colour"), title_);
    scale_ = new QComboBox(title_);
    scale_->setObjectName(QStringLiteral("scaleCombo"));
    scale_->setAccessibleName(tr("Colour"));
    scale_->addItem(tr("log p"), static_cast<int>(MapScale::LogShare));
    scale_->addItem(tr("p"), static_cast<int>(MapScale::Share));
    scale_->addItem(tr("p ÷ uniform"), static_cast<int>(MapScale::Ratio));
    scale_->setItemData(2, tr("p (i + 1): 1 where a row has no preference"), Qt::ToolTipRole);
    row->addWidget(size_, 1);
    row->addWidget(caption);
    row->addWidget(scale_);
    connect(scale_, &QComboBox::activated, this, [this] {
        canvas_->setScale(static_cast<MapScale>(scale_->currentData().toInt()));
        showMap();
    });
    showEmpty();
    return title_;
}

void AttentionMapView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = width() >= height() + kSide / 2;
    box_->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    sideBox_->setDirection(wide ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    sideBox_->setContentsMargins(0, wide ? 18 : 0, 0, 0);
    side_->setMaximumWidth(wide ? std::clamp(width() - height() + 20, kSide - 30, kSide + 40) : QWIDGETSIZE_MAX);
    side_->setMinimumWidth(wide ? kSide - 30 : 0);
    side_->setVisible(wide || height() > 420);
}

void AttentionMapView::showEmpty() {
    stack_->setCurrentIndex(focus_->ready() ? 1 : 0);
    empty_->setText(emptyAttentionText(*focus_));
    if (size_)
        size_->setText(
            focus_->ready()
                ? QStringLiteral("%1 × %1 · %2").arg(focus_->count()).arg(QString::fromStdString(focus_->trace()->mode))
                : QString());
}

void AttentionMapView::showMap() {
    const auto& map = canvas_->map();
    if (!map || !focus_->ready() || focus_->query() < 0 || map->tokens != focus_->count())
        return;
    std::vector<int> shown;
    const auto& groups = focus_->groups();
    for (int t = 0; t < kTintCount; ++t)
        if (std::find(groups.begin(), groups.end(), t) != groups.end())
            shown.push_back(t);
    const auto row =
        static_cast<std::size_t>(std::max<qint64>(0, focus_->row() - static_cast<qint64>(focus_->first())));
    blocks_->setBlocks(map->blocks, shown, groups[row]);
    switch (canvas_->scale()) {
    case MapScale::LogShare:
        legend_->setEnds(QStringLiteral("≤") + formatNumber(map->low, 2), tr("p (log)"),
                         QStringLiteral("≥") + formatNumber(map->top, 2));
        break;
    case MapScale::Share:
        legend_->setEnds(QStringLiteral("0"), QStringLiteral("p"), QStringLiteral("≥") + formatNumber(map->top, 2));
        break;
    case MapScale::Ratio:
        legend_->setEnds(QStringLiteral("≤0.1"), tr("p (i + 1)"), QStringLiteral("≥10"));
        break;
    }
    showReadout();
}

/// The cell under the pointer; else the hovered key in the shown row; else the block.
void AttentionMapView::showReadout() {
    if (!focus_->ready() || !canvas_->isVisible())
        return;
    if (canvas_->block() && !canvas_->hovered())
        return readBlock();
    const auto first = static_cast<qint64>(focus_->first()), count = static_cast<qint64>(focus_->count());
    qint64 query = focus_->row() - first, key = focus_->cursor()->hover().token - first;
    if (canvas_->hovered()) {
        query = canvas_->hovered()->y();
        key = canvas_->hovered()->x();
    }
    readoutTitle_->setText(tr("Under cursor"));
    std::vector<Fact> lines;
    const TokenSequence& tokens = *focus_->tokens();
    const auto name = [&](qint64 index) {
        const auto token = static_cast<std::size_t>(first + index);
        return QStringLiteral("#%1 %2").arg(token).arg(shortTokenName(tokens, token).left(11));
    };
    if (query < 0 || query >= count || key < 0 || key >= count || key > query) {
        readout_->setFacts(
            {{query >= 0 && query < count ? name(query) : QString(), {}, tr("query"), -1, Fact::Sign::None, {}},
             {tr("no key"), {}, {}, -1, Fact::Sign::None, {}}});
        return;
    }
    std::vector<float> row(focus_->count());
    focus_->headRow(static_cast<std::size_t>(query), row);
    const double p = row[static_cast<std::size_t>(key)];
    lines.push_back({tr("query"), {}, name(query), -1, Fact::Sign::None, {}});
    lines.push_back({tr("key"), {}, name(key), -1, Fact::Sign::None, {}});
    lines.push_back({QStringLiteral("p"), {}, formatNumber(p, 4), -1, Fact::Sign::None, {}});
    lines.push_back({tr("÷ uniform"),
                     {},
                     QStringLiteral("×") + formatNumber(p * static_cast<double>(query + 1), 3),
                     -1,
                     Fact::Sign::None,
                     tr("Against 1 / (i + 1), what a row without preference would give")});
    readout_->setFacts(std::move(lines));
}

void AttentionMapView::readBlock() {
    const MapBlock& block = *canvas_->block();
    std::vector<float> row(focus_->count());
    double mass = 0, largest = 0;
    const std::size_t rows = std::min(kMostBlockRows, block.queryEnd - block.queryBegin);
    for (std::size_t i = block.queryBegin; i < block.queryBegin + rows; ++i) {
        focus_->headRow(i, row);
        for (std::size_t j = block.keyBegin; j < std::min(block.keyEnd, i + 1); ++j) {
            mass += row[j];
            largest = std::max(largest, static_cast<double>(row[j]));
        }
    }
    const std::size_t first = focus_->first();
    const auto range = [first](std::size_t begin, std::size_t end) {
        return QStringLiteral("#%1–%2").arg(first + begin).arg(first + end - 1);
    };
    readoutTitle_->setText(tr("Selected block"));
    readout_->setFacts({{tr("queries"), {}, range(block.queryBegin, block.queryEnd), -1, Fact::Sign::None, {}},
                        {tr("keys"), {}, range(block.keyBegin, block.keyEnd), -1, Fact::Sign::None, {}},
                        {tr("mean mass"),
                         {},
                         formatPercent(mass / static_cast<double>(std::max<std::size_t>(1, rows))),
                         -1,
                         Fact::Sign::None,
                         tr("Share of these queries' rows that falls on these keys; Z zooms, Esc "
                            "lets go")},
                        {tr("largest p"), {}, formatNumber(largest, 3), -1, Fact::Sign::None, {}}});
}

} // namespace gatoscope
