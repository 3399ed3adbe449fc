// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later

// Series in their three scales, the channel tree, and curves that follow and move the cursor.
#include "tests/widgets/sample_view.h"
#include "widgets/common/cursor.h"
#include "widgets/values/value_series.h"
#include "widgets/values/values_view.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <random>

using namespace gatoscope;

namespace {

Column floats(std::vector<float> values, std::size_t width) {
    Column column;
    column.dtype = DType::F32;
    column.width = width;
    column.rows = values.size() / width;
    column.bytes.resize(values.size() * 4);
    std::memcpy(column.bytes.data(), values.data(), column.bytes.size());
    return column;
}

} // namespace

class ValuesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scales() {
        const Column column = floats({0.5F, 1.0F, NAN, -1.0F}, 1);
        MappedChannel map;
        map.role = Role::Observation;
        QCOMPARE(valueSeries(column, 0, &map, {}, ValueScale::Raw, 4)[0], 0.5);
        QCOMPARE(valueSeries(column, 0, &map, {}, ValueScale::Bin, 4)[0], 710.0);
        QCOMPARE(valueSeries(column, 0, &map, {}, ValueScale::Bin, 4)[3], 279.0);
        QVERIFY(std::abs(valueSeries(column, 0, &map, {}, ValueScale::Encoded, 4)[1] - 0.45467435446430504) < 1e-12);
        QVERIFY(std::isnan(valueSeries(column, 0, &map, {}, ValueScale::Bin, 4)[2]));
        map.role = Role::Action;
        map.low = {-2};
        map.high = {2};
        QCOMPARE(valueSeries(column, 0, &map, {}, ValueScale::Encoded, 4)[1], 0.5);
        map.role = Role::Ignore;
        QCOMPARE(valueSeries(column, 0, &map, {}, ValueScale::Bin, 4)[0], 0.5);
        QCOMPARE(valueSeries(column, 0, nullptr, {}, ValueScale::Bin, 6).size(), std::size_t{6});
        QVERIFY(std::isnan(valueSeries(column, 0, nullptr, {}, ValueScale::Raw, 6)[5]));
    }
    void shiftAndConstants() {
        const Column column = floats({1, 2, 3, 4}, 1);
        MappedChannel map;
        map.shift = 1;
        QCOMPARE(valueSeries(column, 0, &map, {}, ValueScale::Raw, 4)[0], 2.0);
        QVERIFY(std::isnan(valueSeries(column, 0, &map, {}, ValueScale::Raw, 4)[3]));
        QCOMPARE(valueSeries(floats({7}, 1), 0, nullptr, {}, ValueScale::Raw, 3)[2], 7.0);
        QVERIFY(std::isnan(valueSeries(column, 5, nullptr, {}, ValueScale::Raw, 4)[0]));
    }
    void names() {
        QCOMPARE(componentName({"x", "y"}, {2}, 1), std::string("y"));
        QCOMPARE(componentName({}, {2, 3}, 4), std::string("[1,1]"));
        QCOMPARE(componentName({}, {}, 0), std::string());
        QCOMPARE(componentName({"one"}, {7}, 3), std::string("[3]"));
    }
    void treeChecks() {
        ChannelTree tree;
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const EpisodeView view = sampleView(20);
        tree.setEpisode(view);
        QVERIFY(!tree.checked().empty());
        tree.uncheckAll();
        QVERIFY(tree.checked().empty());
        QStandardItem* velocity = nullptr;
        for (int row = 0; row < tree.rowCount(); ++row) {
            if (tree.item(row)->text() == QStringLiteral("joint_vel"))
                velocity = tree.item(row);
        }
        QVERIFY(velocity != nullptr);
        velocity->setCheckState(Qt::Checked);
        QCOMPARE(tree.checked().size(), std::size_t{7});
        velocity->child(2)->setCheckState(Qt::Unchecked);
        QVERIFY(velocity->checkState() == Qt::PartiallyChecked);
        QCOMPARE(tree.checked().size(), std::size_t{6});
        tree.setEpisode(view); // the same data set keeps the choice
        QCOMPARE(tree.checked().size(), std::size_t{6});
    }
    void cursorAndCurvesAreOne() {
        Cursor cursor;
        cursor.setStepCount(300);
        ValuesView view(&cursor);
        view.resize(900, 420);
        view.setEpisode(sampleView(300));
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QWidget* curves = view.findChild<QWidget*>(QStringLiteral("curves"));
        QTest::mouseClick(curves, Qt::LeftButton, {}, QPoint(curves->width() / 2, 50));
        QVERIFY(cursor.step() > 100 && cursor.step() < 200);
        view.plot()->zoom(4, 150);
        QVERIFY(view.plot()->lastShown() - view.plot()->firstShown() < 76);
        view.plot()->showAll();
        QCOMPARE(view.plot()->firstShown(), 0.0);
        QCOMPARE(view.plot()->lastShown(), 299.0);
        view.findChild<QComboBox*>(QStringLiteral("scaleCombo"))->setCurrentIndex(2);
        QSignalSpy ranged(view.plot(), &CurvePlot::rangeDragged);
        QTest::mousePress(curves, Qt::LeftButton, {}, QPoint(200, 50));
        QTest::mouseMove(curves, QPoint(300, 50));
        QMouseEvent drag(QEvent::MouseMove, QPointF(400, 50), curves->mapToGlobal(QPointF(400, 50)), Qt::NoButton,
                         Qt::LeftButton, {});
        QApplication::sendEvent(curves, &drag);
        QTest::mouseRelease(curves, Qt::LeftButton, {}, QPoint(400, 50));
        QCOMPARE(ranged.count(), 1);
        QVERIFY(cursor.rangeEnd() - cursor.rangeBegin() > 20);
        view.setEpisode({});
        QVERIFY(!view.plot()->isVisible());
    }
    void redrawOfAHundredThousandPoints() {
        std::mt19937 random(3);
        std::normal_distribution<double> normal;
        std::vector<double> values(100'000);
        for (double& value : values)
            value = normal(random);
        CurvePlot plot;
        plot.resize(1200, 160);
        plot.show();
        plot.setRows({{QStringLiteral("noise"),
                       {},
                       {{QStringLiteral("x"), Qt::blue, false, std::make_shared<MinMaxPyramid>(values)}}}},
                     100'000);
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        plot.redrawMilliseconds();
        double least = 1e9;
        for (int k = 0; k < 20; ++k)
            least = std::min(least, plot.redrawMilliseconds());
        qInfo("100,000 points redrawn in %.2f ms", least);
    }
};

QTEST_MAIN(ValuesTest)
#include "values_test.moc"
