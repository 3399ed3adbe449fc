// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/head_matrix.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLinearGradient>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kGap = 2, kRamp = 44;

} // namespace

HeadMatrixLayout::HeadMatrixLayout(int layers_, int heads_, double width) : layers(layers_), heads(heads_) {
    const double room = std::max(0.0, width - left - means);
    cellWidth = std::clamp(room / std::max(1, heads), 4.0, 34.0);
    cellHeight = std::clamp(cellWidth, 11.0, 26.0);
}

QRectF HeadMatrixLayout::cell(int layer, int head) const {
    const double y = top + layer * cellHeight;
    if (head < 0)
        return {left + heads * cellWidth + 8, y, means - 10, cellHeight};
    const double gap = cellWidth > 10 ? kGap : 1;
    return {left + head * cellWidth, y, cellWidth - gap, cellHeight - gap};
}

std::optional<HeadChoice> HeadMatrixLayout::at(QPointF place) const {
    if (layers <= 0 || place.y() < top || place.x() < 0)
        return std::nullopt;
    const int layer = static_cast<int>((place.y() - top) / cellHeight);
    if (layer >= layers || place.x() > left + heads * cellWidth + means)
        return std::nullopt;
    const double x = (place.x() - left) / cellWidth;
    return HeadChoice{layer, x < 0 || x >= heads ? -1 : static_cast<int>(x)};
}

HeadMatrix::HeadMatrix(AttentionFocus* focus, QWidget* parent) : QWidget(parent), focus_(focus) {
    setObjectName(QStringLiteral("HeadMatrix"));
    setAccessibleName(tr("Heads"));
    setAccessibleDescription(
        tr("One cell per head, one row per layer. Hover shows a head, a click chooses it, Ctrl+click "
           "adds it to a set, the arrows move."));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(focus, &AttentionFocus::headChanged, this, [this] { update(); });
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void HeadMatrix::setValues(Grid values, double low, double top, const QString& name, int decimals) {
    const bool resized = values.rows != values_.rows || values.columns != values_.columns;
    values_ = std::move(values);
    low_ = low;
    end_ = top;
    name_ = name;
    decimals_ = decimals;
    if (resized)
        updateGeometry();
    update();
}

HeadMatrixLayout HeadMatrix::matrixLayout() const {
    return {static_cast<int>(values_.rows), static_cast<int>(values_.columns), static_cast<double>(width())};
}

int HeadMatrix::heightForWidth(int width) const {
    const HeadMatrixLayout at(static_cast<int>(values_.rows), static_cast<int>(values_.columns), width);
    return static_cast<int>(at.height() + kRamp);
}

QSize HeadMatrix::sizeHint() const { return {240, heightForWidth(std::max(240, width()))}; }

double HeadMatrix::meanOf(int layer) const {
    double sum = 0;
    for (const float value : values_.row(static_cast<std::size_t>(layer)))
        sum += value;
    return sum / static_cast<double>(values_.columns);
}

QString HeadMatrix::textOf(const HeadChoice& head) const {
    const double value = head.head < 0 ? meanOf(head.layer)
                                       : static_cast<double>(values_.at(static_cast<std::size_t>(head.layer),
                                                                        static_cast<std::size_t>(head.head)));
    const QString where =
        head.head < 0 ? tr("layer %1, mean").arg(head.layer) : tr("layer %1, head %2").arg(head.layer).arg(head.head);
    return QStringLiteral("%1: %2 %3").arg(where, name_, formatFixed(value, decimals_));
}

void HeadMatrix::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (values_.rows == 0 || values_.columns == 0)
        return;
    const HeadMatrixLayout at = matrixLayout();
    paintCells(painter, at);
    paintNumbers(painter, at);
    paintRamp(painter, at);
    const HeadChoice chosen = focus_->chosen(), shown = focus_->head();
    const auto outlined = [&](const HeadChoice& head) {
        return head.head >= 0 ? at.cell(head.layer, head.head).adjusted(-2, -2, 2, 2)
                              : at.cell(head.layer, 0).united(at.cell(head.layer, at.heads - 1)).adjusted(-2, -2, 2, 2);
    };
    if (chosen.layer < at.layers) {
        if (chosen.head < 0 && !focus_->headSet().empty())
            for (const int head : focus_->headSet())
                drawSelection(painter, outlined({chosen.layer, head}));
        else
            drawSelection(painter, outlined(chosen));
    }
    if (focus_->previewing())
        drawHover(painter, outlined(shown));
}

void HeadMatrix::paintCells(QPainter& painter, const HeadMatrixLayout& at) {
    const Colors& c = colors();
    for (int l = 0; l < at.layers; ++l) {
        for (int h = 0; h < at.heads; ++h) {
            const double value = values_.at(static_cast<std::size_t>(l), static_cast<std::size_t>(h));
            painter.fillRect(at.cell(l, h), QColor::fromRgb(heat(level(value))));
        }
        const QRectF bar = at.cell(l, -1);
        const QRectF track(bar.left(), bar.center().y() - 4, bar.width(), 7);
        painter.fillRect(track, c.window);
        painter.fillRect(QRectF(track.topLeft(), QSizeF(track.width() * std::clamp(level(meanOf(l)), 0.0, 1.0), 7)),
                         c.text3);
    }
}

