// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/job.h"

#include "core/base/thread_priority.h"

#include <QMetaObject>

namespace gatoscope {

namespace {
constexpr qint64 kQuietMs = 300; // shorter work shows no progress
}

Jobs::Jobs(QObject* parent) : QObject(parent) {}

Jobs::~Jobs() {
    cancelAll();
    for (Worker& worker : workers_) {
        {
            const std::lock_guard lock(worker.mutex);
            worker.stop = true;
            worker.queue.clear();
        }
        worker.wake.notify_all();
        if (worker.thread.joinable())
            worker.thread.join();
    }
}

void Jobs::cancel(const QString& kind) {
    const auto found = running_.find(kind);
    if (found == running_.end())
        return;
    found.value()->store(true);
    running_.erase(found);
    Q_EMIT finished(kind);
    if (running_.isEmpty())
        Q_EMIT idle();
}

void Jobs::cancelAll() {
    for (const auto& cancelled : std::as_const(running_))
        cancelled->store(true);
    running_.clear();
}

void Jobs::enqueue(JobLane lane, Task task) {
    if (const auto older = running_.find(task.kind); older != running_.end())
        older.value()->store(true);
    running_.insert(task.kind, task.cancelled);
    Worker& worker = workers_[static_cast<std::size_t>(lane)];
    {
        const std::lock_guard lock(worker.mutex);
        std::erase_if(worker.queue, [](const Task& queued) { return queued.cancelled->load(); });
        worker.queue.push_back(std::move(task));
        if (!worker.thread.joinable())
            worker.thread = std::thread([this, &worker] { loop(worker); });
    }
    worker.wake.notify_one();
}

void Jobs::loop(Worker& worker) {
    if (&worker == &workers_[static_cast<std::size_t>(JobLane::Model)])
        giveWay(); // a forward wants every core; the hand must not feel it
    while (true) {
        Task task;
        {
            std::unique_lock lock(worker.mutex);
            worker.wake.wait(lock, [&] { return worker.stop || !worker.queue.empty(); });
            if (worker.stop)
                return;
            task = std::move(worker.queue.front());
            worker.queue.pop_front();
        }
        if (!task.cancelled->load())
            runOne(task);
    }
}

void Jobs::runOne(const Task& task) {
    QElapsedTimer timer;
    timer.start();
    qint64 shown = 0;
    const Progress progress = [&](double fraction) {
        if (task.cancelled->load())
            return false;
        const qint64 now = timer.elapsed();
        if (now > kQuietMs && now - shown > 50) {
            shown = now;
            QMetaObject::invokeMethod(
                this,
                [this, kind = task.kind, title = task.title, cancelled = task.cancelled, fraction] {
                    if (!cancelled->load())
                        Q_EMIT progressed(kind, title, fraction);
                },
                Qt::QueuedConnection);
        }
        return true;
    };
    auto deliver = task.run(progress);
    QMetaObject::invokeMethod(
        this, [this, task, deliver = std::move(deliver)] { settle(task, deliver); }, Qt::QueuedConnection);
}

void Jobs::settle(const Task& task, const std::function<void()>& deliver) {
    if (task.cancelled->load())
        return; // replaced or stopped: nobody waits for it
    running_.remove(task.kind);
    deliver();
    Q_EMIT finished(task.kind);
    if (running_.isEmpty())
        Q_EMIT idle();
}

} // namespace gatoscope
