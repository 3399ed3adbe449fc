// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine, opened as the program opens it, against the independent reference (float64 values stored as float32).
// Tolerances of its README: hidden states and logits 2e-4, attention, embeddings and losses 2e-5.
#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

#include "core/trace/attention_cache.h"
#include "core/trace/attention_statistics.h"
#include "core/trace/engine.h"
#include "tests/support/oracle_case.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

struct Case {
    std::shared_ptr<const Policy> policy;
    std::shared_ptr<const TokenSequence> sequence;
    Tensors expected;
    Window window;
};

Result<Case> openCase(const QString& folder) {
    const auto engine = openEngine();
    if (!engine)
        return fail(engine);
    Case out;
    const auto policy = (*engine)->openPolicy(QFileInfo(folder).path().toStdString(), {"cpu", "float32"}, {});
    if (!policy)
        return fail(policy);
    out.policy = *policy;
    const auto tokenizer = makeTokenizer((*policy)->info().settings);
    if (!tokenizer)
        return fail(tokenizer);
    const auto episode = readCase(folder);
    const auto sequence = tokenize(episode, episode->channels, episode->map, *tokenizer);
    if (!sequence)
        return fail(sequence);
    out.sequence = *sequence;
    out.window = {0, (*sequence)->steps(), 0};
    out.expected = readTensors(folder + QStringLiteral("/expected.safetensors"));
    return out;
}

double largestDifference(const Grid& grid, const Tensor& wanted) {
    const auto values = wanted.as<float>();
    double worst = grid.values.size() == values.size() ? 0 : 1e9;
    for (std::size_t i = 0; i < grid.values.size() && i < values.size(); ++i)
        worst = std::max(worst, std::abs(double(grid.values[i]) - values[i]));
    return worst;
}

std::vector<std::size_t> targetsOf(const TokenSequence& sequence) {
    std::vector<std::size_t> targets;
    for (std::size_t i = 1; i < sequence.size(); ++i)
        if (sequence.at(i).target)
            targets.push_back(i);
    return targets;
}

} // namespace

class ModelOracleTest : public QObject {
    Q_OBJECT

    void rows() {
        QTest::addColumn<QString>("folder");
        const QString root = referenceFolder() + QStringLiteral("/oracle/cases");
        QDirIterator cases(root, {QStringLiteral("schema.json")}, QDir::Files, QDirIterator::Subdirectories);
        bool any = false;
        while (cases.hasNext()) {
            const QString folder = QFileInfo(cases.next()).path();
            if (!QFileInfo::exists(QFileInfo(folder).path() + QStringLiteral("/model.safetensors")))
                continue;
            QTest::newRow(qPrintable(folder.mid(root.size() + 1))) << folder;
            any = true;
        }
        if (!any)
            QTest::newRow("no reference data") << QString();
    }

    QString folder;
    std::optional<Case> one; // the row's case, opened before each test

private Q_SLOTS:
    void init() {
        if (qstrcmp(QTest::currentTestFunction(), "nekoLogits") == 0)
            return; // has its own
        QFETCH(QString, folder);
        this->folder = folder;
        if (folder.isEmpty())
            QSKIP("no reference data beside the source tree");
        auto opened = openCase(folder);
        QVERIFY2(opened, opened ? "" : opened.error().text.c_str());
        one = std::move(*opened);
    }

    void hiddenStatesAndLosses_data() { rows(); }
    void hiddenStatesAndLosses() {
        const int layers = one->policy->info().settings.layers;
        for (int layer = 0; layer <= layers + 1; ++layer) {
            const auto hidden = one->policy->hidden(*one->sequence, one->window, layer);
            QVERIFY2(hidden, hidden ? "" : hidden.error().text.c_str());
            const std::string name = layer == 0            ? "embeddings"
                                     : layer == layers + 1 ? "final"
                                                           : "hidden." + std::to_string(layer);
            const double worst = largestDifference(*hidden, one->expected.at(name));
            QVERIFY2(worst < (layer == 0 ? 2e-5 : 2e-4),
                     qPrintable(QString::fromStdString(name) + QString::number(worst)));
        }
        RunOptions options;
        options.predict = targetsOf(*one->sequence);
        const auto trace = one->policy->run(*one->sequence, one->window, options, {});
        QVERIFY2(trace, trace ? "" : trace.error().text.c_str());
        const auto wanted = one->expected.at("target_logprob").as<float>();
        for (const Prediction& p : (*trace)->predictions)
            QVERIFY(std::abs(p.crossEntropy + wanted[p.token - 1]) < 2e-4);
    }