void HeadMatrix::paintNumbers(QPainter& painter, const HeadMatrixLayout& at) {
    const Colors& c = colors();
    const HeadChoice shown = focus_->head();
    const auto font = [](bool strong) { return monoFont(kSmallPx, strong ? QFont::Bold : QFont::Normal); };
    const int every = at.every();
    for (int h = 0; h < at.heads; ++h) {
        const bool current = h == shown.head;
        if (h % every != 0 && !current)
            continue;
        if (!current && shown.head >= 0 && std::abs(h - shown.head) < every && every > 1)
            continue; // the current number needs the room
        painter.setFont(font(current));
        painter.setPen(current ? c.text1 : c.text3);
        painter.drawText(QRectF(at.cell(0, h).center().x() - 15, 0, 30, HeadMatrixLayout::top - 3),
                         Qt::AlignHCenter | Qt::AlignBottom, QString::number(h));
    }
    for (int l = 0; l < at.layers; ++l) {
        const bool current = l == shown.layer;
        painter.setFont(font(current));
        painter.setPen(current ? c.text1 : c.text3);
        painter.drawText(QRectF(0, at.cell(l, 0).top(), HeadMatrixLayout::left - 8, at.cellHeight - kGap),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(l));
    }
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(c.text3);
    painter.drawText(QRectF(at.cell(0, -1).left() - 8, 0, HeadMatrixLayout::means, HeadMatrixLayout::top - 3),
                     Qt::AlignHCenter | Qt::AlignBottom, tr("mean"));
}

void HeadMatrix::paintRamp(QPainter& painter, const HeadMatrixLayout& at) {
    const double width = std::max(at.heads * at.cellWidth - kGap, std::min(230.0, this->width() - at.left - 8.0));
    const QRectF bar(HeadMatrixLayout::left, at.height() + 8, width, 8);
    QLinearGradient ramp(bar.topLeft(), bar.topRight());
    for (int i = 0; i <= 16; ++i)
        ramp.setColorAt(i / 16.0, QColor::fromRgb(heat(i / 16.0)));
    painter.fillRect(bar, ramp);
    const Colors& c = colors();
    const QRectF line(bar.left(), bar.bottom() + 2, bar.width(), 18);
    painter.setFont(monoFont(kSmallPx));
    painter.setPen(c.text2);
    const int decimals = end_ < 0.95 ? 2 : end_ < 2 ? 1 : end_ < 20 ? 1 : 0;
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, formatFixed(low_, decimals));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, formatFixed(end_, decimals));
    painter.setFont(bodyFont(kSmallPx));
    painter.setPen(c.text3);
    painter.drawText(line, Qt::AlignCenter, name_);
}

void HeadMatrix::mouseMoveEvent(QMouseEvent* event) { focus_->preview(matrixLayout().at(event->position())); }

void HeadMatrix::leaveEvent(QEvent*) { focus_->preview(std::nullopt); }

void HeadMatrix::mousePressEvent(QMouseEvent* event) {
    const auto head = matrixLayout().at(event->position());
    if (!head || event->button() != Qt::LeftButton)
        return;
    if (!(event->modifiers() & Qt::ControlModifier) || head->head < 0) {
        focus_->preview(std::nullopt);
        if (head->head < 0)
            return focus_->setHeadSet(head->layer, {});
        return focus_->cursor()->setHead(head->layer, head->head);
    }
    // A set is of one layer: the chosen head, or the set so far, and the one that was clicked.
    const HeadChoice chosen = focus_->chosen();
    std::vector<int> set;
    if (chosen.layer == head->layer)
        set = chosen.head >= 0 ? std::vector<int>{chosen.head} : focus_->headSet();
    const auto found = std::find(set.begin(), set.end(), head->head);
    found == set.end() ? set.push_back(head->head) : static_cast<void>(set.erase(found));
    if (set.size() == 1)
        focus_->cursor()->setHead(head->layer, set.front());
    else
        focus_->setHeadSet(head->layer, set);
}

void HeadMatrix::keyPressEvent(QKeyEvent* event) {
    HeadChoice head = focus_->chosen();
    const int layers = static_cast<int>(values_.rows), heads = static_cast<int>(values_.columns);
    switch (event->key()) {
    case Qt::Key_Up:
        --head.layer;
        break;
    case Qt::Key_Down:
        ++head.layer;
        break;
    case Qt::Key_Left:
        --head.head;
        break;
    case Qt::Key_Right:
        ++head.head;
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    if (layers > 0)
        focus_->cursor()->setHead(std::clamp(head.layer, 0, layers - 1), std::clamp(head.head, -1, heads - 1));
}

bool HeadMatrix::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) { // arrows move in the matrix while it has the focus
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier && key->key() >= Qt::Key_Left && key->key() <= Qt::Key_Down)
            event->accept();
    }
    if (event->type() == QEvent::ToolTip && values_.rows > 0) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto head = matrixLayout().at(QPointF(help->pos()));
        QToolTip::showText(help->globalPos(), head ? textOf(*head) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace gatoscope
