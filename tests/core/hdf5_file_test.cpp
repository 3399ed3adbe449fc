// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Types, links and sizes of HDF5 files, as any stranger may write them.
#include <QTemporaryDir>
#include <QtTest>

#include "core/episode/hdf5_file.h"
#include "tests/support/hdf5_writer.h"

#include <atomic>
#include <thread>

using namespace gatoscope;
using test::Hdf5Writer;

class Hdf5FileTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    std::string path(const char* name) const {
        return (folder_.path() + QLatin1Char('/') + QLatin1String(name)).toStdString();
    }
    static std::shared_ptr<const Hdf5File> opened(const std::string& path) {
        auto file = Hdf5File::open(path);
        return file ? *file : nullptr;
    }

private Q_SLOTS:
    void numberTypes() {
        const std::vector<double> values = {0, 1, 2, 100, 3, 5};
        {
            Hdf5Writer writer(path("types.h5"));
            const hid_t half = test::halfType();
            writer.numbers("half", {3, 2}, values, half);
            H5Tclose(half);
            writer.numbers("big/f8", {3, 2}, values, H5T_IEEE_F64BE);
            writer.numbers("big/f4", {3, 2}, values, H5T_IEEE_F32BE);
            writer.numbers("big/i2", {3, 2}, values, H5T_STD_I16BE);
            writer.numbers("u8", {3, 2}, values, H5T_STD_U64LE, 1, true);
            writer.numbers("i1", {3, 2}, values, H5T_STD_I8LE);
            writer.numbers("scalar", {}, {7}, H5T_STD_I32LE);
            writer.bools("bools", {0, 1, 1});
        }
        const auto file = opened(path("types.h5"));
        QVERIFY(file);
        for (const auto& [name, dtype] : std::vector<std::pair<const char*, DType>>{{"half", DType::F16},
                                                                                    {"big/f8", DType::F64},
                                                                                    {"big/f4", DType::F32},
                                                                                    {"big/i2", DType::I16},
                                                                                    {"u8", DType::U64},
                                                                                    {"i1", DType::I8}}) {
            const auto column = file->read(name, 1, 2);
            QVERIFY2(column, name);
            QCOMPARE(column->dtype, dtype);
            QCOMPARE(column->rows, std::size_t{2});
            QCOMPARE(column->width, std::size_t{2});
            QCOMPARE(column->number(0, 1), 100.0);
            QCOMPARE(column->number(1, 1), 5.0);
        }
        QCOMPARE(file->readAll("scalar")->integer(0), 7);
        const auto bools = file->readAll("bools");
        QCOMPARE(bools->dtype, DType::Bool);
        QCOMPARE(bools->integer(2), 1);
        QVERIFY(!file->read("half", 2, 2));
        QVERIFY(!file->read("half", -1, 1));
    }

    void texts() {
        const std::vector<std::string> words = {"go", "to the", "", "grün \xE2\x82\xAC"};
        {
            Hdf5Writer writer(path("texts.h5"));
            writer.texts("plain", words);
            writer.texts("packed", words, 3);
            writer.fixedTexts("zeros", words, 12, H5T_STR_NULLPAD);
            writer.fixedTexts("spaces", words, 12, H5T_STR_SPACEPAD);
            writer.fixedTexts("latin", {"a\xFF"}, 2, H5T_STR_NULLPAD);
            writer.runs("runs", {"\xFF\xD8", "", "abc"});
            writer.attribute("plain", "note", std::string("ünï"));
            writer.attribute("plain", "count", std::string("120"));
            writer.attribute("", "number", std::int64_t{5});
        }
        const auto file = opened(path("texts.h5"));
        QVERIFY(file);
        for (const char* name : {"plain", "packed", "zeros", "spaces"})
            QCOMPARE(file->readAll(name)->text, words);
        QCOMPARE(file->read("packed", 2, 2)->text.back(), words.back());
        QCOMPARE(file->readAll("latin")->text.front(), std::string("a\xEF\xBF\xBD"));
        QCOMPARE(file->readBytes("runs", 2)->size(), std::size_t{3});
        QCOMPARE(*hdf5Text(*file, "plain", "note"), std::string("ünï"));
        QCOMPARE(*hdf5Integer(*file, "plain", "count"), 120);
        QCOMPARE(*hdf5Integer(*file, "", "number"), 5);
        QCOMPARE(hdf5Integer(*file, "", "missing").error().kind, ErrorKind::NotFound);
    }

    void links() {
        {
            Hdf5Writer other(path("other.h5"));
            other.zeros("secret", {3});
        }
        {
            Hdf5Writer writer(path("links.h5"));
            writer.zeros("group/data", {3});
            writer.softLink("soft", "/group/data");
            writer.softLink("group/beside", "data");
            writer.softLink("circle", "/circle");
            writer.softLink("a", "/b");
            writer.softLink("b", "/a");
            writer.softLink("nowhere", "/none");
            writer.externalLink("out", path("other.h5"), "/secret");
            writer.externalLink("group/out", path("other.h5"), "/");
            writer.softLink("through", "/out");
            writer.hardLink("group/self", "/group");
            writer.hardLink("group/root", "/");
            std::string deep = "deep";
            for (int i = 0; i < 200; ++i)
                deep += "/d";
            writer.zeros(deep, {3});
        }
        const auto file = opened(path("links.h5"));
        QVERIFY(file);
        QCOMPARE(file->kind("soft"), Hdf5File::Kind::Dataset);
        QCOMPARE(file->kind("group/beside"), Hdf5File::Kind::Dataset);
        QCOMPARE(file->kind("nowhere"), Hdf5File::Kind::Missing);
        for (const char* name : {"circle", "a", "out", "through", "group/out", "group/out/secret"})
            QCOMPARE(file->kind(name), Hdf5File::Kind::Refused);
        QVERIFY(file->describe("out").error().text.find("out of the file") != std::string::npos);
        const auto tree = file->tree("");
        QVERIFY(tree);
        QVERIFY(tree->members.size() >= 3);
        QVERIFY(!tree->notes.empty());
        for (const Hdf5Member& member : tree->members)
            QVERIFY(member.path.find("secret") == std::string::npos);
    }

    void sizes() {
        {
            Hdf5Writer writer(path("sizes.h5"));
            writer.declared("many", {hsize_t{1} << 40, 4}, {1024, 4}, H5T_IEEE_F32LE);
            writer.declared("overflow", {hsize_t{1} << 30, hsize_t{1} << 30}, {16, 16}, H5T_IEEE_F32LE);
            writer.declared("chunk", {20, 2}, {hsize_t{1} << 28, 2}, H5T_IEEE_F32LE);
            writer.declared("small", {20, 2}, {5, 2}, H5T_IEEE_F32LE);
            writer.compound("pairs", 4);
            writer.zeros("none", {0, 3});
        }
        const auto file = opened(path("sizes.h5"));
        QVERIFY(file);
        for (const char* name : {"many", "overflow", "chunk", "pairs"}) {
            QCOMPARE(file->describe(name)->kind, Hdf5Array::Kind::Refused);
            QVERIFY(!file->describe(name)->refusal.empty());
            QVERIFY(!file->readAll(name));
        }
        QCOMPARE(file->readAll("small")->rows, std::size_t{20}); // never written: zeros
        QCOMPARE(file->readAll("none")->rows, std::size_t{0});
    }

    /// A recorder that reserved 110 GB of frames and wrote one: the frames are read one by one, the whole never.
    void reservedFrames() {
        const std::vector<hsize_t> dims = {120'000, 480, 640, 3}, one = {1, 480, 640, 3};
        {
            Hdf5Writer writer(path("frames.h5"));
            writer.declared("frames", dims, one, H5T_STD_U8LE);
            writer.declared("empty", dims, one, H5T_STD_U8LE);
        }
        const hid_t made = H5Fopen(path("frames.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
        const hid_t dataset = H5Dopen2(made, "frames", H5P_DEFAULT), space = H5Dget_space(dataset);
        const hsize_t start[] = {70'000, 0, 0, 0};
        H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, one.data(), nullptr);
        const hid_t memory = H5Screate_simple(4, one.data(), nullptr);
        const std::vector<std::uint8_t> bytes(480 * 640 * 3, 7);
        QVERIFY(H5Dwrite(dataset, H5T_NATIVE_UINT8, memory, space, H5P_DEFAULT, bytes.data()) >= 0);
        for (const auto close : {H5Sclose(memory), H5Sclose(space), H5Dclose(dataset), H5Fclose(made)})
            QVERIFY(close >= 0);
        const auto file = opened(path("frames.h5"));
        QVERIFY(file);
        QCOMPARE(file->describe("frames")->kind, Hdf5Array::Kind::Number);
        QCOMPARE(file->read("frames", 70'000, 1)->integer(0, 1000), 7);
        QCOMPARE(file->read("frames", 119'999, 1)->integer(0, 1000), 0); // never written
        QCOMPARE(file->readAll("frames").error().kind, ErrorKind::OutOfResource);
        QCOMPARE(file->describe("empty")->kind, Hdf5Array::Kind::Refused);
    }

    void noHdf5() {
        QVERIFY(!Hdf5File::open(path("absent.h5")));
        QFile text(QString::fromStdString(path("text.h5")));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no HDF5 at all");
        text.close();
        QCOMPARE(Hdf5File::open(path("text.h5")).error().kind, ErrorKind::Unreadable);
        QVERIFY(!Hdf5File::open(folder_.path().toStdString()));
    }

    void threads() {
        {
            Hdf5Writer writer(path("threads.h5"));
            for (int i = 0; i < 40; ++i)
                writer.numbers("d" + std::to_string(i), {100}, std::vector<double>(100, i), H5T_IEEE_F64LE, 10, true);
        }
        const auto file = opened(path("threads.h5"));
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 80; ++i) {
                    const auto column = file->readAll("d" + std::to_string(i % 40));
                    wrong += !column || column->number(99) != i % 40 ? 1 : 0;
                }
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_GUILESS_MAIN(Hdf5FileTest)
#include "hdf5_file_test.moc"
