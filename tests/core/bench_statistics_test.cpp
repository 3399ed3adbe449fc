// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// The bench's numbers against the hand values of spec/gato.md 4.2, 4.6 and 13.
#include "core/tokens/bench_statistics.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace gatoscope;

namespace {

BenchDimension dimension(std::vector<double> values, bool action = false) {
    BenchDimension made;
    made.name = made.key = "x";
    made.action = action;
    made.values = std::move(values);
    return made;
}

} // namespace

class BenchStatisticsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reachOfOneIs466Bins() {
        const BinReach reach = binReach(-1, 1, false, {});
        QCOMPARE(reach.first, 279);
        QCOMPARE(reach.last, 744);
        QCOMPARE(reach.count(), 466);
        QCOMPARE(binReach(-10, 10, false, {}).first, 163);
        QCOMPARE(binReach(-10, 10, false, {}).last, 860);
        QCOMPARE(binReach(-1, 1, true, {}).count(), 1024);
    }
    void triedValues_data() {
        QTest::addColumn<double>("value");
        QTest::addColumn<bool>("action");
        QTest::addColumn<int>("id");
        QTest::addColumn<double>("decoded");
        QTest::newRow("0") << 0.0 << false << 32512 << 9.961778435677601e-05;
        QTest::newRow("0.5") << 0.5 << false << 32710 << 0.5017531775079889;
        QTest::newRow("-1") << -1.0 << false << 32279 << -0.9941448370964536;
        QTest::newRow("100") << 100.0 << false << 32976 << 99.82613988137477;
        QTest::newRow("1e6") << 1e6 << false << 33023 << 253.47484018527103;
        QTest::newRow("action 0.5") << 0.5 << true << 32768 << 0.5009765625;
        QTest::newRow("action -1.5") << -1.5 << true << 32000 << -0.9990234375;
    }
    void triedValues() {
        QFETCH(double, value);
        QFETCH(bool, action);
        QFETCH(int, id);
        QFETCH(double, decoded);
        const TriedValue tried = tryValue(value, action, {});
        QCOMPARE(tried.id, id);
        QVERIFY(std::abs(tried.decoded - decoded) <= 1e-13 * std::abs(decoded));
        QCOMPARE(tried.clipped, std::abs(value) > (action ? 1.0 : 256.0));
    }
    void halfWidths_data() {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("half");
        QTest::newRow("0") << 0.0 << 0.000200228 / 2;
        QTest::newRow("0.1") << 0.1 << (0.1001020 - 0.0979407) / 2;
        QTest::newRow("1") << 1.0 << (1.004148 - 0.984240) / 2;
        QTest::newRow("100") << 100.0 << (100.8207 - 98.8414) / 2;
        QTest::newRow("256") << 256.0 << (256 - 250.9746) / 2;
    }
    void halfWidths() {
        QFETCH(double, x);
        QFETCH(double, half);
        QVERIFY(std::abs(halfBinWidth(x, {}) / half - 1) < 1e-3);
        QVERIFY(std::isnan(halfBinWidth(300, {})));
    }
    void countsClippingNanAndUse() {
        const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
        const auto all = benchStatistics({dimension({0, 0, 1, -1, 256, 257, inf, nan})}, {});
        QCOMPARE(all.size(), std::size_t{1});
        const BenchStatistics& s = all[0];
        QCOMPARE(s.count, 7);
        QCOMPARE(s.nan, 1);
        QCOMPARE(s.clipped, 2); // 257 and inf; exactly 256 is not clipped
        QCOMPARE(s.used, 4);
        QCOMPARE(s.fewest, 279);
        QCOMPARE(s.most, 1023);
        QCOMPARE(s.bins[512], 2U);
        QCOMPARE(s.bins[1023], 3U);
        QCOMPARE(s.low, -1.0);
        QCOMPARE(s.high, 257.0);
        QCOMPARE(s.saturation(), 2.0 / 7);
    }
    void rmseOfUniformActionsIsThatOfABin() {
        std::vector<double> values;
        for (int i = 0; i < 102400; ++i)
            values.push_back(-1 + (i + 0.5) / 51200);
        const auto s = benchStatistics({dimension(values, true)}, {});
        QVERIFY(std::abs(s[0].rmse - 0.001953125 / std::sqrt(12.0)) < 1e-7); // uniform in a bin
        QVERIFY(s[0].worst <= 1.0 / 1024);
        QCOMPARE(s[0].used, 1024);
    }
    void boundsMakeActionsAffine() {
        BenchDimension bounded = dimension({0.11}, true);
        bounded.bounded = true;
        bounded.low = -0.4;
        bounded.high = 0.4;
        const auto s = benchStatistics({bounded}, {});
        QCOMPARE(s[0].bins[652], 1U);
        QVERIFY(std::abs(s[0].rmse - std::abs(0.109765625 - 0.11)) < 1e-12);
    }
    void nekoHasOneMoreBin() {
        Settings neko;
        QVERIFY(setSetting(neko, "dialect", "neko"));
        const auto s = benchStatistics({dimension({1.0}, true)}, neko);
        QCOMPARE(s[0].bins.size(), std::size_t{1025});
        QCOMPARE(s[0].bins[1024], 1U);
    }
    void stops() {
        const std::atomic<bool> stop{true};
        QVERIFY(benchStatistics({dimension({1, 2, 3})}, {}, &stop).empty());
    }
    void warningsSayWhatHappens() {
        Settings b;
        b.M = 1;
        std::vector<double> wide, narrow;
        for (int i = 0; i < 1000; ++i) {
            wide.push_back(i < 3 ? 300 : i / 10.0);
            narrow.push_back(i % 2);
        }
        std::vector<BenchDimension> dimensions{dimension(wide), dimension(narrow)};
        dimensions[0].name = "force";
        const auto warnings =
            benchWarnings(dimensions, benchStatistics(dimensions, {}), {}, benchStatistics(dimensions, b), b);
        QCOMPARE(warnings.size(), std::size_t{3});
        QCOMPARE(warnings[0].title, std::string("force saturates"));
        QCOMPARE(warnings[0].amount, std::string("0.30 %"));
        QVERIFY(warnings[1].title.find("fewer than 24 bins") != std::string::npos);
        QCOMPARE(warnings[2].title, std::string("B would clip force"));
    }
    void lengthsFollowThePatch() {
        StepItem text, image, numbers, action;
        text.modality = Modality::Text;
        text.count = 5;
        image.modality = Modality::Image;
        image.image = {64, 64};
        numbers.count = 3;
        action.count = 1;
        action.action = true;
        Settings settings;
        const std::vector<StepItem> items{text, image, numbers, action};
        auto length = sequenceLength(items, Record::Episode, settings);
        QCOMPARE(length->perStep, 26); // 5 + 16 + 3 + separator + 1
        QCOMPARE(length->observation, 24);
        QCOMPARE(length->stepsPerWindow, 39);
        settings.patch = 8;
        QCOMPARE(sequenceLength(items, Record::Episode, settings)->perStep, 74);
        settings.patch = 24;
        settings.image_fit = Settings::ImageFit::Strict;
        QVERIFY(!sequenceLength(items, Record::Episode, settings));
    }
    void dimensionsComeFromTheMap() {
        ChannelMap map;
        MappedChannel state, action;
        state.source = state.key = "state";
        state.role = Role::Observation;
        state.names = {"a", "b"};
        action.source = action.key = "action";
        action.role = Role::Action;
        action.low = {-2};
        action.high = {2};
        map.channels = {action, state};
        Channel stored;
        stored.source = "state";
        Channel acted;
        acted.source = "action";
        auto column = std::make_shared<Column>();
        column->dtype = DType::U8;
        column->rows = 2;
        column->width = 2;
        column->bytes = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
        auto dimensions = benchDimensions(map, {stored, acted}, {{"state", column}, {"action", column}});
        QCOMPARE(dimensions.size(), std::size_t{4});
        QCOMPARE(dimensions[1].name, std::string("state.b"));
        QCOMPARE(dimensions[1].values, (std::vector<double>{2, 4}));
        QVERIFY(dimensions[2].action && dimensions[2].bounded);
        QCOMPARE(dimensions[2].name, std::string("action[0]"));
        appendDimensions(dimensions, dimensions);
        QCOMPARE(dimensions.size(), std::size_t{4});
        QCOMPARE(dimensions[3].values.size(), std::size_t{4});
    }
};

QTEST_GUILESS_MAIN(BenchStatisticsTest)
#include "bench_statistics_test.moc"
