// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The HDF5 families against the expected facts of the real episodes in ../shared/data.
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "core/episode/open_dataset.h"

using namespace gatoscope;

namespace {

QString sharedFolder() {
    const QString given = qEnvironmentVariable("GATOSCOPE_SHARED");
    return given.isEmpty() ? QStringLiteral(GATOSCOPE_SOURCE_DIR "/../shared") : given;
}

QString dataPath(const QString& path) {
    const QString rest = path.section(QLatin1Char('/'), 1);
    return sharedFolder() +
           (path.startsWith(QStringLiteral("train/")) ? QStringLiteral("/data/train/") : QStringLiteral("/data/")) +
           rest;
}

/// Numbers of a JSON value in row-major order.
void flatten(const QJsonValue& value, std::vector<double>& into) {
    if (!value.isArray())
        into.push_back(value.toDouble());
    for (const QJsonValue& child : value.toArray())
        flatten(child, into);
}

std::vector<double> rowOf(const Column& column, std::size_t row) {
    std::vector<double> values;
    for (std::size_t i = 0; i < column.width; ++i)
        values.push_back(column.number(row, i));
    return values;
}

std::vector<double> numbers(const QJsonValue& value) {
    std::vector<double> values;
    flatten(value, values);
    return values;
}

} // namespace

