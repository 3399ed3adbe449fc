// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The docks Evaluation and Runs: rows lead to steps, curves follow the files; with GATOSCOPE_PICTURES=FOLDER pictures.
#include "tests/widgets/kept_picture.h"
#include "widgets/evaluation/evaluation_view.h"
#include "widgets/runs/runs_view.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <cmath>

using namespace gatoscope;
using test::keep;

namespace {

Measures measuresOf(const char* key, int dimension, bool continuous, double accuracy, double mae) {
    Measures m;
    m.key = key;
    m.dimension = dimension;
    m.kind = continuous ? Kind::ContinuousAction : Kind::DiscreteAction;
    m.model = {15230, accuracy, 1.31, mae, mae * 1.4, {}};
    m.illegalMass = 1.4e-4;
    m.ece = 0.021;
    const Score nothing{15230, accuracy / 2, 2.2, mae * 3, mae * 4, {}};
    m.baselines = {{"majority", nothing}, {"previous", nothing}, {"uniform", nothing}};
    if (continuous) {
        m.floor = 4.9e-4;
        m.coverage = {{0.5, 0.52}, {0.9, 0.913}};
        m.model.within = {{1, 0.21}, {4, 0.44}, {16, 0.83}};
        m.unit = "m";
        m.name = "xyz"[dimension];
        m.baselines[1].second.mae = mae * 0.8; // the previous action is better: a warning
    }
    for (int i = 0; i < 5; ++i)
        m.worst.push_back({i, 10 + i, static_cast<std::size_t>(400 + i), 3, 1, 0.25 * i, -0.5, 1e-4, 9.2 - i, 9.2 - i});
    return m;
}

DatasetEvaluation evaluation() {
    DatasetEvaluation out;
    out.path = "/data/babyai";
    out.name = "babyai/gotolocal-heldout";
    out.measures = {measuresOf("action", 0, false, 0.978, notApplicable), measuresOf("arm", 0, true, 0.11, 0.012),
                    measuresOf("arm", 1, true, 0.09, 0.034)};
    out.channels = {measuresOf("arm", -1, true, 0.1, 0.023)};
    out.tokens = 45690;
    out.actionSteps = 100;
    out.stepsRight = 97;
    return out;
}

void writeRun(const QString& folder, int steps, double speed) {
    QFile file(folder + QStringLiteral("/metrics.jsonl"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (int step = 10; step <= steps; step += 10) {
        const double loss =
            0.3 + 4 * std::exp(-step * speed) + 0.12 * std::sin(step * 1.7) * std::exp(-step * speed / 3);
        QByteArray line = "{\"step\": " + QByteArray::number(step) + ", \"loss\": " + QByteArray::number(loss) +
                          ", \"tokens_per_second\": " + QByteArray::number(3900 + 200 * std::sin(step * 0.3)) +
                          ", \"learning_rate\": " + QByteArray::number(1e-3 * std::min(1.0, step / 200.0));
        if (step % 100 == 0)
            line += ", \"validation_loss\": " + QByteArray::number(loss + 0.08) +
                    ", \"validation_accuracy\": " + QByteArray::number(1 - std::exp(-step * speed));
        file.write(line + "}\n");
    }
}

void makeCheckpoint(const QString& folder, int step) {
    QDir().mkpath(folder);
    QFile config(folder + QStringLiteral("/config.json")), weights(folder + QStringLiteral("/model.safetensors"));
    QVERIFY(config.open(QIODevice::WriteOnly) && weights.open(QIODevice::WriteOnly));
    config.write("{\"run\": {\"step\": " + QByteArray::number(step) + ", \"metrics\": {\"loss\": 0.41}}}");
}

} // namespace

class JudgingViewsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }

    void rowsLeadToSteps() {
        EvaluationView view;
        view.setSubject(QStringLiteral("policy"), QStringLiteral("babyai"), 2);
        view.put({"/data/babyai", evaluation()});
        view.put({"/data/none", fail(ErrorKind::Invalid, "Actions were looked for and this dataset maps none.")});
        QSignalSpy gone(&view, &EvaluationView::stepActivated);
        auto* tree = view.findChild<QTreeView*>(QStringLiteral("evaluationTree"));
        EvaluationModel* model = view.model();
        QCOMPARE(model->rowCount(), 2);
        const QModelIndex dataset = model->index(0, 0), row = model->index(2, 0, dataset);
        QCOMPARE(model->rowCount(dataset), 4);
        QCOMPARE(model->rowCount(row), 5);
        const QModelIndex token = model->index(3, 0, row);
        QCOMPARE(token.parent(), row);
        QCOMPARE(row.parent(), dataset);
        QCOMPARE(row.siblingAtColumn(EvaluationModel::Mae).data(EvaluationModel::VerdictRole).toInt(), -1);
        Q_EMIT tree->activated(token);
        QCOMPARE(gone.count(), 1);
        QCOMPARE(gone[0][0].toString(), QStringLiteral("/data/babyai"));
        QCOMPARE(gone[0][1].toLongLong(), 3);
        QCOMPARE(gone[0][2].toLongLong(), 13);
        QCOMPARE(gone[0][3].toLongLong(), 403);
        tree->expand(row);
        keep(view, QStringLiteral("evaluation"), {1200, 420});
    }

