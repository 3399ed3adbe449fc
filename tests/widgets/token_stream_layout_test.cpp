// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/fake_tokens.h"
#include "widgets/tokens/token_stream_layout.h"

using namespace gatoscope;
using M = StreamMetrics;

class TokenStreamLayoutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runs();
    void columns();
    void hits();
    void growsWithLongerText();
    void rows_data();
    void rows();
    void showing_data();
    void showing();
    void units();
};

void TokenStreamLayoutTest::runs() {
    const FakeTokens tokens;
    const auto step = runsOf(tokens, 6);
    QCOMPARE(step.size(), std::size_t{6});
    const int channels[] = {0, 1, 2, 3, -1, 4};
    const std::size_t counts[] = {5, 16, 1, 2, 1, 1};
    std::size_t next = tokens.firstOf(6);
    for (std::size_t r = 0; r < step.size(); ++r) {
        QCOMPARE(step[r].channel, channels[r]);
        QCOMPARE(step[r].count, counts[r]);
        QCOMPARE(step[r].first, next);
        next += step[r].count;
    }
    QCOMPARE(next, tokens.firstOf(7));
    QCOMPARE(runsOf(tokens, 11).back().channel, -1); // the terminal observation ends with its separator
    QVERIFY(runsOf(tokens, 12).empty());
    QVERIFY(runsOf(tokens, -1).empty());
}

void TokenStreamLayoutTest::columns() {
    const FakeTokens tokens;
    const StreamLayout layout(tokens);
    QCOMPARE(layout.columns().size(), std::size_t{6});
    double x = M::step + M::margin;
    const double widths[] = {5 * 42, 16 * 23, 6.6 * 9 + 2, 2 * 50, 40, 58}; // "direction" needs more than 36
    for (std::size_t c = 0; c < 6; ++c) {
        QCOMPARE(layout.columns()[c].x, x);
        QCOMPARE(layout.columns()[c].width, widths[c]);
        x += widths[c] + M::gap;
    }
    QCOMPARE(layout.width(), x - M::gap + M::margin);
    QCOMPARE(layout.rows(), 12);
}

void TokenStreamLayoutTest::hits() {
    const StreamLayout layout{FakeTokens()};
    const StreamColumn image = layout.columns()[1];
    const StreamHit hit = layout.hit(image.x + 6.5 * 23, 6 * M::row + 3);
    QCOMPARE(hit.row, 6);
    QCOMPARE(hit.column, 1);
    QCOMPARE(hit.slot, 6);
    QCOMPARE(layout.hit(image.x - 1, 0).column, -1); // between the groups
    QCOMPARE(layout.hit(image.x, -1).row, -1);
    QCOMPARE(layout.hit(image.x, 12 * M::row).row, -1);
    const auto [x, width] = layout.slotSpan(1, 6);
    QCOMPARE(x, image.x + 6 * 23);
    QCOMPARE(width, 23.0);
    QCOMPARE(layout.visibleColumns(image.x, image.x + 10), (std::pair<int, int>(1, 2)));
}

void TokenStreamLayoutTest::growsWithLongerText() {
    FakeShape shape;
    shape.varyText = true;
    StreamLayout layout{FakeTokens(shape)};
    QCOMPARE(layout.columns()[0].slots, std::size_t{7});
    QVERIFY(!layout.fit({{0, 0, 7}}));
    const double before = layout.columns()[1].x;
    QVERIFY(layout.fit({{0, 0, 9}}));
    QCOMPARE(layout.columns()[1].x, before + 2 * 42);
    layout.setFolded(0, true);
    QCOMPARE(layout.columns()[0].width, M::foldedValues);
    QCOMPARE(layout.hit(layout.columns()[0].x + 5, 0).slot, -1);
}

void TokenStreamLayoutTest::rows_data() {
    QTest::addColumn<double>("top");
    QTest::addColumn<double>("height");
    QTest::addColumn<qint64>("count");
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    QTest::newRow("start") << 0.0 << 100.0 << qint64(10) << qint64(0) << qint64(3);
    QTest::newRow("exact") << 37.0 << 74.0 << qint64(10) << qint64(1) << qint64(3);
    QTest::newRow("end") << 340.0 << 100.0 << qint64(10) << qint64(9) << qint64(10);
    QTest::newRow("beyond") << 5000.0 << 100.0 << qint64(10) << qint64(10) << qint64(10);
    QTest::newRow("far") << 37.0 * 4e9 << 37.0 << qint64(5'000'000'000) << qint64(4'000'000'000)
                         << qint64(4'000'000'001);
}

void TokenStreamLayoutTest::rows() {
    QFETCH(double, top);
    QFETCH(double, height);
    QFETCH(qint64, count);
    QFETCH(qint64, first);
    QFETCH(qint64, last);
    QCOMPARE(visibleRows(top, height, count), (std::pair<std::int64_t, std::int64_t>(first, last)));
}

void TokenStreamLayoutTest::showing_data() {
    QTest::addColumn<qint64>("row");
    QTest::addColumn<double>("top");
    QTest::addColumn<double>("wanted");
    QTest::newRow("in sight") << qint64(5) << 100.0 << 100.0;
    QTest::newRow("below") << qint64(11) << 0.0 << 13 * 37.0 - 370;
    QTest::newRow("above") << qint64(9) << 370.0 << 8 * 37.0;
    QTest::newRow("far") << qint64(500) << 0.0 << 500 * 37.0 - (370 - 37) / 2.0;
    QTest::newRow("last") << qint64(999) << 0.0 << 990 * 37.0;
    QTest::newRow("first") << qint64(0) << 20000.0 << 0.0;
}

void TokenStreamLayoutTest::showing() {
    QFETCH(qint64, row);
    QFETCH(double, top);
    QFETCH(double, wanted);
    QCOMPARE(scrollToShow(row, top, 370, 1000), wanted);
}

void TokenStreamLayoutTest::units() {
    QCOMPARE(scrollUnit(1000), 1.0);
    QCOMPARE(scrollUnit(37e6), 1.0);
    QVERIFY(37.0 * 1e9 / scrollUnit(37.0 * 1e9) <= double(1 << 30));
}

QTEST_GUILESS_MAIN(TokenStreamLayoutTest)
#include "token_stream_layout_test.moc"
