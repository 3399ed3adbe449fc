// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What gives way in narrow panels, and how: names, titles, columns, the digits of a range.
#include <cmath>

#include <QFontDatabase>
#include <QHeaderView>
#include <QScrollBar>
#include <QTest>
#include <QTreeView>

#include "widgets/attention/attended_model.h"
#include "widgets/attention/block_matrix.h"
#include "widgets/common/convert.h"
#include "widgets/common/fonts.h"
#include "widgets/common/panel_parts.h"
#include "widgets/evaluation/evaluation_view.h"
#include "widgets/timeline/lane_painter.h"

using namespace gatoscope;

class NarrowViewsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void longNamesKeepTheirElement();
    void titlesElide();
    void rangesTellTheirEndsApart();
    void bytesReadAsLetters();
    void matrixIsAsLargeAsItsCells();
    void evaluationNeedsNoSidewaysScrolling();
};

void NarrowViewsTest::longNamesKeepTheirElement() {
    const QFontMetricsF metrics(monoFont());
    const double letter = metrics.horizontalAdvance(QLatin1Char('0'));
    const auto at = [&](const char* name, int letters) {
        return elidedTokenName(QString::fromLatin1(name), metrics, letters * letter + 1);
    };
    QCOMPARE(at("state[2] -0.5", 20), QStringLiteral("state[2] -0.5"));
    QVERIFY(at("observations[12] +0.996", 15).contains(QStringLiteral("[12] +0.996")));
    QVERIFY(at("observations[12] +0.996", 15).startsWith(QStringLiteral("obs")));
    QVERIFY(at("observations[12] +0.996", 10).endsWith(QStringLiteral("[12]")));
    QVERIFY(at("agentview_image patch 31", 14).endsWith(QStringLiteral(" 31")));
    for (const int letters : {6, 9, 12, 18})
        QVERIFY(metrics.horizontalAdvance(at("robot0_joint_pos_cos[3] +0.996", letters)) <= letters * letter + 2);
}

void NarrowViewsTest::titlesElide() {
    ElidedLabel label;
    label.setText(QStringLiteral("1 continuous action"));
    QCOMPARE(label.minimumSizeHint().width(), 0);
    label.resize(400, 20);
    QCOMPARE(label.shownText(), label.text());
    label.resize(70, 20);
    QVERIFY(label.shownText().endsWith(QChar(0x2026)));
    label.resize(14, 20);
    QVERIFY(label.shownText().isEmpty());
}

void NarrowViewsTest::rangesTellTheirEndsApart() {
    using Ends = std::pair<QString, QString>;
    QCOMPARE(rangeLabels(0.649, 0.000204), Ends(QStringLiteral("0.649"), QStringLiteral("0")));
    const auto [high, low] = rangeLabels(0.9832, 0.9761);
    QVERIFY(high != low);
    QCOMPARE(rangeLabels(0.5, 0.5), Ends(QStringLiteral("0.5"), QString()));
    QCOMPARE(rangeLabels(4000, -2000), Ends(QStringLiteral("4000"), QString::fromUtf8("−2000")));
    for (const double odd : {std::nan(""), static_cast<double>(INFINITY), 1e300, -1e-300})
        QVERIFY(!rangeLabels(odd, 0).first.isEmpty());
}

void NarrowViewsTest::bytesReadAsLetters() {
    QCOMPARE(shownPiece("<0x67>"), QStringLiteral("g"));
    QCOMPARE(shownPiece("<0x20>"), QString::fromUtf8("␣"));
    QCOMPARE(shownPiece("<0x0A>"), QStringLiteral("<0x0A>"));
    QCOMPARE(shownPiece("<0xE2>"), QStringLiteral("<0xE2>"));
    QCOMPARE(shownPiece("<0xZZ>"), QStringLiteral("<0xZZ>"));
    QCOMPARE(shownPiece("\xE2\x96\x81go"), QStringLiteral("_go"));
}

void NarrowViewsTest::matrixIsAsLargeAsItsCells() {
    BlockMatrix matrix;
    matrix.setBlocks(Grid(), {0, 1}, 0);
    const QSize two = matrix.sizeHint();
    matrix.setBlocks(Grid(), {0, 1, 2, 3}, 0);
    QVERIFY(matrix.sizeHint().height() > two.height() + 40);
    QVERIFY(matrix.sizeHint().width() > two.width() + 40);
}

void NarrowViewsTest::evaluationNeedsNoSidewaysScrolling() {
    DatasetEvaluation done;
    done.name = "arm";
    for (int d = 0; d < 3; ++d) {
        Measures m;
        m.key = "actions";
        m.dimension = d;
        m.model = {1000, 0.5123, 3.21, 0.05832, 0.1234, {{1, 0.6123}, {4, 0.7}, {16, 0.8311}}};
        m.floor = 0.00061;
        m.illegalMass = 0.01;
        m.ece = 0.0912;
        m.coverage = {{0.9, 0.871}};
        for (const char* name : {"majority", "previous", "uniform"})
            m.baselines.emplace_back(name, m.model);
        done.measures.push_back(m);
    }
    EvaluationView view;
    view.resize(1400, 300);
    view.show();
    view.setSubject(QStringLiteral("policy"), QStringLiteral("arm"), 1);
    view.put({"/data/arm", done});
    auto* tree = view.findChild<QTreeView*>(QStringLiteral("evaluationTree"));
    const auto shown = [&] { return EvaluationModel::ColumnCount - tree->header()->hiddenSectionCount(); };
    QCoreApplication::processEvents();
    const int all = shown();
    for (const int width : {870, 640}) {
        view.resize(width, 300);
        QCoreApplication::processEvents();
        QCOMPARE(tree->horizontalScrollBar()->maximum(), 0);
        QVERIFY(!tree->isColumnHidden(EvaluationModel::Mae));
        QVERIFY(!tree->isColumnHidden(EvaluationModel::Previous));
    }
    QVERIFY(shown() < all);
    view.resize(1400, 300);
    QCoreApplication::processEvents();
    QCOMPARE(shown(), all);
}

QTEST_MAIN(NarrowViewsTest)
#include "narrow_views_test.moc"
