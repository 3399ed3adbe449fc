// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The FrameSource of the window: a bounded store of pictures as displayed, filled by one decoding thread, newest first.
#include <deque>
#include <memory>
#include <optional>

#include <QCache>
#include <QSet>

#include "app/job.h"
#include "core/tokens/token.h"
#include "widgets/common/frame_source.h"

namespace gatoscope {

struct FramePlace {
    int channel = -1;
    qint64 step = -1;
    int frame = 0;
    friend bool operator==(const FramePlace&, const FramePlace&) = default;
};
size_t qHash(const FramePlace& place, size_t seed = 0);

class FrameStore : public FrameSource {
    Q_OBJECT
public:
    FrameStore(Jobs* jobs, QObject* parent = nullptr);

    /// Forgets every picture, unless only the tokens are other ones; requests are answered from this episode on.
    void setTokens(std::shared_ptr<const TokenSequence> tokens);
    void setBudget(qsizetype bytes); // of displayed pictures
    qint64 bytes() const { return cache_.totalCost(); }
    /// Direction in which the next steps are decoded ahead; 0 = neighbours only.
    void setDirection(int direction) { direction_ = direction; }
    bool pending() const { return working_ || !camera_.empty() || !stream_.empty(); }

    QImage cached(int channel, qint64 step, int frame = 0) const override;
    void request(int channel, qint64 step, const char* purpose) override;

Q_SIGNALS:
    void settled(); // nothing is waited for

private:
    struct Wanted {
        int channel;
        qint64 step;
        friend bool operator==(const Wanted&, const Wanted&) = default;
    };
    void pump();
    std::optional<Wanted> next();
    void prefetchAround(const Wanted& wanted);
    bool have(const Wanted& wanted) const;

    Jobs* jobs_;
    std::shared_ptr<const TokenSequence> tokens_;
    mutable QCache<FramePlace, QImage> cache_;
    std::deque<Wanted> camera_, stream_, ahead_; // newest at the back
    QSet<FramePlace> failed_;
    int direction_ = 0;
    bool working_ = false;
};

} // namespace gatoscope
