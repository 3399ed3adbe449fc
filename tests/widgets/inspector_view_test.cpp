// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

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
    void initTestCase() { dress(true); }
    void grabs();
    void continuous();
    void action();
    void text();
    void patch();
    void everyToken();
    void copies();
    void followsSteps();
    void pins();
};

namespace {

const Stage* stage(const Provenance& p, const char* title) {
    for (const Stage& one : p.stages)
        if (one.title == QString::fromUtf8(title))
            return &one;
    return nullptr;
}

/// An inspector on an episode of 12 steps.
struct Opened {
    Cursor cursor;
    EpisodeView view;
    InspectorView inspector{&cursor, nullptr};

    Opened() {
        inspector.resize(370, 640);
        view.tokens = std::make_shared<FakeTokens>();
        cursor.setStepCount(12);
        inspector.setEpisode(view);
    }
};

} // namespace

void InspectorViewTest::continuous() {
    const FakeTokens tokens;
    const Provenance p = provenanceOf(tokens, tokens.find(6, 3, 0));
    QCOMPARE(p.big, QStringLiteral("32799"));
    QCOMPARE(p.stages.size(), std::size_t{6}); // an observation has no affine stage
    QCOMPARE(p.stages[0].value.text, QStringLiteral("offset[0]"));
    QCOMPARE(p.stages[2].value.text, QStringLiteral("+0.5623"));
    QCOMPARE(p.stages[3].value.text, QStringLiteral("799"));
    QCOMPARE(p.stages[3].bins.low, -1 + 799 / 512.0);
    QVERIFY(p.stages[3].bins.rawLow <= 3.0 && p.stages[3].bins.rawHigh > 3.0);
    QCOMPARE(p.stages[4].note, QStringLiteral("32000 + 799"));
    const double decoded = p.stages[5].value.copy.toDouble();
    QVERIFY(std::abs(decoded - 3) <= (decoded + 0.01) * 0.009961778);
}

void InspectorViewTest::action() {
    FakeShape shape;
    shape.actionValues = 2;
    const FakeTokens tokens(shape);
    const Provenance p = provenanceOf(tokens, tokens.find(4, 4, 1));
    QVERIFY(stage(p, "Normalised"));
    QVERIFY(!stage(p, "μ-law"));
    QCOMPARE(stage(p, "Raw value")->range.low, -2.0);
    const double normalised = stage(p, "Normalised")->value.copy.toDouble();
    QVERIFY(std::abs(normalised - p.token.raw / 2) < 1e-12);
    QCOMPARE(p.facts.back().text, QStringLiteral("counted"));
}

void InspectorViewTest::text() {
    const FakeTokens tokens;
    const Provenance p = provenanceOf(tokens, tokens.find(6, 0, 3));
    const Sentence& sentence = stage(p, "Sentence")->sentence;
    QCOMPARE(sentence.text.mid(sentence.begin, sentence.end - sentence.begin).trimmed(), QStringLiteral("red"));
    QCOMPARE(stage(p, "Piece")->value.copy, QStringLiteral("▁red"));
    QCOMPARE(stage(p, "Piece")->value.text, QStringLiteral("_red"));
}

void InspectorViewTest::patch() {
    FakeShape shape;
    shape.imageWidth = 84;
    shape.imageHeight = 84;
    const FakeTokens tokens(shape);
    const Provenance p = provenanceOf(tokens, tokens.find(0, 1, 35));
    QCOMPARE(p.big, QStringLiteral("patch 35"));
    QCOMPARE(stage(p, "Patch")->lines[0].text, QStringLiteral("5, 5"));
    QCOMPARE(stage(p, "Patch")->lines[1].text, QStringLiteral("80 … 95"));
    QVERIFY(stage(p, "Fitted picture")->warn); // holds padding
    QCOMPARE(stage(p, "Fitted picture")->value.text, QStringLiteral("96×96"));
}

void InspectorViewTest::everyToken() {
    FakeShape shape;
    shape.varyText = true;
    shape.actionValues = 3;
    const FakeTokens tokens(shape);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Provenance p = provenanceOf(tokens, i);
        QVERIFY(p.valid && !p.stages.empty());
        QVERIFY(provenanceText(p).contains(p.big));
        for (const Stage& one : p.stages)
            QVERIFY(!one.title.isEmpty());
    }
    QVERIFY(!provenanceOf(tokens, tokens.size()).valid);
}

void InspectorViewTest::copies() {
    Opened opened;
    auto& [cursor, view, inspector] = opened;
    cursor.setToken(static_cast<qint64>(view.tokens->find(6, 3, 0)));
    inspector.show();
    ProvenanceView* chain = inspector.chain();
    const auto& items = chain->items();
    QVERIFY(items.size() > 8);
    for (std::size_t i = 0; i < items.size(); ++i) {
        QTest::mouseClick(chain, Qt::LeftButton, {}, items[i].box.center().toPoint());
        QCOMPARE(QGuiApplication::clipboard()->text(), items[i].copy);
        QVERIFY(!items[i].copy.contains(QChar(0x2212)));
    }
    QTest::keyClick(chain, Qt::Key_Down);
    QTest::keyClick(chain, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), items[0].copy);
    inspector.copyToken();
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("32799")));
}

void InspectorViewTest::followsSteps() {
    Opened opened;
    auto& [cursor, view, inspector] = opened;
    const auto find = [tokens = view.tokens.get()](int step, int channel) {
        return static_cast<qint64>(tokens->find(step, channel, 0));
    };
    cursor.selectToken(find(3, 3), 3);
    cursor.setStep(8);
    QCOMPARE(cursor.token(), find(8, 3));
    cursor.selectToken(find(8, 4) - 1, 8); // the separator
    cursor.setStep(2);
    QCOMPARE(view.tokens->kind(static_cast<std::size_t>(cursor.token())), Kind::Separator);
    QCOMPARE(view.tokens->stepOf(static_cast<std::size_t>(cursor.token())), 2);
    cursor.selectToken(find(5, 4), 5);
    cursor.setStep(11); // the terminal observation has no action: the selection stays
    QCOMPARE(cursor.token(), find(5, 4));
}

void InspectorViewTest::pins() {
    Opened opened;
    auto& [cursor, view, inspector] = opened;
    cursor.setToken(static_cast<qint64>(view.tokens->find(6, 3, 0)));
    inspector.pinToken(cursor.token());
    const std::size_t alone = inspector.chain()->items().size();
    cursor.setToken(static_cast<qint64>(view.tokens->find(7, 3, 1)));
    QCOMPARE(inspector.chain()->items().size(), alone);
    QTest::keyClick(&inspector, Qt::Key_Escape);
    QCOMPARE(inspector.pinned(), -1);
    QVERIFY(inspector.chain()->items().size() < alone);
}

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
