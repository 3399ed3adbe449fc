// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The workspace Attention in a real window, with the sample and a tiny model: every view says what the trace says.
#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

#include "app/actions.h"
#include "app/model_session.h"
#include "app/views.h"
#include "app/views_attention.h"
#include "core/trace/engine.h"
#include "tests/app/window_fixture.h"
#include "widgets/attention/attended_model.h"
#include "widgets/attention/attention_focus.h"
#include "widgets/attention/fact_list.h"
#include "widgets/attention/head_matrix.h"
#include "widgets/attention/map_canvas.h"
#include "widgets/common/number_format.h"
#include "widgets/timeline/lane_view.h"
#include "widgets/tokens/token_stream.h"

using namespace gatoscope;

class AttentionWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void smallWindowKeepsTheSide();
    void emptyWithoutModel();
    void tableSaysWhatTheTraceSays();
    void predictingRowAndColumn();
    void measures();
    void headsPreviewAndCommit();
    void mapSelectsTheQuery();
    void followsTheStep();
    void exactWindows();

private:
    bool open(test::WindowFixture& f);
    QTemporaryDir folder_;
    QString model_;
};

void AttentionWindowTest::initTestCase() {
    const auto engine = openEngine();
    if (!engine)
        QSKIP("the engine cannot be opened here");
    auto settings = presetSettings("tiny");
    QVERIFY(settings);
    model_ = folder_.filePath(QStringLiteral("tiny"));
    QVERIFY((*engine)->initModel(*settings, 1, model_.toStdString()));
}

bool AttentionWindowTest::open(test::WindowFixture& f) {
    f.window.resize(1600, 1000);
    f.window.openModel(model_, QStringLiteral("cpu"));
    f.window.openPaths({test::sample("babyai-gotolocal")});
    f.window.showWorkspace(QStringLiteral("attention"));
    return QTest::qWaitFor(
        [&] { return f.view().tokens && f.window.settled() && f.window.views()->attention()->focus()->ready(); },
        60000);
}

void AttentionWindowTest::smallWindowKeepsTheSide() {
    test::WindowFixture f;
    f.window.resize(1280, 800);
    f.window.openModel(model_, QStringLiteral("cpu"));
    f.window.openPaths({test::sample("babyai-gotolocal")});
    f.window.showWorkspace(QStringLiteral("attention"));
    QVERIFY(QTest::qWaitFor(
        [&] { return f.view().tokens && f.window.settled() && f.window.views()->attention()->focus()->ready(); },
        60000));
    for (const char* part : {"BlockMatrix", "mapReadout", "HeadMatrix", "LensStrip", "SelfCheckList"})
        QVERIFY2(f.child<QWidget>(part)->isVisible(), part);
    const auto* canvas = f.child<MapCanvas>("MapCanvas");
    QVERIFY(canvas->width() > 200 && canvas->height() > 200);
}

void AttentionWindowTest::emptyWithoutModel() {
    test::WindowFixture f;
    f.window.openPaths({test::sample("babyai-gotolocal")});
    f.window.showWorkspace(QStringLiteral("attention"));
    QVERIFY(f.settle());
    f.window.model()->close(); // the one that comes with the program may have been opened
    QVERIFY(f.settle());
    const auto labels = f.child<QDockWidget>("dockAttended")->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->isVisible() && label->text().contains(QStringLiteral("Open a model"));
    }));
}