    void attentionRows_data() { rows(); }
    void attentionRows() {
        RunOptions options;
        options.attention = true;
        const auto trace = one->policy->run(*one->sequence, one->window, options, {});
        QVERIFY2(trace, trace ? "" : trace.error().text.c_str());
        const AttentionSource& source = *(*trace)->attention;
        const auto wanted = one->expected.at("attention").as<float>();
        const std::size_t n = source.tokens();
        std::vector<float> row(n);
        double worst = 0;
        for (int l = 0; l < source.layers(); ++l)
            for (int h = 0; h < source.heads(); ++h)
                for (std::size_t i = 0; i < n; ++i) {
                    source.row(l, h, i, row);
                    const std::size_t at = ((static_cast<std::size_t>(l) * static_cast<std::size_t>(source.heads()) +
                                             static_cast<std::size_t>(h)) *
                                                n +
                                            i) *
                                           n;
                    for (std::size_t j = 0; j < n; ++j)
                        worst = std::max(worst, std::abs(double(row[j]) - wanted[at + j]));
                    const SelfCheck check = selfCheck(source, l, h, i);
                    QVERIFY(check.output < 1e-4 && check.sum < 1e-4 && check.future == 0);
                }
        QVERIFY2(worst < 2e-5, qPrintable(QString::number(worst)));
    }

    /// softmax does not see the k bias (spec/gato.md 16.4): the cached keys of the first layer are computed again from
    /// the reference embeddings.
    void keyProjection_data() { rows(); }
    void keyProjection() {
        RunOptions options;
        options.attention = true;
        const auto trace = one->policy->run(*one->sequence, one->window, options, {});
        QVERIFY(trace);
        const auto* cache = dynamic_cast<const AttentionCache*>((*trace)->attention.get());
        QVERIFY(cache != nullptr);
        const Tensors weights = readTensors(QFileInfo(folder).path() + QStringLiteral("/model.safetensors"));
        const auto k = weights.at("blocks.0.attn.k.weight").as<float>(),
                   bias = weights.at("blocks.0.attn.k.bias").as<float>(),
                   scale = weights.at("blocks.0.norm1.weight").as<float>(),
                   shift = weights.at("blocks.0.norm1.bias").as<float>(),
                   x = one->expected.at("embeddings").as<float>();
        const std::size_t d = bias.size(), width = static_cast<std::size_t>(cache->headWidth());
        for (std::size_t i = 0; i < cache->tokens(); ++i) {
            double mean = 0, variance = 0;
            for (std::size_t c = 0; c < d; ++c)
                mean += x[i * d + c] / double(d);
            for (std::size_t c = 0; c < d; ++c)
                variance += std::pow(x[i * d + c] - mean, 2) / double(d);
            const double spread = std::sqrt(variance + one->policy->info().settings.norm_eps);
            for (std::size_t out = 0; out < d; ++out) {
                double sum = bias[out];
                for (std::size_t c = 0; c < d; ++c)
                    sum += k[out * d + c] * ((x[i * d + c] - mean) / spread * scale[c] + shift[c]);
                QVERIFY(std::abs(sum - cache->key(0, static_cast<int>(out / width), i)[out % width]) < 1e-4);
            }
        }
    }

    void gradients_data() { rows(); }
    void gradients() {
        const QJsonObject wanted = readJson(folder + QStringLiteral("/grads.json"));
        if (wanted.isEmpty())
            QSKIP("no reference gradients for this case");
        const auto facts = one->policy->gradients(*one->sequence, one->window);
        QVERIFY2(facts, facts ? "" : facts.error().text.c_str());
        int compared = 0;
        for (const auto& fact : *facts) {
            const QJsonObject entry = wanted[QString::fromStdString(fact.name)].toObject();
            if (entry.isEmpty())
                continue;
            ++compared;
            const double norm = entry[QLatin1String("norm")].toDouble(), tolerance = 1e-4 * std::max(1.0, norm);
            QVERIFY2(std::abs(fact.norm - norm) < tolerance, fact.name.c_str());
            QVERIFY2(std::abs(fact.first - entry[QLatin1String("first")].toDouble()) < tolerance, fact.name.c_str());
        }
        QCOMPARE(compared, wanted.size());
    }

    /// Masked greedy actions after the last separator, from the cache, equal the reference's.
    void greedyActions_data() { rows(); }
    void greedyActions() {
        if (!one->expected.contains("greedy.ids"))
            QSKIP("a case without actions");
        const std::int64_t last = one->sequence->steps() - 1;
        const auto acted = one->policy->act(*one->sequence, last, last + 1, {}, {});
        QVERIFY2(acted, acted ? "" : acted.error().text.c_str());
        const auto ids = one->expected.at("greedy.ids").as<std::int64_t>();
        const auto outside = one->expected.at("greedy.outside_mass").as<double>();
        const auto gap = one->expected.at("greedy.top2_gap").as<double>();
        QCOMPARE(acted->actions.size(), ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (gap[i] < 1e-3)
                break; // a tie within float32: what follows may differ
            QCOMPARE(std::int64_t(acted->actions[i].id), ids[i]);
            QVERIFY(std::abs(acted->actions[i].prediction.illegalMass - outside[i]) < 2e-4);
        }
    }

