// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/block_matrix.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "widgets/attention/modality_bar.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/number_format.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr double kInk = 9, kCellWidth = 30, kCellHeight = 24;

} // namespace

BlockMatrix::BlockMatrix(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("BlockMatrix"));
    setAccessibleName(tr("Mass by modality"));
    setAccessibleDescription(tr("Rows are the modality of the query, columns that of the key, in per cent"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

QSize BlockMatrix::sizeHint() const {
    const double n = static_cast<double>(std::max<std::size_t>(1, shown_.size()));
    return {static_cast<int>(kInk + n * kCellWidth) + 2, static_cast<int>(kInk + n * kCellHeight) + 2};
}

void BlockMatrix::setBlocks(Grid blocks, std::vector<int> shown, int current) {
    const bool other = shown.size() != shown_.size();
    blocks_ = std::move(blocks);
    shown_ = std::move(shown);
    current_ = current;
    if (other)
        updateGeometry();
    update();
}

QRectF BlockMatrix::cell(int row, int column) const {
    const double n = static_cast<double>(std::max<std::size_t>(1, shown_.size()));
    const double wide = std::floor(std::min((width() - kInk) / n, kCellWidth)),
                 high = std::floor(std::min((height() - kInk) / n, kCellHeight));
    return {kInk + column * wide, kInk + row * high, wide, high};
}

bool BlockMatrix::at(QPointF place, int* row, int* column) const {
    for (std::size_t r = 0; r < shown_.size(); ++r)
        for (std::size_t k = 0; k < shown_.size(); ++k)
            if (cell(static_cast<int>(r), static_cast<int>(k)).contains(place)) {
                *row = static_cast<int>(r);
                *column = static_cast<int>(k);
                return true;
            }
    return false;
}

void BlockMatrix::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (shown_.empty() || blocks_.rows == 0)
        return;
    const Colors& c = colors();
    painter.setFont(monoFont(kSmallPx));
    const int n = static_cast<int>(shown_.size());
    QRectF query, chosen;
    for (int r = 0; r < n; ++r) {
        const auto q = static_cast<std::size_t>(shown_[static_cast<std::size_t>(r)]);
        const QRectF left = cell(r, 0), top = cell(0, r);
        const QColor ink = c.of(static_cast<Tint>(q)).ink;
        painter.fillRect(QRectF(left.left() - kInk + 2, left.top() + 2, 4, left.height() - 4), ink);
        painter.fillRect(QRectF(top.left() + 2, top.top() - kInk + 2, top.width() - 4, 4), ink);
        for (int k = 0; k < n; ++k) {
            const double mass = blocks_.at(q, static_cast<std::size_t>(shown_[static_cast<std::size_t>(k)]));
            const QRgb fill = heat(std::sqrt(std::clamp(mass, 0.0, 1.0)) * 0.9);
            const QRectF box = cell(r, k);
            painter.fillRect(box.adjusted(0.5, 0.5, -0.5, -0.5), QColor::fromRgb(fill));
            painter.setPen(inkOn(fill));
            painter.drawText(box, Qt::AlignCenter, QString::number(std::lround(mass * 100)));
            if (r == chosenRow_ && k == chosenColumn_)
                chosen = box;
        }
        if (static_cast<int>(q) == current_)
            query = cell(r, 0).united(cell(r, n - 1));
    }
    if (!query.isNull())
        drawSelection(painter, query.adjusted(-1, -1, 1, 1));
    if (!chosen.isNull())
        drawHover(painter, chosen);
}

void BlockMatrix::mousePressEvent(QMouseEvent* event) {
    int row = -1, column = -1;
    const bool hit = at(event->position(), &row, &column);
    const bool same = row == chosenRow_ && column == chosenColumn_;
    chosenRow_ = hit && !same ? row : -1;
    chosenColumn_ = hit && !same ? column : -1;
    update();
    if (chosenRow_ < 0)
        Q_EMIT chosen(-1, -1);
    else
        Q_EMIT chosen(shown_[static_cast<std::size_t>(row)], shown_[static_cast<std::size_t>(column)]);
}

bool BlockMatrix::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        int row = -1, column = -1;
        QString text;
        if (at(QPointF(help->pos()), &row, &column)) {
            const int q = shown_[static_cast<std::size_t>(row)], k = shown_[static_cast<std::size_t>(column)];
            text = tr("%1 tokens read %2 tokens: %3 of their mass on average. Click shows only these.")
                       .arg(tintName(static_cast<Tint>(q)), tintName(static_cast<Tint>(k)),
                            formatPercent(blocks_.at(static_cast<std::size_t>(q), static_cast<std::size_t>(k))));
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace gatoscope
