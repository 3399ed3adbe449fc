// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The title bar of a dock: its name, what the view puts there, float and close. Double click floats, M maximises.
#include <QWidget>

class QDockWidget;
class QLabel;
class QToolButton;

namespace gatoscope {

class DockTitle : public QWidget {
    Q_OBJECT
public:
    /// `extra` may be null; `extraFirst`: right after the name instead of at the right.
    DockTitle(QDockWidget* dock, QWidget* extra, bool extraFirst);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void menuRequested(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QToolButton* button(const QString& icon, const QString& tip);
};

} // namespace gatoscope
