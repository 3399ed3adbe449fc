// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Playing: moves the cursor at the data's own rate times a speed, inside the loop range. No timer runs while paused.
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "widgets/common/cursor.h"

namespace gatoscope {

class Player : public QObject {
    Q_OBJECT
public:
    explicit Player(Cursor* cursor, QObject* parent = nullptr);

    bool playing() const { return timer_.isActive(); }
    bool loop() const { return loop_; }
    double speed() const { return speed_; }
    double framesPerSecond() const { return rate_; }
    void setFramesPerSecond(double rate);

public Q_SLOTS:
    void play();
    void pause();
    void toggle();
    void setLoop(bool on);
    void setSpeed(double speed); // 0.05 … 64
    void faster();
    void slower();

Q_SIGNALS:
    void playingChanged(bool playing);
    void loopChanged(bool on);
    void speedChanged(double speed);

private:
    void tick();
    void arm();

    Cursor* cursor_;
    QTimer timer_;
    QElapsedTimer clock_;
    double rate_ = 10, speed_ = 1;
    qint64 startStep_ = 0;
    bool loop_ = true;
};

} // namespace gatoscope
