// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A library that was cut short, is something else or is not there: a reason instead of a bus error.
#include "core/base/shared_library.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>

using namespace gatoscope;

class SharedLibraryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void damaged_data() {
        QTest::addColumn<int>("parts"); // of 64 that are left; -1 = all but the last byte, -2 = text
        QTest::addColumn<QString>("reason");
        QTest::newRow("empty") << 0 << QString();
        QTest::newRow("a part") << 1 << QStringLiteral("the file is cut short");
        QTest::newRow("half") << 32 << QStringLiteral("the file is cut short");
        QTest::newRow("last byte") << -1 << QStringLiteral("the file is cut short");
        QTest::newRow("text") << -2 << QString();
    }
    void damaged() {
        QFETCH(int, parts);
        QFETCH(QString, reason);
        QByteArray bytes = library();
        QVERIFY(bytes.size() > 4096);
        bytes = parts == -2 ? QByteArray("no library")
                            : bytes.left(parts < 0 ? bytes.size() - 1 : bytes.size() / 64 * parts);
        const auto opened = openLibrary(write(bytes), RTLD_NOW | RTLD_LOCAL);
        QVERIFY(!opened);
        QVERIFY(!opened.error().text.empty());
        if (!reason.isEmpty())
            QCOMPARE(QString::fromStdString(opened.error().text), reason);
    }

    void whole() {
        const auto opened = openLibrary(write(library()), RTLD_NOW | RTLD_LOCAL);
        QVERIFY2(opened, opened ? "" : opened.error().text.c_str());
        dlclose(*opened);
    }

    void missing() { QVERIFY(!openLibrary(folder_.filePath(QStringLiteral("none.so")).toStdString(), RTLD_NOW)); }

private:
    /// Any shared library: the one that the test's own framework lies in.
    static QByteArray library() {
        Dl_info info{};
        if (dladdr(reinterpret_cast<const void*>(&QTest::qSleep), &info) == 0)
            return {};
        QFile file(QString::fromLocal8Bit(info.dli_fname));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    std::string write(const QByteArray& bytes) {
        QFile file(folder_.filePath(QStringLiteral("%1.so").arg(count_++)));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
        return file.fileName().toStdString();
    }

    QTemporaryDir folder_;
    int count_ = 0;
};

QTEST_GUILESS_MAIN(SharedLibraryTest)
#include "shared_library_test.moc"
