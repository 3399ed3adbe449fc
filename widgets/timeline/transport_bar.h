// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The timeline's title: first, previous, play, next, last, the exact step, the speed and the loop.
#include <QWidget>

class QComboBox;
class QLabel;
class QSpinBox;
class QToolButton;

namespace gatoscope {

class Cursor;

/// Moves the Cursor itself; playing, speed and loop go to the Player through signals, and come back through the
/// setters.
class TransportBar : public QWidget {
    Q_OBJECT
public:
    explicit TransportBar(Cursor* cursor, QWidget* parent = nullptr);

    void setFramesPerSecond(double rate); // of the data: speed 1x
    double speed() const;                 // times the data's own rate

public Q_SLOTS:
    void setPlaying(bool playing);
    void setSpeed(double speed);
    void setLooping(bool looping);
    void slower();
    void faster();

Q_SIGNALS:
    void playToggled(bool playing);
    void speedChanged(double speed);
    void loopToggled(bool looping);

private:
    QToolButton* button(const QString& name, const QString& icon, const QString& tip);
    void showCount();
    void showIcon();

    Cursor* m_cursor;
    QToolButton *m_first, *m_previous, *m_play, *m_next, *m_last, *m_loop;
    QSpinBox* m_step;
    QLabel* m_count;
    QComboBox* m_speed;
    double m_rate = 10;
};

} // namespace gatoscope
