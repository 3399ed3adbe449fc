// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "tests/support/dress.h"
#include "tests/support/fake_frames.h"
#include "tests/support/fake_tokens.h"
#include "widgets/cameras/camera_view.h"
#include "widgets/cameras/image_canvas.h"
#include "widgets/cameras/patch_lens.h"

using namespace gatoscope;

class CameraViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void grabs();
};

void CameraViewTest::grabs() {
    Cursor cursor;
    FakeFrames frames(QSize(64, 64));
    CameraView cameras(&cursor, &frames);
    cameras.resize(920, 330);
    EpisodeView view;
    view.tokens = std::make_shared<FakeTokens>();
    cursor.setStepCount(12);
    cameras.setEpisode(view);
    cursor.selectToken(static_cast<qint64>(view.tokens->find(6, 1, 6)), 6);
    for (const bool dark : {false, true}) {
        dress(dark);
        cameras.lens()->setPixel({1, 0, 6, QPoint(41, 27)});
        grabTo(cameras, dark ? "camera_dark" : "camera_light");
    }
}

QTEST_MAIN(CameraViewTest)
#include "camera_view_test.moc"
