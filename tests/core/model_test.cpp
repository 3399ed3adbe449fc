// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold for any model, on small fresh ones: parameter counts, causality to the bit, cache against recompute,
// relative positions, bad checkpoints in one sentence. Needs no reference data.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include "core/model/parameter_table.h"
#include "core/trace/attention_statistics.h"
#include "core/trace/engine.h"
#include "core/trace/window_batch.h"
#include "tests/support/small_model.h"
#include "tests/support/tensor_file.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

std::int64_t countOf(const Settings& settings) {
    std::int64_t count = 0;
    for (const ParameterSpec& spec : parameterTable(settings))
        count += spec.count();
    return count;
}

void positionRows() {
    QTest::addColumn<int>("position");
    QTest::newRow("none") << 0;
    QTest::newRow("xl_relative") << 1;
    QTest::newRow("absolute") << 2;
}

} // namespace

class ModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void parameterCounts_data() { // spec/gato.md 8.4
        QTest::addColumn<QString>("preset");
        QTest::addColumn<qint64>("count");
        QTest::newRow("tiny") << "tiny" << qint64(2303043);
        QTest::newRow("79M") << "79M" << qint64(78549891);
        QTest::newRow("364M") << "364M" << qint64(364802691);
        QTest::newRow("1.18B") << "1.18B" << qint64(1178829955);
        QTest::newRow("79M-plain") << "79M-plain" << qint64(73819011);
        QTest::newRow("364M-plain") << "364M-plain" << qint64(336454275);
        QTest::newRow("1.18B-plain") << "1.18B-plain" << qint64(1078068355);
    }
    void parameterCounts() {
        QFETCH(QString, preset);
        QFETCH(qint64, count);
        const auto settings = presetSettings(preset.toStdString());
        QVERIFY(settings);
        QCOMPARE(qint64(countOf(*settings)), count);
        Settings other = *settings;
        other.tied_head = false;
        QCOMPARE(countOf(other) - countOf(*settings), std::int64_t(33025) * settings->width);
        other = *settings;
        other.profile = Settings::Profile::Disjoint;
        QCOMPARE(countOf(other) - countOf(*settings), std::int64_t(1024) * settings->width);
    }
    void otherReadings() {
        Settings s = *presetSettings("79M-plain");
        s.pos_sequence = Settings::PosSequence::Absolute;
        QCOMPARE(countOf(s), std::int64_t(74605443));
        s.ffn = Settings::Ffn::Gelu;
        QCOMPARE(countOf(s), std::int64_t(84042627));
        s.ffn = Settings::Ffn::GegluFull;
        QCOMPARE(countOf(s), std::int64_t(102941571));
    }

    /// The fourth channel of gia64 is raw 0 in either scale: four times the pixels through a quarter of the stem's
    /// weights give what the pixels gave (spec/gato.md 16.3; GIA pads before it scales).
    void fourthChannelIsBlack() {
        Settings s = smallSettings();
        s.image_block = Settings::ImageBlock::Gia64;
        const auto quarters = makeModel(s);
        s.patch_scale = false;
        const auto whole = makeModel(s);
        QVERIFY(quarters && whole);
        const auto path = [](const Model& model) { return model.folder.filePath(QStringLiteral("model.safetensors")); };
        QVERIFY(scaleTensor(path(**whole), "embed.image.stem.weight", 0.25F));
        const auto policy = (*openEngine())->openPolicy((*whole)->folder.path().toStdString(), {"cpu", ""}, {});
        QVERIFY(policy);
        RunOptions options;
        options.predict = {3};
        const auto want = (*quarters)->policy->run(*(*quarters)->sequence, {0, 4, 0}, options, {});
        const auto have = (*policy)->run(*(*whole)->sequence, {0, 4, 0}, options, {});
        QVERIFY(want && have && !(*want)->predictions.empty());
        QVERIFY(std::abs((*have)->predictions[0].entropy - (*want)->predictions[0].entropy) < 1e-5);
        QVERIFY(std::abs((*have)->predictions[0].crossEntropy - (*want)->predictions[0].crossEntropy) < 1e-5);
    }

    void causality_data() { positionRows(); }
    void causality() {
        QFETCH(int, position);
        const auto model = makeModel(withPosition(position));
        QVERIFY2(model, model ? "" : model.error().text.c_str());
        const TokenSequence& tokens = *(*model)->sequence;
        const Window window{0, 8, 0};
        RunOptions plain, edited;
        for (std::size_t i = 1; i < tokens.firstOf(8); ++i)
            if (isAction(tokens.kind(i)))
                plain.predict.push_back(i);
        edited = plain;
        const std::size_t changed = tokens.firstOf(5) + 4; // the first number of step 5
        edited.interventions.push_back(ReplaceToken{changed, tokens.id(changed) + 3});
        edited.interventions.push_back(ZeroPatch{tokens.firstOf(5) + 1});
        const auto a = (*model)->policy->run(tokens, window, plain, {}),
                   b = (*model)->policy->run(tokens, window, edited, {});
        QVERIFY(a && b);
        bool laterDiffers = false;
        for (std::size_t i = 0; i < plain.predict.size(); ++i) {
            const Prediction &before = (*a)->predictions[i], &after = (*b)->predictions[i];
            if (before.token <= tokens.firstOf(5))
                QVERIFY(before.crossEntropy == after.crossEntropy && before.legalP == after.legalP);
            else
                laterDiffers = laterDiffers || before.crossEntropy != after.crossEntropy;
        }
        QVERIFY(laterDiffers);
    }

    void manyWindowsEqualEach_data() { positionRows(); }
    void manyWindowsEqualEach() {
        QFETCH(int, position);
        const auto model = makeModel(withPosition(position));
        QVERIFY2(model, model ? "" : model.error().text.c_str());
        const auto& tokens = (*model)->sequence;
        std::vector<WindowRun> runs; // of unequal length, out of order, one without anything to predict
        for (const Window& window : {Window{0, 8, 0}, Window{3, 5, 3}, Window{5, 12, 6}, Window{2, 3, 2}}) {
            runs.push_back({tokens, window, {}});
            for (std::size_t i = tokens->firstOf(window.countFrom) + 1; i < tokens->firstOf(window.endStep); ++i)
                if (window.endStep != 3 && tokens->kind(i) != Kind::Image)
                    runs.back().predict.push_back(i);
        }
        const auto many = runWindows(*(*model)->policy, runs, {});
        QVERIFY2(many, many ? "" : many.error().text.c_str());
        QCOMPARE(many->size(), runs.size());
        for (std::size_t w = 0; w < runs.size(); ++w) {
            RunOptions options;
            options.predict = runs[w].predict;
            const auto one = (*model)->policy->run(*tokens, runs[w].window, options, {});
            QVERIFY(one);
            QCOMPARE((*many)[w].size(), (*one)->predictions.size());
            for (std::size_t i = 0; i < runs[w].predict.size(); ++i) {
                const Prediction &a = (*many)[w][i], &b = (*one)->predictions[i];
                QCOMPARE(a.token, b.token);
                QCOMPARE(a.trueId, b.trueId);
                QCOMPARE(a.predictedId, b.predictedId);
                QCOMPARE(a.rankTrue, b.rankTrue);
                QVERIFY(std::abs(a.crossEntropy - b.crossEntropy) < 1e-4);
                QVERIFY(std::abs(a.entropy - b.entropy) < 1e-4);
                QVERIFY(std::abs(a.illegalMass - b.illegalMass) < 1e-5);
                QVERIFY(std::abs(a.pPredicted - b.pPredicted) < 1e-5);
                QVERIFY(std::abs(a.pTrue - b.pTrue) < 1e-5);
                QCOMPARE(a.legalP.size(), b.legalP.size());
            }
        }
    }

    void cacheEqualsRecompute_data() { positionRows(); }
    void cacheEqualsRecompute() {
        QFETCH(int, position);
        const auto model = makeModel(withPosition(position));
        QVERIFY2(model, model ? "" : model.error().text.c_str());
        const TokenSequence& tokens = *(*model)->sequence;
        SampleOptions recorded;
        recorded.recordedHistory = true;
        const auto acted = (*model)->policy->act(tokens, 0, tokens.steps(), recorded, {});
        QVERIFY2(acted, acted ? "" : acted.error().text.c_str());
        const auto predicted = predictEpisode(*(*model)->policy, tokens, 0, tokens.steps(), WindowRule::Exact, true);
        QVERIFY2(predicted, predicted ? "" : predicted.error().text.c_str());
        QCOMPARE(acted->actions.size(), predicted->predictions.size());
        for (std::size_t i = 0; i < acted->actions.size(); ++i) {
            const Prediction &cached = acted->actions[i].prediction, &whole = predicted->predictions[i];
            QCOMPARE(cached.token, whole.token);
            // The first action token of a step sees only recorded tokens; later ones see what was sampled before them.
            if (cached.token > 0 && !isAction(tokens.kind(cached.token - 1)))
                QVERIFY(std::abs(cached.crossEntropy - whole.crossEntropy) < 1e-4);
        }
    }

    void streamingRuns() {
        const auto model = makeModel(withPosition(1));
        QVERIFY(model);
        SampleOptions options;
        options.streaming = true;
        const auto acted = (*model)->policy->act(*(*model)->sequence, 0, (*model)->sequence->steps(), options, {});
        QVERIFY2(acted, acted ? "" : acted.error().text.c_str());
        QCOMPARE(acted->mode, std::string("streaming"));
        for (const SampledAction& action : acted->actions)
            QVERIFY(action.prediction.legal.contains(action.id));
    }

    void blocksCountEachStepOnce() {
        const auto model = makeModel(withPosition(0));
        QVERIFY(model);
        const TokenSequence& tokens = *(*model)->sequence;
        const auto all = predictEpisode(*(*model)->policy, tokens, 0, tokens.steps(), WindowRule::Blocks, true);
        QVERIFY(all);
        std::size_t actions = 0;
        for (std::size_t i = 0; i < tokens.size(); ++i)
            actions += isAction(tokens.kind(i)) ? 1 : 0;
        QCOMPARE(all->predictions.size(), actions);
        for (std::size_t i = 1; i < all->predictions.size(); ++i)
            QVERIFY(all->predictions[i - 1].token < all->predictions[i].token);
        QVERIFY(std::abs(all->predictions[0].entropy - std::log(double(tokens.vocabulary().size))) < 0.2);
    }

    void relevanceIsCausal() {
        const auto model = makeModel(withPosition(1));
        QVERIFY(model);
        const TokenSequence& tokens = *(*model)->sequence;
        const std::size_t row = tokens.firstOf(4) - 3;
        const auto relevance = (*model)->policy->relevance(tokens, {0, 6, 0}, row, tokens.id(row + 1), {});
        QVERIFY2(relevance, relevance ? "" : relevance.error().text.c_str());
        for (std::size_t j = 0; j < relevance->size(); ++j)
            QVERIFY(j <= row ? (*relevance)[j] >= 0 : (*relevance)[j] == 0);
    }

    /// ||v W_O|| and what a head adds to a logit, by their formulas from the weights on disk.
    void valuesThroughTheProjection() {
        const auto model = makeModel(smallSettings());
        QVERIFY(model);
        const TokenSequence& tokens = *(*model)->sequence;
        RunOptions options;
        options.attention = true;
        const auto trace = (*model)->policy->run(tokens, {0, 4, 0}, options, {});
        QVERIFY(trace);
        const AttentionSource& source = *(*trace)->attention;
        const Tensors weights = readTensors((*model)->folder.filePath(QStringLiteral("model.safetensors")));
        constexpr std::size_t d = 32, h = 8, layer = 1, head = 2;
        const auto out = weights.at("blocks.1.attn.o.weight").as<float>(); // [d, d]
        const auto add = [&](std::span<const float> z) {                   // z W_O of the head, [d]
            std::vector<double> sum(d, 0);
            for (std::size_t r = 0; r < d; ++r)
                for (std::size_t c = 0; c < h; ++c)
                    sum[r] += double(out[r * d + head * h + c]) * double(z[c]);
            return sum;
        };
        for (const std::size_t key : {std::size_t{0}, std::size_t{5}}) {
            double square = 0;
            for (const double x : add(source.value(layer, head, key)))
                square += x * x;
            QVERIFY(std::abs(source.valueNorms(layer, head)[key] - std::sqrt(square)) < 1e-6);
        }
        const std::size_t row = tokens.firstOf(2) - 1;
        const std::int32_t id = 317;
        const auto states = (*model)->policy->hidden(tokens, {0, 4, 0}, 3); // after the last block
        const auto effects = (*model)->policy->logitEffects(**trace, row, id);
        QVERIFY(states && effects);
        double mean = 0, variance = 0, sum = 0, expected = 0;
        for (const float x : states->row(row))
            mean += double(x) / d;
        for (const float x : states->row(row))
            variance += (x - mean) * (x - mean) / d;
        const bool tied = !weights.contains("head.weight");
        const auto table = weights.at(tied ? "embed.tokens.weight" : "head.weight").as<float>();
        const auto gain = weights.at("final_norm.weight").as<float>();
        const std::vector<double> added = add(source.headOutput(layer, head, row));
        for (const double x : added)
            sum += x / d;
        for (std::size_t r = 0; r < d; ++r)
            expected += (added[r] - sum) / std::sqrt(variance + 1e-5) * double(gain[r]) *
                        double(table[static_cast<std::size_t>(id) * d + r]);
        QVERIFY(std::abs(effects->at(layer, head) - expected) < 1e-5 * std::max(1.0, std::abs(expected)));
        QVERIFY(!(*model)->policy->logitEffects(**trace, row, 1 << 20));
    }

    void stopsBetweenParts() {
        const auto model = makeModel(smallSettings());
        QVERIFY(model);
        for (const int calls : {0, 1, 4}) {
            int left = calls;
            const auto trace =
                (*model)->policy->run(*(*model)->sequence, {0, 4, 0}, {}, [&](double) { return left-- > 0; });
            QVERIFY(!trace && trace.error().kind == ErrorKind::Cancelled);
        }
    }

    /// One sentence with the parameter and its file.
    void weightsThatAreNoNumbers() {
        const auto model = makeModel(smallSettings());
        QVERIFY(model);
        const QString path = (*model)->folder.filePath(QStringLiteral("model.safetensors"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(file.size() - 4));
        file.write(QByteArray::fromHex("0000c07f"));
        file.close();
        const auto policy = (*openEngine())->openPolicy((*model)->folder.path().toStdString(), {"cpu", ""}, {});
        QVERIFY(policy);
        RunOptions options;
        options.predict = {3};
        const auto trace = (*policy)->run(*(*model)->sequence, {0, 4, 0}, options, {});
        QVERIFY(!trace);
        const QString text = QString::fromStdString(trace.error().text);
        QVERIFY2(text.contains(QStringLiteral("model.safetensors")) && text.contains(QStringLiteral("NaN")),
                 qPrintable(text));
        QCOMPARE(QString::fromStdString(trace.error().place), path);
    }

    /// Half precision first, then the residual stream, then fewer steps; the note says so and the predictions that are
    /// left are the same.
    void memoryAllowed() {
        const auto model = makeModel(smallSettings());
        QVERIFY(model);
        const TokenSequence& tokens = *(*model)->sequence;
        RunOptions options;
        options.attention = true;
        options.predict = {tokens.firstOf(1) - 1, tokens.firstOf(4) - 1};
        const auto whole = (*model)->policy->run(tokens, {0, 4, 0}, options, {});
        QVERIFY(whole && (*whole)->note.empty());
        options.memory = (*whole)->attention->bytes() - 1;
        const auto half = (*model)->policy->run(tokens, {0, 4, 0}, options, {});
        QVERIFY(half && (*half)->note.find("half precision") != std::string::npos);
        QVERIFY((*half)->attention->bytes() < options.memory);
        options.memory = (*whole)->attention->bytes() / 3;
        const auto residual = (*model)->policy->run(tokens, {0, 4, 0}, options, {});
        QVERIFY(residual && (*residual)->note.find("residual stream") != std::string::npos);
        QVERIFY((*residual)->attention->bytes() < options.memory && (*residual)->firstToken == 0);
        QCOMPARE((*residual)->predictions[0].pTrue, (*whole)->predictions[0].pTrue);
        QCOMPARE((*half)->predictions.size(), std::size_t{2});
        QCOMPARE((*half)->predictions[1].pTrue, (*whole)->predictions[1].pTrue);
        options.memory = (*whole)->attention->bytes() / 6;
        const auto fewer = (*model)->policy->run(tokens, {0, 4, 0}, options, {});
        QVERIFY(fewer && (*fewer)->note.find("left out") != std::string::npos);
        QVERIFY((*fewer)->firstToken > 0 && (*fewer)->predictions.size() < 2);
    }

    void badCheckpoints() {
        const auto model = makeModel(smallSettings());
        QVERIFY(model);
        const auto engine = openEngine();
        const QString folder = (*model)->folder.path();
        const auto refused = [&] {
            const auto policy = (*engine)->openPolicy(folder.toStdString(), {"cpu", ""}, {});
            return policy ? QString() : QString::fromStdString(policy.error().text);
        };
        QCOMPARE(refused(), QString());
        QFile config(folder + QStringLiteral("/config.json"));
        QVERIFY(config.open(QIODevice::ReadOnly));
        const QByteArray good = config.readAll();
        config.close();
        const auto write = [&](const QByteArray& text) {
            QVERIFY(config.open(QIODevice::WriteOnly | QIODevice::Truncate));
            config.write(text);
            config.close();
        };
        QByteArray wider = good;
        wider.replace("\"width\": 32", "\"width\": 64");
        QVERIFY(wider != good);
        write(wider);
        QVERIFY(refused().contains(QStringLiteral("shape")));
        QByteArray deeper = good;
        deeper.replace("\"layers\": 3", "\"layers\": 4");
        write(deeper);
        QVERIFY(refused().contains(QStringLiteral("missing blocks.3")));
        write("{");
        QVERIFY(!refused().isEmpty());
        write(good);
        QFile weights(folder + QStringLiteral("/model.safetensors"));
        QVERIFY(weights.resize(weights.size() - 5));
        QVERIFY(refused().contains(QStringLiteral("cut off")));
        QVERIFY(weights.remove());
        QVERIFY(refused().contains(QStringLiteral("model.safetensors")));
        QVERIFY(!(*engine)->openPolicy("/nowhere", {"cpu", ""}, {}));
        QVERIFY(!(*engine)->openPolicy(folder.toStdString(), {"quantum", ""}, {}));
    }

    void windowThatDoesNotFit() {
        const auto model = makeModel(smallSettings());
        QVERIFY(model);
        const TokenSequence& tokens = *(*model)->sequence;
        const auto trace = (*model)->policy->run(tokens, {0, 12, 0}, {}, {});
        QVERIFY(!trace);
        QVERIFY(QString::fromStdString(trace.error().text).contains(QStringLiteral("context is 96")));
        Settings few = smallSettings();
        few.local_pos = 5; // a step has four patches and two numbers
        const auto narrow = makeModel(few);
        QVERIFY(narrow);
        const auto refused = (*narrow)->policy->run(*(*narrow)->sequence, {0, 4, 0}, {}, {});
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().text)
                    .contains(QStringLiteral("6 observation tokens and the model has 5")));
    }
};

QTEST_GUILESS_MAIN(ModelTest)
#include "model_test.moc"