    void asksForARun() {
        EvaluationView view;
        QSignalSpy asked(&view, &EvaluationView::runRequested);
        auto* button = view.findChild<QPushButton*>(QStringLiteral("evaluateButton"));
        QVERIFY(!button->isEnabled());
        view.setSubject(QStringLiteral("policy"), QStringLiteral("babyai"), 1);
        QVERIFY(button->isEnabled());
        button->click();
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][1].toLongLong(), -1);
        view.setProgress(0.4, QStringLiteral("Measuring babyai"), 75);
        QVERIFY(!button->isEnabled() && view.running());
        keep(view, QStringLiteral("evaluation_running"), {1200, 300});
        view.setProgress(-1);
        QVERIFY(button->isEnabled());
    }

    void curvesFollowTheFiles() {
        QTemporaryDir folder;
        const QString a = folder.filePath(QStringLiteral("wide")), b = folder.filePath(QStringLiteral("deep"));
        QDir().mkpath(a);
        QDir().mkpath(b);
        writeRun(a, 2000, 0.003);
        writeRun(b, 1500, 0.002);
        makeCheckpoint(a, 2000);
        makeCheckpoint(a + QStringLiteral("/best"), 1800);
        makeCheckpoint(b, 1500);
        RunsView view;
        view.addRun(a);
        view.addRun(b);
        view.addRun(a);
        QCOMPARE(view.runs().size(), 2);
        QTRY_COMPARE(view.charts().front()->curves().size(), std::size_t{4});
        QCOMPARE(view.charts().front()->curves()[0].series->steps.size(), std::size_t{200});
        QFile grown(a + QStringLiteral("/metrics.jsonl"));
        QVERIFY(grown.open(QIODevice::Append));
        grown.write("{\"step\": 2010, \"loss\": 0.31}\n");
        grown.close();
        QTRY_COMPARE(view.charts().front()->curves()[0].series->steps.size(), std::size_t{201});
        view.setOpenModel(a, QStringLiteral("wide"));
        std::vector<ComparedAction> actions;
        for (int d = 0; d < 4; ++d)
            actions.push_back({QStringLiteral("arm[%1]").arg(d),
                               QStringLiteral("0.21"),
                               {QStringLiteral("0.21"), 0.34, 0.34, true},
                               {QStringLiteral("−0.4"), 0.12, 0.02, false}});
        view.setComparison(QStringLiteral("Step 12:  A = wide/best,  B = deep"), actions);
        keep(view, QStringLiteral("runs"), {1200, 620});
        QSignalSpy opened(&view, &RunsView::openRequested);
        auto* tree = view.findChild<QTreeView*>(QStringLiteral("runTree"));
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
        view.findChild<QPushButton*>(QStringLiteral("openCheckpoint"))->click();
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened[0][0].toString(), a + QStringLiteral("/best"));
        view.removeRun(a);
        QCOMPARE(view.runs().size(), 1);
    }

    void nothingYet() {
        RunsView view;
        keep(view, QStringLiteral("runs_empty"), {900, 400});
    }

    void arithmetic() {
        QCOMPARE(smoothed({1, 2, 3}, 0), (std::vector<double>{1, 2, 3}));
        const auto half = smoothed({1, 3, NAN, 3}, 0.5);
        QCOMPARE(half[0], 1.0);
        QCOMPARE(half[1], (0.5 * 1 + 3) / 1.5);
        QCOMPARE(half[2], half[1]);
        const std::vector<double> none, some = {0.1, 10, -1};
        QCOMPARE(chartRange({&none}, false).high, 1.0);
        const ChartRange log = chartRange({&some}, true);
        QVERIFY(log.low < 0.1 && log.low > 0 && log.high > 10);
        QVERIFY(std::isnan(log.place(-1)));
        QVERIFY(std::abs(log.value(log.place(2.5)) - 2.5) < 1e-9);
        for (const bool logarithmic : {false, true}) {
            const auto ticks = chartTicks(chartRange({&some}, logarithmic), 5);
            QVERIFY(ticks.size() >= 2 && ticks.size() <= 8);
        }
        MetricSeries series;
        for (int i = 0; i < 100000; ++i) {
            series.steps.push_back(i);
            series.values.push_back(i == 50000 ? 100 : i % 7);
        }
        const auto points = chartPoints(series, series.values, {0, 99999, false}, {0, 100, false}, 300, 100);
        QVERIFY(points.size() <= 4 * 302);
        QVERIFY(std::any_of(points.begin(), points.end(), [](const QPointF& p) { return p.y() == 0; }));
    }
};

QTEST_MAIN(JudgingViewsTest)
#include "judging_views_test.moc"
