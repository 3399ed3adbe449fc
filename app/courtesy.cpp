// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/courtesy.h"

#include <algorithm>
#include <thread>

#include <QEvent>

#include "core/base/thread_priority.h"

namespace gatoscope {

HandWatch::HandWatch(QObject* application) : QObject(application) {
    letWorkGiveWay(true);
    application->installEventFilter(this);
}

HandWatch::~HandWatch() { letWorkGiveWay(false); }

bool HandWatch::eventFilter(QObject*, QEvent* event) {
    switch (event->type()) {
    case QEvent::MouseMove:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
    case QEvent::KeyPress:
        noteHand();
        break;
    default:
        break;
    }
    return false;
}

Courtesy::Courtesy() : cores_(static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))) {
    if (auto engine = openEngine())
        engine_ = *engine;
}

Courtesy::~Courtesy() {
    if (engine_ && engine_->threads() != cores_)
        engine_->setThreads(cores_);
}

Progress Courtesy::over(const Progress& progress) const {
    return [this, progress](double fraction) {
        const int wanted = handAtWork() ? std::max(1, cores_ - 1) : cores_;
        if (engine_ && engine_->threads() != wanted)
            engine_->setThreads(wanted);
        return report(progress, fraction);
    };
}

} // namespace gatoscope
