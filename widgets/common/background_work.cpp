// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/common/background_work.h"

namespace gatoscope {

BackgroundWork::BackgroundWork(QObject* parent) : QObject(parent) { m_pool.setMaxThreadCount(1); }

BackgroundWork::~BackgroundWork() {
    if (m_wanted)
        m_wanted->store(true);
    m_pool.clear();
    m_pool.waitForDone();
}

void BackgroundWork::start(std::function<Delivery(const Stop& stop)> work) {
    const bool wasBusy = busy();
    if (m_wanted)
        m_wanted->store(true);
    auto stop = std::make_shared<Stop>(false);
    m_wanted = stop;
    m_pool.start([this, stop, work = std::move(work)] {
        if (stop->load())
            return;
        Delivery delivery = work(*stop);
        if (stop->load())
            return;
        QMetaObject::invokeMethod(
            this,
            [this, stop, delivery = std::move(delivery)] {
                if (stop->load())
                    return;
                m_wanted.reset();
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
    m_wanted.reset();
    Q_EMIT busyChanged(false);
}

} // namespace gatoscope
