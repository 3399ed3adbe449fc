// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QElapsedTimer>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include "tests/support/dress.h"
#include "tests/support/fake_frames.h"
#include "tests/support/fake_tokens.h"
#include "widgets/cameras/camera_view.h"
#include "widgets/cameras/image_canvas.h"
#include "widgets/cameras/instruction_strip.h"
#include "widgets/cameras/patch_lens.h"

using namespace gatoscope;

struct Scene {
    explicit Scene(const FakeShape& shape = {}, bool framesReady = true)
        : frames(QSize(shape.imageWidth, shape.imageHeight), framesReady), cameras(&cursor, &frames) {
        view.tokens = std::make_shared<FakeTokens>(shape);
        cursor.setStepCount(view.tokens->steps());
        cameras.resize(920, 330);
        cameras.setEpisode(view);
        cameras.show();
    }
    qint64 token(qint64 step, int channel, int element) const {
        return static_cast<qint64>(view.tokens->find(step, channel, element));
    }
    ImageCanvas* canvas() { return cameras.canvas(); }

    Cursor cursor;
    FakeFrames frames;
    CameraView cameras;
    EpisodeView view;
};

class CameraViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { dress(true); }
    void grabs();
    void layout_data();
    void layout();
    void scales();
    void patches();
    void paintsSelection();
    void clickSelects();
    void lens();
    void keepsTheOldFrame();
    void showsErrors();
    void photographs();
    void title();
    void empty();
};

void CameraViewTest::grabs() {
    Scene s;
    s.cursor.selectToken(s.token(6, 1, 6), 6);
    for (const bool dark : {false, true}) {
        dress(dark);
        s.cameras.lens()->setPixel({1, 0, 6, QPoint(41, 27)});
        grabTo(s.cameras, dark ? "camera_dark" : "camera_light");
    }
    FakeShape many;
    many.images = 8;
    many.imageWidth = 84;
    many.imageHeight = 84;
    Scene eight(many);
    grabTo(eight.cameras, "camera_eight");
    eight.canvas()->setScale(32);
    grabTo(eight.cameras, "camera_pixels");
    FakeShape photo;
    photo.imageWidth = 4000;
    photo.imageHeight = 3000;
    Scene large(photo);
    large.cursor.setToken(large.token(0, 1, 20000));
    grabTo(large.cameras, "camera_photo");
}

void CameraViewTest::layout_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<QSizeF>("picture");
    QTest::addColumn<double>("scale");
    QTest::newRow("one") << 1 << QSizeF(64, 64) << 5.0;
    QTest::newRow("two") << 2 << QSizeF(64, 64) << 4.0;
    QTest::newRow("eight") << 8 << QSizeF(96, 96) << 1.0;
    QTest::newRow("photograph") << 1 << QSizeF(4000, 3200) << (330.0 - 2 * kCanvasMargin) / 3200;
}

void CameraViewTest::layout() {
    QFETCH(int, count);
    QFETCH(QSizeF, picture);
    QFETCH(double, scale);
    const QSizeF room(560, 330);
    const TileLayout tiles =
        layoutTiles(std::vector<QSizeF>(static_cast<std::size_t>(count), picture), room, 0, count > 1);
    QCOMPARE(tiles.scale, scale);
    QCOMPARE(static_cast<int>(tiles.pictures.size()), count);
    for (int i = 0; i < count; ++i) {
        const QRectF& one = tiles.pictures[static_cast<std::size_t>(i)];
        QCOMPARE(one.size(), picture * scale);
        QVERIFY(QRectF(QPointF(0, 0), room).contains(one));
        for (int k = 0; k < i; ++k)
            QVERIFY(!one.intersects(tiles.pictures[static_cast<std::size_t>(k)]));
    }
}

void CameraViewTest::scales() {
    QCOMPARE(nextScale(1, 1), 2.0);
    QCOMPARE(nextScale(1, -1), 0.5);
    QCOMPARE(nextScale(0.5, 1), 1.0);
    QCOMPARE(nextScale(0.5, -1), 1.0 / 3);
    QCOMPARE(nextScale(16, 1), 24.0);
    QCOMPARE(nextScale(48, 1), 48.0);
    QCOMPARE(wholeScale(QSizeF(64, 64), QSizeF(330, 320)), 5.0);
    QCOMPARE(wholeScale(QSizeF(640, 480), QSizeF(320, 320)), 0.5);
    QCOMPARE(nextScale(0.8, 1), 1.0);
    QCOMPARE(nextScale(0.8, -1), 0.5);
}