class Hdf5SharedTest : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> opened_;
    QJsonObject facts_;

    void open(const QString& name) {
        QFile file(sharedFolder() + QStringLiteral("/data/expected/") + name + QStringLiteral("/expected.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        facts_ = QJsonDocument::fromJson(file.readAll()).object();
        auto dataset = openDataset(dataPath(facts_[QStringLiteral("path")].toString()).toStdString());
        QVERIFY2(dataset, dataset ? "" : dataset.error().text.c_str());
        opened_ = *dataset;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QDir(sharedFolder() + QStringLiteral("/data/expected")).exists())
            QSKIP("the real episodes are not here");
    }

    void datasets_data() {
        QTest::addColumn<QString>("name");
        const QDir folder(sharedFolder() + QStringLiteral("/data/expected"));
        for (const QString& name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            for (const char* family : {"minari", "robomimic", "d4rl", "aloha", "goto"})
                if (name.startsWith(QLatin1String(family)))
                    QTest::newRow(qPrintable(name)) << name;
    }

    void datasets() {
        QFETCH(QString, name);
        open(name);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(opened_->episodeCount(), facts_[QStringLiteral("episodes")].toInteger());
        QCOMPARE(opened_->stepCount(), facts_[QStringLiteral("total_steps")].toInteger());
        const QJsonArray lengths = facts_[QStringLiteral("episode_lengths")].toArray();
        for (qsizetype i = 0; i < lengths.size(); ++i)
            QCOMPARE(opened_->episodeInfo(i)->steps, lengths[i].toInteger());
        const ChannelMap& map = opened_->guessedMap();
        const auto valid = validate(map, opened_->channels());
        QVERIFY2(valid, valid ? "" : valid.error().text.c_str());
        for (const Finding& finding : opened_->report())
            if (finding.severity != Severity::Info)
                QFAIL(finding.text.c_str());
        sampledEpisodes();
        missions();
        frames();
        demos();
    }

private:
    void sampledEpisodes() {
        for (const QJsonValue& value : facts_[QStringLiteral("sample_episodes")].toArray()) {
            const QJsonObject sample = value.toObject();
            const auto episode = opened_->episode(sample[QStringLiteral("episode")].toInteger());
            QVERIFY(episode);
            const auto actions = (*episode)->column("actions");
            QVERIFY(actions);
            const QJsonArray first = sample[QStringLiteral("actions_first8")].toArray();
            for (qsizetype t = 0; t < first.size(); ++t)
                QCOMPARE(rowOf(**actions, static_cast<std::size_t>(t)), numbers(first[t]));
            if (sample.contains(QStringLiteral("rewards_sum")))
                QCOMPARE(*(*episode)->info().totalReward, sample[QStringLiteral("rewards_sum")].toDouble());
            if (sample.contains(QStringLiteral("obs_rows")))
                for (const Channel& channel : opened_->channels())
                    if (channel.source.starts_with("observations"))
                        QCOMPARE(*(*episode)->rows(channel.source), sample[QStringLiteral("obs_rows")].toInteger());
        }
    }

    void missions() {
        const QJsonObject missions = facts_[QStringLiteral("missions")].toObject();
        for (auto mission = missions.begin(); mission != missions.end(); ++mission)
            QCOMPARE(opened_->episodeInfo(mission.key().toLongLong())->task, mission.value().toString().toStdString());
    }

    void frames() {
        for (const QJsonValue& value : facts_[QStringLiteral("frames")].toArray()) {
            const QJsonObject frame = value.toObject();
            const auto episode = opened_->episode(frame[QStringLiteral("episode")].toInteger());
            const std::string source = "observations/" + frame[QStringLiteral("key")].toString().toStdString();
            const auto image = (*episode)->decodeImage(source, frame[QStringLiteral("t")].toInteger());
            QVERIFY2(image, image ? "" : image.error().text.c_str());
            const auto size = (*episode)->imageSize(source, frame[QStringLiteral("t")].toInteger());
            QCOMPARE(size->width, image->width);
            QCOMPARE(size->height, image->height);
            const QByteArray bytes(reinterpret_cast<const char*>(image->pixels.data()),
                                   static_cast<qsizetype>(image->pixels.size()));
            double mean = 0;
            for (const auto pixel : image->pixels)
                mean += pixel;
            mean /= static_cast<double>(image->pixels.size());
            if (!facts_[QStringLiteral("jpeg_encoding")].toBool())
                QCOMPARE(QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()),
                         frame[QStringLiteral("sha256_decoded_rgb_pillow")].toString());
            QVERIFY(std::abs(mean - frame[QStringLiteral("mean")].toDouble()) < 0.5);
        }
    }

    /// robomimic and ALOHA: actions and raw frames of each episode.
    void demos() {
        const QJsonArray demos = facts_[QStringLiteral("per_episode")].toArray();
        for (qsizetype i = 0; i < demos.size(); ++i) {
            const auto episode = opened_->episode(i);
            QVERIFY(episode);
            const bool aloha = opened_->format() == "aloha";
            const QJsonObject rows = demos[i][QLatin1String(aloha ? "action" : "actions")].toObject();
            const auto actions = (*episode)->column(aloha ? "action" : "actions");
            QVERIFY(actions);
            for (auto row = rows.begin(); row != rows.end(); ++row)
                QCOMPARE(rowOf(**actions, row.key().toULongLong()), numbers(row.value()));
            const QJsonObject cameras = demos[i][QLatin1String("frames")].toObject();
            for (auto camera = cameras.begin(); camera != cameras.end(); ++camera)
                drawnNumbers(**episode, (aloha ? "observations/images/" : "obs/") + camera.key().toStdString(),
                             camera.value().toObject());
        }
    }

    /// The step is drawn along the top edge: 16 blocks, the most significant first.
    void drawnNumbers(const Episode& episode, const std::string& source, const QJsonObject& frames) {
        for (const QString& key : frames.keys()) {
            const auto image = episode.decodeImage(source, key.toLongLong());
            QVERIFY2(image, image ? "" : image.error().text.c_str());
            const int y = std::max(6, image->height / 10) / 2;
            int number = 0;
            for (int i = 0; i < 16; ++i) {
                const int x = (i * image->width / 16 + (i + 1) * image->width / 16) / 2;
                number |= (image->at(y, x)[0] > 127 ? 1 : 0) << (15 - i);
            }
            QCOMPARE(number, key.toInt());
        }
    }
};

QTEST_GUILESS_MAIN(Hdf5SharedTest)
#include "hdf5_shared_test.moc"