void AttentionWindowTest::tableSaysWhatTheTraceSays() {
    test::WindowFixture f;
    QVERIFY(open(f));
    for (const char* dock : {"dockHeads", "dockImageAttention", "dockAttentionMap", "dockAttended", "dockStream"})
        QVERIFY2(f.child<QDockWidget>(dock)->isVisible(), dock);
    const AttentionFocus& focus = *f.window.views()->attention()->focus();
    const TokenSequence& tokens = *f.view().tokens;
    f.cursor()->setHead(1, 2);
    const std::size_t query = tokens.firstOf(4) - 1;
    f.cursor()->selectToken(static_cast<qint64>(query), tokens.stepOf(query));
    QVERIFY(f.settle());
    QCOMPARE(focus.query(), static_cast<qint64>(query));
    std::vector<float> row(focus.count());
    focus.source().row(1, 2, query - focus.first(), row);
    const auto* table = f.child<QTableView>("attendedTable");
    const auto* model = qobject_cast<AttendedModel*>(table->model());
    QVERIFY(model->rowCount() > 5);
    std::vector<float> sorted = row;
    std::sort(sorted.rbegin(), sorted.rend());
    for (int r = 0; r < model->rowCount(); ++r) {
        const auto token = static_cast<std::size_t>(model->tokenAt(r));
        QCOMPARE(row[token - focus.first()], sorted[static_cast<std::size_t>(r)]);
        QCOMPARE(model->index(r, AttendedModel::Share).data().toString(),
                 formatFixed(double(sorted[static_cast<std::size_t>(r)]) * 100, 2));
        QCOMPARE(model->index(r, AttendedModel::Step).data().toString(), QString::number(tokens.stepOf(token)));
    }
    // The stream and the facts tell of the same row.
    const auto& shown = f.window.views()->stream()->canvas()->attention();
    QVERIFY(shown && shown->row == static_cast<qint64>(query));
    QCOMPARE(shown->values, row);
    for (const Fact& fact : f.child<FactList>("SelfCheckList")->facts())
        QCOMPARE(fact.sign, Fact::Sign::Good);
    QVERIFY(QTest::qWaitFor([&] { return focus.effects() != nullptr; }, 60000));
    QVERIFY(f.child<FactList>("headFacts")->facts().back().name.contains(QStringLiteral("Logit effect")));
    const auto& lanes = f.window.views()->lanes()->lanes();
    QVERIFY(std::any_of(lanes.begin(), lanes.end(),
                        [](const LanePtr& lane) { return lane->id == QStringLiteral("prediction.1.mass"); }));
}

void AttentionWindowTest::predictingRowAndColumn() {
    test::WindowFixture f;
    QVERIFY(open(f));
    AttentionFocus& focus = *f.window.views()->attention()->focus();
    const TokenSequence& tokens = *f.view().tokens;
    const std::size_t action = tokens.firstOf(3) - 1;
    f.cursor()->selectToken(static_cast<qint64>(action), 2);
    f.child<QToolButton>("line2")->click();
    QCOMPARE(focus.line(), LineChoice::Predicting);
    QCOMPARE(focus.shown()->row, static_cast<qint64>(action) - 1);
    QVERIFY(std::isnan(focus.shown()->of(static_cast<qint64>(action))));
    QVERIFY(f.child<QLabel>("lineExplanation")->text().contains(QStringLiteral("#%1").arg(action - 1)));
    f.cursor()->setStep(0); // the selected token follows
    const qint64 stays = focus.shown()->row;
    f.cursor()->setToken(0); // nothing predicts it: the picture stays, the reason is told
    QVERIFY(!focus.reason().isEmpty());
    QCOMPARE(focus.shown()->row, stays);
    f.cursor()->selectToken(5, 0);
    f.child<QToolButton>("line1")->click();
    QVERIFY(focus.shown()->column);
    const HeadChoice head = focus.head();
    std::vector<float> column(focus.count());
    focus.source().column(head.layer, head.head, 5 - focus.first(), column);
    QCOMPARE(focus.shown()->values, column);
}

void AttentionWindowTest::measures() {
    test::WindowFixture f;
    QVERIFY(open(f));
    AttentionFocus& focus = *f.window.views()->attention()->focus();
    const TokenSequence& tokens = *f.view().tokens;
    const std::size_t before = tokens.firstOf(3) - 2; // predicts the action
    f.cursor()->selectToken(static_cast<qint64>(before), 2);
    const auto plain = focus.shown();
    for (const Measure measure : {Measure::ValueWeighted, Measure::Rollout, Measure::Relevance}) {
        focus.setMeasure(measure);
        QVERIFY(f.settle());
        QVERIFY(!focus.waiting());
        QVERIFY2(focus.reason().isEmpty(), qPrintable(focus.reason()));
        double sum = 0;
        for (const float value : focus.shown()->values)
            sum += value;
        QVERIFY2(std::abs(sum - 1) < 1e-4, qPrintable(QString::number(sum)));
        QVERIFY(focus.shown() != plain);
    }
    RolloutOptions options;
    focus.setMeasure(Measure::Rollout);
    QVERIFY(f.settle());
    const auto row = rolloutRow(focus.source(), before - focus.first(), options);
    QVERIFY(row);
    QCOMPARE(focus.shown()->values, *row);
    focus.setFirstHidden(true);
    QVERIFY(f.settle());
    QCOMPARE(focus.shown()->values.front(), 0.0F);
}

