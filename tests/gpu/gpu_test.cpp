// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The GPU against the CPU, where there is a GPU; says why it skips where there is none.
#include <QTemporaryDir>
#include <QTest>

#include "tests/gpu/gpu_comparisons.h"

using namespace gatoscope;

class GpuTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameAsCpu_data() {
        QTest::addColumn<QString>("preset");
        QTest::newRow("tiny") << QStringLiteral("tiny");
        QTest::newRow("79M") << QStringLiteral("79M");
    }
    void sameAsCpu() {
        if (const std::string why = gpuMissing(); !why.empty())
            QSKIP(why.c_str());
        QFETCH(QString, preset);
        const QTemporaryDir folder;
        const auto compared = compareOnGpu(preset.toStdString(), folder.path().toStdString());
        QVERIFY2(compared, compared ? "" : compared.error().text.c_str());
        for (const GpuComparison& one : *compared)
            QVERIFY2(one.passed(), (one.what + ": " + std::to_string(one.difference)).c_str());
    }
};

QTEST_GUILESS_MAIN(GpuTest)
#include "gpu_test.moc"
