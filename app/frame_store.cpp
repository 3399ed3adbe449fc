// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/frame_store.h"

#include <algorithm>
#include <cstring>

#include "widgets/common/convert.h"

namespace gatoscope {

namespace {

constexpr std::size_t kCameraQueue = 16, kStreamQueue = 256;
constexpr qint64 kAhead = 6;

int framesOf(const TokenSequence& tokens, int channel) {
    return std::max(1, tokens.channels()[static_cast<std::size_t>(channel)].map.frameStack);
}

using Frames = std::vector<QImage>;

Result<Frames> decode(const std::shared_ptr<const TokenSequence>& tokens, int channel, qint64 step) {
    const SequenceChannel& about = tokens->channels()[static_cast<std::size_t>(channel)];
    Frames frames;
    for (int frame = 0; frame < framesOf(*tokens, channel); ++frame) {
        auto image = mappedImage(*tokens->episode(), about.stored, about.map, step, frame);
        if (!image)
            return fail(image);
        frames.push_back(toQImage(*image));
    }
    return frames;
}

template <typename Queue, typename Wanted>
void pushNewest(Queue& queue, const Wanted& wanted, std::size_t most) {
    std::erase(queue, wanted);
    queue.push_back(wanted);
    while (queue.size() > most)
        queue.pop_front();
}

} // namespace

size_t qHash(const FramePlace& place, size_t seed) { return qHashMulti(seed, place.channel, place.step, place.frame); }

FrameStore::FrameStore(Jobs* jobs, QObject* parent) : FrameSource(parent), jobs_(jobs), cache_(256 << 20) {}

void FrameStore::setTokens(std::shared_ptr<const TokenSequence> tokens) {
    const bool same = tokens && tokens_ && tokens->episode() == tokens_->episode() && tokens->map() == tokens_->map() &&
                      tokens->settings().order == tokens_->settings().order;
    tokens_ = std::move(tokens);
    if (!same)
        cache_.clear();
    camera_.clear();
    stream_.clear();
    ahead_.clear();
    failed_.clear();
    jobs_->cancel(QStringLiteral("frame"));
    working_ = false;
}

void FrameStore::setBudget(qsizetype bytes) { cache_.setMaxCost(bytes); }

QImage FrameStore::cached(int channel, qint64 step, int frame) const {
    const QImage* image = cache_.object({channel, step, frame});
    return image ? *image : QImage();
}

bool FrameStore::have(const Wanted& wanted) const {
    const FramePlace place{wanted.channel, wanted.step, 0};
    return cache_.contains(place) || failed_.contains(place);
}

void FrameStore::request(int channel, qint64 step, const char* purpose) {
    if (!tokens_ || channel < 0 || channel >= static_cast<int>(tokens_->channels().size()))
        return;
    const Wanted wanted{channel, step};
    if (have(wanted))
        return;
    if (std::strcmp(purpose, "camera") == 0) {
        std::erase_if(camera_, [&](const Wanted& queued) { return queued.step != step; });
        pushNewest(camera_, wanted, kCameraQueue);
        ahead_.clear();
    } else {
        pushNewest(stream_, wanted, kStreamQueue);
    }
    pump();
}

std::optional<FrameStore::Wanted> FrameStore::next() {
    for (auto* queue : {&camera_, &stream_, &ahead_}) {
        while (!queue->empty()) {
            const Wanted wanted = queue->back();
            queue->pop_back();
            if (!have(wanted))
                return wanted;
        }
    }
    return std::nullopt;
}

void FrameStore::pump() {
    if (working_)
        return;
    const auto wanted = next();
    if (!wanted) {
        Q_EMIT settled();
        return;
    }
    working_ = true;
    const auto tokens = tokens_;
    jobs_->start<Frames>(
        JobLane::Decode, QStringLiteral("frame"), tr("Decoding"),
        [tokens, wanted = *wanted](const Progress&) { return decode(tokens, wanted.channel, wanted.step); }, this,
        [this, wanted = *wanted](Result<Frames> frames) {
            working_ = false;
            if (frames) {
                for (std::size_t f = 0; f < frames->size(); ++f) {
                    const QImage& image = (*frames)[f];
                    cache_.insert({wanted.channel, wanted.step, static_cast<int>(f)}, new QImage(image),
                                  image.sizeInBytes());
                }
                prefetchAround(wanted);
                Q_EMIT frameReady(wanted.channel, wanted.step);
            } else {
                failed_.insert({wanted.channel, wanted.step, 0});
                Q_EMIT frameFailed(wanted.channel, wanted.step, toQString(frames.error().text));
            }
            pump();
        });
}

/// While nothing else is asked for: the steps that playing or stepping will show next.
void FrameStore::prefetchAround(const Wanted& wanted) {
    if (!ahead_.empty() || !tokens_ || !stream_.empty())
        return;
    const QImage* shown = cache_.object({wanted.channel, wanted.step, 0});
    if (shown == nullptr || shown->sizeInBytes() * 32 > cache_.maxCost())
        return; // large photographs: not ahead
    const qint64 reach = direction_ == 0 ? 1 : kAhead;
    for (qint64 by = reach; by >= 1; --by) {
        for (const int side : {-1, 1}) {
            const qint64 step = wanted.step + side * by;
            if ((direction_ == 0 || side == direction_) && step >= 0 && step < tokens_->steps())
                ahead_.push_back({wanted.channel, step});
        }
    }
}

} // namespace gatoscope
