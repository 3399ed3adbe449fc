// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The GPU against the CPU, where there is a GPU; says why it skips where there is none.
#include <QTemporaryDir>
#include <QTest>

#include "core/trace/engine.h"
#include "tests/gpu/gpu_training.h"

using namespace gatoscope;

namespace {

void verify(const Result<std::vector<GpuComparison>>& compared) {
    QVERIFY2(compared, compared ? "" : compared.error().text.c_str());
    QVERIFY(!compared->empty());
    for (const GpuComparison& one : *compared)
        QVERIFY2(one.passed(), (one.what + ": " + std::to_string(one.difference)).c_str());
}

/// "" where the device can be used.
std::string missing(const QString& device) {
    if (!findEngine().found)
        return "the engine is not built";
    return device == QStringLiteral("cpu") ? std::string() : gpuMissing();
}

} // namespace

class GpuTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameAsCpu_data() {
        QTest::addColumn<QString>("device");
        QTest::addColumn<QString>("preset");
        QTest::newRow("the comparison itself") << "cpu"
                                               << "tiny";
        QTest::newRow("tiny") << "cuda:0"
                              << "tiny";
        QTest::newRow("79M") << "cuda:0"
                             << "79M";
    }
    void sameAsCpu() {
        QFETCH(const QString, device);
        if (const std::string why = missing(device); !why.empty())
            QSKIP(why.c_str());
        QFETCH(const QString, preset);
        const QTemporaryDir folder;
        verify(compareOn(device.toStdString(), preset.toStdString(), folder.path().toStdString()));
    }
    void trainsAsOnCpu_data() {
        QTest::addColumn<QString>("device");
        QTest::newRow("the comparison itself") << "cpu";
        QTest::newRow("GPU") << "cuda:0";
    }
    void trainsAsOnCpu() {
        QFETCH(const QString, device);
        if (const std::string why = missing(device); !why.empty())
            QSKIP(why.c_str());
        const QTemporaryDir folder;
        verify(compareTraining(device.toStdString(), folder.path().toStdString()));
    }
};

QTEST_GUILESS_MAIN(GpuTest)
#include "gpu_test.moc"
