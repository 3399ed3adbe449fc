// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <random>

#include "core/tokens/tokenizer.h"
#include "tests/support/memory_episode.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// Steps of the given token counts (text of that length less the separator).
std::shared_ptr<const TokenSequence> stepsOf(const std::vector<int>& counts, int context) {
    auto episode = std::make_shared<MemoryEpisode>(static_cast<std::int64_t>(counts.size()));
    std::vector<std::string> texts;
    for (const int count : counts)
        texts.push_back(std::string(static_cast<std::size_t>(count - 1), 'x'));
    episode->addText("t", Role::Observation, texts);
    Settings settings;
    settings.context = context;
    return *tokenize(episode, episode->channels, episode->map, *makeTokenizer(settings));
}

QString shown(const std::vector<Window>& windows) {
    QStringList list;
    for (const Window& w : windows)
        list << QStringLiteral("%1:%2/%3").arg(w.beginStep).arg(w.endStep).arg(w.countFrom);
    return list.join(QLatin1Char(' '));
}

} // namespace

class WindowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocks() {
        const auto ten = stepsOf(std::vector<int>(10, 10), 40); // four steps fit
        QCOMPARE(shown(blockWindows(*ten, 0, 10)), QStringLiteral("0:4/0 2:6/4 4:8/6 6:10/8"));
        QCOMPARE(shown(blockWindows(*ten, 5, 7)), QStringLiteral("2:6/5 4:7/6"));
        QCOMPARE(shown(blockWindows(*ten, 0, 3)), QStringLiteral("0:3/0"));
        QCOMPARE(shown(blockWindows(*ten, 0, 0)), QString());
        QCOMPARE(shown(blockWindows(*stepsOf({10, 10}, 1024), 0, 2)), QStringLiteral("0:2/0"));
    }

    void stepsTooLargeForTheRule() {
        QCOMPARE(shown(blockWindows(*stepsOf({40, 40, 40}, 100), 0, 3)), QStringLiteral("0:2/0 1:3/2"));
        QCOMPARE(shown(blockWindows(*stepsOf({60, 60}, 100), 0, 2)), QStringLiteral("0:1/0 1:2/1"));
        QCOMPARE(shown(blockWindows(*stepsOf({500, 5, 500}, 100), 0, 3)), QStringLiteral("0:1/0 1:2/1 2:3/2"));
    }

    void exact() {
        const auto ten = stepsOf(std::vector<int>(10, 10), 40);
        const Window window = exactWindow(*ten, 7);
        QCOMPARE(window.beginStep, std::int64_t{4});
        QCOMPARE(window.endStep, std::int64_t{8});
        QCOMPARE(window.countFrom, std::int64_t{7});
        QCOMPARE(exactWindow(*ten, 0).beginStep, std::int64_t{0});
        QCOMPARE(exactWindow(*stepsOf({500}, 100), 0).beginStep, std::int64_t{0});
    }

    /// Every step counts once, in order, and every window of more than one step fits.
    void everyStepOnce() {
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            std::vector<int> counts(1 + random() % 40);
            for (int& count : counts)
                count = 1 + static_cast<int>(random() % 60);
            const int context = 10 + static_cast<int>(random() % 100);
            const auto sequence = stepsOf(counts, context);
            std::int64_t next = 0;
            for (const Window& w : blockWindows(*sequence, 0, sequence->steps())) {
                QCOMPARE(w.countFrom, next);
                QVERIFY(w.beginStep <= w.countFrom && w.countFrom < w.endStep);
                const auto tokens = sequence->firstOf(w.endStep) - sequence->firstOf(w.beginStep);
                QVERIFY(tokens <= static_cast<std::size_t>(context) || w.endStep - w.beginStep == 1);
                next = w.endStep;
            }
            QCOMPARE(next, sequence->steps());
        }
    }
};

QTEST_GUILESS_MAIN(WindowsTest)
#include "windows_test.moc"
