// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The bench: a draft that touches nothing, statistics that follow it, and the channel map as a table.
#include "tests/widgets/sample_view.h"
#include "widgets/bench/bench.h"
#include "widgets/bench/bin_usage_view.h"
#include "widgets/bench/channel_map_model.h"
#include "widgets/bench/channel_map_view.h"
#include "widgets/bench/log_slider.h"
#include "widgets/bench/parameters_view.h"
#include "widgets/bench/round_trip_model.h"
#include "widgets/bench/round_trip_view.h"
#include "widgets/common/choice_delegate.h"
#include "widgets/common/cursor.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace gatoscope;

class BenchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void statisticsFollowTheDraft() {
        Bench bench;
        RoundTripModel model(&bench);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        bench.setEpisode(sampleView(500));
        QTRY_COMPARE(bench.statistics().size(), std::size_t{14});
        QCOMPARE(model.rowCount(), 14);
        const double before = bench.statistics()[0].rmse;
        Settings draft = bench.draft();
        draft.n_bins = 64;
        bench.setDraft(draft);
        QVERIFY(bench.touched());
        QTRY_VERIFY(bench.statistics()[0].rmse > 4 * before);
        QCOMPARE(bench.session().n_bins, 1024);
        bench.setCompared(Settings{});
        QTRY_COMPARE(bench.comparedStatistics().size(), std::size_t{14});
        QVERIFY(model.index(0, RoundTripModel::Ratio).data().toString().endsWith(QChar(0xD7)));
        bench.reset();
        QVERIFY(!bench.touched());
    }
    void newestDraftWins() {
        Bench bench;
        bench.setEpisode(sampleView(2000));
        QTRY_VERIFY(!bench.statistics().empty());
        for (int bins = 64; bins <= 2048; ++bins) {
            Settings draft = bench.draft();
            draft.n_bins = bins;
            bench.setDraft(draft);
        }
        QTRY_VERIFY(!bench.busy());
        QCOMPARE(bench.statistics()[0].bins.size(), std::size_t{2048});
    }
    void allEpisodesAreRead() {
        Bench bench;
        bench.setEpisode(sampleView(100));
        QTRY_VERIFY(!bench.statistics().empty());
        bench.setAllEpisodes(true);
        QTRY_VERIFY(!bench.busy());
        QCOMPARE(bench.episodesCounted(), 1);
        QCOMPARE(bench.statistics()[0].count, 100);
    }
    void usageColumnsKeepEveryValue() {
        std::vector<std::uint32_t> bins(1024, 0);
        bins[3] = 9;
        bins[1023] = 1;
        const auto columns = usageColumns(bins, 300);
        QCOMPARE(columns.size(), std::size_t{300});
        QCOMPARE(columns[0], 1.0F);
        QVERIFY(std::abs(columns[299] - 1.0F / 3) < 1e-6F);
        QCOMPARE(std::accumulate(columns.begin(), columns.end(), 0.0F), columns[0] + columns[299]);
        QCOMPARE(usageColumns({1, 4}, 4), (std::vector<float>{0.5F, 0.5F, 1, 1}));
        QVERIFY(usageColumns(bins, 0).empty());
    }
    void logSliderKeepsExactValues() {
        LogSlider slider(QStringLiteral("M"), 1, 1024, 3, false);
        slider.setValue(256);
        QCOMPARE(slider.value(), 256.0);
        slider.setValue(2000); // beyond the slider, not beyond the box
        QCOMPARE(slider.value(), 2000.0);
    }
    void parametersApplyAndPresets() {
        Bench bench;
        ParametersView view(&bench);
        bench.setEpisode(sampleView(50));
        QSignalSpy applied(&view, &ParametersView::applySettings);
        auto* preset = view.findChild<QComboBox*>(QStringLiteral("presetCombo"));
        auto* apply = view.findChild<QPushButton*>(QStringLiteral("applyButton"));
        QCOMPARE(preset->currentIndex(), 0);
        QVERIFY(!apply->isEnabled());
        Q_EMIT preset->activated(1);
        QVERIFY(bench.draft().bin_rule == Settings::BinRule::Neko);
        QCOMPARE(preset->currentIndex(), 1);
        view.findChild<QSpinBox*>(QStringLiteral("patch"))->setValue(8);
        QCOMPARE(preset->currentIndex(), 3);
        apply->click();
        QCOMPARE(applied.count(), 1);
        QCOMPARE(applied[0][0].value<Settings>().patch, 8);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("tokenizer.json"));
        view.exportJson(path);
        bench.reset();
        QSignalSpy failed(&view, &ParametersView::failed);
        view.importJson(path);
        QCOMPARE(failed.count(), 0);
        QCOMPARE(bench.draft().patch, 8);
        QVERIFY(bench.draft().bin_rule == Settings::BinRule::Neko);
        view.importJson(folder.filePath(QStringLiteral("none.json")));
        QCOMPARE(failed.count(), 1);
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("sequenceLength"))
                    ->text()
                    .contains(QStringLiteral("tokens a step")));
    }
    void mapModelEdits() {
        ChannelMapModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const EpisodeView view = sampleView(5);
        model.setMap(view.dataset->guessedMap(), view.dataset->channels());
        QSignalSpy edited(&model, &ChannelMapModel::edited);
        const auto row = [&](const std::string& source) {
            for (int i = 0; i < model.rowCount(); ++i) {
                if (model.map().channels[static_cast<std::size_t>(i)].source == source)
                    return i;
            }
            return -1;
        };
        const int action = row("gripper");
        QVERIFY(model.setData(model.index(action, ChannelMapModel::Low), QStringLiteral("−0.5, -1")));
        QCOMPARE(model.map().channels[static_cast<std::size_t>(action)].low, (std::vector<double>{-0.5, -1}));
        QVERIFY(!model.setData(model.index(action, ChannelMapModel::High), QStringLiteral("wide")));
        QVERIFY(model.setData(model.index(action, ChannelMapModel::RoleColumn), QStringLiteral("ignore")));
        QVERIFY(!(model.flags(model.index(action, ChannelMapModel::Low)) & Qt::ItemIsEditable));
        QVERIFY(!model.index(action, ChannelMapModel::ModalityColumn).data(kChoicesRole).toStringList().isEmpty());
        QCOMPARE(edited.count(), 2);
        QVERIFY(model.problem().isEmpty());
        QVERIFY(model.setData(model.index(row("eef_pos"), ChannelMapModel::Key), QStringLiteral("joint_vel")));
        QVERIFY2(!model.problem().isEmpty(), "a doubled key must be named");
    }
    void mapViewSavesLoadsResets() {
        Cursor cursor;
        ChannelMapView view(&cursor);
        const EpisodeView episode = sampleView(5);
        view.setEpisode(episode);
        QSignalSpy edited(&view, &ChannelMapView::mapEdited);
        view.model()->setFps(25);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(edited[0][0].value<ChannelMap>().fps, std::optional<double>(25));
        QTemporaryDir folder;
        view.saveJson(folder.filePath(QStringLiteral("map.json")));
        view.resetToGuess();
        QCOMPARE(view.model()->map().fps, std::optional<double>(10));
        view.loadJson(folder.filePath(QStringLiteral("map.json")));
        QCOMPARE(view.model()->map().fps, std::optional<double>(25));
        QCOMPARE(edited.count(), 3);
    }
};

QTEST_MAIN(BenchTest)
#include "bench_test.moc"
