// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <ctime>

#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "core/tokens/tokenizer.h"
#include "tests/support/dress.h"
#include "tests/support/fake_frames.h"
#include "tests/support/fake_tokens.h"
#include "tests/support/memory_episode.h"
#include "widgets/tokens/token_stream.h"

using namespace gatoscope;

/// A stream over a fake sequence, shown offscreen.
struct Scene {
    explicit Scene(const FakeShape& shape = {}, bool framesReady = true)
        : frames(QSize(shape.imageWidth, shape.imageHeight), framesReady), stream(&cursor, &frames) {
        view.tokens = std::make_shared<FakeTokens>(shape);
        cursor.setStepCount(view.tokens->steps());
        stream.resize(980, 330);
        stream.setEpisode(view);
        stream.show();
    }
    qint64 token(qint64 step, int channel, int element) const {
        return static_cast<qint64>(view.tokens->find(step, channel, element));
    }
    QWidget* viewport() { return stream.canvas()->viewport(); }

    Cursor cursor;
    FakeFrames frames;
    TokenStream stream;
    EpisodeView view;
};

/// CPU time, so that a busy machine does not blur the figure.
static double processMilliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class TokenStreamTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { dress(true); }
    void grabs();
    void paintsModalities();
    void followsCursor();
    void clickSelects();
    void hoverLinks();
    void keyboard();
    void foldsLargePictures();
    void asksForPictures();
    void scrollsAMillionSteps();
    void documentBreaksIntoLines();
    void longTextAmongOthersUnfolds();
    void emptyStates();
};

/// A text of `words` words in each of `steps` steps, cut into bytes; with an action it is no document.
static std::shared_ptr<const TokenSequence> longText(int steps, int words, bool action) {
    auto episode = std::make_shared<test::MemoryEpisode>(steps);
    std::vector<std::string> texts;
    for (int t = 0; t < steps; ++t) {
        std::string text;
        for (int w = 0; w < words; ++w)
            text += "word" + std::to_string(w % 10) + " ";
        texts.push_back(text);
        words = words * 2 / 3;
    }
    episode->addText("text", Role::Observation, texts);
    if (action)
        episode->add("action", Role::Action, Modality::Discrete, {}, std::vector<std::int64_t>(texts.size(), 1)).n = {
            3};
    else
        episode->map.record = Record::Document;
    auto tokens = tokenize(episode, episode->channels, episode->map, *makeTokenizer({}));
    return tokens ? *tokens : nullptr;
}

void TokenStreamTest::grabs() {
    Scene s;
    s.cursor.selectToken(s.token(6, 3, 0), 6);
    s.cursor.setHover({-1, 6, 1, 6});
    for (const bool dark : {false, true}) {
        dress(dark);
        grabTo(s.stream, dark ? "stream_dark" : "stream_light");
    }
    FakeShape wide;
    wide.imageWidth = 640;
    wide.imageHeight = 480;
    wide.images = 2;
    wide.values = 80;
    wide.actionValues = 7;
    wide.varyText = true;
    Scene folded(wide);
    grabTo(folded.stream, "stream_folded");
}

void TokenStreamTest::paintsModalities() {
    for (const bool dark : {true, false}) {
        dress(dark);
        Scene s;
        s.cursor.setStep(5);
        s.cursor.setToken(s.token(5, 2, 0));
        const QImage shot = s.viewport()->grab().toImage();
        const auto fill = [&](qint64 token) {
            return shot.pixelColor(s.stream.canvas()->cellOf(token).bottomRight().toPoint() - QPoint(3, 4));
        };
        QCOMPARE(fill(s.token(6, 0, 0)), colors().of(Tint::Text).fill);
        const QPoint under = s.stream.canvas()->cellOf(s.token(6, 0, 0)).bottomRight().toPoint() - QPoint(3, 1);
        QCOMPARE(shot.pixelColor(under), colors().of(Tint::Text).ink); // targets are underlined
        QCOMPARE(fill(s.token(6, 2, 0)), colors().of(Tint::Discrete).fill);
        QCOMPARE(fill(s.token(6, 3, 1)), colors().of(Tint::Continuous).fill);
        QCOMPARE(fill(s.token(6, 4, 0)), colors().of(Tint::Action).fill);
        const QRectF action = s.stream.canvas()->cellOf(s.token(6, 4, 0));
        QCOMPARE(shot.pixelColor(action.topLeft().toPoint() + QPoint(1, 10)), colors().of(Tint::Action).ink);
        const QRectF selected = s.stream.canvas()->cellOf(s.token(5, 2, 0));
        QCOMPARE(shot.pixelColor(selected.topLeft().toPoint() + QPoint(-1, 12)), colors().selection);
        QCOMPARE(shot.pixelColor(1, selected.toRect().center().y()), colors().accent); // the current row
    }
    dress(true);
}

