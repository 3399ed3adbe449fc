// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/actions/action_series.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include <atomic>

#include "tests/support/dress.h"
#include "tests/widgets/sample_view.h"
#include "widgets/actions/action_plots.h"
#include "widgets/actions/action_review.h"
#include "widgets/actions/disagreement_list.h"
#include "widgets/actions/distribution_view.h"
#include "widgets/actions/step_table.h"
#include "widgets/common/cursor.h"

using namespace gatoscope;

namespace {

const std::atomic<bool> kGo{false};

/// A model that says the recorded id, except for every fifth step, where it says another.
Prediction saying(const TokenSequence& tokens, std::size_t token) {
    const LegalSet legal = legalSet(tokens, token);
    const std::int32_t id = tokens.id(token), first = legal.ranges.front().first;
    std::vector<float> logits(static_cast<std::size_t>(tokens.vocabulary().size), -20.0F);
    const auto step = tokens.stepOf(token);
    std::int32_t said = id;
    if (step % 5 == 4)
        said = first + (id - first + 100) % static_cast<std::int32_t>(legal.size());
    logits[static_cast<std::size_t>(said)] = 5;
    logits[static_cast<std::size_t>(id)] += 2;
    return predictionOf(logits, id, legal);
}

/// The predictions of all action tokens of steps [begin, end), as one window.
PredictionBook::Chunk chunkOf(const TokenSequence& tokens, std::int64_t begin, std::int64_t end) {
    auto made = std::make_shared<std::vector<Prediction>>();
    for (std::size_t i = tokens.firstOf(begin); i < tokens.firstOf(end); ++i) {
        if (!isAction(tokens.kind(i)))
            continue;
        made->push_back(saying(tokens, i));
        made->back().token = i;
    }
    return made;
}

class FakePolicy : public Policy {
public:
    const PolicyInfo& info() const override { return info_; }
    Result<std::shared_ptr<const Trace>> run(const TokenSequence&, const Window&, const RunOptions&,
                                             const Progress&) const override {
        return fail(ErrorKind::Invalid, "not here");
    }
    Result<ActTrace> act(const TokenSequence&, std::int64_t, std::int64_t, const SampleOptions&,
                         const Progress&) const override {
        return fail(ErrorKind::Invalid, "not here");
    }
    Result<std::vector<float>> relevance(const TokenSequence&, const Window&, std::size_t, std::int32_t,
                                         const Progress&) const override {
        return fail(ErrorKind::Invalid, "not here");
    }
    Result<Grid> logitEffects(const Trace&, std::size_t, std::int32_t) const override {
        return fail(ErrorKind::Unsupported, "");
    }
    Result<Grid> hidden(const TokenSequence&, const Window&, int) const override {
        return fail(ErrorKind::Invalid, "not here");
    }
    Result<std::vector<GradientFacts>> gradients(const TokenSequence&, const Window&) const override {
        return fail(ErrorKind::Invalid, "not here");
    }
    Result<ParameterHistogram> histogram(const std::string&, int) const override {
        return fail(ErrorKind::Invalid, "not here");
    }

private:
    PolicyInfo info_;
};

ModelView modelOf(const EpisodeView& view, std::int64_t end) {
    ModelView model;
    model.policy = std::make_shared<FakePolicy>();
    model.tokens = view.tokens;
    auto book = std::make_shared<PredictionBook>();
    book->put(0, chunkOf(*view.tokens, 0, end));
    model.predictions = book;
    return model;
}

} // namespace

class ActionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dress(true); }
    void dimensionsAndRecord();
    void growsWindowByWindow();
    void disagreementsNeedATolerance();
    void middleOfADistribution();
    void reviewFollowsTheCursor();
    void emptyStatesSayWhy();
    void longEpisodesPaintFast();
};

