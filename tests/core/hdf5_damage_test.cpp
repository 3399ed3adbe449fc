// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Cut and flipped copies of good HDF5 files: an error or what can still be read, never a crash. Seeds are fixed.
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "core/episode/open_dataset.h"
#include "tests/support/hdf5_writer.h"

#include <algorithm>
#include <random>

using namespace gatoscope;
using test::Hdf5Writer;

namespace {

void writeMinari(const std::string& path) {
    Hdf5Writer writer(path);
    for (int i = 0; i < 3; ++i) {
        const std::string name = "episode_" + std::to_string(i);
        writer.zeros(name + "/observations/view", {5, 16, 16, 3}, H5T_STD_U8LE);
        writer.texts(name + "/observations/mission", std::vector<std::string>(5, std::string(900, 'm')),
                     i == 1 ? 2 : 0);
        writer.runs(name + "/observations/runs", std::vector<std::string>(5, std::string(6000, 'r')));
        writer.fixedTexts(name + "/infos/word", std::vector<std::string>(5, "word"), 8, H5T_STR_NULLPAD);
        writer.numbers(name + "/actions", {4, 2}, std::vector<double>(8, 0.25), H5T_IEEE_F32LE, 2, true);
        writer.zeros(name + "/rewards", {4}, H5T_IEEE_F64LE);
        writer.bools(name + "/terminations", {0, 0, 0, 1});
        writer.attribute(name, "total_steps", std::int64_t{4});
        writer.attribute(name, "note", std::string(5000, 'n'));
    }
    writer.attribute(
        "", "action_space",
        std::string(
            "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [2], \"low\": [-1, -1], \"high\": [1, 1]}"));
}

void writeRobomimic(const std::string& path) {
    Hdf5Writer writer(path);
    for (int i = 0; i < 2; ++i) {
        const std::string demo = "data/demo_" + std::to_string(i);
        writer.zeros(demo + "/obs/image", {4, 16, 16, 3}, H5T_STD_U8LE);
        writer.zeros(demo + "/actions", {4, 7}, H5T_IEEE_F64LE);
        writer.attribute(demo, "num_samples", std::string("4"));
    }
    writer.attribute("data", "problem_info", std::string("{\"language_instruction\": \"open\"}"));
}

void writeD4rl(const std::string& path) {
    Hdf5Writer writer(path);
    writer.numbers("observations", {30, 3}, std::vector<double>(90, 1), H5T_IEEE_F32LE, 10, true);
    writer.zeros("actions", {30, 2});
    writer.zeros("rewards", {30});
    writer.bools("terminals", std::vector<signed char>(30, 0));
    writer.bools("timeouts", std::vector<signed char>(30, 1));
}

/// Reads everything there is.
void readAll(const std::string& path) {
    const auto dataset = openDataset(path);
    if (!dataset)
        return;
    for (std::int64_t i = 0; i < std::min<std::int64_t>((*dataset)->episodeCount(), 40); ++i) {
        (void)(*dataset)->episodeInfo(i);
        const auto episode = (*dataset)->episode(i);
        if (!episode)
            continue;
        for (const Channel& channel : (*dataset)->channels()) {
            const auto rows = (*episode)->rows(channel.source);
            if (channel.image) {
                for (const std::int64_t row : {std::int64_t{0}, rows ? *rows - 1 : 0})
                    (void)(*episode)->decodeImage(channel.source, row);
            } else {
                (void)(*episode)->column(channel.source);
            }
        }
    }
}

QByteArray flipped(QByteArray bytes, std::mt19937& random) {
    const auto at = [&] { return static_cast<qsizetype>(random() % static_cast<unsigned long>(bytes.size())); };
    switch (random() % 3) {
    case 0: // single bits
        for (unsigned i = 0, count = 1 + random() % 24; i < count; ++i) {
            const qsizetype place = at();
            bytes[place] = static_cast<char>(bytes[place] ^ (1 << random() % 8));
        }
        break;
    case 1: // a stretch of noise
        for (qsizetype i = at(), end = std::min(i + 48, bytes.size()); i < end; ++i)
            bytes[i] = static_cast<char>(random());
        break;
    default: // an extreme number where a size or an address may stand
        const qsizetype place = at() / 8 * 8;
        for (qsizetype i = place; i < std::min(place + 8, bytes.size()); ++i)
            bytes[i] = static_cast<char>(random() % 2 == 0 ? 0xFF : 0x7F);
    }
    return bytes;
}

} // namespace

