// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Time to x, extremes of curves, lanes from data, and the transport bar.
#include "core/episode/scratch_dataset.h"
#include "widgets/common/cursor.h"
#include "widgets/common/min_max_pyramid.h"
#include "widgets/common/timeline_layout.h"
#include "widgets/timeline/lane_view.h"
#include "widgets/timeline/transport_bar.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <limits>
#include <random>

using namespace gatoscope;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Column numbers(std::vector<double> values) {
    Column column;
    column.dtype = DType::F64;
    column.rows = values.size();
    column.bytes.resize(values.size() * 8);
    std::memcpy(column.bytes.data(), values.data(), column.bytes.size());
    return column;
}

EpisodeView someView(std::int64_t steps) {
    ScratchEpisode scratch;
    scratch.steps = steps;
    ScratchChannel rewards;
    rewards.source = "rewards";
    rewards.role = Role::Ignore;
    rewards.values.assign(static_cast<std::size_t>(steps), 0.0);
    rewards.values.back() = 0.845;
    scratch.channels = {rewards};
    EpisodeView view;
    view.dataset = *makeScratchDataset(scratch);
    view.episode = *view.dataset->episode(0);
    view.columns["rewards"] = *view.episode->column("rewards");
    std::vector<double> ends(static_cast<std::size_t>(steps), 0.0);
    ends.back() = 1;
    view.columns["terminations"] = std::make_shared<Column>(numbers(ends));
    return view;
}

} // namespace

class TimelineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stepAndXAgree() {
        TimelineLayout layout;
        layout.setGeometry(100, 1000);
        layout.setSteps(10);
        QCOMPARE(layout.pixelsPerStep(), 100.0);
        QCOMPARE(layout.xOf(3), 400.0);
        QCOMPARE(layout.centreOf(3), 450.0);
        QCOMPARE(layout.stepAt(399.9), 2);
        QCOMPARE(layout.stepAt(400.0), 3);
        QCOMPARE(layout.stepAt(-50), 0);
        QCOMPARE(layout.stepAt(5000), 9);
    }
    void zoomKeepsTheStepUnderThePointer() {
        TimelineLayout layout;
        layout.setGeometry(0, 800);
        layout.setSteps(100000);
        for (const double x : {0.0, 123.0, 400.0, 799.0}) {
            layout.showAll();
            const double time = layout.timeAt(x);
            layout.zoom(x, 50);
            QVERIFY(std::abs(layout.timeAt(x) - time) < 1e-6);
            QVERIFY(layout.first() >= 0 && layout.first() + layout.shown() <= 100000);
        }
        layout.zoom(400, 1e9);
        QCOMPARE(layout.shown(), 4.0);
        layout.zoom(400, 1e-9);
        QCOMPARE(layout.shown(), 100000.0);
        QCOMPARE(layout.first(), 0.0);
    }
    void revealMovesAsLittleAsNeeded() {
        TimelineLayout layout;
        layout.setGeometry(0, 100);
        layout.setSteps(100);
        layout.zoom(0, 10); // shows 0 to 10
        QVERIFY(!layout.reveal(9));
        QVERIFY(layout.reveal(10));
        QCOMPARE(layout.first(), 1.0);
        QVERIFY(layout.reveal(99));
        QCOMPARE(layout.endShown(), 100);
    }
    void ticksAreNiceAndApart() {
        TimelineLayout layout;
        layout.setGeometry(0, 500);
        layout.setSteps(100000);
        const auto ticks = layout.ticks(50);
        QCOMPARE(ticks.size(), std::size_t{10});
        QCOMPARE(ticks[1], 10000);
        QCOMPARE(niceInterval(0.2), 1);
        QCOMPARE(niceInterval(3), 5);
        QCOMPARE(niceInterval(500.1), 1000);
        layout.setSteps(0);
        QVERIFY(layout.ticks(50).empty());
        QCOMPARE(layout.stepAt(10), 0);
    }
    void pyramidIsExact() {
        std::mt19937 random(7);
        std::normal_distribution<double> normal;
        std::vector<double> values(1013);
        for (double& value : values)
            value = random() % 9 == 0 ? kNan : normal(random);
        const MinMaxPyramid pyramid(values);
        for (int k = 0; k < 500; ++k) {
            const std::size_t a = random() % 1013, b = a + random() % (1014 - a);
            double low = std::numeric_limits<double>::infinity(), high = -low;
            for (std::size_t i = a; i < b; ++i) {
                if (!std::isnan(values[i]))
                    low = std::min(low, values[i]), high = std::max(high, values[i]);
            }
            const MinMax range = pyramid.range(a, b);
            QCOMPARE(range.empty(), low > high);
            if (!range.empty())
                QVERIFY(range.low == low && range.high == high);
        }
        QVERIFY(pyramid.range(5, 5).empty());
        QVERIFY(MinMaxPyramid().range(0, 10).empty());
    }
    void pointsLoseNoSpike() {
        std::vector<double> values(100000, 0.0);
        values[70001] = 5;
        values[3] = -2;
        for (std::size_t i = 40000; i < 41000; ++i)
            values[i] = kNan;
        const MinMaxPyramid pyramid(values);
        for (const int pixels : {100, 733, 1920}) {
            const auto points = pyramid.points(0, 99999, pixels);
            QVERIFY(points.size() <= 2 * static_cast<std::size_t>(pixels));
            double low = 0, high = 0;
            int gaps = 0;
            for (const CurvePoint& point : points) {
                low = std::fmin(low, point.y);
                high = std::fmax(high, point.y);
                gaps += std::isnan(point.y) ? 1 : 0;
            }
            QCOMPARE(high, 5.0);
            QCOMPARE(low, -2.0);
            QVERIFY(pixels < 200 || gaps > 0);
        }
        const auto few = pyramid.points(100, 110, 500);
        QCOMPARE(few.front().x, 99.0);
        QCOMPARE(few.back().x, 111.0);
        QVERIFY(pyramid.points(10, 5, 100).empty());
    }
    void lanesFollowTheData() {
        const std::atomic<bool> stop{false};
        const auto lanes = episodeLanes(someView(11), {{"rewards", 0}, {"missing", 0}}, stop);
        QCOMPARE(lanes.size(), std::size_t{3});
        QCOMPARE(lanes[0]->id, QStringLiteral("reward"));
        QCOMPARE(lanes[0]->values->value(10), 0.845);
        QCOMPARE(lanes[1]->marks.size(), std::size_t{1});
        QCOMPARE(lanes[1]->marks[0].step, std::int64_t{10});
        QVERIFY(lanes[2]->kind == LaneKind::Curve);
        const LanePtr findings = findingsLane(
            {{Severity::Warning, "clipped", "x", "", 0, 4}, {Severity::Error, "nan-value", "x", "", 1, 2}}, 0);
        QCOMPARE(findings->marks.size(), std::size_t{1});
        QVERIFY(isRewardSource("next.reward") && !isRewardSource("rewarded"));
    }
    void clickScrubsAndDragSelects() {
        Cursor cursor;
        LaneView lanes(&cursor);
        lanes.resize(1132 + 18, 200);
        cursor.setStepCount(10);
        lanes.setEpisode(someView(10));
        QTRY_VERIFY(!lanes.busy());
        lanes.show();
        const auto at = [&](qint64 step) { return QPoint(static_cast<int>(lanes.timeline().centreOf(step)), 40); };
        QTest::mouseClick(lanes.viewport(), Qt::LeftButton, {}, at(7));
        QCOMPARE(cursor.step(), 7);
        QTest::mousePress(lanes.viewport(), Qt::LeftButton, Qt::ShiftModifier, at(2));
        QTest::mouseMove(lanes.viewport(), at(5));
        QTest::mouseRelease(lanes.viewport(), Qt::LeftButton, Qt::ShiftModifier, at(5));
        QCOMPARE(cursor.rangeBegin(), 2);
        QCOMPARE(cursor.rangeEnd(), 6);
        QCOMPARE(lanes.nextEvent(0, 1), 9);
        QCOMPARE(lanes.nextEvent(9, 1), -1);
    }
    void transportDrivesTheCursor() {
        Cursor cursor;
        TransportBar bar(&cursor);
        bar.setFramesPerSecond(20);
        cursor.setStepCount(12);
        auto* spin = bar.findChild<QSpinBox*>(QStringLiteral("stepSpin"));
        spin->setValue(6);
        QCOMPARE(cursor.step(), 6);
        bar.findChild<QToolButton*>(QStringLiteral("lastButton"))->click();
        QCOMPARE(cursor.step(), 11);
        QCOMPARE(spin->value(), 11);
        QSignalSpy played(&bar, &TransportBar::playToggled), speed(&bar, &TransportBar::speedChanged);
        bar.findChild<QToolButton*>(QStringLiteral("playButton"))->click();
        QCOMPARE(played.count(), 1);
        bar.setPlaying(false);
        QCOMPARE(played.count(), 1);
        QCOMPARE(bar.speed(), 1.0);
        bar.faster();
        QCOMPARE(bar.speed(), 2.0);
        QCOMPARE(speed.count(), 1);
        bar.setSpeed(0.3);
        QCOMPARE(bar.speed(), 0.25);
    }
};

QTEST_MAIN(TimelineTest)
#include "timeline_test.moc"
