// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attention/fact_list.h"

#include <algorithm>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"
#include "widgets/common/icons.h"
#include "widgets/common/painting.h"

namespace gatoscope {
namespace {

constexpr int kRow = 22, kBar = 80, kNumber = 44;

} // namespace

FactList::FactList(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&ThemeColors::instance(), &ThemeColors::changed, this, [this] { update(); });
}

void FactList::setFacts(std::vector<Fact> facts) {
    const bool taller = facts.size() != facts_.size();
    facts_ = std::move(facts);
    QStringList spoken;
    for (const Fact& fact : facts_)
        spoken << QStringLiteral("%1 %2 %3").arg(fact.name, fact.note, fact.value).simplified();
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    if (taller)
        updateGeometry();
    update();
}

void FactList::setActive(bool active) {
    active_ = active;
    setMouseTracking(active);
}

QSize FactList::sizeHint() const { return {200, static_cast<int>(facts_.size()) * kRow}; }
QSize FactList::minimumSizeHint() const { return {100, static_cast<int>(facts_.size()) * kRow}; }

void FactList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    for (std::size_t i = 0; i < facts_.size(); ++i) {
        const Fact& fact = facts_[i];
        QRectF row(0, static_cast<double>(i) * kRow, width(), kRow);
        if (active_ && static_cast<int>(i) == hovered_)
            painter.fillRect(row.adjusted(-4, 0, 4, 0), c.hover);
        double left = row.left();
        const bool bad = fact.sign == Fact::Sign::Bad;
        if (fact.sign != Fact::Sign::None) {
            const QSize size(14, 14);
            painter.drawPixmap(QPointF(left, row.center().y() - 7),
                               tintedPixmap(bad ? QStringLiteral("warning") : QStringLiteral("check"),
                                            bad ? c.error : c.ok, size, devicePixelRatioF()));
            left += 22;
        }
        painter.setFont(monoFont());
        painter.setPen(bad ? c.error : c.text1);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, fact.value);
        double right = row.right() - painter.fontMetrics().horizontalAdvance(fact.value) - 10;
        if (fact.bar >= 0) {
            const QRectF bar(row.right() - kNumber - kBar, row.center().y() - 2.5, kBar, 5);
            painter.fillRect(bar, c.window);
            painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * std::min(1.0, fact.bar), bar.height())),
                             c.text3);
            right = bar.left() - 8;
        }
        painter.setFont(bodyFont());
        if (!fact.note.isEmpty()) {
            painter.setPen(c.text3);
            painter.drawText(QRectF(left, row.top(), right - left, kRow), Qt::AlignRight | Qt::AlignVCenter, fact.note);
            right -= painter.fontMetrics().horizontalAdvance(fact.note) + 8;
        }
        painter.setPen(bad ? c.error : c.text1);
        drawElided(painter, QRectF(left, row.top(), std::max(0.0, right - left), kRow), fact.name);
    }
}

int FactList::rowAt(double y) const {
    const int row = static_cast<int>(y / kRow);
    return y >= 0 && row < static_cast<int>(facts_.size()) ? row : -1;
}

void FactList::setHovered(int row) {
    if (row == hovered_)
        return;
    hovered_ = row;
    setCursor(active_ && row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
    Q_EMIT hovered(row);
}

void FactList::mouseMoveEvent(QMouseEvent* event) {
    if (active_)
        setHovered(rowAt(event->position().y()));
}

void FactList::mousePressEvent(QMouseEvent* event) {
    const int row = rowAt(event->position().y());
    if (active_ && row >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT activated(row);
}

void FactList::leaveEvent(QEvent*) { setHovered(-1); }

bool FactList::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int row = rowAt(help->pos().y());
        QToolTip::showText(help->globalPos(), row < 0 ? QString() : facts_[static_cast<std::size_t>(row)].tip, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace gatoscope