class Hdf5DamageTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    std::string path(const char* name) const {
        return (folder_.path() + QLatin1Char('/') + QLatin1String(name)).toStdString();
    }
    static QByteArray bytesOf(const std::string& path) {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const std::string& path, const QByteArray& bytes) {
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }

private Q_SLOTS:
    void families_data() {
        QTest::addColumn<QByteArray>("good");
        writeMinari(path("minari.hdf5"));
        writeRobomimic(path("robomimic.hdf5"));
        writeD4rl(path("d4rl.hdf5"));
        for (const char* name : {"minari.hdf5", "robomimic.hdf5", "d4rl.hdf5"})
            QTest::newRow(name) << bytesOf(path(name));
    }

    void families() {
        QFETCH(QByteArray, good);
        QVERIFY(good.size() > 2000);
        write(path("x.hdf5"), good);
        QVERIFY(openDataset(path("x.hdf5")));
        for (int i = 0; i < 60; ++i) { // cut at many places, denser at the head
            const qsizetype length = i < 30 ? i * 64 : good.size() * (i - 29) / 31;
            write(path("x.hdf5"), good.left(std::min(length, good.size() - 1)));
            QVERIFY(!openDataset(path("x.hdf5")));
        }
        for (unsigned seed = 0; seed < 250; ++seed) {
            std::mt19937 random(seed);
            write(path("x.hdf5"), flipped(good, random));
            readAll(path("x.hdf5"));
        }
    }

    /// In a folder and in a selection: what is damaged is left out and told, the others are one data set.
    void besideGoodOnes_data() {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<int>("cut"); // which one; its first third stays
        QTest::newRow("first") << QStringList{"a.hdf5", "b.hdf5", "c.hdf5"} << 0;
        QTest::newRow("middle") << QStringList{"a.hdf5", "b.hdf5", "c.hdf5"} << 1;
        QTest::newRow("last") << QStringList{"a.hdf5", "b.hdf5", "c.hdf5"} << 2;
    }

    void besideGoodOnes() {
        QFETCH(const QStringList, names);
        QFETCH(const int, cut);
        QTemporaryDir place;
        std::vector<std::string> paths;
        for (qsizetype i = 0; i < names.size(); ++i) {
            paths.push_back(place.filePath(names[i]).toStdString());
            writeRobomimic(paths.back());
            const QByteArray whole = bytesOf(paths.back());
            if (i == cut)
                write(paths.back(), whole.left(whole.size() / 3));
        }
        for (const bool folder : {true, false}) {
            const auto dataset = folder ? openDataset(place.path().toStdString()) : openDataset(paths);
            QVERIFY2(dataset, dataset ? "" : dataset.error().text.c_str());
            QCOMPARE((*dataset)->episodeCount(), 4);
            QCOMPARE((*dataset)->stepCount(), 16);
            const auto told = std::find_if((*dataset)->report().begin(), (*dataset)->report().end(),
                                           [](const Finding& finding) { return finding.id == "file-left-out"; });
            QVERIFY(told != (*dataset)->report().end());
            QCOMPARE(told->severity, Severity::Error);
            QCOMPARE(told->where, names[cut].toStdString());
            QCOMPARE((*(*(*dataset)->episode(3))->column("actions"))->rows, std::size_t{4});
        }
        QVERIFY(!openDataset(paths[static_cast<std::size_t>(cut)])); // by itself it is refused
        paths.push_back(place.filePath("none.hdf5").toStdString());
        QVERIFY(!openDataset(paths)); // a name that is not there is a mistake
    }

    void alohaEpisodeBesideGoodOnes() {
        QTemporaryDir place;
        for (int i = 0; i < 3; ++i) {
            const std::string file = place.filePath(QStringLiteral("episode_%1.hdf5").arg(i)).toStdString();
            {
                Hdf5Writer writer(file);
                writer.zeros("action", {5, 14});
                writer.zeros("observations/qpos", {5, 14});
            }
            const QByteArray whole = bytesOf(file);
            if (i == 1)
                write(file, whole.left(whole.size() / 2));
        }
        const auto dataset = openDataset(place.path().toStdString());
        QVERIFY2(dataset, dataset ? "" : dataset.error().text.c_str());
        QCOMPARE((*dataset)->format(), std::string("aloha"));
        QCOMPARE((*dataset)->episodeCount(), 3); // the damaged one keeps its place in the numbering
        QCOMPARE((*dataset)->stepCount(), 10);
        QVERIFY(!(*dataset)->episode(1));
        QVERIFY((*dataset)->episode(2));
    }
};

QTEST_GUILESS_MAIN(Hdf5DamageTest)
#include "hdf5_damage_test.moc"
