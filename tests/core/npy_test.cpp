// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <list>

#include <bit>
#include <cmath>
#include <cstring>
#include <random>

#include "core/base/files.h"
#include "core/episode/array_file.h"
#include "core/episode/npy_file.h"
#include "core/episode/open_dataset.h"

using namespace gatoscope;

namespace {

/// Without the flush to disk that our own writer waits for: damage is written thousands of times.
void spill(const std::string& path, const std::string& bytes) {
    QFile file(QString::fromStdString(path));
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
}

/// A whole NPY file around a header written by hand.
std::string npy(const std::string& dictionary, const std::string& values, int version = 1) {
    std::string text = dictionary + "\n";
    std::string file = "\x93NUMPY";
    file += static_cast<char>(version);
    file += '\0';
    for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
        file += static_cast<char>(text.size() >> (8 * i) & 0xFF);
    return file + text + values;
}

std::string dictionary(const std::string& descr, const std::string& shape, bool fortran = false) {
    return "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape +
           ", }";
}

template <typename T>
std::string bytesOf(std::vector<T> values, bool big) {
    std::string out;
    for (T value : values) {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        if (big)
            std::reverse(raw, raw + sizeof(T));
        out.append(raw, sizeof(T));
    }
    return out;
}

Result<Column> read(const QString& folder, const std::string& file) {
    const std::string path = (folder + QStringLiteral("/a.npy")).toStdString();
    spill(path, file);
    const auto array = NpyArray::openFile(path);
    if (!array)
        return fail(array);
    return array->readColumn(0, array->header().rows());
}

struct Typed {
    const char* descr;
    DType dtype;
    std::string values; // 1, 2 in the stored order of bytes
};

std::vector<Typed> types() {
    std::vector<Typed> all = {{"|b1", DType::Bool, std::string("\x01\x01", 2)},
                              {"|u1", DType::U8, std::string("\x01\x02", 2)},
                              {"|i1", DType::I8, std::string("\x01\x02", 2)}};
    for (const bool big : {false, true}) {
        const char* mark = big ? ">" : "<";
        static std::list<std::string> names; // addresses stay
        const auto add = [&](const char* type, DType dtype, std::string values) {
            names.push_back(std::string(mark) + type);
            all.push_back({names.back().c_str(), dtype, std::move(values)});
        };
        add("u2", DType::U16, bytesOf<std::uint16_t>({1, 2}, big));
        add("i2", DType::I16, bytesOf<std::int16_t>({1, 2}, big));
        add("u4", DType::U32, bytesOf<std::uint32_t>({1, 2}, big));
        add("i4", DType::I32, bytesOf<std::int32_t>({1, 2}, big));
        add("u8", DType::U64, bytesOf<std::uint64_t>({1, 2}, big));
        add("i8", DType::I64, bytesOf<std::int64_t>({1, 2}, big));
        add("f2", DType::F16, bytesOf<std::uint16_t>({0x3C00, 0x4000}, big));
        add("f4", DType::F32, bytesOf<float>({1, 2}, big));
        add("f8", DType::F64, bytesOf<double>({1, 2}, big));
    }
    return all;
}

} // namespace

class NpyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryType_data() {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("version");
        for (int version = 1; version <= 3; ++version)
            for (int i = 0; i < static_cast<int>(types().size()); ++i)
                QTest::addRow("%s version %d", types()[static_cast<std::size_t>(i)].descr, version) << i << version;
    }
    void readsEveryType() {
        QFETCH(int, type);
        QFETCH(int, version);
        const Typed typed = types()[static_cast<std::size_t>(type)];
        const auto column = read(folder_.path(), npy(dictionary(typed.descr, "(2,)"), typed.values, version));
        QVERIFY2(column, column ? "" : column.error().text.c_str());
        QCOMPARE(column->dtype, typed.dtype);
        QCOMPARE(column->rows, std::size_t{2});
        QCOMPARE(column->number(0), 1.0);
        QCOMPARE(column->number(1), typed.dtype == DType::Bool ? 1.0 : 2.0);
        QCOMPARE(column->shown(0), std::string("1"));
    }

    void readsFortranOrder() {
        // a[row, i, j] = 100 row + 10 i + j, first index fastest
        std::vector<float> values;
        for (int j = 0; j < 2; ++j)
            for (int i = 0; i < 3; ++i)
                for (int row = 0; row < 4; ++row)
                    values.push_back(static_cast<float>(100 * row + 10 * i + j));
        const std::string file = npy(dictionary("<f4", "(4, 3, 2)", true), bytesOf(values, false));
        const auto column = read(folder_.path(), file);
        QVERIFY(column);
        for (std::size_t row = 0; row < 4; ++row)
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t j = 0; j < 2; ++j)
                    QCOMPARE(column->number(row, 2 * i + j), static_cast<double>(100 * row + 10 * i + j));
        const auto array = NpyArray::openFile((folder_.path() + QStringLiteral("/a.npy")).toStdString());
        const auto part = array->readColumn(1, 2);
        QVERIFY(part);
        QCOMPARE(part->number(0, 5), 121.0);
        QCOMPARE(part->number(1, 0), 200.0);
    }

    void readsText() {
        for (const bool big : {false, true}) {
            const std::string values = bytesOf<std::uint32_t>({'h', 'i', 0, 0xE9, 0x1F600, 0}, big);
            const auto column = read(folder_.path(), npy(dictionary(big ? ">U3" : "<U3", "(2,)"), values));
            QVERIFY(column);
            QCOMPARE(column->text[0], std::string("hi"));
            QCOMPARE(column->text[1], std::string("\xC3\xA9\xF0\x9F\x98\x80"));
        }
        const auto bytes = read(folder_.path(), npy(dictionary("|S3", "(2,)"), std::string("ab\0cde", 6)));
        QVERIFY(bytes);
        QCOMPARE(bytes->text, (std::vector<std::string>{"ab", "cde"}));
    }

    void showsShortestNumbers() {
        const auto halves =
            read(folder_.path(), npy(dictionary("<f2", "(6,)"),
                                     bytesOf<std::uint16_t>({0x2E66, 0x7BFF, 0x0001, 0x7C00, 0x7E00, 0xB555}, false)));
        QVERIFY(halves);
        QCOMPARE(halves->shown(0), std::string("0.1"));
        QCOMPARE(halves->shown(1), std::string("65500"));
        QCOMPARE(halves->shown(2), std::string("6e-08"));
        QCOMPARE(halves->shown(3), std::string("inf"));
        QCOMPARE(halves->shown(4), std::string("nan"));
        QCOMPARE(halves->shown(5), std::string("-0.3333"));
        const auto floats = read(folder_.path(), npy(dictionary("<f4", "(2,)"), bytesOf<float>({0.1F, -0.0F}, false)));
        QCOMPARE(floats->shown(0), std::string("0.1"));
        QCOMPARE(floats->shown(1), std::string("-0"));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("part");
        const auto row = [](const char* name, const std::string& file, const char* part) {
            QTest::newRow(name) << QByteArray::fromStdString(file) << QByteArray(part);
        };
        row("object", npy(dictionary("|O", "(2,)"), "\x80\x04...."), "pickle");
        row("structured", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", "12345678"),
            "named fields");
        row("complex", npy(dictionary("<c8", "(1,)"), "12345678"), "c8");
        row("date", npy(dictionary("<M8[ns]", "(1,)"), "12345678"), "M8");
        row("short", npy(dictionary("<f4", "(3,)"), "12345678"), "declares 12 bytes");
        row("huge", npy(dictionary("<f8", "(1000000000000, 1000000)"), ""), "declares");
        row("overflow", npy(dictionary("<f8", "(4611686018427387904, 4)"), ""), "more values");
        row("negative", npy(dictionary("<f4", "(-3,)"), "1234"), "negative");
        row("no number", npy(dictionary("<f4", "('x',)"), "1234"), "shape");
        row("no dictionary", npy("hello", "1234"), "dictionary");
        row("missing", npy("{'descr': '<f4', 'shape': (1,), }", "1234"), "missing");
        row("long header", std::string("\x93NUMPY\x02\x00\xFF\xFF\xFF\x7F", 12), "declares a header");
        row("version", std::string("\x93NUMPY\x09\x00\x10\x00", 10) + std::string(40, ' '), "version 9");
        row("deep", npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + std::string(1000, '('), ""), "shape");
        row("many sides",
            npy(dictionary(
                    "<f4", "(" +
                               [] {
                                   std::string s;
                                   for (int i = 0; i < 100; ++i)
                                       s += "1,";
                                   return s;
                               }() +
                               ")"),
                "1234"),
            "shape");
        row("long text", npy(dictionary("<U99999999999", "(1,)"), ""), "characters");
    }
    void refuses() {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, part);
        const auto column = read(folder_.path(), file.toStdString());
        QVERIFY(!column);
        QVERIFY2(QByteArray::fromStdString(column.error().text).contains(part), column.error().text.c_str());
    }

    /// A sparse file really has the bytes that its header promises: the cap must hold before memory is asked for.
    void refusesMoreThanMemory() {
        const QString path = folder_.path() + QStringLiteral("/sparse.npy");
        const std::string head = npy(dictionary("<f8", "(2000000000, 4)"), "");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(head.data(), static_cast<qint64>(head.size()));
        QVERIFY(file.resize(static_cast<qint64>(head.size()) + 64000000000LL));
        file.close();
        const auto dataset = openDataset(path.toStdString());
        QVERIFY2(dataset, dataset ? "" : dataset.error().text.c_str());
        QCOMPARE((*dataset)->stepCount(), 2000000000);
        const auto column = (*(*dataset)->episode(0))->column("sparse");
        QVERIFY(!column);
        QCOMPARE(column.error().kind, ErrorKind::OutOfResource);
    }

    void writesWhatItReads() {
        for (const Typed& typed : types()) {
            const auto column = read(folder_.path(), npy(dictionary(typed.descr, "(2, 1)"), typed.values));
            QVERIFY(column);
            const std::string path = (folder_.path() + QStringLiteral("/b.npy")).toStdString();
            QVERIFY(writeNpy(path, outputArray("b", *column, {1}, 0, 2)));
            const auto again = NpyArray::openFile(path)->readColumn(0, 2);
            QVERIFY(again);
            QCOMPARE(again->dtype, column->dtype);
            QCOMPARE(again->bytes, column->bytes);
        }
    }

    void survivesDamage() {
        const std::string whole = npy(dictionary("<f4", "(5, 3)"), bytesOf(std::vector<float>(15, 1.5F), false));
        for (std::size_t part = 0; part < 16; ++part)
            static_cast<void>(read(folder_.path(), whole.substr(0, whole.size() * part / 16)));
        std::mt19937 random(7);
        for (int i = 0; i < 1200; ++i) {
            std::string broken = whole;
            for (int k = 0; k < 1 + i % 4; ++k)
                broken[random() % broken.size()] ^= static_cast<char>(1 << random() % 8);
            static_cast<void>(read(folder_.path(), broken));
        }
    }

private:
    QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(NpyTest)
#include "npy_test.moc"
