// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A view's own small computations off the GUI thread: the newest wins, stale results are dropped.
#include <atomic>
#include <functional>
#include <memory>

#include <QObject>
#include <QThreadPool>

namespace gatoscope {

class BackgroundWork : public QObject {
    Q_OBJECT
public:
    using Stop = std::atomic<bool>;
    using Delivery = std::function<void()>;

    explicit BackgroundWork(QObject* parent = nullptr);
    ~BackgroundWork() override; // waits for the work in hand, which looks at its Stop

    /// Runs `work` on another thread; what it returns runs on this object's thread, unless newer work was started or
    /// cancel() was called meanwhile. `work` holds only values and shared const data, and returns soon once `stop` is
    /// true.
    void start(std::function<Delivery(const Stop& stop)> work);
    void cancel();
    bool busy() const { return m_wanted != nullptr; }
    /// Whether any view of the program waits for a result (GUI thread).
    static bool anyBusy() { return s_busy > 0; }

Q_SIGNALS:
    void busyChanged(bool busy);

private:
    void setWanted(std::shared_ptr<Stop> wanted);

    static int s_busy;  // objects that wait, on the GUI thread
    QThreadPool m_pool; // one thread
    std::shared_ptr<Stop> m_wanted;
};

} // namespace gatoscope
