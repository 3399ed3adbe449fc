// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where views get pictures from without waiting: what is in memory at once, the rest by request and signal.
#include <memory>

#include <QImage>
#include <QObject>

namespace gatoscope {

/// Implemented in app over Job and FrameCache. Pictures are as displayed (mapped: flipped, swapped, resized).
class FrameSource : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// In memory already, else null; never reads. `channel`: index into the sequence's channels; `frame`: of a stack.
    virtual QImage cached(int channel, qint64 step, int frame = 0) const = 0;
    /// Asks for a picture; frameReady follows. Newer requests of the same `purpose` replace queued ones
    /// ("camera", "stream"); asking again for what is queued is free.
    virtual void request(int channel, qint64 step, const char* purpose) = 0;

Q_SIGNALS:
    void frameReady(int channel, qint64 step);
    void frameFailed(int channel, qint64 step, const QString& why);
};

} // namespace gatoscope
