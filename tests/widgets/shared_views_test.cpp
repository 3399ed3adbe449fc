// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The three token views over the real episodes beside the repository, where they are: nothing may fail, all is painted.
#include <cmath>

#include <QDir>
#include <QTest>

#include "core/episode/open_dataset.h"
#include "core/tokens/tokenizer.h"
#include "tests/support/direct_frames.h"
#include "tests/support/dress.h"
#include "widgets/cameras/camera_view.h"
#include "widgets/inspector/inspector_view.h"
#include "widgets/tokens/token_stream.h"

using namespace gatoscope;

class SharedViewsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void episodes_data();
    void episodes();

private:
    QDir data_;
    Tokenizer tokenizer_;
};

void SharedViewsTest::initTestCase() {
    dress(true);
    const QString given = qEnvironmentVariable("GATOSCOPE_SHARED");
    data_ =
        QDir((given.isEmpty() ? QStringLiteral(GATOSCOPE_SOURCE_DIR "/../shared") : given) + QStringLiteral("/data"));
    if (!data_.exists())
        QSKIP("the real episodes are not here");
    auto tokenizer = makeTokenizer(Settings{});
    QVERIFY(tokenizer.has_value());
    tokenizer_ = *tokenizer;
}

void SharedViewsTest::episodes_data() {
    QTest::addColumn<QString>("path");
    for (const char* path :
         {"minari/babyai/gotoredball-raw-v0", "minari/babyai/pickuploc-v0", "minari/mujoco/halfcheetah-v0",
          "minari/classic/cartpole-v0", "robomimic", "d4rl/halfcheetah_scripted.hdf5", "aloha/reach_two_arms_jpeg",
          "npz", "npy", "images/jpg_top", "images/png_frontview"})
        QTest::newRow(path) << QString::fromLatin1(path);
}

void SharedViewsTest::episodes() {
    QFETCH(QString, path);
    QString place = data_.filePath(path);
    auto dataset = openDataset(place.toStdString());
    if (!dataset) { // a folder of data sets: the first of them
        const QStringList inside = QDir(place).entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString& name : inside)
            if (!dataset)
                dataset = openDataset(QDir(place).filePath(name).toStdString());
    }
    if (!dataset)
        QSKIP(qPrintable(QString::fromStdString(dataset.error().text)));
    const auto episode = (*dataset)->episode((*dataset)->episodeCount() / 2);
    QVERIFY(episode.has_value());
    TokenizeOptions options;
    options.tolerant = true;
    options.steps.end = (*episode)->info().steps + 1;
    auto tokens = tokenize(*episode, (*dataset)->channels(), (*dataset)->guessedMap(), tokenizer_, options);
    if (!tokens) {
        options.steps.end = -1;
        tokens = tokenize(*episode, (*dataset)->channels(), (*dataset)->guessedMap(), tokenizer_, options);
    }
    QVERIFY2(tokens.has_value(), tokens ? "" : tokens.error().text.c_str());
    EpisodeView view;
    view.dataset = *dataset;
    view.episode = *episode;
    view.tokens = *tokens;

    Cursor cursor;
    DirectFrames frames;
    frames.setTokens(view.tokens);
    CameraView cameras(&cursor, &frames);
    TokenStream stream(&cursor, &frames);
    InspectorView inspector(&cursor, &frames);
    cameras.resize(920, 350);
    stream.resize(920, 320);
    inspector.resize(370, 680);
    cursor.setStepCount(view.tokens->steps());
    cameras.setEpisode(view);
    stream.setEpisode(view);
    inspector.setEpisode(view);
    const QByteArray name = path.section(QLatin1Char('/'), -1).toUtf8();
    const auto size = static_cast<qint64>(view.tokens->size());
    QVERIFY(size > 0);
    const qint64 middle = size / 2;
    cursor.selectToken(middle, view.tokens->stepOf(static_cast<std::size_t>(middle)));
    grabTo(cameras, (name + "_cameras").constData());
    grabTo(stream, (name + "_stream").constData());
    grabTo(inspector, (name + "_inspector").constData());
    for (qint64 i = 0; i < 40; ++i) { // tokens of all kinds, steps from first to last
        const qint64 token = std::min(size - 1, i * size / 39);
        cursor.selectToken(token, view.tokens->stepOf(static_cast<std::size_t>(token)));
        QVERIFY(!inspector.grab().isNull() && !stream.grab().isNull() && !cameras.grab().isNull());
    }
}

QTEST_MAIN(SharedViewsTest)
#include "shared_views_test.moc"
