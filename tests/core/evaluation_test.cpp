// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Measures against figures that evaluation_golden.py computed from their definitions, on predictions made by formula.
#include <QTest>

#include <cmath>

#include "core/tokens/tokenizer.h"
#include "core/trace/evaluation.h"
#include "tests/support/memory_episode.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

struct Golden {
    const char* key;
    int dimension;
    const char* what;
    double value;
};
// clang-format off
const Golden golden[] = {
    {"arm", 0, "accuracy", 0.1076923076923077},
    {"arm", 0, "cross_entropy", 5.651384374861953},
    {"arm", 0, "illegal", 0.01476923076923077},
    {"arm", 0, "ece", 0.07238176212860988},
    {"arm", 0, "majority.accuracy", 0.015384615384615385},
    {"arm", 0, "majority.cross_entropy", 4.174387269895637},
    {"arm", 0, "previous.count", 63.0},
    {"arm", 0, "previous.accuracy", 0.0},
    {"arm", 0, "uniform.cross_entropy", 6.931471805599453},
    {"arm", 0, "mae", 0.014768180136497205},
    {"arm", 0, "rms", 0.023021358453582098},
    {"arm", 0, "floor", 0.0008517142671805162},
    {"arm", 0, "floor_rms", 0.0009880661077894403},
    {"arm", 0, "within.1", 0.2923076923076923},
    {"arm", 0, "within.4", 0.8153846153846154},
    {"arm", 0, "within.16", 0.9384615384615385},
    {"arm", 0, "within.64", 1.0},
    {"arm", 0, "coverage.0.5", 0.7076923076923077},
    {"arm", 0, "coverage.0.8", 0.8153846153846154},
    {"arm", 0, "coverage.0.9", 0.8153846153846154},
    {"arm", 0, "coverage.0.95", 0.8153846153846154},
    {"arm", 0, "majority.mae", 0.9900593460752414},
    {"arm", 0, "majority.rms", 1.152544336182107},
    {"arm", 0, "majority.within.16", 0.03076923076923077},
    {"arm", 0, "previous.mae", 0.9285714299905867},
    {"arm", 0, "previous.rms", 0.9635944628188388},
    {"arm", 0, "previous.within.64", 0.0},
    {"arm", 0, "uniform.mae", 0.9936814762970944},
    {"arm", 0, "uniform.rms", 1.198423344482287},
    {"arm", 0, "uniform.within.16", 0.0322265625},
    {"arm", 0, "mean.mae", 0.5106452822685241},
    {"arm", 0, "mean.rms", 0.5900736735790492},
    {"arm", 0, "median.mae", 0.5101720250569857},
    {"arm", 1, "accuracy", 0.1076923076923077},
    {"arm", 1, "cross_entropy", 4.958235611800464},
    {"arm", 1, "illegal", 0.01476923076923077},
    {"arm", 1, "ece", 0.0754586841051395},
    {"arm", 1, "majority.accuracy", 0.015384615384615385},
    {"arm", 1, "majority.cross_entropy", 4.174387269895637},
    {"arm", 1, "previous.count", 63.0},
    {"arm", 1, "previous.accuracy", 0.0},
    {"arm", 1, "uniform.cross_entropy", 6.931471805599453},
    {"arm", 1, "mae", 0.032141828995484574},
    {"arm", 1, "rms", 0.0497923019164327},
    {"arm", 1, "floor", 0.001959132460447458},
    {"arm", 1, "floor_rms", 0.0022615370697214444},
    {"arm", 1, "within.1", 0.2923076923076923},
    {"arm", 1, "within.4", 0.8153846153846154},
    {"arm", 1, "within.16", 0.9538461538461539},
    {"arm", 1, "within.64", 1.0},
    {"arm", 1, "coverage.0.5", 0.676923076923077},
    {"arm", 1, "coverage.0.8", 0.7692307692307693},
    {"arm", 1, "coverage.0.9", 0.8},
    {"arm", 1, "coverage.0.95", 0.8461538461538461},
    {"arm", 1, "majority.mae", 1.9826754806133418},
    {"arm", 1, "majority.rms", 2.304201653444873},
    {"arm", 1, "majority.within.16", 0.046153846153846156},
    {"arm", 1, "previous.mae", 1.8571428585620153},
    {"arm", 1, "previous.rms", 1.9271889240176248},
    {"arm", 1, "previous.within.64", 0.0},
    {"arm", 1, "uniform.mae", 2.172374751359726},
    {"arm", 1, "uniform.rms", 2.590816729443584},
    {"arm", 1, "uniform.within.16", 0.0322265625},
    {"arm", 1, "mean.mae", 1.0139735577198175},
    {"arm", 1, "mean.rms", 1.174232983653602},
    {"arm", 1, "median.mae", 1.0135841346704042},
    {"choice", 0, "accuracy", 0.7384615384615385},
    {"choice", 0, "cross_entropy", 0.7528927121882283},
    {"choice", 0, "illegal", 0.0},
    {"choice", 0, "ece", 0.08892307739991406},
    {"choice", 0, "majority.accuracy", 0.5384615384615384},
    {"choice", 0, "majority.cross_entropy", 1.0090733572405663},
    {"choice", 0, "previous.count", 63.0},
    {"choice", 0, "previous.accuracy", 0.3333333333333333},
    {"choice", 0, "uniform.cross_entropy", 1.0986122886681098},
};
// clang-format on