void CameraViewTest::patches() {
    PatchGrid grid;
    grid.original = {80, 64};
    grid.fitted = {80, 64};
    grid.rows = 4;
    grid.columns = 5;
    const QRectF picture(10, 20, 400, 320);
    QCOMPARE(pixelAt(picture, 5, QPointF(10, 20)), QPoint(0, 0));
    QCOMPARE(pixelAt(picture, 5, QPointF(409, 339)), QPoint(79, 63));
    QCOMPARE(pixelAt(picture, 5, QPointF(9, 20)), QPoint(-1, -1));
    QCOMPARE(patchAt(grid, 16, QPoint(79, 63)), 19);
    QCOMPARE(patchAt(grid, 16, QPoint(16, 15)), 1);
    QCOMPARE(patchAt(grid, 16, QPoint(-1, -1)), -1);
    QCOMPARE(patchRect(grid, 16, 6, picture, 5), QRectF(90, 100, 80, 80));
    const PatchSpan seen = patchesIn(grid, 16, picture, 5, QRectF(100, 110, 10, 10));
    QCOMPARE(seen.firstRow, 1);
    QCOMPARE(seen.lastRow, 1);
    QCOMPARE(seen.firstColumn, 1);
    QCOMPARE(seen.lastColumn, 1);
    grid.cropX = 3;
    QCOMPARE(fittedToOriginal(grid, false, QPointF(1, 2)), QPointF(4, 2));
    grid.cropX = 0;
    grid.original = {75, 60};
    QCOMPARE(fittedToOriginal(grid, true, QPointF(80, 64)), QPointF(75, 60));
}

void CameraViewTest::paintsSelection() {
    Scene s;
    s.cursor.selectToken(s.token(6, 1, 6), 6);
    const auto outlined = [&s](const QRectF& cell) {
        const QImage shot = s.canvas()->grab().toImage();
        for (int x = -2; x <= 2; ++x)
            if (shot.pixelColor(static_cast<int>(cell.left()) + x, static_cast<int>(cell.center().y())) ==
                colors().selection)
                return true;
        return false;
    };
    const QRectF cell = s.canvas()->patchOnScreen(1, 6);
    QCOMPARE(cell.width(), 80.0);
    QVERIFY(outlined(cell));
    s.cursor.setStep(7); // the selection belongs to step 6
    QVERIFY(!outlined(cell));
}

void CameraViewTest::clickSelects() {
    Scene s;
    s.cursor.setStep(4);
    const QPoint spot = s.canvas()->patchOnScreen(1, 9).center().toPoint();
    QTest::mouseMove(s.canvas(), spot);
    QTRY_COMPARE(s.cursor.hover().token, s.token(4, 1, 9));
    QTest::mouseClick(s.canvas(), Qt::LeftButton, {}, spot);
    QCOMPARE(s.cursor.token(), s.token(4, 1, 9));
    // Dragging pans and selects nothing.
    s.canvas()->setScale(16);
    QTest::mousePress(s.canvas(), Qt::LeftButton, {}, QPoint(200, 200));
    const QRectF before = s.canvas()->patchOnScreen(1, 9);
    QTest::mouseMove(s.canvas(), QPoint(150, 160));
    QTest::mouseRelease(s.canvas(), Qt::LeftButton, {}, QPoint(150, 160));
    QCOMPARE(s.canvas()->patchOnScreen(1, 9).topLeft(), before.topLeft() - QPointF(50, 40));
    QCOMPARE(s.cursor.token(), s.token(4, 1, 9));
}

void CameraViewTest::lens() {
    Scene s;
    s.cursor.selectToken(s.token(6, 1, 6), 6);
    const auto lines = s.cameras.lens()->lines();
    QCOMPARE(lines[0].second, QStringLiteral("1, 2"));
    QCOMPARE(lines[1].second, QStringLiteral("32 … 47"));
    QCOMPARE(lines[2].second, QStringLiteral("16 … 31"));
    QCOMPARE(lines[3].second, QStringLiteral("[0.25, 0.50) → 32…63"));
    QCOMPARE(lines[4].second, QStringLiteral("[0.50, 0.75) → 64…95"));
    QCOMPARE(lines[5].second, QStringLiteral("11"));
    s.cursor.setHover({s.token(6, 1, 3), 6, 1, 3}); // the hovered one comes first
    QCOMPARE(s.cameras.lens()->token(), s.token(6, 1, 3));
    s.cursor.clearHover();
    s.cursor.setStep(7);
    QCOMPARE(s.cameras.lens()->token(), s.token(7, 1, 6)); // the place under the lens stays
    QCOMPARE(s.cameras.instruction()->shown().size(), std::size_t{5});
}

