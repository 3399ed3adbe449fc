// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_frames.h"

#include <QPainter>

namespace gatoscope {

FakeFrames::FakeFrames(QSize size, bool ready, QObject* parent) : FrameSource(parent), size_(size), ready_(ready) {}

QImage FakeFrames::draw(QSize size, int channel, qint64 step) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor(100, 100, 100));
    QPainter painter(&image);
    const double w = size.width(), h = size.height();
    painter.fillRect(QRectF(w / 8, h / 8, w * 0.6, h * 0.75), QColor(77, 77, 77));
    painter.fillRect(QRectF(w * 0.55, h / 8, w * 0.33, h * 0.75), Qt::black);
    painter.fillRect(QRectF(w * 0.2 + double(step % 10) * w * 0.06, h * 0.4, w / 8, h / 8), QColor(255, 76, 76));
    painter.fillRect(QRectF(w * 0.3, h * 0.75, w / 10, h / 10),
                     channel % 2 ? QColor(76, 255, 76) : QColor(255, 255, 0));
    return image;
}

QImage FakeFrames::cached(int channel, qint64 step, int) const {
    const QPair<int, qint64> key(channel, step);
    if (!ready_ && !there_.contains(key))
        return {};
    if (!drawn_.contains(key)) {
        if (drawn_.size() > 64)
            drawn_.clear();
        drawn_.insert(key, draw(size_, channel, step));
    }
    return drawn_.value(key);
}

void FakeFrames::request(int channel, qint64 step, const char*) {
    ++requests_;
    waiting_.insert({channel, step});
}

void FakeFrames::deliver() {
    const auto all = std::exchange(waiting_, {});
    there_.unite(all);
    for (const auto& [channel, step] : all)
        Q_EMIT frameReady(channel, step);
}

void FakeFrames::failAll(const QString& why) {
    const auto all = std::exchange(waiting_, {});
    for (const auto& [channel, step] : all)
        Q_EMIT frameFailed(channel, step, why);
}

} // namespace gatoscope
