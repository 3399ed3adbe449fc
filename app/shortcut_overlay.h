// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// All keys of the window over the window; any key or click closes it.
#include <QFrame>

namespace gatoscope {

class Actions;

class ShortcutOverlay : public QFrame {
    Q_OBJECT
public:
    /// Shows it, or closes the one that shows.
    static void toggle(const Actions* actions, QWidget* window);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    ShortcutOverlay(const Actions* actions, QWidget* window);

    struct Row {
        QString text;
        QStringList keys;
        bool title = false;
    };
    QList<QList<Row>> columns_;
};

} // namespace gatoscope