void ActionsTest::dimensionsAndRecord() {
    const EpisodeView view = sampleView(40);
    const auto series = makeActionSeries(view.tokens, nullptr, {}, nullptr, kGo);
    QVERIFY(series);
    QVERIFY(series->any(ActionKind::Continuous));
    QVERIFY(series->any(ActionKind::Discrete));
    for (std::size_t d = 0; d < series->dimensions.size(); ++d)
        for (std::int64_t t = 0; t < 40; ++t) {
            const ActionCell& cell = *series->cell(static_cast<int>(d), t);
            QVERIFY(cell.token != TokenSequence::npos);
            QCOMPARE(cell.recorded, view.tokens->at(cell.token).raw);
            QVERIFY(cell.prediction == nullptr);
            QCOMPARE(series->dimensionOf(view.tokens->at(cell.token)), static_cast<int>(d));
            const double decoded = series->dimensions[d].valueOf(view.tokens->id(cell.token));
            QCOMPARE(decoded, view.tokens->decodedOf(cell.token));
        }
    QCOMPARE(series->worst.step, std::int64_t{-1});
}

void ActionsTest::growsWindowByWindow() {
    const EpisodeView view = sampleView(40);
    auto first = std::make_shared<PredictionBook>();
    first->put(0, chunkOf(*view.tokens, 0, 20));
    const auto half = makeActionSeries(view.tokens, first, {}, nullptr, kGo);
    auto second = std::make_shared<PredictionBook>(*first);
    second->put(1, chunkOf(*view.tokens, 20, 40));
    const auto grown = makeActionSeries(view.tokens, second, {}, half, kGo);
    const auto whole = makeActionSeries(view.tokens, second, {}, nullptr, kGo);
    QVERIFY(half->cell(0, 30)->prediction == nullptr);
    QCOMPARE(grown->disagreements.size(), whole->disagreements.size());
    for (std::size_t d = 0; d < whole->dimensions.size(); ++d) {
        QCOMPARE(grown->curves[d].meanError, whole->curves[d].meanError);
        for (std::int64_t t = 0; t < 40; ++t)
            QVERIFY(grown->cell(static_cast<int>(d), t)->prediction == whole->cell(static_cast<int>(d), t)->prediction);
    }
    // A window that is replaced leaves nothing of the old one behind.
    auto other = std::make_shared<PredictionBook>();
    other->put(0, chunkOf(*view.tokens, 0, 20));
    const auto replaced = makeActionSeries(view.tokens, other, {}, grown, kGo);
    QVERIFY(replaced->cell(0, 30)->prediction == nullptr);
}

void ActionsTest::disagreementsNeedATolerance() {
    const EpisodeView view = sampleView(40);
    auto book = std::make_shared<PredictionBook>();
    book->put(0, chunkOf(*view.tokens, 0, 40));
    ActionOptions options;
    const auto strict = makeActionSeries(view.tokens, book, options, nullptr, kGo);
    QVERIFY(!strict->disagreements.empty());
    for (const Disagreement& found : strict->disagreements)
        QCOMPARE(found.step % 5, std::int64_t{4});
    options.tolerance = 1023;
    const auto loose = makeActionSeries(view.tokens, book, options, strict, kGo);
    for (const Disagreement& found : loose->disagreements) // a tolerance is for bins, not for choices
        QVERIFY(loose->dimensions[static_cast<std::size_t>(found.dimension)].kind == ActionKind::Discrete);
    QVERIFY(loose->disagreements.size() < strict->disagreements.size());
}

void ActionsTest::middleOfADistribution() {
    Prediction prediction;
    QCOMPARE(centralRange(prediction).first, -1);
    prediction.legalP.assign(10, 0.05F); // half of the mass is elsewhere
    QCOMPARE(centralRange(prediction), (std::pair<int, int>{0, 8}));
    prediction.legalP.assign(10, 0.0F);
    prediction.legalP[7] = 0.3F;
    QCOMPARE(centralRange(prediction), (std::pair<int, int>{7, 7}));
    QCOMPARE(heightOf(0.25, 1, HeightScale::Root), 0.5);
    QCOMPARE(heightOf(1e-3, 1, HeightScale::Log), 0.5);
    QCOMPARE(heightOf(1e-9, 1, HeightScale::Log), 0.0);
}

