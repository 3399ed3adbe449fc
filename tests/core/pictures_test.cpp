// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>
#include <random>
#include <thread>

#include <zlib.h>

#include "core/base/files.h"
#include "core/episode/array_file.h"
#include "core/episode/frame_cache.h"
#include "core/episode/image_codec.h"
#include "core/episode/open_dataset.h"
#include "core/tokens/tokenizer.h"

using namespace gatoscope;

namespace {

Image pattern(int width, int height, int seed) {
    Image image{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i)
        image.pixels.push_back(static_cast<std::uint8_t>((i * 7 + seed * 31) % 251));
    return image;
}

void put32(std::string& to, std::uint32_t value) {
    for (int i = 3; i >= 0; --i)
        to += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::string chunk(const std::string& type, const std::string& data) {
    std::string out;
    put32(out, static_cast<std::uint32_t>(data.size()));
    out += type + data;
    const std::string summed = type + data;
    put32(out, static_cast<std::uint32_t>(
                   crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()))));
    return out;
}

/// A PNG of any declared size, depth and colour type around the given raw rows.
std::string png(std::uint32_t width, std::uint32_t height, int depth, int colours, const std::string& rows) {
    std::string head;
    put32(head, width);
    put32(head, height);
    head += {static_cast<char>(depth), static_cast<char>(colours), '\0', '\0', '\0'};
    std::string packed(compressBound(static_cast<uLong>(rows.size())), '\0');
    uLongf length = static_cast<uLongf>(packed.size());
    compress(reinterpret_cast<Bytef*>(packed.data()), &length, reinterpret_cast<const Bytef*>(rows.data()),
             static_cast<uLong>(rows.size()));
    packed.resize(length);
    return "\x89PNG\r\n\x1A\n" + chunk("IHDR", head) + chunk("IDAT", packed) + chunk("IEND", "");
}

} // namespace

class PicturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
    }

    void keepsPixels() {
        const Image image = pattern(20, 30, 1);
        const auto again = decodePicture(*encodePng(image), "x");
        QVERIFY(again);
        QCOMPARE(again->width, 20);
        QVERIFY(again->pixels == image.pixels);
    }

    void readsGreyAlphaAndSixteenBits() {
        const auto grey = decodePicture(png(2, 1, 8, 0, std::string("\0\x10\xF0", 3)), "x");
        QVERIFY(grey);
        QCOMPARE(grey->pixels, (std::vector<std::uint8_t>{0x10, 0x10, 0x10, 0xF0, 0xF0, 0xF0}));
        const auto alpha = decodePicture(png(1, 1, 8, 6, std::string("\0\x10\x20\x30\x40", 5)), "x");
        QVERIFY(alpha);
        QCOMPARE(alpha->pixels, (std::vector<std::uint8_t>{0x10, 0x20, 0x30})); // never premultiplied
        const auto deep = decodePicture(png(2, 1, 16, 0, std::string("\0\x10\x10\xFF\xFF", 5)), "x");
        QVERIFY(deep);
        QCOMPARE(deep->pixels, (std::vector<std::uint8_t>{0x10, 0x10, 0x10, 0xFF, 0xFF, 0xFF}));
        const auto deepColour = decodePicture(png(1, 1, 16, 2, std::string("\0\x10\x10\x20\x20\x30\x30", 7)), "x");
        QVERIFY(deepColour);
        QCOMPARE(deepColour->pixels, (std::vector<std::uint8_t>{0x10, 0x20, 0x30}));
    }

    void refusesAbsurdSizes() {
        const auto huge = decodePicture(png(2000000000, 2000000000, 8, 2, "x"), "x");
        QVERIFY(!huge);
        QCOMPARE(huge.error().kind, ErrorKind::OutOfResource);
        const auto lie = decodePicture(png(10000, 10000, 8, 2, "x"), "x");
        QVERIFY(!lie);
        QVERIFY2(lie.error().text.find("cannot hold") != std::string::npos, lie.error().text.c_str());
    }

    void survivesDamage() {
        const std::string whole = *encodePng(pattern(40, 40, 2));
        for (std::size_t part = 0; part < 16; ++part)
            QVERIFY(!decodePicture(whole.substr(0, whole.size() * part / 16), "x"));
        std::mt19937 random(3);
        for (int i = 0; i < 500; ++i) {
            std::string broken = whole;
            broken[random() % broken.size()] ^= static_cast<char>(1 << random() % 8);
            static_cast<void>(decodePicture(broken, "x"));
        }
    }

    void findsTheEndOfAJpeg() {
        const std::string scan("\xFF\xD8\xFF\xDA\x00\x04\x01\x02\x10\xFF\x00\x20\xFF\xD0\x30\xFF\xD9\x00\x00", 19);
        QCOMPARE(*jpegLength(scan, "x"), std::size_t{17});
        QVERIFY(!jpegLength(scan.substr(0, 14), "x"));
        QVERIFY(!jpegLength(scan.substr(0, 3), "x"));
    }

    void ordersNaturally() {
        QVERIFY(naturalLess("frame_2.png", "frame_10.png"));
        QVERIFY(!naturalLess("frame_10.png", "frame_2.png"));
        QVERIFY(naturalLess("a", "b"));
        QVERIFY(naturalLess("a1", "a01") != naturalLess("a01", "a1"));
        QVERIFY(naturalLess("x99999999999999999999998", "x99999999999999999999999"));
    }

    void opensFramesWithActions() {
        for (const int i : {0, 2, 10})
            picture("e/frame_" + std::to_string(i) + ".png", i);
        QVERIFY(writeFile(place("e/actions.csv"), "x,y\n0.5,1\n-1,2\n3,4\n"));
        const auto dataset = open("e");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 3);
        QCOMPARE(dataset->channel("actions")->names, (std::vector<std::string>{"x", "y"}));
        const auto episode = *dataset->episode(0);
        QVERIFY((*episode->image("image", 1))->pixels == pattern(24, 20, 2).pixels);
        QCOMPARE((*episode->column("actions"))->number(1, 0), -1.0);
        QVERIFY(has(*dataset, "missing-frames"));
    }

    void opensSidecarsOfEveryKind_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("csv") << QStringLiteral("actions.csv") << QByteArray("1\n2\n3\n");
        QTest::newRow("crlf") << QStringLiteral("actions.csv") << QByteArray("\xEF\xBB\xBF\"a, b\"\r\n1\r\n2\r\n3");
        QTest::newRow("json") << QStringLiteral("actions.json") << QByteArray("[1, 2, 3]");
        QTest::newRow("object") << QStringLiteral("actions.json") << QByteArray("{\"actions\": [[1], [2], [3]]}");
        QTest::newRow("named") << QStringLiteral("actions.json") << QByteArray("[{\"a\": 1}, {\"a\": 2}, {\"a\": 3}]");
    }
    void opensSidecarsOfEveryKind() {
        QFETCH(QString, name);
        QFETCH(QByteArray, text);
        for (int i = 0; i < 3; ++i)
            picture("e/" + std::to_string(i) + ".png", i);
        QVERIFY(writeFile(place("e/" + name.toStdString()), text.toStdString()));
        const auto dataset = open("e");
        QVERIFY(dataset);
        QCOMPARE(dataset->guessedMap().find("actions")->modality, Modality::Discrete);
        QCOMPARE((*(*dataset->episode(0))->column("actions"))->integer(2), 3);
    }

    void keepsPicturesWhenActionsAreBad() {
        for (int i = 0; i < 3; ++i)
            picture("e/" + std::to_string(i) + ".png", i);
        for (const char* text : {"1\n2\n", "1,2\n3\n", "a\nb\nc\n", "\x01\x02"}) {
            QVERIFY(writeFile(place("e/actions.csv"), text));
            const auto dataset = open("e");
            QVERIFY(dataset);
            QVERIFY((*dataset->episode(0))->image("image", 1));
        }
    }

    void tellsEpisodesFromCameras() {
        for (int i = 0; i < 3; ++i) {
            picture("a/episode_1/" + std::to_string(i) + ".png", i);
            picture("a/episode_2/" + std::to_string(i) + ".png", i);
            picture("b/front/" + std::to_string(i) + ".png", i);
            picture("b/wrist/" + std::to_string(i) + ".png", i);
            picture("c/episode_1/top/" + std::to_string(i) + ".png", i);
            picture("c/episode_1/side/" + std::to_string(i) + ".png", i);
            picture("c/episode_2/top/" + std::to_string(i) + ".png", i);
        }
        QCOMPARE(open("a")->episodeCount(), 2);
        const auto cameras = open("b");
        QCOMPARE(cameras->episodeCount(), 1);
        QVERIFY(cameras->channel("image/wrist") != nullptr);
        const auto both = open("c");
        QCOMPARE(both->episodeCount(), 2);
        QVERIFY(both->channel("image/top") != nullptr);
        QVERIFY(!(*both->episode(1))->decodeImage("image/side", 0));
    }

    void opensOnePicture() {
        picture("one.png", 4);
        const auto dataset = open("one.png");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 1);
        QCOMPARE(dataset->channels().front().source, std::string("image"));
    }

    void opensSeveral() {
        for (int i = 0; i < 3; ++i)
            picture(std::to_string(i) + ".png", i);
        const auto dataset = openDataset({place("0.png"), place("1.png"), place("2.png")});
        QVERIFY(dataset);
        QCOMPARE((*dataset)->episodeCount(), 3);
        const auto second = *(*dataset)->episode(1);
        QCOMPARE(second->info().index, 1);
        QVERIFY((*second->image("image", 0))->pixels == pattern(24, 20, 1).pixels);
        QVERIFY(writeFile(place("x.npy"), "\x93NUMPY"));
        QVERIFY(!openDataset({place("0.png"), place("x.npy")}));
    }

    void differentSizesAreEachTheirOwn() {
        picture("mixed/0.png", 0);
        QVERIFY(writePng(place("mixed/1.png"), pattern(50, 33, 1)));
        picture("mixed/2.png", 2);
        const auto dataset = open("mixed");
        QVERIFY(dataset);
        QCOMPARE(dataset->channels().front().shape, (std::vector<std::int64_t>{-1, -1, 3}));
        QVERIFY(std::any_of(dataset->report().begin(), dataset->report().end(),
                            [](const Finding& finding) { return finding.id == "varying-size"; }));
        auto tokens = tokenize(*dataset->episode(0), dataset->channels(), dataset->guessedMap(), *makeTokenizer({}));
        QVERIFY(tokens);
        for (const auto& [step, count] : {std::pair{0, 2 * 2}, std::pair{1, 4 * 3}, std::pair{2, 2 * 2}})
            QCOMPARE((*tokens)->firstOf(step + 1) - (*tokens)->firstOf(step), static_cast<std::size_t>(count + 1));
        picture("same/0.png", 0);
        picture("same/1.png", 1);
        QCOMPARE(open("same")->channels().front().shape, (std::vector<std::int64_t>{20, 24, 3}));
    }

    void staysInItsFolder() {
        picture("out/secret.png", 1);
        picture("in/0.png", 0);
        QVERIFY(
            QFile::link(QString::fromStdString(place("out/secret.png")), QString::fromStdString(place("in/1.png"))));
        QVERIFY(QFile::link(QString::fromStdString(place("in")), QString::fromStdString(place("in/loop"))));
        const auto dataset = open("in");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 1);
        QVERIFY(has(*dataset, "links-out"));
        QVERIFY(!containedPath(place("in"), "../out/secret.png"));
        QVERIFY(!containedPath(place("in"), "1.png"));
        QVERIFY(containedPath(place("in"), "0.png"));
        QVERIFY(!containedPath(place("in"), "/etc/passwd"));
    }

    void refusesByName_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("part");
        const auto row = [](const char* name, const char* file, const QByteArray& bytes, const char* part) {
            QTest::newRow(name) << QString::fromLatin1(file) << bytes << QByteArray(part);
        };
        row("parquet", "a.parquet", "PAR1....PAR1", "Parquet");
        row("mp4", "a.mp4",
            QByteArray("\0\0\0\x18"
                       "ftypmp42",
                       12),
            "MP4");
        row("mkv", "a.mkv", "\x1A\x45\xDF\xA3....", "Matroska");
        row("mcap", "a.mcap", "\x89MCAP0\r\n....", "MCAP");
        row("bag", "a.bag", "#ROSBAG V2.0\n", "rosbag");
        row("safetensors", "a.safetensors", QByteArray("\x10\0\0\0\0\0\0\0{\"x\": 1        }", 24), "safetensors");
        row("gif", "a.gif", "GIF89a....", "GIF");
        row("pickle", "a.pkl", "\x80\x04....", "pickle");
        row("empty", "a.npz", "", "empty");
        row("text", "a.txt", "hello there", "hello");
        row("cut npz", "a.npz", "PK\x03\x04....", "ZIP");
        row("wrong npz", "a.npz", "not a zip", "named .npz");
        row("lerobot", "set/meta/info.json", "{}", "LeRobot");
        row("old lerobot", "set/meta_data/info.json", "{}", "LeRobot v1");
        row("zarr", "set/.zgroup", "{}", "zarr");
        row("minari parquet", "set/metadata.json", "{\"data_format\": \"parquet\"}", "Minari");
        row("empty folder", "set/readme.md", "x", "no data set");
    }
    void refusesByName() {
        QFETCH(QString, file);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, part);
        const QString path = folder_->filePath(file);
        QDir().mkpath(QFileInfo(path).path());
        QVERIFY(writeFile(path.toStdString(), bytes.toStdString()));
        const bool folder = file.startsWith(QStringLiteral("set"));
        const auto dataset = openDataset(folder ? place("set") : path.toStdString());
        QVERIFY(!dataset);
        QVERIFY2(QByteArray::fromStdString(dataset.error().text).contains(part), dataset.error().text.c_str());
        QVERIFY(dataset.error().text.find('\n') == std::string::npos);
    }

    void cachesWithinItsBudget() {
        FrameCache cache(100000);
        for (int i = 0; i < 100; ++i) {
            cache.insert({1, 0, i, "image"}, pattern(40, 40, i));
            QVERIFY(cache.bytes() <= cache.budget());
        }
        QVERIFY(cache.find({1, 0, 99, "image"}));
        QVERIFY(!cache.find({1, 0, 0, "image"}));
        QVERIFY(cache.insert({1, 0, 1000, "image"}, pattern(400, 400, 0))); // larger than all: handed on, not kept
        QVERIFY(!cache.find({1, 0, 1000, "image"}));
        cache.forget(1);
        QCOMPARE(cache.bytes(), std::size_t{0});
    }

    void sharesTheCacheBetweenThreads() {
        FrameCache cache(200000);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&cache, t] {
                for (int i = 0; i < 500; ++i) {
                    if (!cache.find({1, t % 2, i % 50, "image"}))
                        cache.insert({1, t % 2, i % 50, "image"}, pattern(16, 16, i));
                    if (i % 100 == 0)
                        cache.forget(static_cast<std::uint64_t>(t));
                }
            });
        for (std::thread& thread : threads)
            thread.join();
        QVERIFY(cache.bytes() <= cache.budget());
    }

private:
    std::string place(const std::string& name) const { return folder_->path().toStdString() + "/" + name; }
    void picture(const std::string& name, int seed) {
        QDir().mkpath(QString::fromStdString(folderName(place(name))));
        QVERIFY(writePng(place(name), pattern(24, 20, seed)));
    }
    std::shared_ptr<const Dataset> open(const std::string& name) {
        const auto dataset = openDataset(place(name));
        if (!dataset)
            qWarning("%s", dataset.error().text.c_str());
        return dataset ? *dataset : nullptr;
    }
    static bool has(const Dataset& dataset, const char* id) {
        return std::any_of(dataset.report().begin(), dataset.report().end(),
                           [&](const Finding& finding) { return finding.id == id; });
    }
    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(PicturesTest)
#include "pictures_test.moc"
