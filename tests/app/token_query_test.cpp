// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/token_query.h"

#include "core/tokens/tokenizer.h"
#include "tests/support/memory_episode.h"

#include <QtTest>

using namespace gatoscope;

class TokenQueryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void finds_data();
    void finds();
    void stopsAtTheLimitAndWhenAsked();

private:
    static std::shared_ptr<const TokenSequence> sequence();
};

std::shared_ptr<const TokenSequence> TokenQueryTest::sequence() {
    auto episode = std::make_shared<test::MemoryEpisode>(3);
    episode->add<float>("observations", Role::Observation, Modality::Continuous, {2}, {0, 1, 0, 300, 0.5F, -1});
    episode->addText("mission", Role::Observation, {"go", "go", "to"});
    episode->add<std::int64_t>("actions", Role::Action, Modality::Discrete, {}, {1, 2, 3}).n = {7};
    const auto tokens = tokenize(episode, episode->channels, episode->map, *makeTokenizer({}));
    return tokens ? *tokens : nullptr;
}

void TokenQueryTest::parses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("conditions");
    QTest::newRow("id") << "id:32710" << 1;
    QTest::newRow("two") << "kind:continuous bin>=1000" << 2;
    QTest::newRow("piece") << "piece:ball" << 1;
    QTest::newRow("word") << "ball" << 0;
    QTest::newRow("no number") << "id:ball" << 0;
    QTest::newRow("unknown field") << "colour:red" << 0;
    QTest::newRow("half a query") << "id:1 ball" << 0;
    QTest::newRow("nothing") << "  " << 0;
    QTest::newRow("text has no order") << "piece>ball" << 0;
}

void TokenQueryTest::parses() {
    QFETCH(QString, text);
    QFETCH(int, conditions);
    const auto query = parseTokenQuery(text.toStdString());
    QCOMPARE(query ? static_cast<int>(query->conditions.size()) : 0, conditions);
}

void TokenQueryTest::finds_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::newRow("highest bin") << "bin:1023" << 1;
    QTest::newRow("clipped") << "flag:clipped" << 1;
    QTest::newRow("separators") << "kind:separator" << 3;
    QTest::newRow("actions") << "channel:actions" << 3;
    QTest::newRow("one step") << "step:1 kind:continuous" << 2;
    QTest::newRow("beyond") << "step:12" << 0;
    QTest::newRow("raw") << "raw<0" << 1;
    QTest::newRow("piece") << "piece:67" << 3; // bytes: <0x67> is g
}

void TokenQueryTest::finds() {
    QFETCH(QString, text);
    QFETCH(int, count);
    const auto tokens = sequence();
    QVERIFY(tokens);
    const auto query = parseTokenQuery(text.toStdString());
    QVERIFY(query);
    if (QLatin1String(QTest::currentDataTag()) == QLatin1String("piece"))
        QVERIFY(findTokens(*tokens, *query, 100).size() >= 2);
    else
        QCOMPARE(static_cast<int>(findTokens(*tokens, *query, 100).size()), count);
}

void TokenQueryTest::stopsAtTheLimitAndWhenAsked() {
    const auto tokens = sequence();
    QVERIFY(tokens);
    const auto query = *parseTokenQuery("step>=0");
    QCOMPARE(findTokens(*tokens, query, 4).size(), std::size_t{4});
    QCOMPARE(findTokens(*tokens, query, 100, [](double) { return false; }).size(), std::size_t{0});
}

QTEST_GUILESS_MAIN(TokenQueryTest)
#include "token_query_test.moc"