void TokenStreamTest::followsCursor() {
    FakeShape shape;
    shape.steps = 5000;
    Scene s(shape);
    for (const qint64 step : {0LL, 4LL, 4999LL, 2500LL, 2501LL, 2499LL}) {
        s.cursor.setStep(step);
        const QRectF cell = s.stream.canvas()->cellOf(s.token(step, 0, 0));
        QVERIFY2(s.viewport()->rect().contains(cell.toRect()), qPrintable(QString::number(step)));
    }
}

void TokenStreamTest::clickSelects() {
    Scene s;
    s.cursor.setStep(5);
    const double before = s.stream.canvas()->scrollTop();
    const qint64 token = s.token(6, 3, 1);
    QSignalSpy pins(s.stream.canvas(), &TokenStreamCanvas::pinRequested);
    QTest::mouseClick(s.viewport(), Qt::LeftButton, {}, s.stream.canvas()->cellOf(token).center().toPoint());
    QCOMPARE(s.cursor.token(), token);
    QCOMPARE(s.cursor.step(), 6);
    QCOMPARE(s.stream.canvas()->scrollTop(), before); // what was clicked stays where it is
    QTest::mouseClick(s.viewport(), Qt::LeftButton, Qt::ControlModifier,
                      s.stream.canvas()->cellOf(s.token(5, 2, 0)).center().toPoint());
    QCOMPARE(pins.size(), 1);
    QCOMPARE(s.cursor.token(), token);
    const int labelY = static_cast<int>(s.stream.canvas()->cellOf(s.token(4, 0, 0)).center().y());
    QTest::mouseClick(s.viewport(), Qt::LeftButton, {}, QPoint(20, labelY));
    QCOMPARE(s.cursor.step(), 4);
}

void TokenStreamTest::hoverLinks() {
    Scene s;
    s.cursor.setStep(6);
    const qint64 token = s.token(6, 1, 6);
    QTest::mouseMove(s.viewport(), s.stream.canvas()->cellOf(token).center().toPoint());
    QTRY_COMPARE(s.cursor.hover().token, token);
    QCOMPARE(s.cursor.hover().channel, 1);
    QCOMPARE(s.cursor.hover().element, 6);
    // The other way: a patch hovered elsewhere shows here as a dashed cell.
    const QImage before = s.viewport()->grab().toImage();
    s.cursor.setHover({-1, 6, 1, 12});
    const QImage after = s.viewport()->grab().toImage();
    const QRect cell = s.stream.canvas()->cellOf(s.token(6, 1, 12)).toRect().adjusted(-2, -2, 2, 2);
    QVERIFY(before.copy(cell) != after.copy(cell));
}