void CameraViewTest::keepsTheOldFrame() {
    Scene s({}, false);
    s.frames.deliver();
    const QImage first = s.canvas()->grab().toImage();
    const QPoint spot = s.canvas()->patchOnScreen(1, 0).center().toPoint();
    QCOMPARE(first.pixelColor(spot), FakeFrames::draw(QSize(64, 64), 1, 0).pixelColor(8, 8));
    s.cursor.setStep(5);
    const QImage still = s.canvas()->grab().toImage();
    QCOMPARE(still.pixelColor(spot), first.pixelColor(spot)); // never blank
    s.frames.deliver();
    const QPointF at = s.canvas()->patchOnScreen(1, 0).topLeft() + QPointF(36.5, 30.5) * 5;
    QCOMPARE(s.canvas()->grab().toImage().pixelColor(at.toPoint()),
             FakeFrames::draw(QSize(64, 64), 1, 5).pixelColor(36, 30));
}

void CameraViewTest::showsErrors() {
    Scene s({}, false);
    const QImage before = s.canvas()->grab().toImage();
    s.frames.failAll(QStringLiteral("The JPEG of step 0 is cut after 120 bytes."));
    QVERIFY(s.canvas()->grab().toImage() != before);
}

void CameraViewTest::photographs() {
    FakeShape photo;
    photo.imageWidth = 4000;
    photo.imageHeight = 3000;
    Scene s(photo);
    s.cameras.resize(1600, 1000);
    s.canvas()->grab();
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 20; ++i) {
        s.cursor.setHover({s.token(0, 1, 1000 + i), 0, 1, 1000 + i});
        s.canvas()->grab();
    }
    qInfo("hover on a 4000x3000 picture: %.2f ms", static_cast<double>(timer.nsecsElapsed()) / 20e6);
    s.canvas()->setScale(16);
    timer.restart();
    s.canvas()->grab();
    qInfo("the same at x16: %.2f ms", static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

void CameraViewTest::title() {
    FakeShape two;
    two.images = 2;
    Scene s(two);
    QWidget* title = s.cameras.titleWidget();
    auto* channels = title->findChild<QComboBox*>(QStringLiteral("channelCombo"));
    auto* zoom = title->findChild<QComboBox*>(QStringLiteral("zoomCombo"));
    QCOMPARE(channels->count(), 3);
    QVERIFY(!s.canvas()->patchOnScreen(2, 0).isNull());
    channels->setCurrentIndex(1);
    Q_EMIT channels->activated(1);
    QCOMPARE(s.canvas()->channel(), 1);
    QVERIFY(s.canvas()->patchOnScreen(2, 0).isNull());
    zoom->setCurrentIndex(zoom->findData(3.0));
    Q_EMIT zoom->activated(zoom->currentIndex());
    QCOMPARE(s.canvas()->patchOnScreen(1, 0).width(), 48.0);
    const QPointF centre(100, 100);
    QWheelEvent wheel(centre, s.canvas()->mapToGlobal(centre), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(s.canvas(), &wheel);
    QCOMPARE(zoom->currentText(), QStringLiteral("×4"));
    s.cameras.toggleGrid();
    QVERIFY(!s.cameras.gridShown());
    QVERIFY(!title->findChild<QToolButton*>(QStringLiteral("gridButton"))->isChecked());
    delete title;
}

void CameraViewTest::empty() {
    Cursor cursor;
    CameraView cameras(&cursor, nullptr);
    cameras.resize(400, 300);
    QVERIFY(!cameras.grab().toImage().isNull());
    FakeShape numbers;
    numbers.images = 0;
    numbers.text = false;
    EpisodeView view;
    view.tokens = std::make_shared<FakeTokens>(numbers);
    cameras.setEpisode(view);
    QVERIFY(!cameras.grab().toImage().isNull());
}

QTEST_MAIN(CameraViewTest)
#include "camera_view_test.moc"
