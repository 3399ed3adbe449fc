// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/background_work.h"

#include "core/base/thread_priority.h"

namespace gatoscope {

int BackgroundWork::s_busy = 0;

BackgroundWork::BackgroundWork(QObject* parent) : QObject(parent) { m_pool.setMaxThreadCount(1); }

BackgroundWork::~BackgroundWork() {
    if (m_wanted)
        m_wanted->store(true);
    setWanted(nullptr);
    m_pool.clear();
    m_pool.waitForDone();
}

void BackgroundWork::setWanted(std::shared_ptr<Stop> wanted) {
    s_busy += (wanted ? 1 : 0) - (m_wanted ? 1 : 0);
    m_wanted = std::move(wanted);
}

void BackgroundWork::start(std::function<Delivery(const Stop& stop)> work) {
    const bool wasBusy = busy();
    if (m_wanted)
        m_wanted->store(true);
    auto stop = std::make_shared<Stop>(false);
    setWanted(stop);
    m_pool.start([this, stop, work = std::move(work)] {
        if (stop->load())
            return;
        giveWay();
        Delivery delivery = work(*stop);
        if (stop->load())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, stop, delivery = std::move(delivery)] {
                if (stop->load())
                    return;
                setWanted(nullptr);
                if (delivery)
                    delivery();
                if (!busy())
                    Q_EMIT busyChanged(false);
            },
            Qt::QueuedConnection);
    });
    if (!wasBusy)
        Q_EMIT busyChanged(true);
}

void BackgroundWork::cancel() {
    if (!m_wanted)
        return;
    m_wanted->store(true);
    setWanted(nullptr);
    Q_EMIT busyChanged(false);
}

} // namespace gatoscope
