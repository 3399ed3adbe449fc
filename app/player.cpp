// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/player.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gatoscope {

namespace {
constexpr std::array<double, 11> kSpeeds = {0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 48, 64};
}

Player::Player(Cursor* cursor, QObject* parent) : QObject(parent), cursor_(cursor) {
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &Player::tick);
    connect(cursor_, &Cursor::episodeChanged, this, &Player::pause);
}

void Player::setFramesPerSecond(double rate) {
    rate_ = std::isfinite(rate) && rate > 0 ? rate : 10;
    if (playing())
        arm();
}

void Player::play() {
    if (playing() || cursor_->stepCount() < 2)
        return;
    if (cursor_->step() + 1 >= cursor_->rangeEnd() || cursor_->step() < cursor_->rangeBegin())
        cursor_->setStep(cursor_->rangeBegin());
    arm();
    Q_EMIT playingChanged(true);
}

void Player::pause() {
    if (!playing())
        return;
    timer_.stop();
    Q_EMIT playingChanged(false);
}

void Player::toggle() { playing() ? pause() : play(); }

void Player::setLoop(bool on) {
    if (on == loop_)
        return;
    loop_ = on;
    Q_EMIT loopChanged(on);
}

void Player::setSpeed(double speed) {
    speed = std::clamp(speed, 0.05, 64.0);
    if (speed == speed_)
        return;
    speed_ = speed;
    if (playing())
        arm();
    Q_EMIT speedChanged(speed);
}

void Player::faster() {
    const auto next = std::upper_bound(kSpeeds.begin(), kSpeeds.end(), speed_ + 1e-9);
    if (next != kSpeeds.end())
        setSpeed(*next);
}

void Player::slower() {
    const auto here = std::lower_bound(kSpeeds.begin(), kSpeeds.end(), speed_ - 1e-9);
    if (here != kSpeeds.begin())
        setSpeed(*(here - 1));
}

void Player::arm() {
    startStep_ = cursor_->step();
    clock_.restart();
    timer_.start(std::max(4, static_cast<int>(std::min(1000.0, 1000 / (rate_ * speed_)) / 2)));
}

/// The step follows the clock, so that a slow repaint drops frames instead of slowing down.
void Player::tick() {
    const double due = static_cast<double>(clock_.nsecsElapsed()) * 1e-9 * rate_ * speed_;
    const qint64 step = startStep_ + static_cast<qint64>(due);
    if (step < cursor_->rangeEnd()) {
        cursor_->setStep(step);
        return;
    }
    if (!loop_) {
        cursor_->setStep(cursor_->rangeEnd() - 1);
        pause();
        return;
    }
    cursor_->setStep(cursor_->rangeBegin());
    arm();
}

} // namespace gatoscope
