// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shortcut_overlay.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>

#include "app/actions.h"
#include "app/docks.h"
#include "widgets/common/colors.h"
#include "widgets/common/fonts.h"

namespace gatoscope {

namespace {
constexpr int kRow = 24, kColumn = 330, kMargin = 24;
}

void ShortcutOverlay::toggle(const Actions* actions, QWidget* window) {
    if (auto* shown = window->findChild<QWidget*>(QStringLiteral("shortcutOverlay"))) {
        shown->deleteLater();
        return;
    }
    auto* overlay = new ShortcutOverlay(actions, window);
    overlay->show();
    overlay->raise();
    overlay->setFocus();
}

ShortcutOverlay::ShortcutOverlay(const Actions* actions, QWidget* window) : QFrame(window) {
    setObjectName(QStringLiteral("shortcutOverlay"));
    setAccessibleName(tr("Keys"));
    setFocusPolicy(Qt::StrongFocus);
    const QList<QList<MenuPlace>> places = {
        {MenuPlace::Playback}, {MenuPlace::File, MenuPlace::Help}, {MenuPlace::Edit, MenuPlace::View}};
    qsizetype most = 0;
    for (const auto& group : places) {
        QList<Row> rows;
        for (const MenuPlace place : group) {
            rows.append({menuTitle(place), {}, true});
            for (const ActionInfo& info : actionTable()) {
                QStringList keys;
                for (const QKeySequence& key : actions->action(info.id)->shortcuts())
                    keys << Actions::keyText(key);
                if (info.menu == place && !keys.isEmpty())
                    rows.append({actions->action(info.id)->text().remove(QChar(0x2026)), keys, false});
            }
            if (place == MenuPlace::View)
                rows.append({{tr("Workspace"), {workspaceKeys()}, false},
                             {tr("Go to panel"), {QStringLiteral("Alt 1 … 9")}, false}});
        }
        most = std::max(most, rows.size());
        columns_.append(rows);
    }
    const int wide = std::min<int>(window->width() - 20, static_cast<int>(columns_.size()) * kColumn + kMargin);
    const int high = static_cast<int>(most) * kRow + 2 * kMargin;
    setGeometry((window->width() - wide) / 2, std::max(10, (window->height() - high) / 2), wide, high);
}

void ShortcutOverlay::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    const Colors& c = colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int x = kMargin;
    for (const QList<Row>& rows : columns_) {
        int y = kMargin;
        for (const Row& row : rows) {
            painter.setPen(row.title ? c.text3 : c.text1);
            painter.setFont(row.title ? bodyFont(kSmallPx, QFont::DemiBold) : bodyFont());
            painter.drawText(QRect(x, y, kColumn - kMargin, kRow), Qt::AlignVCenter | Qt::AlignLeft, row.text);
            double right = x + kColumn - kMargin;
            painter.setFont(monoFont(kSmallPx));
            for (auto key = row.keys.crbegin(); key != row.keys.crend(); ++key) {
                const double wide = QFontMetricsF(painter.font()).horizontalAdvance(*key) + 12;
                const QRectF chip(right - wide, y + 3, wide, 18);
                painter.setPen(c.lineStrong);
                painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
                painter.setPen(c.text2);
                painter.drawText(chip, Qt::AlignCenter, *key);
                right -= wide + 6;
            }
            y += kRow;
        }
        x += kColumn;
    }
}

void ShortcutOverlay::keyPressEvent(QKeyEvent*) { deleteLater(); }
void ShortcutOverlay::mousePressEvent(QMouseEvent*) { deleteLater(); }
void ShortcutOverlay::focusOutEvent(QFocusEvent*) { deleteLater(); }

} // namespace gatoscope
