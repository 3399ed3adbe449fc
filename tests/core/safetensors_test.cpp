// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every rule of spec/attention.md 5.5 on malformed files, and the writer's round trip.
#include "core/model/safetensors.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace gatoscope;

class SafetensorsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    std::string write(const QByteArray& bytes) {
        const QString path = folder_.filePath(QStringLiteral("x.safetensors"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write");
        file.write(bytes);
        return path.toStdString();
    }
    static QByteArray framed(const QByteArray& header, int payload) {
        QByteArray bytes(8, '\0');
        const quint64 length = static_cast<quint64>(header.size());
        memcpy(bytes.data(), &length, 8);
        return bytes + header + QByteArray(payload, '\1');
    }

private Q_SLOTS:
    void refused_data() {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray good = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("short") << QByteArray(7, '\0');
        QTest::newRow("huge header") << QByteArray(8, '\xff') + good;
        QTest::newRow("header past the end") << framed(good, 8).left(20);
        QTest::newRow("truncated") << framed(good, 7);
        QTest::newRow("appended") << framed(good, 9);
        QTest::newRow("not utf-8") << framed(QByteArray("{\"\xff\xfe\":{}}"), 0);
        QTest::newRow("no json") << framed("hello", 0);
        QTest::newRow("list") << framed("[]", 0);
        QTest::newRow("unknown dtype") << framed(R"({"a":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}})", 8);
        QTest::newRow("negative") << framed(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8);
        QTest::newRow("fraction") << framed(R"({"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}})", 8);
        QTest::newRow("hole") << framed(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8);
        QTest::newRow("overlap") << framed(
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
            12);
        QTest::newRow("backwards") << framed(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8);
        QTest::newRow("shape overflow") << framed(
            R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,8]}})", 8);
        QTest::newRow("bits overflow") << framed(
            R"({"a":{"dtype":"F64","shape":[1152921504606846976],"data_offsets":[0,8]}})", 8);
        QTest::newRow("wrong size") << framed(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8);
        QTest::newRow("half a byte") << framed(R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}})", 1);
        QTest::newRow("twice") << framed(
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
            8);
        QTest::newRow("no offsets") << framed(R"({"a":{"dtype":"F32","shape":[2]}})", 8);
        QTest::newRow("metadata number") << framed(R"({"__metadata__":{"a":1}})", 0);
        QTest::newRow("deep") << framed(R"({"a":{"x":)" + QByteArray(100000, '[') + "}}", 0);
    }
    void refused() {
        QFETCH(QByteArray, bytes);
        const auto file = SafetensorsFile::open(write(bytes));
        QVERIFY(!file);
        QVERIFY(!file.error().text.empty());
    }

    void accepted_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("plain") << framed(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8);
        QTest::newRow("padded") << framed("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}   \n\t ",
                                          8);
        QTest::newRow("leading space") << framed("  {\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                                                 8);
        QTest::newRow("unknown field") << framed(
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"note":{"x":[1.5,null]}}})", 8);
        QTest::newRow("scalar") << framed(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})", 4);
        QTest::newRow("zero sized") << framed(R"({"a":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]}})", 0);
        QTest::newRow("metadata") << framed(
            R"({"__metadata__":{"format":"pt"},"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}})", 3);
    }
    void accepted() {
        QFETCH(QByteArray, bytes);
        const auto file = SafetensorsFile::open(write(bytes));
        QVERIFY2(file, file ? "" : file.error().text.c_str());
        QCOMPARE((*file)->tensors().size(), std::size_t(1));
    }

    void roundTrip() {
        const std::vector<float> values{1.5F, -2, 3};
        const std::vector<std::uint16_t> halves{1, 2};
        const std::string path = folder_.filePath(QStringLiteral("r.safetensors")).toStdString();
        const auto bytes = [](const auto& v) { return reinterpret_cast<const std::byte*>(v.data()); };
        QVERIFY(writeSafetensors(path,
                                 {{"half", "F16", {2}, bytes(halves), 4}, {"single", "F32", {3}, bytes(values), 12}},
                                 {{"note", "x"}}));
        const auto file = SafetensorsFile::open(path);
        QVERIFY(file);
        QCOMPARE((*file)->tensors()[0].name, std::string("single")); // widest first
        QCOMPARE(memcmp((*file)->find("single")->data, values.data(), 12), 0);
        QCOMPARE((*file)->find("half")->shape, std::vector<std::int64_t>{2});
        QCOMPARE(reinterpret_cast<std::uintptr_t>((*file)->find("single")->data) % 8, std::uintptr_t(0));
    }

    void flippedBytesNeverCrash() {
        const QByteArray good = framed(
            R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[8,12]}})",
            12);
        std::mt19937 generator(7);
        for (int i = 0; i < 2000; ++i) {
            QByteArray bad = good;
            for (int k = 0; k < 1 + i % 4; ++k)
                bad[static_cast<int>(generator() % static_cast<unsigned>(bad.size()))] = static_cast<char>(generator());
            if (i % 5 == 0)
                bad.truncate(static_cast<int>(generator() % static_cast<unsigned>(bad.size())));
            const auto file = SafetensorsFile::open(write(bad));
            if (file)
                for (const auto& tensor : (*file)->tensors())
                    QVERIFY(tensor.bytes <= 12U);
        }
    }
};

QTEST_GUILESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
