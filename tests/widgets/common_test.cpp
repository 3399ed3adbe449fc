// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>
#include <QTest>

#include "tests/support/dress.h"
#include "widgets/common/convert.h"
#include "widgets/common/glyph_batch.h"
#include "widgets/common/number_format.h"

using namespace gatoscope;

class CommonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cells_data();
    void cells();
    void numbers();
    void images();
    void grids();
    void contrast();
    void glyphs();
};

void CommonTest::cells_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, double value, const char* text) {
        QTest::newRow(name) << value << QString::fromUtf8(text);
    };
    row("half", 0.5, "+0.500");
    row("zero", 0.0, "+0.000");
    row("minus zero", -0.0, "+0.000");
    row("minus", -12.345, "−12.35");
    row("hundreds", 123.456, "+123.5");
    row("rounds up", 9.9999, "+10.00");
    row("rounds up again", 99.9999, "+100.0");
    row("thousands", -12345.6, "−12346");
    row("large", 123456.0, "+1e5");
    row("tiny", -2.84e-5, "−3e−5");
    row("small", 0.0012, "+0.001");
    row("nan", std::nan(""), "nan");
    row("inf", -std::numeric_limits<double>::infinity(), "−∞");
}

void CommonTest::cells() {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(formatCell(value), text);
    QVERIFY(text.size() <= 6);
}

void CommonTest::numbers() {
    QCOMPARE(formatNumber(-0.1), QString::fromUtf8("−0.1"));
    QCOMPARE(formatNumber(1.75e-7, 3), QString::fromUtf8("1.75e−7"));
    QCOMPARE(formatSigned(3), QStringLiteral("+3"));
    QCOMPARE(formatFixed(0.38741, 4, true), QStringLiteral("+0.3874"));
    QCOMPARE(formatFixed(-0.00001, 3), QStringLiteral("0.000"));
    QCOMPARE(plainText(formatCount(32000)), QStringLiteral("32000"));
    QCOMPARE(formatCount(1200), QStringLiteral("1200"));
    QCOMPARE(formatPercent(0.0035), QStringLiteral("0.35 %"));
    QCOMPARE(plainText(QString::fromUtf8("−1.5")), QStringLiteral("-1.5"));
}

void CommonTest::images() {
    QImage grey(5, 3, QImage::Format_Grayscale8); // 5 bytes a row, 8 stored
    for (int y = 0; y < 3; ++y)
        for (int x = 0; x < 5; ++x)
            grey.scanLine(y)[x] = static_cast<uchar>(40 * y + x);
    const Image plain = toImage(grey);
    QCOMPARE(plain.width, 5);
    QCOMPARE(int(plain.at(2, 4)[1]), 84);
    const QImage back = toQImage(plain);
    QCOMPARE(back.pixelColor(4, 2), QColor(84, 84, 84));
    QImage clear(1, 1, QImage::Format_ARGB32);
    clear.setPixel(0, 0, qRgba(10, 20, 30, 0));
    QCOMPARE(int(toImage(clear).at(0, 0)[2]), 30); // alpha is dropped, not premultiplied
    QVERIFY(toQImage(Image{}).isNull());
    QCOMPARE(shownPiece("\xE2\x96\x81go"), QStringLiteral("_go"));
}

void CommonTest::grids() {
    Grid grid(1, 3);
    grid.at(0, 1) = 1;
    grid.at(0, 2) = std::nanf("");
    const QImage image = toQImage(grid, 0, 1);
    QCOMPARE(image.pixel(0, 0), heatTable()[0]);
    QCOMPARE(image.pixel(1, 0), heatTable()[255]);
    QCOMPARE(qAlpha(image.pixel(2, 0)), 0);
    QCOMPARE(inkOn(heat(1)), QColor(0x12141C));
}

void CommonTest::contrast() {
    const auto luminance = [](const QColor& color) {
        const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
    };
    const auto ratio = [&](const QColor& a, const QColor& b) {
        const double x = luminance(a), y = luminance(b);
        return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
    };
    for (const Colors* c : {&darkColors(), &lightColors()}) {
        for (const ModalityColors& m : c->modality)
            QVERIFY(ratio(m.ink, m.fill) >= 4.55);
        QVERIFY(ratio(c->text3, c->panel) >= 5.0);
        QVERIFY(ratio(c->text2, c->currentRow) >= 4.5);
    }
}

void CommonTest::glyphs() {
    GlyphBatch batch(monoFont());
    QCOMPARE(batch.width(u"12345"), 5 * batch.width(u"0")); // tabular
    QImage image(120, 30, QImage::Format_RGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    batch.add(4, 20, u"710", Qt::white);
    batch.add(60, 20, u"球", Qt::red); // perhaps not in the font: drawn by the shaper
    batch.draw(painter);
    painter.end();
    int lit = 0;
    for (int x = 0; x < 40; ++x)
        lit += image.pixelColor(x, 15).lightness() > 120;
    QVERIFY(lit > 3);
    QBuffer svg;
    svg.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&svg);
    generator.setSize(QSize(120, 30));
    QPainter vector(&generator);
    batch.add(4, 20, u"710", Qt::black);
    batch.draw(vector);
    vector.end();
    QVERIFY(svg.data().contains("<path") || svg.data().contains("<text"));
}

QTEST_MAIN(CommonTest)
#include "common_test.moc"
