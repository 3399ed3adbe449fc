// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Training end to end on small models: loss and gradients agree with the policy's own, one batch is learned by heart,
// a killed run goes on exactly, two processes equal one, bad input and a run that is not the one to resume end in one
// sentence.
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <functional>
#include <limits>

#include "core/episode/open_dataset.h"
#include "core/trace/engine.h"
#include "core/trace/run_record.h"
#include "tests/support/child_process.h"
#include "tests/support/memory_episode.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// 2 x 2 patches, a text, two numbers; a discrete action of 3 and a continuous one. Episodes of 3 to 6 steps.
std::shared_ptr<MemoryEpisode> makeEpisode(int number) {
    const int steps = 3 + number % 4;
    auto episode = std::make_shared<MemoryEpisode>(steps);
    std::vector<Image> images;
    std::vector<std::string> texts;
    std::vector<float> state, arm;
    std::vector<std::int64_t> choice;
    for (int t = 0; t < steps; ++t) {
        Image image{32, 32, std::vector<std::uint8_t>(32 * 32 * 3)};
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            image.pixels[i] = static_cast<std::uint8_t>(i / 768 * 7 + static_cast<std::size_t>(t + number) * 31);
        images.push_back(image);
        texts.push_back(number % 2 == 0 ? "go" : "fetch");
        state.insert(state.end(), {std::sin(static_cast<float>(t + number)), static_cast<float>(t) * 0.5F});
        arm.push_back(std::cos(static_cast<float>(t * number)));
        choice.push_back((t + number) % 3);
    }
    episode->addImages("image", images);
    episode->addText("task", Role::Observation, texts);
    episode->add("state", Role::Observation, Modality::Continuous, {2}, state);
    episode->add("choice", Role::Action, Modality::Discrete, {}, choice).n = {3};
    episode->add("arm", Role::Action, Modality::Continuous, {1}, arm);
    return episode;
}

class MemoryDataset final : public Dataset {
public:
    explicit MemoryDataset(int episodes) : count_(episodes) {
        const auto first = makeEpisode(0);
        path_ = "memory";
        format_ = "memory";
        channels_ = first->channels;
        map_ = first->map;
    }
    std::int64_t episodeCount() const override { return count_; }
    std::int64_t stepCount() const override { return count_ * 4; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override {
        return makeEpisode(static_cast<int>(index))->info();
    }

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override {
        return std::shared_ptr<Episode>(makeEpisode(static_cast<int>(index)));
    }

private:
    int count_;
};

Settings smallSettings() {
    Settings s;
    s.n_text = 300;
    s.profile = Settings::Profile::Disjoint;
    s.layers = 2;
    s.width = 32;
    s.heads = 4;
    s.ffn_dim = 64;
    s.image_mid = 32;
    s.patch_pos = 2; // intervals of two patches hold one index, and rounding down takes it: training draws what
    s.mean_rounding = Settings::MeanRounding::Down; // evaluation takes
    s.context = 128;
    return s;
}

TrainOptions smallRun(const QString& folder, int episodes = 20) {
    TrainOptions options;
    auto dataset = std::make_shared<MemoryDataset>(episodes);
    options.data.push_back({dataset, dataset->guessedMap(), 1, "memory"});
    options.settings = smallSettings();
    options.out = folder.toStdString();
    options.steps = 12;
    options.batch = 4;
    options.rate = 1e-3;
    options.warmup = 2;
    options.logEvery = 1;
    options.saveEvery = 3;
    options.validateEvery = 6;
    options.validation = 0.2;
    options.device = "cpu";
    options.threads = 1; // a busy machine makes threads wait for one another
    return options;
}

Result<TrainResult> train(const TrainOptions& options, const TrainWatch& watch = {}) {
    const auto engine = openEngine();
    return engine ? (*engine)->train(options, watch) : fail(engine);
}

std::vector<double> losses(const QString& folder) {
    QFile file(folder + QStringLiteral("/metrics.jsonl"));
    std::vector<double> out;
    if (!file.open(QIODevice::ReadOnly))
        return out;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        if (line.value(QStringLiteral("step")).toInt() != static_cast<int>(out.size()) + 1)
            return {};
        out.push_back(line.value(QStringLiteral("loss")).toDouble());
    }
    return out;
}

} // namespace

class LearnTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // The first three make processes: before anything of LibTorch runs here.
    void killedRunGoesOn();
    void twoProcessesEqualOne_data();
    void twoProcessesEqualOne();
    void lostProcessIsSaid();
    void sampleIsLearnedByHeart();
    void lossAndGradientAgreeWithThePolicy_data();
    void lossAndGradientAgreeWithThePolicy();
    void accumulationChangesNothing();
    void notANumberStops();
    void badInput();
    void resumeSaysWhatDiffers();
    void damagedRunIsSaid();

private:
    QTemporaryDir dir_;
    QString folder(const char* name) const { return dir_.filePath(QString::fromLatin1(name)); }
};

void LearnTest::killedRunGoesOn() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    const pid_t whole = inChild([&] { return train(smallRun(folder("whole"))) ? 0 : 1; });
    QCOMPARE(statusOf(whole), 0);
    const pid_t killed = inChild([&] {
        (void)train(smallRun(folder("killed")), [](const TrainMetrics& m) {
            if (m.step == 8)
                std::raise(SIGKILL);
            return true;
        });
        return 0;
    });
    QVERIFY(WIFSIGNALED(statusOf(killed)));
    QCOMPARE(losses(folder("killed")).size(), std::size_t{8});
    const pid_t resumed = inChild([&] {
        TrainOptions again = smallRun(folder("killed"));
        again.resume = true;
        return train(again) ? 0 : 1;
    });
    QCOMPARE(statusOf(resumed), 0);
    const auto expected = losses(folder("whole"));
    QCOMPARE(expected.size(), std::size_t{12});
    QCOMPARE(losses(folder("killed")), expected);
}

void LearnTest::twoProcessesEqualOne_data() {
    QTest::addColumn<QByteArrayList>("names");
    QTest::newRow("torchrun") << QByteArrayList{"RANK", "LOCAL_RANK", "WORLD_SIZE"};
    QTest::newRow("srun") << QByteArrayList{"SLURM_PROCID", "SLURM_LOCALID", "SLURM_STEP_NUM_TASKS"};
}

void LearnTest::twoProcessesEqualOne() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    QFETCH(const QByteArrayList, names);
    const QString place = folder(QTest::currentDataTag());
    const QByteArray port = freePort();
    std::vector<pid_t> children;
    for (const char* rank : {"0", "1"})
        children.push_back(inChild([&] {
            for (const char* name : {"RANK", "LOCAL_RANK", "WORLD_SIZE"})
                qunsetenv(name);
            qputenv(names[0].constData(), rank);
            qputenv(names[1].constData(), rank);
            qputenv(names[2].constData(), "2");
            qputenv("MASTER_ADDR", "127.0.0.1");
            qputenv("MASTER_PORT", port);
            const auto done = train(smallRun(place));
            if (!done)
                qWarning("%s", done.error().text.c_str());
            return done ? 0 : 1;
        }));
    for (const pid_t child : children)
        QCOMPARE(statusOf(child), 0);
    const auto one = losses(folder("whole")), two = losses(place);
    QCOMPARE(two.size(), one.size());
    for (std::size_t i = 0; i < one.size(); ++i)
        QVERIFY2(std::abs(one[i] - two[i]) < 1e-4 * one[i],
                 qPrintable(QStringLiteral("step %1: %2 and %3").arg(i + 1).arg(one[i]).arg(two[i])));
}

void LearnTest::lostProcessIsSaid() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    const QByteArray port = freePort();
    std::vector<pid_t> children;
    for (const int rank : {0, 1})
        children.push_back(inChild([&] {
            qputenv("RANK", QByteArray::number(rank));
            qputenv("WORLD_SIZE", "2");
            qputenv("MASTER_ADDR", "127.0.0.1");
            qputenv("MASTER_PORT", port);
            const auto done = train(smallRun(folder("lost")), [rank](const TrainMetrics& m) {
                if (rank == 1 && m.step == 4)
                    std::raise(SIGKILL);
                return true;
            });
            const bool said = !done && done.error().text.find("lost another process") != std::string::npos &&
                              done.error().text.find("--resume") != std::string::npos;
            return said ? 7 : 1;
        }));
    QCOMPARE(WEXITSTATUS(statusOf(children[0])), 7);
    QVERIFY(WIFSIGNALED(statusOf(children[1])));
    QVERIFY(QFile::exists(folder("lost") + QStringLiteral("/state.safetensors")));
}

