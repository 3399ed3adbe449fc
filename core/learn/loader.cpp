// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learn/loader.h"

#include "core/model/gato_policy.h"

namespace gatoscope {

Loader::Loader(Sampler& sampler, const Settings& settings, BatchOptions options, Layout layout, std::uint64_t firstPart,
               int threads)
    : sampler_(sampler), settings_(settings), options_(options), layout_(layout), planned_(firstPart),
      taken_(firstPart), ahead_(static_cast<std::size_t>(threads) + 3) {
    for (int i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
}

Loader::~Loader() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

void Loader::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || planned_ < taken_ + ahead_; });
        if (stopping_)
            return;
        const std::uint64_t part = planned_++;
        const std::uint64_t number = layout_.repeat > 0 ? part % layout_.repeat : part;
        const std::uint64_t first = number * layout_.stride + layout_.offset;
        const std::vector<WindowPlan> plans = sampler_.plan(first, first + layout_.count);
        lock.unlock();
        Result<Batch> made = guarded("the batch of part " + std::to_string(part), [&]() -> Result<Batch> {
            std::vector<Sequence> sequences;
            for (const WindowPlan& plan : plans) {
                auto drawn = sampler_.draw(plan);
                if (!drawn)
                    return fail(drawn);
                for (Sequence& one : *drawn)
                    sequences.push_back(std::move(one));
            }
            return makeBatch(std::move(sequences), settings_, options_);
        });
        lock.lock();
        ready_.emplace(part, std::move(made));
        changed_.notify_all();
    }
}

Result<Batch> Loader::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ready_.contains(taken_); });
    Result<Batch> batch = std::move(ready_.at(taken_));
    ready_.erase(taken_++);
    changed_.notify_all();
    return batch;
}

} // namespace gatoscope
