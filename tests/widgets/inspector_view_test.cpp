// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QTest>

#include "tests/support/dress.h"
#include "tests/support/fake_frames.h"
#include "tests/support/fake_tokens.h"
#include "widgets/inspector/inspector_view.h"
#include "widgets/inspector/provenance_view.h"

using namespace gatoscope;

class InspectorViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void grabs();
};

void InspectorViewTest::grabs() {
    Cursor cursor;
    FakeFrames frames(QSize(64, 64));
    InspectorView inspector(&cursor, &frames);
    inspector.resize(370, 640);
    EpisodeView view;
    FakeShape shape;
    view.tokens = std::make_shared<FakeTokens>(shape);
    shape.actionValues = 2;
    EpisodeView actions;
    actions.tokens = std::make_shared<FakeTokens>(shape);
    cursor.setStepCount(12);
    const auto find = [](const EpisodeView& in, int step, int channel, int element) {
        return static_cast<qint64>(in.tokens->find(step, channel, element));
    };
    struct Case {
        const char* name;
        const EpisodeView* view;
        qint64 token;
    };
    const Case cases[] = {{"value", &view, find(view, 6, 3, 0)},
                          {"text", &view, find(view, 6, 0, 3)},
                          {"patch", &view, find(view, 6, 1, 6)},
                          {"discrete", &view, find(view, 6, 4, 0)},
                          {"action", &actions, find(actions, 6, 4, 1)}};
    for (const bool dark : {false, true}) {
        dress(dark);
        for (const Case& one : cases) {
            inspector.setEpisode(*one.view);
            cursor.setToken(one.token);
            if (QByteArray(one.name) == "action")
                inspector.pinToken(find(actions, 4, 4, 0));
            grabTo(inspector, (QByteArray("inspector_") + one.name + (dark ? "_dark" : "_light")).constData());
            inspector.pinToken(-1);
        }
    }
}

QTEST_MAIN(InspectorViewTest)
#include "inspector_view_test.moc"
