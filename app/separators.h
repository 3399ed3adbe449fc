// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The separators between docks: pointer shape, highlight, and an end to a move before the docks are arranged anew.
#include <QObject>
#include <QRect>

class QMainWindow;
class QMouseEvent;

namespace gatoscope {

/// QMainWindow remembers the separator under the pointer as a path into its tree of docks and follows that path on the
/// next move of the pointer, without a look whether the tree is still the same (seen in Qt 6.4 to 6.8). A dock that was
/// dropped elsewhere, or an arrangement brought back, leaves it a path to nothing. So it never sees a pointer that
/// hovers; what it would have done is done here from QMainWindow::isSeparator() alone.
class Separators : public QObject {
    Q_OBJECT
public:
    explicit Separators(QMainWindow* window);

    /// Ends a move in progress: to be called before docks change places.
    void end();
    bool moving() const { return moving_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool pointer(QMouseEvent* event);
    void hover(const QPoint& at);
    void leave();
    QRect extent(const QPoint& at, Qt::Orientation along) const;

    QMainWindow* window_;
    QRect lit_; // empty: none
    bool moving_ = false;
};

} // namespace gatoscope