std::shared_ptr<const TokenSequence> sequenceOf(int e, int steps) {
    const auto episode = std::make_shared<MemoryEpisode>(steps);
    std::vector<float> arm;
    std::vector<std::int64_t> choice;
    for (int t = 0; t < steps; ++t) {
        for (int d = 0; d < 2; ++d)
            arm.push_back(static_cast<float>(((t * 37 + d * 11 + e * 5) % 101 / 50.0 - 1.0) * (d + 1)));
        choice.push_back((t * t + e) % 3);
    }
    MappedChannel& map = episode->add("arm", Role::Action, Modality::Continuous, {2}, arm);
    map.low = {-1.5, -4};
    map.high = {2, 4};
    episode->add("choice", Role::Action, Modality::Discrete, {}, choice).n = {3};
    episode->add("state", Role::Observation, Modality::Continuous, {},
                 std::vector<float>(static_cast<std::size_t>(steps), 0.5F));
    Settings settings;
    settings.profile = Settings::Profile::Disjoint;
    const auto made = tokenize(episode, episode->channels, episode->map, *makeTokenizer(settings));
    return made ? *made : nullptr;
}

void setMasses(Prediction& p, const std::vector<double>& masses, std::int32_t begin) {
    for (const double mass : masses)
        p.legalP.push_back(static_cast<float>(mass));
    p.pPredicted = p.legalP[static_cast<std::size_t>(p.predictedId - begin)];
    p.pTrue = p.legalP[static_cast<std::size_t>(p.trueId - begin)];
    p.crossEntropy = -std::log(std::max(p.pTrue, 1e-9));
}

Prediction predictionAt(const TokenSequence& sequence, std::size_t token, int e) {
    const Token about = sequence.at(token);
    const int t = about.step, d = about.element;
    Prediction p;
    p.token = token;
    p.trueId = about.id;
    p.legal = legalSet(sequence, token);
    const std::int32_t begin = p.legal.ranges.front().first;
    std::vector<double> masses;
    if (about.kind == Kind::ContinuousAction) {
        const int shift = (t * 7 + d * 3 + e) % 9 - 4;
        const int bin = std::clamp(about.bin + shift * (t % 5 == 0 ? 5 : 1), 0, 1023);
        p.predictedId = begin + bin;
        p.illegalMass = 0.01 * (t % 4);
        double sum = 0;
        for (int i = 0; i < 1024; ++i) {
            masses.push_back(std::max(0.0, 1 - std::abs(i - bin - 0.3) / (3 + t % 7 * 4)));
            sum += masses.back();
        }
        for (double& mass : masses)
            mass *= (1 - p.illegalMass) / sum;
    } else {
        const int choice = (about.id - begin + (t % 4 == 0 ? 1 : 0)) % 3;
        const double top = 0.5 + 0.4 * ((t * 13) % 10) / 10;
        masses.assign(3, (1 - top) / 2);
        masses[static_cast<std::size_t>(choice)] = top;
        p.predictedId = begin + choice;
    }
    setMasses(p, masses, begin);
    return p;
}

