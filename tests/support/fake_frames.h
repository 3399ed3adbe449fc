// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A FrameSource of drawn pictures: a coloured room with a square that moves with the step.
#include <QSet>

#include "widgets/common/frame_source.h"

namespace gatoscope {

class FakeFrames : public FrameSource {
    Q_OBJECT
public:
    FakeFrames(QSize size, bool ready = true, QObject* parent = nullptr);

    QImage cached(int channel, qint64 step, int frame = 0) const override;
    void request(int channel, qint64 step, const char* purpose) override;
    /// Delivers (or fails) what was asked for since the last call.
    void deliver();
    void failAll(const QString& why);
    int requests() const { return requests_; }

    static QImage draw(QSize size, int channel, qint64 step);

private:
    QSize size_;
    bool ready_;
    int requests_ = 0;
    QSet<QPair<int, qint64>> waiting_, there_;
    mutable QHash<QPair<int, qint64>, QImage> drawn_;
};

} // namespace gatoscope
