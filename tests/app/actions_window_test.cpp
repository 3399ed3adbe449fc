// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/window_fixture.h"

#include <QComboBox>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTreeView>

#include "app/actions.h"
#include "app/document.h"
#include "app/model_session.h"
#include "app/views.h"
#include "core/trace/engine.h"
#include "widgets/actions/action_review.h"
#include "widgets/actions/distribution_view.h"
#include "widgets/actions/step_table.h"
#include "widgets/common/number_format.h"
#include "widgets/model/value_histogram.h"
#include "widgets/timeline/lane_view.h"

using namespace gatoscope;
using test::sample;

class ActionsWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tableAgreesWithThePolicy();
    void freeRunIsShown();
    void modelDockShowsValues();
    void noModelNoActions();

private:
    /// The sample with the tiny model, predicted to its end, in the workspace Actions.
    static bool openAll(test::WindowFixture& f, const QString& data, const QString& model);
    QTemporaryDir folder_;
    QString model_;
};

void ActionsWindowTest::initTestCase() {
    if (!QFileInfo::exists(sample("babyai-gotolocal")))
        QSKIP("the sample is not in this tree");
    const auto engine = openEngine();
    if (!engine)
        QSKIP(engine.error().text.c_str());
    model_ = folder_.filePath(QStringLiteral("tiny"));
    const auto made = (*engine)->initModel(*presetSettings("tiny"), 1, model_.toStdString());
    QVERIFY2(made, made ? "" : made.error().text.c_str());
}

bool ActionsWindowTest::openAll(test::WindowFixture& f, const QString& data, const QString& model) {
    f.window.openPaths({data});
    f.window.openModel(model, QStringLiteral("cpu"));
    if (!QTest::qWaitFor([&] { return f.window.model()->policy() && f.view().tokens && f.window.settled(); }, 60000))
        return false;
    f.window.showWorkspace(QStringLiteral("actions"));
    const ActionReview* review = f.window.views()->review();
    return QTest::qWaitFor(
        [&] {
            return f.window.model()->view().progress >= 1 && f.window.settled() && review->series() &&
                   review->series()->worst.step >= 0;
        },
        60000);
}

void ActionsWindowTest::tableAgreesWithThePolicy() {
    test::WindowFixture f;
    QVERIFY(openAll(f, sample("reacher"), model_));
    QVERIFY(f.child<QWidget>("dockActionPlots")->isVisible());
    QVERIFY(f.child<QWidget>("dockDistribution")->isVisible());
    f.cursor()->setStep(7);
    QTRY_VERIFY(f.window.settled());
    const auto& tokens = *f.view().tokens;
    const auto* table = f.child<QTableView>("stepTable");
    const QAbstractItemModel* rows = table->model();
    QCOMPARE(rows->rowCount(), 2);
    RunOptions options;
    std::vector<Window> windows = blockWindows(tokens, 0, tokens.steps());
    const auto window = std::find_if(windows.begin(), windows.end(), [](const Window& w) { return w.endStep > 7; });
    for (int row = 0; row < rows->rowCount(); ++row)
        options.predict.push_back(
            static_cast<std::size_t>(rows->index(row, 0).data(StepTableModel::TokenRole).toLongLong()));
    const auto trace = f.window.model()->policy()->run(tokens, *window, options, {});
    QVERIFY(trace);
    for (int row = 0; row < rows->rowCount(); ++row) {
        const Prediction& expected = (*trace)->predictions[static_cast<std::size_t>(row)];
        const auto text = [&](int column) { return rows->index(row, column).data().toString(); };
        QCOMPARE(tokens.stepOf(expected.token), std::int64_t{7});
        QCOMPARE(text(StepTableModel::RecordedId).toInt(), tokens.id(expected.token));
        QCOMPARE(text(StepTableModel::PredictedId).toInt(), expected.predictedId);
        QCOMPARE(text(StepTableModel::CrossEntropy), formatFixed(expected.crossEntropy, 2));
        QCOMPARE(text(StepTableModel::Rank), formatCount(expected.rankTrue));
    }
    const QStringList ids = [&] {
        QStringList found;
        for (const LanePtr& lane : f.window.views()->lanes()->lanes())
            found << lane->id;
        return found;
    }();
    for (const char* id : {"prediction.1", "prediction.2", "prediction.3", "prediction.4"})
        QVERIFY(ids.contains(QString::fromLatin1(id)));
    const qint64 before = f.cursor()->step();
    f.key(Qt::Key_N);
    QVERIFY(f.cursor()->step() > before);
    f.key(Qt::Key_N, Qt::ShiftModifier);
    QVERIFY(
        f.window.views()->review()->series()->disagrees(f.window.views()->review()->dimension(), f.cursor()->step()));
}

void ActionsWindowTest::freeRunIsShown() {
    test::WindowFixture f;
    QVERIFY(openAll(f, sample("babyai-gotolocal"), model_));
    f.child<QComboBox>("actRangeCombo")->setCurrentIndex(3);
    f.child<QPushButton>("actButton")->click();
    const ActionReview* review = f.window.views()->review();
    QTRY_VERIFY_WITH_TIMEOUT(review->freeRun() != nullptr, 60000);
    QCOMPARE(static_cast<std::int64_t>(review->freeRun()->trace.actions.size()), f.view().episode->info().steps);
    QVERIFY(review->freeRun()->ids[0][0] >= 0);
    f.child<QPushButton>("actClearButton")->click();
    QVERIFY(review->freeRun() == nullptr);
}

void ActionsWindowTest::modelDockShowsValues() {
    test::WindowFixture f;
    QVERIFY(openAll(f, sample("babyai-gotolocal"), model_));
    auto* tree = f.child<QTreeView>("parameterTree");
    tree->expandAll();
    QModelIndex leaf = tree->model()->index(0, 0);
    while (tree->model()->hasChildren(leaf))
        leaf = tree->model()->index(0, 0, leaf);
    tree->setCurrentIndex(leaf);
    auto* values = f.child<ValueHistogram>("valueHistogram");
    QTRY_VERIFY_WITH_TIMEOUT(values->histogram().has_value(), 60000);
    std::int64_t counted = 0;
    for (const std::int64_t count : values->histogram()->counts)
        counted += count;
    QVERIFY(counted > 0);
}

void ActionsWindowTest::noModelNoActions() {
    test::WindowFixture f;
    f.window.openPaths({sample("reacher")});
    QVERIFY(f.settle());
    f.window.showWorkspace(QStringLiteral("actions"));
    const ActionReview* review = f.window.views()->review();
    QTRY_VERIFY(review->series());
    if (!f.window.model()->policy() && !f.window.model()->opening())
        QVERIFY(review->missingReason().contains(QStringLiteral("No model")));
    QVERIFY(!f.child<QPushButton>("actButton")->isEnabled() || f.window.model()->policy());
    f.key(Qt::Key_N); // nothing to go to: a note, no crash
}

QTEST_MAIN(ActionsWindowTest)
#include "actions_window_test.moc"
