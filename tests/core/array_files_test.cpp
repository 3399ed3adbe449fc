// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "core/episode/open_dataset.h"

using namespace gatoscope;

namespace {

QString sharedFolder() {
    const QString given = qEnvironmentVariable("GATOSCOPE_SHARED");
    return given.isEmpty() ? QStringLiteral(GATOSCOPE_SOURCE_DIR "/../shared") : given;
}

QString shaOf(const Image& image, bool grey = false) {
    QByteArray bytes;
    const std::size_t step = grey ? 3 : 1;
    for (std::size_t i = 0; i < image.pixels.size(); i += step)
        bytes.append(static_cast<char>(image.pixels[i]));
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

/// The frame number drawn along the top edge: 16 blocks, most significant bit at the left.
int drawnNumber(const Image& image) {
    const int y = std::max(6, image.height / 10) / 2;
    int number = 0;
    for (int i = 0; i < 16; ++i) {
        const int x = (i * image.width / 16 + (i + 1) * image.width / 16) / 2;
        const std::uint8_t* pixel = image.at(y, x);
        number |= (pixel[0] + pixel[1] + pixel[2] > 3 * 127 ? 1 : 0) << (15 - i);
    }
    return number;
}

} // namespace

/// The plain files of the shared data against the facts that their writers noted.
class ArrayFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesTheFacts_data() {
        QTest::addColumn<QString>("name");
        const QDir expected(sharedFolder() + QStringLiteral("/data/expected"));
        for (const QString& name : expected.entryList({QStringLiteral("np*"), QStringLiteral("images*")}, QDir::Dirs))
            QTest::newRow(qPrintable(name)) << name;
        if (!expected.exists())
            QTest::newRow("none") << QString();
    }

    void matchesTheFacts() {
        QFETCH(QString, name);
        if (name.isEmpty())
            QSKIP("the shared data are not here");
        QFile file(sharedFolder() + QStringLiteral("/data/expected/") + name + QStringLiteral("/expected.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject facts = QJsonDocument::fromJson(file.readAll()).object();
        const QString path = facts[QStringLiteral("path")].toString().section(QLatin1Char('/'), 1);
        const auto dataset = openDataset((sharedFolder() + QStringLiteral("/data/") + path).toStdString());
        QVERIFY2(dataset, dataset ? "" : dataset.error().text.c_str());
        QCOMPARE((*dataset)->episodeCount(), facts[QStringLiteral("episodes")].toInteger());
        QCOMPARE((*dataset)->stepCount(), facts[QStringLiteral("total_steps")].toInteger());
        const QJsonArray lengths = facts[QStringLiteral("episode_lengths")].toArray();
        for (qsizetype i = 0; i < lengths.size(); ++i)
            QCOMPARE((*dataset)->episodeInfo(i)->steps, lengths[i].toInteger());
        checkEpisodes(**dataset, facts);
    }

private:
    void checkEpisodes(const Dataset& dataset, const QJsonObject& facts) {
        const QJsonArray episodes = facts[QStringLiteral("per_episode")].toArray();
        for (qsizetype i = 0; i < std::max<qsizetype>(episodes.size(), 1); ++i) {
            const auto episode = dataset.episode(i);
            QVERIFY(episode);
            const QJsonObject own = episodes.isEmpty() ? facts : episodes[i].toObject();
            for (const char* source : {"obs", "action", "observations", "actions"})
                checkColumn(**episode, source, own[QLatin1StringView(source)].toObject());
            const QJsonObject frames = own[QStringLiteral("frame_sha256")].toObject();
            for (auto frame = frames.begin(); frame != frames.end(); ++frame) {
                const bool plural = dataset.channel("images") != nullptr;
                const auto image = (*episode)->image(plural ? "images" : "image", frame.key().toLongLong());
                QVERIFY2(image, image ? "" : image.error().text.c_str());
                const bool grey = dataset.channel(plural ? "images" : "image")->shape.size() == 2;
                QCOMPARE(shaOf(**image, grey), frame.value().toString());
            }
            checkPictures(**episode, own[QStringLiteral("frames")].toObject());
            if (own.contains(QStringLiteral("text")))
                QCOMPARE(QString::fromStdString((*episode)->info().task), own[QStringLiteral("text")].toString());
        }
    }

    void checkColumn(const Episode& episode, const char* source, const QJsonObject& rows) {
        if (rows.isEmpty())
            return;
        const auto column = episode.column(source);
        QVERIFY2(column, column ? "" : column.error().text.c_str());
        for (auto row = rows.begin(); row != rows.end(); ++row) {
            const QJsonArray values = row.value().toArray();
            for (qsizetype i = 0; i < values.size(); ++i)
                QCOMPARE((*column)->number(row.key().toULongLong(), static_cast<std::size_t>(i)), values[i].toDouble());
        }
    }

    void checkPictures(const Episode& episode, const QJsonObject& frames) {
        for (auto frame = frames.begin(); frame != frames.end(); ++frame) {
            const QJsonObject fact = frame.value().toObject();
            const auto image = episode.image("image", fact[QStringLiteral("t")].toInteger());
            QVERIFY2(image, image ? "" : image.error().text.c_str());
            QCOMPARE(drawnNumber(**image), fact[QStringLiteral("burned")].toInt());
            const QString sha = fact[QStringLiteral("sha256_rgb8_pillow")].toString();
            if (!sha.isEmpty() && !frame.key().endsWith(QStringLiteral("jpg")))
                QCOMPARE(shaOf(**image), sha);
        }
    }
};

QTEST_GUILESS_MAIN(ArrayFilesTest)
#include "array_files_test.moc"
