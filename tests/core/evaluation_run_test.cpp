// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Whole datasets measured with a policy made of rules: counting, batches of windows, episodes that cannot be read; what
// is written about it. And the log of a training run, read while it grows.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>

#include "core/trace/evaluation_report.h"
#include "core/trace/run_log.h"
#include "tests/support/memory_episode.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// Says 1 for every action, is certain of it, and refuses windows of more than `most` tokens.
class RulePolicy : public Policy {
public:
    explicit RulePolicy(std::size_t most = 1000000) : most_(most) { info_.path = "rule"; }
    const PolicyInfo& info() const override { return info_; }
    Result<std::shared_ptr<const Trace>> run(const TokenSequence& sequence, const Window& window,
                                             const RunOptions& options, const Progress& progress) const override {
        if (!report(progress, 0))
            return fail(ErrorKind::Cancelled, "stopped");
        if (sequence.firstOf(window.endStep) - sequence.firstOf(window.beginStep) > most_)
            return fail(ErrorKind::Invalid, "The window does not fit.");
        auto trace = std::make_shared<Trace>();
        for (const std::size_t token : options.predict) {
            Prediction p;
            p.token = token;
            p.trueId = sequence.id(token);
            p.legal = legalSet(sequence, token);
            p.predictedId = p.legal.ranges.front().first + 1;
            p.pPredicted = 1;
            p.pTrue = p.predictedId == p.trueId ? 1 : 0;
            p.crossEntropy = p.pTrue > 0 ? 0 : 10;
            p.legalP.assign(p.legal.size(), 0);
            p.legalP[1] = 1;
            trace->predictions.push_back(std::move(p));
        }
        return trace;
    }
    Result<ActTrace> act(const TokenSequence&, std::int64_t, std::int64_t, const SampleOptions&,
                         const Progress&) const override {
        return fail(ErrorKind::Unsupported, "");
    }
    Result<std::vector<float>> relevance(const TokenSequence&, const Window&, std::size_t, std::int32_t,
                                         const Progress&) const override {
        return fail(ErrorKind::Unsupported, "");
    }
    Result<Grid> logitEffects(const Trace&, std::size_t, std::int32_t) const override {
        return fail(ErrorKind::Unsupported, "");
    }
    Result<Grid> hidden(const TokenSequence&, const Window&, int) const override {
        return fail(ErrorKind::Unsupported, "");
    }
    Result<std::vector<GradientFacts>> gradients(const TokenSequence&, const Window&) const override {
        return fail(ErrorKind::Unsupported, "");
    }
    Result<ParameterHistogram> histogram(const std::string&, int) const override {
        return fail(ErrorKind::Unsupported, "");
    }

private:
    std::size_t most_;
    PolicyInfo info_;
};

/// Episodes of 3 + index steps with one discrete action that is 1 in every second step; -1: cannot be read.
class ListDataset : public Dataset {
public:
    ListDataset(std::int64_t count, std::int64_t unreadable) : count_(count), unreadable_(unreadable) {
        path_ = "list";
        const auto first = make(0);
        channels_ = first->channels;
        map_ = first->map;
    }
    std::int64_t episodeCount() const override { return count_; }
    std::int64_t stepCount() const override { return 0; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override { return make(index)->info(); }

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t index) const override {
        if (index == unreadable_)
            return fail(ErrorKind::Unreadable, "The episode is damaged.");
        return std::shared_ptr<Episode>(make(index));
    }

private:
    static std::shared_ptr<MemoryEpisode> make(std::int64_t index) {
        const auto steps = static_cast<int>(3 + index % 50);
        auto episode = std::make_shared<MemoryEpisode>(steps);
        std::vector<std::int64_t> choice;
        for (int t = 0; t < steps; ++t)
            choice.push_back(t % 2);
        episode->add("state", Role::Observation, Modality::Continuous, {},
                     std::vector<float>(static_cast<std::size_t>(steps), 0.5F));
        episode->add("choice", Role::Action, Modality::Discrete, {}, choice).n = {4};
        return episode;
    }
    std::int64_t count_, unreadable_;
};

EvaluationJob jobOn(std::shared_ptr<const Dataset> dataset, std::size_t most = 1000000) {
    EvaluationJob job;
    job.policy = std::make_shared<RulePolicy>(most);
    job.map = dataset->guessedMap();
    job.dataset = std::move(dataset);
    job.tokenizer = *makeTokenizer({});
    return job;
}