void AttentionWindowTest::headsPreviewAndCommit() {
    test::WindowFixture f;
    QVERIFY(open(f));
    AttentionFocus& focus = *f.window.views()->attention()->focus();
    f.cursor()->setHead(0, 0);
    auto* matrix = f.child<HeadMatrix>("HeadMatrix");
    QTRY_VERIFY(matrix->values().rows == 2);
    const QPoint place = matrix->matrixLayout().cell(1, 3).center().toPoint();
    QTest::mouseMove(matrix, place);
    QTRY_COMPARE(focus.head(), (HeadChoice{1, 3}));
    QCOMPARE(f.cursor()->head(), 0);
    QTest::mouseClick(matrix, Qt::LeftButton, Qt::NoModifier, place);
    QCOMPARE(f.cursor()->layer(), 1);
    QCOMPARE(f.cursor()->head(), 3);
    QTest::mouseClick(matrix, Qt::LeftButton, Qt::ControlModifier,
                      matrix->matrixLayout().cell(1, 1).center().toPoint());
    QCOMPARE(focus.headSet(), (std::vector<int>{1, 3}));
    std::vector<float> mean(focus.count());
    focus.preview(std::nullopt);
    fusedRow(focus.source(), 1, focus.headSet(), HeadFusion::Mean,
             static_cast<std::size_t>(focus.row()) - focus.first(), mean);
    QCOMPARE(focus.shown()->values, mean);
    f.window.actionTable()->action("model.layerUp")->trigger();
    QCOMPARE(f.cursor()->layer(), 0);
    f.window.actionTable()->action("model.headRight")->trigger();
    QCOMPARE(f.cursor()->head(), 0);
}

void AttentionWindowTest::mapSelectsTheQuery() {
    test::WindowFixture f;
    QVERIFY(open(f));
    const AttentionFocus& focus = *f.window.views()->attention()->focus();
    auto* map = f.child<MapCanvas>("MapCanvas");
    QVERIFY(f.settle());
    QVERIFY(map->map());
    const QPoint place = map->mapView().cell(200, 100).center().toPoint();
    const auto cell = map->mapView().at(QPointF(place));
    QVERIFY(cell);
    QTest::mouseMove(map, place);
    QTRY_COMPARE(f.cursor()->hover().token, static_cast<qint64>(focus.first()) + cell->x());
    QTest::mouseClick(map, Qt::LeftButton, Qt::NoModifier, place);
    QCOMPARE(focus.query(), static_cast<qint64>(focus.first()) + cell->y());
    QTest::mousePress(map, Qt::LeftButton, Qt::NoModifier, place);
    QTest::mouseMove(map, place + QPoint(-20, 10));
    QTest::mouseMove(map, place + QPoint(-40, 20));
    QTest::mouseRelease(map, Qt::LeftButton, Qt::NoModifier, place + QPoint(-40, 20));
    QVERIFY(map->block());
    QVERIFY(map->block()->keyEnd - map->block()->keyBegin > 10);
    QTest::keyClick(map, Qt::Key_Escape);
    QVERIFY(!map->block());
}

void AttentionWindowTest::followsTheStep() {
    test::WindowFixture f;
    QVERIFY(open(f));
    const AttentionFocus& focus = *f.window.views()->attention()->focus();
    const TokenSequence& tokens = *f.view().tokens;
    for (qint64 step = 1; step < 6; ++step) {
        f.cursor()->setStep(step);
        QVERIFY(f.settle());
        QCOMPARE(tokens.stepOf(static_cast<std::size_t>(focus.query())), step);
        QCOMPARE(focus.shown()->query, focus.query());
    }
    f.window.model()->close();
    QVERIFY(f.settle());
    QVERIFY(!focus.ready());
    QVERIFY(!f.window.views()->stream()->canvas()->attention());
}

/// The other rule: every step has a window of its own, which ends in it; the traces say which rule made them.
void AttentionWindowTest::exactWindows() {
    test::WindowFixture f;
    QVERIFY(open(f));
    ModelSession& model = *f.window.model();
    const AttentionFocus& focus = *f.window.views()->attention()->focus();
    QCOMPARE(QString::fromStdString(focus.trace()->mode), QStringLiteral("blocks"));
    model.setRule(WindowRule::Exact);
    for (const qint64 step : {0, 4, 2}) {
        f.cursor()->setStep(step);
        QVERIFY(QTest::qWaitFor([&] { return f.window.settled() && model.view().window.endStep == step + 1; }, 60000));
        QCOMPARE(QString::fromStdString(focus.trace()->mode), QStringLiteral("exact window"));
        const TokenSequence& tokens = *f.view().tokens;
        QCOMPARE(focus.first() + focus.count(), tokens.firstOf(step + 1));
    }
    QVERIFY(QTest::qWaitFor([&] { return model.view().progress >= 1; }, 60000));
    QCOMPARE(model.view().predictions->windows(), static_cast<std::size_t>(f.view().tokens->steps()));
    QVERIFY(f.window.commandLine().contains(QStringLiteral("--window exact")));
}

QTEST_MAIN(AttentionWindowTest)
#include "attention_window_test.moc"
