// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The model's manners beside a person: it weighs less than the window, and leaves it a core while a hand is at work.
#include <memory>

#include <QObject>

#include "core/base/progress.h"
#include "core/trace/engine.h"

namespace gatoscope {

/// Watches for pointer, wheel and keys of the whole application; while it lives long work gives way to the window.
class HandWatch : public QObject {
    Q_OBJECT
public:
    explicit HandWatch(QObject* application);
    ~HandWatch() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

/// Of one run, made on the thread that runs the model, where the engine is open: all cores, or all but one.
class Courtesy {
public:
    Courtesy();
    ~Courtesy(); // all cores again
    Courtesy(const Courtesy&) = delete;
    Courtesy& operator=(const Courtesy&) = delete;
    /// Looks for the hand each time the run reports: between blocks.
    Progress over(const Progress& progress) const;

private:
    std::shared_ptr<const Engine> engine_; // null where it cannot be opened
    int cores_;
};

} // namespace gatoscope