void append(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class EvaluationRunTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsEverything() {
        const auto done = evaluateDataset(jobOn(std::make_shared<ListDataset>(2000, -1)));
        QVERIFY2(done, done ? "" : done.error().text.c_str());
        std::int64_t steps = 0, right = 0;
        for (std::int64_t i = 0; i < 2000; ++i) {
            steps += 3 + i % 50;
            right += (3 + i % 50) / 2;
        }
        QCOMPARE(done->episodes, std::int64_t{2000});
        QCOMPARE(done->steps, steps);
        QCOMPARE(done->tokens, steps);
        QCOMPARE(done->measures.size(), std::size_t{1});
        const Measures& m = done->measures[0];
        QCOMPARE(m.model.count, steps);
        QCOMPARE(m.model.accuracy, static_cast<double>(right) / static_cast<double>(steps));
        QCOMPARE(done->stepsRight, right);
        QCOMPARE(m.baseline("previous")->count, steps - 2000);
        QCOMPARE(m.baseline("previous")->accuracy, 0.0);
        QCOMPARE(m.baseline("uniform")->accuracy, 0.25);
        QVERIFY(std::isnan(m.model.mae));
    }

    void chosenSteps() {
        EvaluationJob job = jobOn(std::make_shared<ListDataset>(10, -1));
        job.beginStep = 2;
        job.endStep = 5;
        const auto done = evaluateDataset(job);
        QVERIFY(done);
        QCOMPARE(done->tokens, std::int64_t{1 + 2 + 8 * 3});
        job.rule = WindowRule::Exact;
        const auto exact = evaluateDataset(job);
        QVERIFY(exact);
        QCOMPARE(exact->tokens, done->tokens);
    }

    void oneUnreadable() {
        const auto done = evaluateDataset(jobOn(std::make_shared<ListDataset>(20, 7)));
        QVERIFY(done);
        QCOMPARE(done->episodes, std::int64_t{19});
        QCOMPARE(done->skippedCount, std::int64_t{1});
        QCOMPARE(done->skipped[0].episode, std::int64_t{7});
    }

    void someDoNotFit() {
        const auto done = evaluateDataset(jobOn(std::make_shared<ListDataset>(50, -1), 60));
        QVERIFY(done);
        QVERIFY(done->skippedCount > 0 && done->episodes > 0);
        QCOMPARE(done->episodes + done->skippedCount, std::int64_t{50});
        QVERIFY(!evaluateDataset(jobOn(std::make_shared<ListDataset>(50, -1), 5)));
        QVERIFY(!evaluateDataset(jobOn(std::make_shared<ListDataset>(50, 0))));
    }

    void nothingToPredict() {
        EvaluationJob job = jobOn(std::make_shared<ListDataset>(5, -1));
        job.map.channels[1].role = Role::Ignore;
        const auto done = evaluateDataset(job);
        QVERIFY(!done);
        QVERIFY(done.error().text.find("action") != std::string::npos);
    }

    void stopped() {
        int calls = 0;
        const auto done =
            evaluateDataset(jobOn(std::make_shared<ListDataset>(2000, -1)), [&](double) { return ++calls < 3; });
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Cancelled);
    }

    void writesItDown() {
        const auto done = evaluateDataset(jobOn(std::make_shared<ListDataset>(20, -1)));
        QVERIFY(done);
        const std::string table = evaluationTable(*done);
        QVERIFY(table.find("majority") != std::string::npos && table.find("choice") != std::string::npos);
        std::vector<EvaluationOutcome> outcomes = {{"list", *done},
                                                   {"no\"where", fail(ErrorKind::NotFound, "It is not there.")}};
        const std::string json = evaluationJson(outcomes), csv = evaluationCsv(outcomes);
        QVERIFY(json.find("\"no\\\"where\"") != std::string::npos);
        QVERIFY(json.find("nan") == std::string::npos);
        QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), 5); // head, model, majority, previous, uniform
    }

    void logGrows() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("metrics.jsonl"));
        RunLog log(folder.path().toStdString());
        QCOMPARE(log.read().error().kind, ErrorKind::NotFound);
        append(path, "{\"step\": 1, \"loss\": 2.5}\n{\"step\": 2, \"loss\": 2.0, \"valid");
        QVERIFY(*log.read());
        QCOMPARE(log.lastStep(), std::int64_t{1});
        QVERIFY(!*log.read());
        append(path, "ation_loss\": 3}\nbroken\n{\"step\": 3, \"loss\": NaN}\n");
        QVERIFY(*log.read());
        QCOMPARE(log.lastStep(), std::int64_t{3});
        QCOMPARE(log.damagedLines(), std::int64_t{1});
        QCOMPARE(log.metrics().at("loss").values.size(), std::size_t{3});
        QCOMPARE(log.metrics().at("validation_loss").steps.front(), std::int64_t{2});
        append(path, "{\"step\": 2, \"loss\": 1.5}\n"); // a resumed run goes over a step again
        QVERIFY(*log.read());
        QCOMPARE(log.metrics().at("loss").values.size(), std::size_t{2});
        QCOMPARE(log.metrics().at("loss").values.back(), 1.5);
        QFile::remove(path);
        append(path, "{\"step\": 9, \"loss\": 1}\n");
        QVERIFY(*log.read());
        QCOMPARE(log.metrics().at("loss").values.size(), std::size_t{1});
    }

    void checkpointsOfARun() {
        QTemporaryDir folder;
        const QDir dir(folder.path());
        for (const char* name : {"best", "step-000500", "step-001000", "notes", "."}) {
            const QString sub = QString::fromLatin1(name);
            dir.mkpath(sub);
            append(dir.filePath(sub + QStringLiteral("/config.json")),
                   sub == QStringLiteral("step-000500") ? "{\"run\": {\"step\": 500, \"metrics\": {\"loss\": 0.5}}}"
                                                        : "{\"run\": {\"step\": 1000}}");
            if (sub != QStringLiteral("notes"))
                append(dir.filePath(sub + QStringLiteral("/model.safetensors")), "x");
        }
        const auto found = runCheckpoints(folder.path().toStdString());
        QCOMPARE(found.size(), std::size_t{4});
        QCOMPARE(found.front().step, std::int64_t{500});
        QCOMPARE(found.front().loss, 0.5);
        QCOMPARE(found.back().name, std::string("latest"));
        QVERIFY(runCheckpoints("/nowhere").empty());
    }
};

QTEST_GUILESS_MAIN(EvaluationRunTest)
#include "evaluation_run_test.moc"