    void nekoLogits_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("gelu") << QStringLiteral("gelu");
        QTest::newRow("geglu") << QStringLiteral("geglu");
    }
    void nekoLogits();
};

namespace {

/// The reference's own examples: each array is a channel of an episode in memory.
std::shared_ptr<MemoryEpisode> nekoEpisode(const Tensors& vectors, const std::string& example) {
    auto episode = std::make_shared<MemoryEpisode>(1000000);
    const auto at = [&](const char* name) -> const Tensor* {
        const auto found = vectors.find(example + ".in." + name);
        return found == vectors.end() ? nullptr : &found->second;
    };
    if (const Tensor* images = at("images")) {
        std::vector<Image> list;
        const auto rows = images->shape[0], h = images->shape[2], w = images->shape[3];
        for (std::int64_t t = 0; t < rows; ++t) {
            Image image{int(w), int(h), {}};
            for (std::int64_t p = 0; p < h * w; ++p)
                for (std::int64_t c = 0; c < 3; ++c)
                    image.pixels.push_back(
                        static_cast<std::uint8_t>(images->bytes[static_cast<std::size_t>((t * 3 + c) * h * w + p)]));
            list.push_back(std::move(image));
        }
        episode->addImages("images", std::move(list));
        episode->map.channels.back().key = "images";
    }
    if (const Tensor* text = at("text")) {
        addNumbers(*episode, "text", Role::Observation, Modality::TextIds, *text);
        episode->map.channels.back().key = "text";
    }
    const std::tuple<const char*, Role, Modality> numeric[] = {
        {"continuous_obs", Role::Observation, Modality::Continuous},
        {"discrete_obs", Role::Observation, Modality::Discrete},
        {"continuous_actions", Role::Action, Modality::Continuous},
        {"discrete_actions", Role::Action, Modality::Discrete}};
    for (const auto& [name, role, modality] : numeric)
        if (const Tensor* values = at(name)) {
            addNumbers(*episode, name, role, modality, *values);
            episode->map.channels.back().key = name;
        }
    return episode;
}

} // namespace

void ModelOracleTest::nekoLogits() {
    QFETCH(QString, name);
    const QString folder = referenceFolder() + QStringLiteral("/oracle/neko/") + name;
    if (!QDir(folder).exists())
        QSKIP("no reference data beside the source tree");
    const auto engine = openEngine();
    QVERIFY2(engine, engine ? "" : engine.error().text.c_str());
    QTemporaryDir out;
    const std::string converted = (out.path() + QStringLiteral("/converted")).toStdString();
    const auto done =
        (*engine)->convertNeko((folder + QStringLiteral("/neko_weights.safetensors")).toStdString(), converted);
    QVERIFY2(done, done ? "" : done.error().text.c_str());
    const auto policy = (*engine)->openPolicy(converted, {"cpu", "float32"}, {});
    QVERIFY2(policy, policy ? "" : policy.error().text.c_str());
    const Tensors vectors = readTensors(folder + QStringLiteral("/vectors.safetensors"));
    const auto tokenizer = makeTokenizer((*policy)->info().settings);
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().text.c_str());
    int compared = 0;
    for (const char* example : {"ex0", "ex1", "ex2"}) {
        const auto episode = nekoEpisode(vectors, example);
        const auto sequence = tokenize(episode, episode->channels, episode->map, *tokenizer);
        QVERIFY2(sequence, sequence ? "" : sequence.error().text.c_str());
        const Tensor& logits = vectors.at(std::string(example) + ".logits");
        const auto values = logits.as<float>();
        QCOMPARE(std::int64_t((*sequence)->size()), logits.shape[0]);
        const auto vocab = static_cast<std::size_t>(logits.shape[1]);
        RunOptions options;
        for (std::size_t i = 1; i < (*sequence)->size(); ++i)
            if (isAction((*sequence)->kind(i)))
                options.predict.push_back(i);
        const auto trace = (*policy)->run(**sequence, Window{0, (*sequence)->steps(), 0}, options, {});
        QVERIFY2(trace, trace ? "" : trace.error().text.c_str());
        for (const Prediction& p : (*trace)->predictions) {
            std::vector<float> row(values.begin() + static_cast<std::ptrdiff_t>((p.token - 1) * vocab),
                                   values.begin() + static_cast<std::ptrdiff_t>(p.token * vocab));
            row.push_back(0); // our separator row is zero
            const Prediction wanted = predictionOf(row, p.trueId, p.legal);
            QVERIFY(std::abs(wanted.crossEntropy - p.crossEntropy) < 2e-4);
            QCOMPARE(p.predictedId, wanted.predictedId);
            ++compared;
        }
    }
    QVERIFY(compared > 10);
}

QTEST_GUILESS_MAIN(ModelOracleTest)
#include "model_oracle_test.moc"