void ActionsTest::reviewFollowsTheCursor() {
    const EpisodeView view = sampleView(40);
    Cursor cursor;
    cursor.setStepCount(40);
    ActionReview review(&cursor);
    ActionPlots plots(&review);
    StepTable table(&review);
    DistributionView distribution(&review);
    DisagreementList list(&review);
    plots.resize(800, 420);
    review.setEpisode(view);
    review.setModel(modelOf(view, 40));
    QTRY_VERIFY(review.series() && review.series()->worst.step >= 0);
    QVERIFY(review.goToDisagreement(1));
    QCOMPARE(cursor.step(), qint64{4});
    QVERIFY(review.goToDisagreement(1));
    QCOMPARE(cursor.step(), qint64{9});
    QVERIFY(review.goToDisagreement(-1));
    QCOMPARE(cursor.step(), qint64{4});
    QVERIFY(!review.goToDisagreement(-1));
    review.choose(1, 6);
    const std::size_t token = review.series()->cell(1, 6)->token;
    QCOMPARE(cursor.token(), static_cast<qint64>(token));
    QVERIFY(distribution.shown().has_value());
    QCOMPARE(distribution.shown()->prediction.token, token);
    const QAbstractItemModel* rows = table.table()->model();
    QVERIFY(rows->rowCount() > static_cast<int>(review.series()->dimensions.size())); // text targets follow
    QCOMPARE(table.table()->currentIndex().row(), 1);
    QCOMPARE(rows->index(1, StepTableModel::PredictedId).data().toInt(), distribution.shown()->prediction.predictedId);
    QCOMPARE(rows->index(1, StepTableModel::Rank).data().toString(), QStringLiteral("1"));
    cursor.setStep(9);
    QCOMPARE(distribution.shown()->step, std::int64_t{9});
    QCOMPARE(review.dimension(), 1);
    review.setScale(ActionScale::Bins);
    QTRY_COMPARE(review.series()->options.scale, ActionScale::Bins);
    for (QWidget* widget : {static_cast<QWidget*>(&plots), static_cast<QWidget*>(&table),
                            static_cast<QWidget*>(&distribution), static_cast<QWidget*>(&list)})
        QVERIFY(!grabTo(*widget, "actions").isNull());
}

void ActionsTest::emptyStatesSayWhy() {
    Cursor cursor;
    ActionReview review(&cursor);
    QVERIFY(review.emptyReason().contains(QStringLiteral("Open an episode")));
    QVERIFY(review.missingReason().contains(QStringLiteral("No model")));
    const EpisodeView view = sampleView(5);
    cursor.setStepCount(5);
    review.setEpisode(view);
    QTRY_VERIFY(review.series());
    QVERIFY(review.emptyReason().isEmpty());
    QVERIFY(review.shownPrediction() == nullptr);
    ModelView model = modelOf(view, 1);
    model.reason = QStringLiteral("The window does not fit.");
    review.setModel(model);
    QCOMPARE(review.missingReason(), model.reason);
    review.setEpisode({});
    QVERIFY(!review.series());
    QVERIFY(!review.goToDisagreement(1));
    review.goToWorst();
}

void ActionsTest::longEpisodesPaintFast() {
    const EpisodeView view = sampleView(10'000);
    Cursor cursor;
    cursor.setStepCount(10'000);
    ActionReview review(&cursor);
    ActionPlots plots(&review);
    plots.resize(1000, 600);
    review.setEpisode(view);
    QTRY_VERIFY(review.series());
    plots.redrawMilliseconds();
    const double milliseconds = plots.redrawMilliseconds();
    QVERIFY2(milliseconds < 250, qPrintable(QString::number(milliseconds))); // some ms where nothing else runs
    cursor.setStep(9'999);
    QVERIFY(!plots.grab().isNull());
}

QTEST_MAIN(ActionsTest)
#include "actions_test.moc"
