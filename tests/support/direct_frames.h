// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A FrameSource that reads on the spot: for tests and benchmarks of views over real episodes.
#include <memory>

#include <QCache>

#include "core/tokens/token.h"
#include "widgets/common/convert.h"
#include "widgets/common/frame_source.h"

namespace gatoscope {

class DirectFrames : public FrameSource {
    Q_OBJECT
public:
    using FrameSource::FrameSource;
    void setTokens(std::shared_ptr<const TokenSequence> tokens) {
        tokens_ = std::move(tokens);
        cache_.clear();
    }
    QImage cached(int channel, qint64 step, int frame = 0) const override {
        const quint64 key =
            (static_cast<quint64>(step) << 20) | (static_cast<quint64>(channel) << 8) | static_cast<quint64>(frame);
        if (const QImage* found = cache_.object(key))
            return *found;
        const SequenceChannel& about = tokens_->channels()[static_cast<std::size_t>(channel)];
        const auto image = mappedImage(*tokens_->episode(), about.stored, about.map, step, frame);
        if (!image)
            return {};
        const QImage made = toQImage(*image);
        cache_.insert(key, new QImage(made), made.sizeInBytes());
        return made;
    }
    void request(int channel, qint64 step, const char*) override {
        QMetaObject::invokeMethod(
            this, [this, channel, step] { Q_EMIT frameFailed(channel, step, QStringLiteral("cannot be read")); },
            Qt::QueuedConnection);
    }

private:
    std::shared_ptr<const TokenSequence> tokens_;
    mutable QCache<quint64, QImage> cache_{256 << 20};
};

} // namespace gatoscope