void LearnTest::sampleIsLearnedByHeart() {
    const std::string place = GATOSCOPE_SOURCE_DIR "/resources/sample/babyai-gotolocal";
    const auto dataset = openDataset(place);
    if (!dataset || !findEngine().found)
        QSKIP("the sample or the engine is not there");
    TrainOptions options = smallRun(folder("sample"));
    options.data = {{*dataset, (*dataset)->guessedMap(), 1, place}};
    options.settings = *presetSettings("tiny");
    options.settings.context = 128;
    options.settings.image_mid = 32;
    options.batch = 2;
    options.overfit = 1;
    options.steps = 160;
    options.rate = 5e-3;
    options.warmup = 10;
    options.promptShare = 0;
    options.weightDecay = 0;
    options.saveEvery = options.validateEvery = 0;
    const auto done = train(options);
    QVERIFY2(done, done ? "" : done.error().text.c_str());
    QVERIFY2(done->last.loss < 0.05, qPrintable(QString::number(done->last.loss)));
}

void LearnTest::lossAndGradientAgreeWithThePolicy_data() {
    QTest::addColumn<QStringList>("keys");
    QTest::newRow("default") << QStringList{};
    QTest::newRow("relative") << QStringList{"pos_sequence=xl_relative"};
    QTest::newRow("absolute") << QStringList{"pos_sequence=absolute"};
    QTest::newRow("factor, full, no action") << QStringList{"factor_dim=8", "ffn=geglu_full", "action_pos=none"};
    QTest::newRow("untied, gia") << QStringList{"tied_head=false", "image_block=gia64", "ffn=gelu"};
}

void LearnTest::lossAndGradientAgreeWithThePolicy() {
    QFETCH(const QStringList, keys);
    const auto engine = openEngine();
    if (!engine)
        QSKIP("the engine is not built");
    TrainOptions options = smallRun(folder(QTest::currentDataTag()), 1);
    for (const QString& key : keys)
        QVERIFY(
            setSetting(options.settings, key.section(u'=', 0, 0).toStdString(), key.section(u'=', 1).toStdString()));
    options.steps = 1;
    options.batch = 1;
    options.rate = options.rateEnd = 0;
    options.warmup = 0;
    options.promptShare = 0;
    options.weightDecay = 0;
    options.length = 40; // one episode is one window
    options.overfit = 1;
    const auto done = train(options);
    QVERIFY2(done, done ? "" : done.error().text.c_str());

    const auto policy = (*engine)->openPolicy(options.out, {"cpu", ""}, {});
    QVERIFY(policy);
    const auto& data = options.data[0];
    const auto tokenizer = makeTokenizer((*policy)->info().settings);
    const auto episode = data.dataset->episode(0);
    const auto tokens = tokenize(*episode, data.dataset->channels(), data.map, *tokenizer);
    QVERIFY(tokens);
    const Window window{0, (*tokens)->steps(), 0};
    QVERIFY((*tokens)->size() <= 40);
    const auto predicted = predictEpisode(**policy, **tokens, 0, (*tokens)->steps(), WindowRule::Blocks, false);
    QVERIFY(predicted);
    double loss = 0, square = 0;
    for (const Prediction& prediction : predicted->predictions)
        loss += prediction.crossEntropy;
    loss /= static_cast<double>(predicted->predictions.size());
    QVERIFY2(std::abs(done->last.loss - loss) < 1e-5 * loss,
             qPrintable(QStringLiteral("%1 and %2").arg(done->last.loss).arg(loss)));
    const auto gradients = (*policy)->gradients(**tokens, window);
    QVERIFY(gradients);
    for (const auto& gradient : *gradients)
        square += gradient.norm * gradient.norm;
    QVERIFY2(std::abs(done->last.gradientNorm - std::sqrt(square)) < 1e-4 * std::sqrt(square),
             qPrintable(QStringLiteral("%1 and %2").arg(done->last.gradientNorm).arg(std::sqrt(square))));
}

void LearnTest::accumulationChangesNothing() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    TrainOptions parts = smallRun(folder("parts"));
    parts.accumulate = 2;
    QVERIFY(train(parts));
    const auto one = losses(folder("whole")), two = losses(folder("parts"));
    QCOMPARE(two.size(), one.size());
    for (std::size_t i = 0; i < one.size(); ++i)
        QVERIFY(std::abs(one[i] - two[i]) < 1e-4 * one[i]);
}

