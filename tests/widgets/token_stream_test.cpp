// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/dress.h"
#include "tests/support/fake_frames.h"
#include "tests/support/fake_tokens.h"
#include "widgets/tokens/token_stream.h"

using namespace gatoscope;

class TokenStreamTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void grabs();
};

void TokenStreamTest::grabs() {
    Cursor cursor;
    FakeFrames frames(QSize(64, 64));
    TokenStream stream(&cursor, &frames);
    stream.resize(920, 330);
    EpisodeView view;
    view.tokens = std::make_shared<FakeTokens>();
    cursor.setStepCount(12);
    stream.setEpisode(view);
    cursor.selectToken(static_cast<qint64>(view.tokens->find(6, 3, 0)), 6);
    cursor.setHover({-1, 6, 1, 6});
    for (const bool dark : {false, true}) {
        dress(dark);
        grabTo(stream, dark ? "stream_dark" : "stream_light");
    }
}

QTEST_MAIN(TokenStreamTest)
#include "token_stream_test.moc"