Evaluation evaluated() {
    Evaluation out;
    const int lengths[] = {40, 25};
    for (int e = 0; e < 2; ++e) {
        const auto sequence = sequenceOf(e, lengths[e]);
        std::vector<Prediction> predictions;
        for (std::size_t i = 0; i < sequence->size(); ++i)
            if (isAction(sequence->kind(i)))
                predictions.push_back(predictionAt(*sequence, i, e));
        out.add(e, *sequence, predictions);
    }
    return out;
}

double scoreOf(const Score& score, const QString& what) {
    if (what.startsWith(QStringLiteral("within.")))
        for (const auto& [k, share] : score.within)
            if (k == what.mid(7).toInt())
                return share;
    return what == QStringLiteral("accuracy")        ? score.accuracy
           : what == QStringLiteral("cross_entropy") ? score.crossEntropy
           : what == QStringLiteral("mae")           ? score.mae
           : what == QStringLiteral("rms")           ? score.rms
           : what == QStringLiteral("count")         ? static_cast<double>(score.count)
                                                     : notApplicable;
}

double figure(const Measures& m, const QString& what) {
    if (what == QStringLiteral("illegal"))
        return m.illegalMass;
    if (what == QStringLiteral("ece"))
        return m.ece;
    if (what == QStringLiteral("floor"))
        return m.floor;
    if (what == QStringLiteral("floor_rms"))
        return m.floorRms;
    if (what.startsWith(QStringLiteral("coverage.")))
        for (const auto& [level, share] : m.coverage)
            if (std::abs(level - what.mid(9).toDouble()) < 1e-9)
                return share;
    const qsizetype dot = what.indexOf(QLatin1Char('.'));
    const Score* baseline = m.baseline(what.left(dot).toStdString());
    return baseline != nullptr ? scoreOf(*baseline, what.mid(dot + 1)) : scoreOf(m.model, what);
}

} // namespace

class EvaluationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asNumpySays() {
        const std::vector<Measures> measures = evaluated().measures();
        QCOMPARE(measures.size(), std::size_t{3});
        for (const Golden& expected : golden) {
            const auto row = std::find_if(measures.begin(), measures.end(), [&](const Measures& m) {
                return m.key == expected.key && m.dimension == expected.dimension;
            });
            QVERIFY(row != measures.end());
            const double found = figure(*row, QString::fromLatin1(expected.what));
            const QString message = QStringLiteral("%1[%2] %3: %4, expected %5")
                                        .arg(QString::fromLatin1(expected.key))
                                        .arg(expected.dimension)
                                        .arg(QString::fromLatin1(expected.what))
                                        .arg(found, 0, 'g', 12)
                                        .arg(expected.value, 0, 'g', 12);
            QVERIFY2(std::abs(found - expected.value) <= 1e-7 * std::max(1.0, std::abs(expected.value)),
                     qPrintable(message));
        }
    }

    void dimensionsTakenTogether() {
        const std::vector<Measures> measures = evaluated().measures();
        const std::vector<Measures> all = overDimensions(measures);
        QCOMPARE(all.size(), std::size_t{1});
        QCOMPARE(all[0].model.count, std::int64_t{130});
        QVERIFY(std::abs(all[0].model.mae - (measures[0].model.mae + measures[1].model.mae) / 2) < 1e-12);
        QVERIFY(all[0].baseline("previous") != nullptr);
        QVERIFY(std::isnan(all[0].perplexity));
    }

    void worstComeFirst() {
        for (const Measures& m : evaluated().measures()) {
            QVERIFY(!m.worst.empty());
            for (std::size_t i = 1; i < m.worst.size(); ++i)
                QVERIFY(m.worst[i - 1].badness >= m.worst[i].badness);
            QVERIFY(m.worst.size() <= 64);
            if (m.kind == Kind::ContinuousAction)
                QCOMPARE(m.worst[0].badness, std::abs(m.worst[0].trueValue - m.worst[0].predictedValue));
        }
    }

    void nothingAdded() { QVERIFY(Evaluation().measures().empty()); }
};

QTEST_GUILESS_MAIN(EvaluationTest)
#include "evaluation_test.moc"