void TokenStreamTest::keyboard() {
    Scene s;
    s.stream.canvas()->setFocus();
    s.cursor.selectToken(s.token(3, 3, 0), 3);
    QTest::keyClick(s.stream.canvas(), Qt::Key_Down);
    QCOMPARE(s.cursor.step(), 4);
    QCOMPARE(s.cursor.token(), s.token(4, 3, 0)); // the same channel and element
    QTest::keyClick(s.stream.canvas(), Qt::Key_Right);
    QCOMPARE(s.cursor.token(), s.token(4, 3, 1));
    QTest::keyClick(s.stream.canvas(), Qt::Key_PageUp);
    QCOMPARE(s.cursor.step(), 0);
    QTest::keyClick(s.stream.canvas(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QString::number(s.view.tokens->id(static_cast<std::size_t>(s.cursor.token()))));
    QSignalSpy opened(s.stream.canvas(), &TokenStreamCanvas::tokenActivated);
    QTest::keyClick(s.stream.canvas(), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
}

void TokenStreamTest::foldsLargePictures() {
    FakeShape shape;
    shape.imageWidth = 640;
    shape.imageHeight = 480;
    Scene s(shape);
    const StreamLayout& layout = s.stream.canvas()->streamLayout();
    const int image = layout.columnOf(1);
    QVERIFY(layout.columns()[static_cast<std::size_t>(image)].folded);
    QVERIFY(layout.width() < 740);
    // A token inside the folded run keeps the run's cell; clicking the header unfolds.
    s.cursor.selectToken(s.token(2, 1, 777), 2);
    QVERIFY(!s.stream.canvas()->cellOf(s.cursor.token()).isNull());
    const StreamColumn column = layout.columns()[static_cast<std::size_t>(image)];
    QTest::mouseClick(s.viewport(), Qt::LeftButton, {}, QPoint(static_cast<int>(column.x) + 20, 10));
    QVERIFY(!layout.columns()[static_cast<std::size_t>(image)].folded);
    QVERIFY(layout.width() > 1200 * 23);
    s.stream.canvas()->horizontalScrollBar()->setValue(12000);
    QVERIFY(!s.viewport()->grab().toImage().isNull());
}

void TokenStreamTest::asksForPictures() {
    Scene s({}, false);
    s.viewport()->grab();
    QVERIFY(s.frames.requests() > 0);
    const QPoint spot = s.stream.canvas()->cellOf(s.token(2, 1, 0)).topLeft().toPoint() + QPoint(4, 4);
    QCOMPARE(s.viewport()->grab().toImage().pixelColor(spot), colors().of(Tint::Image).fill);
    s.frames.deliver();
    QCOMPARE(s.viewport()->grab().toImage().pixelColor(spot), QColor(100, 100, 100));
    // What failed is not asked for again and again.
    Scene bad({}, false);
    bad.viewport()->grab();
    bad.frames.failAll(QStringLiteral("cut"));
    const int asked = bad.frames.requests();
    bad.viewport()->grab();
    QCOMPARE(bad.frames.requests(), asked);
}

void TokenStreamTest::scrollsAMillionSteps() {
    FakeShape shape;
    shape.steps = 1'000'000;
    Scene s(shape);
    s.stream.resize(1600, 1000);
    QImage screen(1600, 1000, QImage::Format_RGB32);
    std::vector<double> times;
    for (int i = 0; i < 60; ++i) {
        s.stream.canvas()->verticalScrollBar()->setValue(i * 611'953 + i * 37);
        const double before = processMilliseconds();
        s.viewport()->render(&screen);
        times.push_back(processMilliseconds() - before);
    }
    std::sort(times.begin(), times.end());
    qInfo("repaint of 1600x1000: median %.2f ms, p95 %.2f ms", times[30], times[57]);
    s.cursor.setStep(999'999);
    QVERIFY(!s.stream.canvas()->cellOf(s.token(999'999, 0, 0)).isNull());
}

void TokenStreamTest::documentBreaksIntoLines() {
    using M = StreamMetrics;
    Scene s;
    s.view.tokens = longText(1, 170'000, false); // a million bytes
    QVERIFY(s.view.tokens);
    QVERIFY(s.view.tokens->size() > 1'000'000);
    s.cursor.setStepCount(1);
    s.stream.setEpisode(s.view);
    TokenStreamCanvas* canvas = s.stream.canvas();
    const auto perLine = static_cast<qint64>(canvas->streamLayout().columns().front().perLine);
    QVERIFY(perLine > 10 && perLine < 30);
    QCOMPARE(canvas->horizontalScrollBar()->maximum(), 0);
    QCOMPARE(canvas->streamLayout().rowHeight(0),
             std::ceil(static_cast<double>(s.view.tokens->size()) / static_cast<double>(perLine)) * M::row);
    // Selecting a token far away shows its line; the pixel there is that token again.
    s.cursor.selectToken(500'003, 0);
    const QRectF cell = canvas->cellOf(500'003);
    QVERIFY(!cell.isNull() && canvas->viewport()->rect().contains(cell.toRect()));
    QCOMPARE(canvas->tokenAt(cell.center()).token, 500'003);
    QTest::keyClick(canvas, Qt::Key_Down);
    QCOMPARE(s.cursor.token(), 500'003 + perLine);
    QTest::keyClick(canvas, Qt::Key_Up);
    QTest::keyClick(canvas, Qt::Key_Left);
    QCOMPARE(s.cursor.token(), 500'002);
    QTest::keyClick(canvas, Qt::Key_PageDown);
    QVERIFY(s.cursor.token() > 500'002 + 3 * perLine);
    QTest::mouseClick(s.viewport(), Qt::LeftButton, {}, cell.center().toPoint());
    QCOMPARE(s.cursor.step(), 0);
    // A narrower view keeps its first token.
    const qint64 before = canvas->tokenAt({M::step + M::margin + 2, M::header + 2}).token;
    s.stream.resize(600, 330);
    const qint64 after = canvas->tokenAt({M::step + M::margin + 2, M::header + 2}).token;
    QVERIFY2(after <= before && before < after + perLine, qPrintable(QStringLiteral("%1 %2").arg(before).arg(after)));
    QCOMPARE(canvas->horizontalScrollBar()->maximum(), 0);
    canvas->verticalScrollBar()->setValue(canvas->verticalScrollBar()->maximum());
    QVERIFY(!canvas->cellOf(static_cast<qint64>(s.view.tokens->size()) - 1).isNull());
    s.stream.resize(1600, 1000);
    QImage screen(1600, 1000, QImage::Format_RGB32);
    s.viewport()->render(&screen);
    const double start = processMilliseconds();
    for (int i = 0; i < 20; ++i) {
        canvas->verticalScrollBar()->setValue(i * 61'193);
        s.viewport()->render(&screen);
    }
    const double each = (processMilliseconds() - start) / 20;
    qInfo("repaint of a document in 1600x1000: %.2f ms", each);
    QVERIFY2(each < 100, "scrolling a document is slow");
}

void TokenStreamTest::longTextAmongOthersUnfolds() {
    using M = StreamMetrics;
    Scene s;
    s.view.tokens = longText(3, 5000, true);
    QVERIFY(s.view.tokens);
    s.cursor.setStepCount(3);
    s.stream.setEpisode(s.view);
    TokenStreamCanvas* canvas = s.stream.canvas();
    QVERIFY(canvas->streamLayout().columns().front().folded);
    QCOMPARE(canvas->streamLayout().rowHeight(0), M::row);
    canvas->setFolded(0, false);
    const StreamLayout& layout = canvas->streamLayout();
    QVERIFY(layout.columns().front().perLine > 5);
    QVERIFY(layout.rowHeight(0) > layout.rowHeight(1) && layout.rowHeight(1) > layout.rowHeight(2));
    const auto action = static_cast<qint64>(s.view.tokens->find(1, 1, 0));
    s.cursor.selectToken(action, 1);
    QVERIFY(!canvas->cellOf(action).isNull());
    QCOMPARE(canvas->tokenAt(canvas->cellOf(action).center()).token, action);
    // Beside the text's further lines nothing stands in the action's column.
    const QPointF below = canvas->cellOf(action).center() + QPointF(0, M::row);
    QCOMPARE(canvas->tokenAt(below).token, -1);
    QCOMPARE(canvas->tokenAt(below).step, 1);
    s.cursor.selectToken(static_cast<qint64>(s.view.tokens->firstOf(2)) + 7000, 2);
    QVERIFY(!canvas->cellOf(s.cursor.token()).isNull());
    const auto last = static_cast<qint64>(s.view.tokens->find(1, 0, 0)) - 3; // before the first step's separator
    s.cursor.selectToken(last, 0);
    QTest::keyClick(canvas, Qt::Key_Down);
    QCOMPARE(s.cursor.step(), 1);
    canvas->setFolded(0, true);
    QCOMPARE(layout.rowHeight(0), M::row);
    grabTo(s.stream, "stream_long_text");
}

void TokenStreamTest::emptyStates() {
    Cursor cursor;
    TokenStream stream(&cursor, nullptr);
    stream.resize(600, 200);
    QVERIFY(!stream.grab().toImage().isNull());
    EpisodeView view;
    FakeShape none;
    none.steps = 0;
    none.terminal = false;
    view.tokens = std::make_shared<FakeTokens>(none);
    stream.setEpisode(view);
    QVERIFY(!stream.grab().toImage().isNull());
    QVERIFY(stream.titleWidget() == stream.titleWidget());
    delete stream.titleWidget();
}

QTEST_MAIN(TokenStreamTest)
#include "token_stream_test.moc"
