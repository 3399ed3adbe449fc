// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/cursor.h"

#include <algorithm>

namespace gatoscope {

Cursor::Cursor(QObject* parent) : QObject(parent) {}

void Cursor::setEpisode(qint64 episode) {
    if (episode == episode_)
        return;
    episode_ = episode;
    token_ = -1;
    hover_ = {};
    Q_EMIT episodeChanged(episode);
}

void Cursor::setStepCount(qint64 steps) {
    stepCount_ = std::max<qint64>(0, steps);
    rangeBegin_ = 0;
    rangeEnd_ = stepCount_;
    Q_EMIT stepCountChanged(stepCount_);
    Q_EMIT rangeChanged(rangeBegin_, rangeEnd_);
    setStep(step_);
}

void Cursor::setStep(qint64 step) {
    const qint64 clamped = std::clamp<qint64>(step, 0, std::max<qint64>(0, stepCount_ - 1));
    if (clamped == step_)
        return;
    step_ = clamped;
    Q_EMIT stepChanged(step_);
}

void Cursor::setToken(qint64 token) {
    if (token == token_)
        return;
    token_ = token;
    Q_EMIT tokenChanged(token);
}

void Cursor::selectToken(qint64 token, qint64 step) {
    setStep(step);
    setToken(token);
}

void Cursor::setHover(const Hover& hover) {
    if (hover == hover_)
        return;
    hover_ = hover;
    Q_EMIT hoverChanged(hover_);
}

void Cursor::setHead(int layer, int head) {
    if (layer == layer_ && head == head_)
        return;
    layer_ = layer;
    head_ = head;
    Q_EMIT headChanged(layer, head);
}

void Cursor::setRange(qint64 begin, qint64 end) {
    begin = std::clamp<qint64>(begin, 0, stepCount_);
    end = std::clamp<qint64>(end, begin, stepCount_);
    if (begin == rangeBegin_ && end == rangeEnd_)
        return;
    rangeBegin_ = begin;
    rangeEnd_ = end;
    Q_EMIT rangeChanged(begin, end);
}

} // namespace gatoscope
