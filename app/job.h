// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Work off the GUI thread, the only way there: named lanes of one thread each; newest of a kind wins; progress; cancel.
#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QString>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace gatoscope {

/// One thread each, started on first use. Read: files and tokens. Decode: pictures. Search: palette, findings. Model:
/// the engine, one job at a time.
enum class JobLane { Read, Decode, Search, Model };

/// On the GUI thread. A new job of a kind cancels the older one; a cancelled or replaced job's result is dropped,
/// errors of kind Cancelled too. Destruction cancels and waits.
class Jobs : public QObject {
    Q_OBJECT
public:
    explicit Jobs(QObject* parent = nullptr);
    ~Jobs() override;

    /// `work` runs on the lane's thread; `done` on the GUI thread unless replaced, cancelled or `context` is gone.
    template <typename T>
    void start(JobLane lane, const QString& kind, const QString& title, std::function<Result<T>(const Progress&)> work,
               QObject* context, std::function<void(Result<T>)> done);
    void cancel(const QString& kind);
    void cancelAll();
    bool busy() const { return !running_.isEmpty(); }
    bool busy(const QString& kind) const { return running_.contains(kind); }

Q_SIGNALS:
    /// Only for jobs that take longer than 0.3 s; fraction in [0, 1].
    void progressed(const QString& kind, const QString& title, double fraction);
    void finished(const QString& kind);
    void idle();

private:
    struct Task {
        QString kind, title;
        std::shared_ptr<std::atomic<bool>> cancelled;
        std::function<std::function<void()>(const Progress&)> run; // returns what is done on the GUI thread
    };
    struct Worker {
        std::mutex mutex;
        std::condition_variable wake;
        std::deque<Task> queue;
        bool stop = false;
        std::thread thread;
    };
    void enqueue(JobLane lane, Task task);
    void loop(Worker& worker);
    void runOne(const Task& task);
    void settle(const Task& task, const std::function<void()>& deliver);

    std::array<Worker, 4> workers_;
    QHash<QString, std::shared_ptr<std::atomic<bool>>> running_; // newest of each kind
};

template <typename T>
void Jobs::start(JobLane lane, const QString& kind, const QString& title,
                 std::function<Result<T>(const Progress&)> work, QObject* context,
                 std::function<void(Result<T>)> done) {
    Task task;
    task.kind = kind;
    task.title = title;
    task.cancelled = std::make_shared<std::atomic<bool>>(false);
    auto alive = std::make_shared<QPointer<QObject>>(context);
    task.run = [work = std::move(work), done = std::move(done), alive](const Progress& progress) {
        auto result = std::make_shared<Result<T>>(work(progress));
        return std::function<void()>([result, done, alive] {
            if (*alive && (*result || result->error().kind != ErrorKind::Cancelled))
                done(std::move(*result));
        });
    };
    enqueue(lane, std::move(task));
}

} // namespace gatoscope