void LearnTest::notANumberStops() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    TrainOptions options = smallRun(folder("nan"));
    options.steps = 40;
    options.saveEvery = 1;
    options.clip = 0;
    options.rate = options.rateEnd = 1e18;
    const auto done = train(options);
    QVERIFY(!done);
    const QString text = QString::fromStdString(done.error().text);
    QVERIFY2(text.contains(QStringLiteral("not a number")) && text.contains(QStringLiteral("dataset 0 episode")),
             qPrintable(text));
    const auto engine = openEngine();
    QVERIFY((*engine)->openPolicy(options.out, {"cpu", ""}, {}));
}

void LearnTest::badInput() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    TrainOptions options = smallRun(folder("bad"));
    for (MappedChannel& channel : options.data[0].map.channels)
        if (channel.role == Role::Action || channel.modality == Modality::Text)
            channel.role = Role::Ignore;
    auto done = train(options);
    QVERIFY(!done && QString::fromStdString(done.error().text).contains(QStringLiteral("has neither")));

    options = smallRun(folder("bad2"));
    options.length = 6;
    done = train(options);
    QVERIFY(!done && QString::fromStdString(done.error().text).contains(QStringLiteral("a window holds 6")));

    options = smallRun(folder("bad3"));
    options.batch = 3;
    options.accumulate = 2;
    done = train(options);
    QVERIFY(!done && QString::fromStdString(done.error().text).contains(QStringLiteral("choose a multiple")));

    options = smallRun(folder("whole"));
    done = train(options);
    QVERIFY(!done && QString::fromStdString(done.error().text).contains(QStringLiteral("already there")));
}

void LearnTest::resumeSaysWhatDiffers() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    TrainOptions options = smallRun(folder("differs"));
    options.steps = 2;
    options.validateEvery = 0;
    QVERIFY(train(options));
    auto changes = changesOfRun(options);
    QVERIFY2(changes, changes ? "" : changes.error().text.c_str());
    QCOMPARE(changes->breaking, std::string());
    QCOMPARE(changes->other, std::string());

    TrainOptions other = options;
    other.seed = 5;
    other.batch = 2;
    other.settings.width = 16;
    other.settings.stochastic_depth = 0.5;
    other.steps = 3;
    other.rate = 5e-4;
    other.data[0].weight = 2;
    changes = changesOfRun(other);
    QVERIFY(changes);
    QCOMPARE(changes->breaking, std::string("width 16 (before: 32), --seed 5 (before: 0), --batch 2 (before: 4)"));
    QCOMPARE(
        changes->other,
        std::string("--steps 3 (before: 2), --lr 0.0005 (before: 0.001), --lr-end 5e-05 (before: 0.0001), "
                    "--decay 3 (before: 2), stochastic_depth 0.5 (before: 0.0), weight of memory 2.0 (before: 1.0)"));
    other = options;
    other.data.push_back(options.data[0]);
    QCOMPARE(changesOfRun(other)->other, std::string("number of datasets 2 (before: 1)"));
}

void LearnTest::damagedRunIsSaid() {
    if (!findEngine().found)
        QSKIP("the engine is not built");
    TrainOptions options = smallRun(folder("differs"));
    options.resume = true;
    QFile config(folder("differs") + QStringLiteral("/config.json"));
    QVERIFY(config.resize(config.size() / 2));
    const auto changes = changesOfRun(options);
    QVERIFY(!changes);
    QVERIFY2(changes.error().text.find("which is damaged; copy it again") != std::string::npos,
             changes.error().text.c_str());
    QVERIFY(config.remove());
    QVERIFY(changesOfRun(options)); // nothing to compare with

    QFile state(folder("differs") + QStringLiteral("/state.safetensors"));
    QVERIFY(state.resize(state.size() / 2));
    const auto done = train(options);
    QVERIFY(!done);
    const QString text = QString::fromStdString(done.error().text);
    QVERIFY2(text.contains(QStringLiteral("is damaged")) && text.contains(QStringLiteral("Copy state.safetensors")),
             qPrintable(text));
    QVERIFY(QString::fromStdString(done.error().place).endsWith(QStringLiteral("state.safetensors")));
}

QTEST_GUILESS_MAIN(LearnTest)
#include "learn_test.moc"
