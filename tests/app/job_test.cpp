// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/job.h"

#include <QSignalSpy>
#include <QtTest>

using namespace gatoscope;

class JobTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void delivers();
    void newestOfAKindWins();
    void cancelledIsNotDelivered();
    void nothingForAContextThatIsGone();
    void errorsArriveCancelledDoNot();
    void progressOfLongWork();
    void endsWithWorkInHand();
};

namespace {
const QString kKind = QStringLiteral("test");

/// Works until it is stopped or `most` milliseconds are over.
Result<int> workFor(int most, const Progress& progress) {
    for (int i = 0; i < most / 5; ++i) {
        if (!report(progress, static_cast<double>(i) * 5 / most))
            return fail(ErrorKind::Cancelled, "stopped");
        QThread::msleep(5);
    }
    return 1;
}
} // namespace

void JobTest::delivers() {
    Jobs jobs;
    int got = 0;
    Qt::HANDLE worker = nullptr;
    jobs.start<int>(
        JobLane::Read, kKind, QString(),
        [&worker](const Progress&) -> Result<int> {
            worker = QThread::currentThreadId();
            return 7;
        },
        this, [&](Result<int> result) { got = result.value_or(0); });
    QVERIFY(jobs.busy(kKind));
    QTRY_COMPARE(got, 7);
    QVERIFY(worker != QThread::currentThreadId());
    QVERIFY(!jobs.busy());
}

void JobTest::newestOfAKindWins() {
    Jobs jobs;
    QList<int> got;
    for (int i = 0; i < 50; ++i)
        jobs.start<int>(
            JobLane::Read, kKind, QString(), [i](const Progress&) -> Result<int> { return i; }, this,
            [&](Result<int> result) { got.append(result.value_or(-1)); });
    QTRY_VERIFY(!jobs.busy());
    QCOMPARE(got, QList<int>{49});
}

void JobTest::cancelledIsNotDelivered() {
    Jobs jobs;
    bool delivered = false;
    QSignalSpy idle(&jobs, &Jobs::idle);
    jobs.start<int>(
        JobLane::Search, kKind, QString(), [](const Progress& progress) { return workFor(10000, progress); }, this,
        [&](const Result<int>&) { delivered = true; });
    QTest::qWait(20);
    jobs.cancel(kKind);
    QCOMPARE(idle.size(), 1);
    QTest::qWait(60);
    QVERIFY(!delivered);
}

void JobTest::nothingForAContextThatIsGone() {
    Jobs jobs;
    auto context = std::make_unique<QObject>();
    bool delivered = false;
    jobs.start<int>(
        JobLane::Decode, kKind, QString(), [](const Progress&) -> Result<int> { return 1; }, context.get(),
        [&](const Result<int>&) { delivered = true; });
    context.reset();
    QTRY_VERIFY(!jobs.busy());
    QVERIFY(!delivered);
}

void JobTest::errorsArriveCancelledDoNot() {
    Jobs jobs;
    QStringList got;
    for (const ErrorKind kind : {ErrorKind::Unreadable, ErrorKind::Cancelled}) {
        jobs.start<int>(
            JobLane::Read, kKind, QString(), [kind](const Progress&) -> Result<int> { return fail(kind, "why"); }, this,
            [&](Result<int> result) {
                if (!result)
                    got.append(QString::fromStdString(result.error().text));
            });
        QTRY_VERIFY(!jobs.busy());
    }
    QCOMPARE(got, QStringList{QStringLiteral("why")});
}

void JobTest::progressOfLongWork() {
    Jobs jobs;
    QSignalSpy progress(&jobs, &Jobs::progressed);
    jobs.start<int>(
        JobLane::Read, QStringLiteral("short"), QString(), [](const Progress& report) { return workFor(100, report); },
        this, [](const Result<int>&) {});
    QTRY_VERIFY(!jobs.busy());
    QCOMPARE(progress.size(), 0);
    jobs.start<int>(
        JobLane::Read, kKind, QStringLiteral("Long"), [](const Progress& report) { return workFor(700, report); }, this,
        [](const Result<int>&) {});
    QTRY_VERIFY(progress.size() > 0);
    QCOMPARE(progress.first().at(1).toString(), QStringLiteral("Long"));
}

void JobTest::endsWithWorkInHand() {
    QElapsedTimer timer;
    timer.start();
    {
        Jobs jobs;
        for (const JobLane lane : {JobLane::Read, JobLane::Decode, JobLane::Search, JobLane::Model})
            jobs.start<int>(
                lane, kKind + QString::number(static_cast<int>(lane)), QString(),
                [](const Progress& progress) { return workFor(60000, progress); }, this, [](const Result<int>&) {});
        QTest::qWait(20);
    }
    QVERIFY(timer.elapsed() < 5000);
}

QTEST_GUILESS_MAIN(JobTest)
#include "job_test.moc"
