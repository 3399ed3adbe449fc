// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The episode list: what the filter means, and that 400,000 episodes cost nothing until they are seen.
#include "core/episode/named_parts.h"
#include "widgets/common/cursor.h"
#include "widgets/episodes/dataset_model.h"
#include "widgets/episodes/episode_filter.h"
#include "widgets/episodes/episode_model.h"
#include "widgets/episodes/episodes_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTest>

#include <atomic>

using namespace gatoscope;

namespace {

/// Episodes that are made up on demand and count how often they are asked for.
class ManyEpisodes : public Dataset {
public:
    explicit ManyEpisodes(std::int64_t count) : m_count(count) {
        name_ = "many";
        format_ = "minari";
        Channel channel;
        channel.source = "observations/image";
        channel.shape = {64, 64, 3};
        channel.dtype = DType::U8;
        channels_ = {channel};
    }
    std::int64_t episodeCount() const override { return m_count; }
    std::int64_t stepCount() const override { return m_count * 10; }
    Result<EpisodeInfo> episodeInfo(std::int64_t index) const override {
        ++m_asked;
        EpisodeInfo info;
        info.index = index;
        info.id = "episode_" + std::to_string(index);
        info.steps = 5 + index % 7;
        info.task = index % 3 == 0 ? "go to the red ball" : "open the green door";
        info.totalReward = index % 5 == 0 ? 0.0 : 0.9;
        info.success = index % 5 != 0;
        return info;
    }
    std::int64_t asked() const { return m_asked; }

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t) const override {
        return fail(ErrorKind::NotFound, "none");
    }

private:
    std::int64_t m_count;
    mutable std::atomic<std::int64_t> m_asked{0};
};

/// Twelve episodes; the data set names its second half.
class HalvesOfEpisodes final : public ManyEpisodes, public NamedParts {
public:
    HalvesOfEpisodes() : ManyEpisodes(12) {}
    const std::vector<std::string>& parts() const override { return m_parts; }
    std::vector<std::string> partsOf(std::int64_t episode) const override {
        return episode < 6 ? std::vector<std::string>() : m_parts;
    }

private:
    std::vector<std::string> m_parts{"second half"};
};

EpisodeInfo info(std::int64_t index, double total, std::int64_t steps, const std::string& task) {
    EpisodeInfo made;
    made.index = index;
    made.totalReward = total;
    made.steps = steps;
    made.task = task;
    made.success = total > 0.5;
    return made;
}

} // namespace

class EpisodesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filterTerms_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("nothing") << QString() << true;
        QTest::newRow("word") << QStringLiteral("RED") << true;
        QTest::newRow("phrase") << QStringLiteral("\"red ball\"") << true;
        QTest::newRow("other word") << QStringLiteral("door") << false;
        QTest::newRow("number") << QStringLiteral("#12") << true;
        QTest::newRow("other number") << QStringLiteral("#1") << false;
        QTest::newRow("return") << QStringLiteral("return>0.8") << true;
        QTest::newRow("spaces") << QStringLiteral("return > 0.9") << false;
        QTest::newRow("both") << QStringLiteral("steps<=11 return>=.845") << true;
        QTest::newRow("success") << QStringLiteral("success") << true;
        QTest::newRow("failed") << QStringLiteral("failed") << false;
        QTest::newRow("not") << QStringLiteral("-door") << true;
        QTest::newRow("flagged") << QStringLiteral("flagged") << false;
    }
    void filterTerms() {
        QFETCH(QString, text);
        QFETCH(bool, accepted);
        QCOMPARE(EpisodeFilter::parse(text).accepts(info(12, 0.845, 11, "go to the red ball"), false), accepted);
    }
    void filterSaysWhatIsWrong() {
        QString problem;
        const EpisodeFilter filter = EpisodeFilter::parse(QStringLiteral("return>much red"), &problem);
        QVERIFY(problem.contains(QStringLiteral("return>")));
        QVERIFY(filter.accepts(info(1, 0, 1, "red"), false));
    }
    void partsFilter() {
        const auto filter = EpisodeFilter::parse(QStringLiteral("part:Train red"));
        QVERIFY(filter.asksForParts());
        QVERIFY(filter.accepts(info(1, 0, 1, "red"), false, {"20_percent", "train"}));
        QVERIFY(!filter.accepts(info(1, 0, 1, "red"), false, {"valid"}));
        QVERIFY(EpisodeFilter::parse(QStringLiteral("-part:train")).accepts(info(1, 0, 1, "red"), false, {"valid"}));
        Cursor cursor;
        EpisodesView view(&cursor);
        auto halves = std::make_shared<HalvesOfEpisodes>();
        view.setDatasets({halves}, 0);
        auto* parts = view.findChild<QAction*>(QStringLiteral("partsAction"));
        QVERIFY(parts && parts->isVisible());
        view.filterEdit()->setText(QStringLiteral("red"));
        parts->trigger();
        auto* menu = view.findChild<QMenu*>(QStringLiteral("partsMenu"));
        QVERIFY(menu);
        QCOMPARE(menu->actions().last()->text(), QStringLiteral("second half"));
        menu->actions().last()->trigger();
        QCOMPARE(view.filterEdit()->text(), QStringLiteral("red part:\"second half\""));
        QTRY_COMPARE(view.model()->episodeAt(0), 6);
        view.setDatasets({std::make_shared<ManyEpisodes>(3)}, 0);
        QVERIFY(!parts->isVisible());
    }
    void modelKeepsItsRules() {
        EpisodeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDataset(std::make_shared<ManyEpisodes>(1000));
        QCOMPARE(model.rowCount(), 1000);
        QTRY_COMPARE(model.index(3, EpisodeModel::Mission).data().toString(), QStringLiteral("go to the red ball"));
        QCOMPARE(model.index(3, EpisodeModel::Return).data().toString(), QStringLiteral("0.900"));
        model.setFilter(QStringLiteral("red"));
        QTRY_COMPARE(model.rowCount(), 334);
        QCOMPARE(model.episodeAt(1), 3);
        QCOMPARE(model.rowOf(6), 2);
        QCOMPARE(model.rowOf(7), -1);
        model.sort(EpisodeModel::Length, Qt::DescendingOrder);
        QTRY_COMPARE(model.episodeAt(0), 6);
        model.setFilter({});
        model.sort(EpisodeModel::Number, Qt::AscendingOrder);
        QTRY_COMPARE(model.rowCount(), 1000);
        model.setFlagged(5, true);
        QVERIFY(model.index(5, 0).data(EpisodeModel::FlaggedRole).toBool());
    }
    void fourHundredThousandEpisodesAreReadInPages() {
        auto many = std::make_shared<ManyEpisodes>(400'000);
        Cursor cursor;
        EpisodesView view(&cursor);
        view.resize(300, 600);
        view.setDatasets({many}, 0);
        view.show();
        auto* table = view.findChild<QTableView*>(QStringLiteral("episodeTable"));
        QTRY_VERIFY(!view.model()->index(0, EpisodeModel::Mission).data().isNull());
        QElapsedTimer timer;
        timer.start();
        for (const int row : {100'000, 399'999, 1'234, 250'000}) {
            table->scrollTo(view.model()->index(row, 0));
            table->viewport()->repaint();
        }
        QVERIFY2(timer.elapsed() < 1000, "scrolling stalls");
        QTRY_VERIFY(!view.model()->index(250'000, EpisodeModel::Mission).data().isNull());
        QVERIFY2(many->asked() < 20'000, "more than the shown pages were read");
    }
    void theLastEpisodeStaysInSight() {
        Cursor cursor;
        EpisodesView view(&cursor);
        view.resize(300, 600);
        view.setDatasets({std::make_shared<ManyEpisodes>(400'000)}, 0);
        view.show();
        cursor.setEpisode(399'999);
        auto* table = view.findChild<QTableView*>(QStringLiteral("episodeTable"));
        view.resize(300, 380);
        const auto inSight = [&] {
            return table->viewport()->rect().contains(table->visualRect(table->currentIndex()).center());
        };
        QTRY_VERIFY(inSight());
        table->scrollToTop(); // looked elsewhere: a change of size does not drag the list back
        view.resize(300, 360);
        QTest::qWait(50);
        QVERIFY(!inSight());
    }
    void activatingMovesTheCursorAndBack() {
        Cursor cursor;
        EpisodesView view(&cursor);
        view.resize(300, 400);
        view.setDatasets({std::make_shared<ManyEpisodes>(50)}, 0);
        view.show();
        auto* table = view.findChild<QTableView*>(QStringLiteral("episodeTable"));
        table->selectRow(7);
        QCOMPARE(cursor.episode(), 7);
        cursor.setEpisode(20);
        QCOMPARE(table->currentIndex().row(), 20);
        view.stepEpisode(1);
        QCOMPARE(cursor.episode(), 21);
        view.flagCurrent();
        QVERIFY(view.model()->flagged(21));
        view.filterEdit()->setText(QStringLiteral("flagged"));
        QTRY_COMPARE(view.model()->rowCount(), 1);
        QCOMPARE(cursor.episode(), 21);
    }
    void datasetTreeKeepsItsRules() {
        DatasetModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDatasets({std::make_shared<ManyEpisodes>(5), std::make_shared<ManyEpisodes>(6)});
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex second = model.index(1, 0);
        QCOMPARE(model.rowCount(second), 1);
        QCOMPARE(model.index(0, DatasetModel::Count, second).data().toString(), QStringLiteral("64×64×3 uint8"));
        model.setCurrent(1);
        QVERIFY(second.data(DatasetModel::CurrentRole).toBool());
    }
};

QTEST_MAIN(EpisodesTest)
#include "episodes_test.moc"
