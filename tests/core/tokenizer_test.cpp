// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <limits>

#include "core/tokens/tokenizer.h"
#include "tests/support/memory_episode.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

const double kNan = std::numeric_limits<double>::quiet_NaN();
using Sequence = std::shared_ptr<const TokenSequence>;
using Keys = std::vector<std::pair<std::string, std::string>>;

Result<Sequence> tokens(const std::shared_ptr<MemoryEpisode>& episode, const Keys& keys = {},
                        const TokenizeOptions& options = {}) {
    Settings settings;
    if (auto set = setSettings(settings, keys); !set)
        return fail(set);
    const auto tokenizer = makeTokenizer(settings);
    if (!tokenizer)
        return fail(tokenizer);
    return tokenize(episode, episode->channels, episode->map, *tokenizer, options);
}

/// "text 17 0 *": kind, id, local position, target of every token, comma separated.
QString shown(const Result<Sequence>& sequence) {
    if (!sequence)
        return QStringLiteral("error: ") + QString::fromStdString(sequence.error().text);
    QStringList list;
    for (std::size_t i = 0; i < (*sequence)->size(); ++i) {
        const Token token = (*sequence)->at(i);
        list << QStringLiteral("%1 %2 %3%4")
                    .arg(QLatin1String(name(token.kind)))
                    .arg(token.id)
                    .arg(token.local)
                    .arg(token.target ? QStringLiteral(" *") : QString());
    }
    return list.join(QStringLiteral(", "));
}

QString idsOf(const Result<Sequence>& sequence) {
    if (!sequence)
        return QStringLiteral("error: ") + QString::fromStdString(sequence.error().text);
    QStringList list;
    for (std::size_t i = 0; i < (*sequence)->size(); ++i)
        list << QString::number((*sequence)->id(i));
    return list.join(QLatin1Char(' '));
}

/// The timestep of spec/gato.md 13.9.
std::shared_ptr<MemoryEpisode> exampleStep() {
    auto episode = std::make_shared<MemoryEpisode>(1);
    episode->add<std::int32_t>("instr", Role::Observation, Modality::TextIds, {2}, {17, 905});
    episode->addImages("camera", {makeImage(32, 16)});
    episode->add<double>("joints", Role::Observation, Modality::Continuous, {3}, {0.0, -1.0, 3.14});
    episode->add<std::int64_t>("gripper", Role::Observation, Modality::Discrete, {}, {1});
    episode->add<float>("arm", Role::Action, Modality::Continuous, {2}, {0.5F, -1.0F});
    return episode;
}

std::shared_ptr<MemoryEpisode> numbersOf(std::vector<double> values, Role role = Role::Observation) {
    auto episode = std::make_shared<MemoryEpisode>(static_cast<std::int64_t>(values.size()));
    episode->add("x", role, Modality::Continuous, {}, values);
    return episode;
}

} // namespace

class TokenizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneTimestep() {
        const auto sequence = tokens(exampleStep());
        QCOMPARE(shown(sequence),
                 QStringLiteral("text 17 0 *, text 905 1 *, image -1 2, image -1 3, discrete 1 4, continuous 32512 5, "
                                "continuous 32279 6, continuous 32802 7, separator 33024 -1, "
                                "continuous_action 32768 -1 *, continuous_action 32000 -1 *"));
        QCOMPARE((*sequence)->at(2).row.eval, 64);
        QCOMPARE((*sequence)->at(2).column.eval, 32);
        QCOMPARE((*sequence)->at(3).column.eval, 96);
        QCOMPARE((*sequence)->rawText(7), std::string("3.14"));
        QVERIFY((*sequence)->findings().empty());
        QCOMPARE(idsOf(tokens(exampleStep(), {{"order", "key_only"}})),
                 QStringLiteral("-1 -1 1 17 905 32512 32279 32802 33024 32768 32000"));
        QCOMPARE(idsOf(tokens(exampleStep(), {{"profile", "disjoint"}})),
                 QStringLiteral("17 905 -1 -1 33025 32512 32279 32802 34048 32768 32000"));
        QCOMPARE(idsOf(tokens(exampleStep(), {{"order", "neko"}})),
                 QStringLiteral("-1 -1 17 905 32512 32279 32802 1 33024 32768 32000"));
    }

    void keysAreOrderedByTheirBytes() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        const char* const keys[] = {"état", "joint2", "a/b", "Zed", "a-b", "joint10", "a"};
        std::uint8_t value = 0;
        for (const char* key : keys)
            episode->add<std::uint8_t>(key, Role::Observation, Modality::Discrete, {}, {value++});
        const auto sequence = tokens(episode);
        QStringList order;
        for (const SequenceChannel& channel : (*sequence)->channels())
            order << QString::fromStdString(channel.map.key);
        QCOMPARE(order.join(QLatin1Char(' ')), QString::fromUtf8("Zed a a-b a/b joint10 joint2 état"));
    }

    void discreteValues() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        episode->add<std::uint8_t>("grid", Role::Observation, Modality::Discrete, {2, 3}, {1, 2, 3, 4, 5, 6});
        episode->add<bool>("flag", Role::Observation, Modality::Discrete, {}, {true});
        episode->add<std::int64_t>("a", Role::Action, Modality::Discrete, {2}, {-3, 1029});
        episode->map.channels.back().start = {-3, 1000};
        const auto sequence = tokens(episode);
        QCOMPARE(idsOf(sequence), QStringLiteral("1 1 2 3 4 5 6 33024 0 29"));
        QCOMPARE((*sequence)->decodedOf(9), 1029.0);
        QCOMPARE((*sequence)->rawText(8), std::string("-3"));
        QCOMPARE(idsOf(tokens(episode, {{"profile", "disjoint"}})),
                 QStringLiteral("33025 33025 33026 33027 33028 33029 33030 34048 33024 33053"));
        for (const std::int64_t wrong : {std::int64_t{-1}, std::int64_t{1024}, INT64_MIN, INT64_MAX}) {
            auto bad = std::make_shared<MemoryEpisode>(2);
            bad->add<std::int64_t>("key", Role::Observation, Modality::Discrete, {2}, {1, 2, 3, wrong});
            const QString text = shown(tokens(bad));
            QVERIFY(text.contains(QStringLiteral("element 1 of channel 'key' at step 1")));
            TokenizeOptions tolerant;
            tolerant.tolerant = true;
            const auto kept = tokens(bad, {}, tolerant);
            QVERIFY(kept && (*kept)->size() == 6);
            QVERIFY((*kept)->at(4).flags & NotANumber);
            QCOMPARE((*kept)->findings().front().severity, Severity::Error);
        }
        auto wide = std::make_shared<MemoryEpisode>(1);
        wide->add<std::uint64_t>("u", Role::Observation, Modality::Discrete, {}, {std::uint64_t{1} << 63});
        QVERIFY(!tokens(wide));
        auto real = std::make_shared<MemoryEpisode>(1);
        real->add<float>("f", Role::Observation, Modality::Discrete, {}, {1.0F});
        QVERIFY(shown(tokens(real)).contains(QStringLiteral("float32")));
    }

    void actionsAndTheirBounds() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        MappedChannel& action = episode->add<double>("a", Role::Action, Modality::Continuous, {3}, {0.11, 30.0, 0.5});
        action.low = {-0.4, 0, -1};
        action.high = {0.4, 20, 1};
        auto sequence = *tokens(episode);
        QCOMPARE(sequence->at(1).bin, 652);
        QVERIFY(std::abs(sequence->decodedOf(1) - 0.109765625) < 1e-15);
        QCOMPARE(sequence->at(2).bin, 1023);
        QVERIFY(sequence->at(2).flags & Clipped);
        QCOMPARE(sequence->unclippedOf(2), 2.0);
        QCOMPARE(sequence->at(2).encoded, 1.0);
        QCOMPARE(sequence->at(3).bin, 768);
        QCOMPARE(sequence->findings().front().id, std::string("clipped"));
        episode->map.channels.back().low = {-std::numeric_limits<double>::infinity()};
        episode->map.channels.back().high = {1};
        QCOMPARE((*tokens(episode))->at(3).bin, 768);
        episode->map.channels.back().low = {1};
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("low = high")));
        episode->map.channels.back().low = {1, 2};
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("one per component")));
        QCOMPARE((*tokens(numbersOf({0.5}, Role::Action), {{"compand_actions", "true"}}))->at(1).bin, 710);
    }

    void notNumbers() {
        const auto episode = numbersOf({1, kNan, 0.5});
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("element 0 of channel 'x' at step 1 is not a number")));
        const auto zero = *tokens(episode, {{"nan", "zero"}});
        QCOMPARE(zero->at(2).bin, 512);
        QVERIFY(zero->at(2).flags & NotANumber);
        const auto dropped = *tokens(episode, {{"nan", "drop_step"}});
        QCOMPARE(dropped->size(), std::size_t{4});
        QCOMPARE(dropped->at(2).step, 2); // kept steps keep their numbers
        QCOMPARE(dropped->firstOf(1), dropped->firstOf(2));
        TokenizeOptions tolerant;
        tolerant.tolerant = true;
        const auto kept = *tokens(episode, {}, tolerant);
        QCOMPARE(kept->size(), std::size_t{6});
        QCOMPARE(kept->id(2), 32000);
        QVERIFY(std::isnan(kept->at(2).encoded));
        QVERIFY(kept->at(2).flags & NotANumber);
        QCOMPARE(kept->findings().front().step, std::int64_t{1});
        TokenizeOptions later;
        later.steps = {2, 3};
        QCOMPARE((*tokens(episode, {}, later))->at(4).bin,
                 710); // a NaN before the asked steps is none of their business
        QVERIFY(!tokens(episode, {}, {{0, 2}, false}));
    }

    void stepsCountFromTheFirst() {
        auto episode = std::make_shared<MemoryEpisode>(3);
        episode->addText("t", Role::Observation, {"a", "bcd", "ef"});
        TokenizeOptions options;
        options.steps = {1, 3};
        const auto sequence = *tokens(episode, {}, options);
        QCOMPARE(sequence->firstOf(1), std::size_t{2});
        QCOMPARE(sequence->size(), std::size_t{9});
        QCOMPARE(sequence->stepOf(6), std::int64_t{2});
        QCOMPARE(sequence->find(1, 0, 2), std::size_t{4});
        QCOMPARE(sequence->find(1, 0, 3), TokenSequence::npos);
        QVERIFY(shown(tokens(episode, {}, {{2, 1}, false})).contains(QStringLiteral("3 steps")));
        QVERIFY(!tokens(episode, {}, {{-1, 2}, false}));
        QVERIFY(!tokens(episode, {}, {{0, 4}, false})); // no terminal observation
        QVERIFY(!tokens(episode, {}, {{0, 99}, false}));
    }

    void terminalObservation() {
        auto episode = std::make_shared<MemoryEpisode>(2);
        episode->add<double>("o", Role::Observation, Modality::Continuous, {}, {0, 1, 2});
        episode->addText("task", Role::Observation, {"x"}, true);
        episode->add<std::uint8_t>("a", Role::Action, Modality::Discrete, {}, {3, 4});
        QVERIFY(hasTerminalObservation(*episode, episode->channels, episode->map));
        QCOMPARE(idsOf(tokens(episode)), QStringLiteral("120 32512 33024 3 120 32744 33024 4"));
        const auto all = tokens(episode, {}, {{0, 3}, false});
        QCOMPARE(idsOf(all), QStringLiteral("120 32512 33024 3 120 32744 33024 4 120 32779 33024"));
        QVERIFY((*all)->terminal(2) && !(*all)->terminal(1));
    }

    void shiftedActions() {
        auto episode = std::make_shared<MemoryEpisode>(3);
        episode->add<std::uint8_t>("o", Role::Observation, Modality::Discrete, {}, {10, 11, 12});
        episode->add<std::uint8_t>("a", Role::Action, Modality::Discrete, {}, {0, 1, 2}).shift = 1;
        const auto sequence = tokens(episode);
        QCOMPARE(idsOf(sequence), QStringLiteral("10 33024 1 11 33024 2 12 33024"));
        QVERIFY((*sequence)->terminal(2));
        QCOMPARE((*sequence)->findings().front().id, std::string("shifted-out"));
        QCOMPARE((*sequence)->rawText(2), std::string("1"));
    }

    void stepsFollowTheMap() {
        auto episode = std::make_shared<MemoryEpisode>(9);
        episode->add<std::int32_t>("ids", Role::Observation, Modality::TextIds, {}, {1, 2, 3}).lengths = "lengths";
        episode->add<std::int32_t>("lengths", Role::Ignore, Modality::Discrete, {}, {2, 0, 1});
        episode->add<float>("a", Role::Action, Modality::Continuous, {}, {0, 0, 0});
        QCOMPARE(idsOf(tokens(episode)), QStringLiteral("1 2 33024 32512 33024 32512 3 33024 32512"));
        QCOMPARE(*episodeSteps(*episode, episode->channels, episode->map), std::int64_t{3});
        episode->add<float>("b", Role::Action, Modality::Continuous, {}, {0, 0});
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("disagree")));
        auto lying = std::make_shared<MemoryEpisode>(2);
        lying->add<std::int32_t>("ids", Role::Observation, Modality::TextIds, {}, {1, 2, 3}).lengths = "lengths";
        lying->add<std::int32_t>("lengths", Role::Ignore, Modality::Discrete, {}, {2, 2});
        QVERIFY(shown(tokens(lying)).contains(QStringLiteral("only 1 are left")));
        auto negative = std::make_shared<MemoryEpisode>(1);
        negative->add<std::int32_t>("ids", Role::Observation, Modality::TextIds, {}, {1}).lengths = "lengths";
        negative->add<std::int32_t>("lengths", Role::Ignore, Modality::Discrete, {}, {-1});
        QVERIFY(!tokens(negative));
        auto large = std::make_shared<MemoryEpisode>(1);
        large->add<std::int32_t>("ids", Role::Observation, Modality::TextIds, {1}, {32000});
        QVERIFY(shown(tokens(large)).contains(QStringLiteral("n_text")));
    }

    void documentsAndPictures() {
        const std::string model = GATOSCOPE_SOURCE_DIR "/resources/text/gatoscope-32k.model";
        auto document = std::make_shared<MemoryEpisode>(1);
        document->addText("text", Role::Observation, {"go to the ball"});
        document->map.record = Record::Document;
        const auto sequence = *tokens(document, {{"text_model", model}});
        QCOMPARE(sequence->size(), std::size_t{5});
        QCOMPARE(sequence->id(4), 2); // EOS
        QCOMPARE(sequence->pieceOf(4).piece, std::string("</s>"));
        QCOMPARE(sequence->at(0).local, -1);
        QVERIFY(sequence->at(4).target);
        QCOMPARE(sequence->pieceOf(3).piece, std::string("\u2581ball"));
        QCOMPARE(sequence->sentenceOf(3).substr(sequence->pieceOf(3).begin), std::string(" ball"));
        QCOMPARE((*tokens(document, {{"text_model", model}, {"append_eos", "never"}}))->size(), std::size_t{4});
        QCOMPARE((*tokens(document, {{"text_model", model}, {"local_standalone", "true"}}))->at(3).local, 3);
        QCOMPARE((*tokens(document))->size(), std::size_t{14}); // the byte fallback has no EOS
        document->map.record = Record::Episode;
        QCOMPARE((*tokens(document, {{"text_model", model}}))->size(), std::size_t{5});
        QCOMPARE((*tokens(document, {{"text_model", model}, {"append_eos", "always"}}))->size(), std::size_t{6});
        document->add<float>("x", Role::Observation, Modality::Continuous, {}, {1});
        document->map.record = Record::Document;
        QVERIFY(!tokens(document));
        auto pair = std::make_shared<MemoryEpisode>(1);
        pair->addImages("z", {makeImage(16, 16)});
        pair->addText("b", Role::Observation, {"q"});
        pair->addText("a", Role::Observation, {"r"});
        pair->map.record = Record::ImageText;
        QCOMPARE(shown(tokens(pair)), QStringLiteral("image -1 -1, text 113 -1 *, text 114 -1 *"));
    }

    void textActions() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        episode->addText("say", Role::Action, {"ok"});
        QCOMPARE(shown(tokens(episode)),
                 QStringLiteral("separator 33024 -1, text_action 111 -1 *, text_action 107 -1 *"));
    }

    void brokenText() {
        auto episode = std::make_shared<MemoryEpisode>(2);
        episode->addText("t", Role::Observation, {"fine", "br\xFFken"});
        QVERIFY(shown(tokens(episode))
                    .contains(QStringLiteral("at step 1 cannot be cut: text is not valid UTF-8 at byte 2")));
        TokenizeOptions tolerant;
        tolerant.tolerant = true;
        const auto kept = *tokens(episode, {}, tolerant);
        QCOMPARE(kept->size(), std::size_t{6});
        QCOMPARE(kept->findings().front().id, std::string("invalid-text"));
    }

    void imagesOfChangingSize() {
        auto episode = std::make_shared<MemoryEpisode>(3);
        episode->addImages("cam", {makeImage(16, 16), makeImage(40, 16), Image{}});
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("channel 'cam' at step 2: a cut image")));
        TokenizeOptions tolerant;
        tolerant.tolerant = true;
        const auto sequence = *tokens(episode, {}, tolerant);
        QCOMPARE(sequence->size(), std::size_t{1 + 1 + 3 + 1 + 1});
        QCOMPARE(sequence->at(4).flags, std::uint8_t{Padded});
        QCOMPARE(sequence->gridOf(4).fitted.width, 48);
        QCOMPARE(sequence->findings().front().id, std::string("unreadable-image"));
        QCOMPARE(episode->decoded, 0);
        QCOMPARE(patchesOf(*sequence, 0, 2)->size(), std::size_t{4 * 768});
        episode->map.channels[0].size = {{32, 32}};
        QCOMPARE((*tokens(episode))->size(), std::size_t{3 * 5}); // a given size needs none to be read
    }

    void mappedImages() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        std::vector<float> values;
        for (int i = 0; i < 2 * 2 * 3; ++i)
            values.push_back(static_cast<float>(i) / 255.0F);
        episode->add("f", Role::Observation, Modality::Image, {2, 2, 3}, values).scale255 = true;
        const auto pixels = [&] {
            const auto image = mappedImage(*episode, episode->channels[0], episode->map.channels[0], 0);
            return image ? image->pixels : std::vector<std::uint8_t>{};
        };
        using Bytes = std::vector<std::uint8_t>;
        QVERIFY(pixels() == (Bytes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
        episode->map.channels[0].flipVertical = true;
        QVERIFY(pixels() == (Bytes{6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5}));
        episode->map.channels[0].swapRedBlue = true;
        QVERIFY(pixels() == (Bytes{8, 7, 6, 11, 10, 9, 2, 1, 0, 5, 4, 3}));
        episode->map.channels[0].size = {{1, 2}};
        QCOMPARE(pixels().size(), std::size_t{6});
        QVERIFY(!mappedImage(*episode, episode->channels[0], episode->map.channels[0], 1));
        QVERIFY(!mappedImage(*episode, episode->channels[0], episode->map.channels[0], 0, 1));
    }

    void stacksOfFrames() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        std::vector<std::uint8_t> values;
        for (int i = 0; i < 16 * 32; ++i)
            for (int frame = 0; frame < 4; ++frame)
                values.push_back(static_cast<std::uint8_t>(10 * frame));
        episode->add("s", Role::Observation, Modality::Image, {16, 32, 4}, values).frameStack = 4;
        const auto sequence = *tokens(episode);
        QCOMPARE(sequence->size(), std::size_t{9}); // four images of two patches
        QCOMPARE(sequence->at(7).element, 7);
        QCOMPARE(sequence->frameOf(7), 3);
        QCOMPARE(sequence->at(7).column.eval, 96);
        const auto patches = *patchesOf(*sequence, 0, 1);
        for (std::size_t p = 0; p < 8; ++p)
            QCOMPARE(pixelLevel(patches[768 * p], {}), static_cast<int>(10 * (p / 2)));
        auto first = std::make_shared<MemoryEpisode>(1);
        first->add("s", Role::Observation, Modality::Image, {4, 16, 16}, std::vector<std::uint8_t>(1024)).frameStack =
            4;
        QCOMPARE((*tokens(first))->size(), std::size_t{5});
        auto colours = std::make_shared<MemoryEpisode>(1);
        colours->add("s", Role::Observation, Modality::Image, {2, 16, 16, 3}, std::vector<std::uint8_t>(1536))
            .frameStack = 2;
        QCOMPARE((*tokens(colours))->size(), std::size_t{3});
        auto five = std::make_shared<MemoryEpisode>(1);
        five->add("s", Role::Observation, Modality::Image, {16, 16, 5}, std::vector<std::uint8_t>(1280));
        QVERIFY(shown(tokens(five)).contains(QStringLiteral("16x16x5")));
    }

    void limitsBindTheModelOnly() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        episode->addImages("cam", {makeImage(640, 480)});
        const auto sequence = *tokens(episode);
        QCOMPARE(sequence->size(), std::size_t{1201});
        QCOMPARE(sequence->at(1199).local, 1199); // the true index
        QCOMPARE(sequence->findings().size(), std::size_t{2});
        QCOMPARE(sequence->findings()[0].id, std::string("local-limit"));
        QCOMPARE(sequence->findings()[1].id, std::string("context-limit"));
    }

    void decodesIds() {
        MappedChannel channel;
        channel.modality = Modality::Continuous;
        const auto one = decodeId(32744, channel, 0, false, {});
        QVERIFY(std::abs(one->value - 0.994145) < 1e-6 && std::abs(one->error - 0.0100031) < 1e-6);
        const auto largest = decodeId(33023, channel, 0, false, {});
        QVERIFY(std::abs(largest->error - 2.525160) < 1e-6);
        QCOMPARE(decodeId(32768, channel, 0, true, {})->value, 0.5009765625);
        QCOMPARE(decodeId(32768, channel, 0, true, {})->error, 1.0 / 1024);
        channel.low = {-0.4};
        channel.high = {0.4};
        QVERIFY(std::abs(decodeId(32652, channel, 0, true, {})->value - 0.109765625) < 1e-15);
        QVERIFY(!decodeId(17, channel, 0, true, {}));
        QVERIFY(!decodeId(33024, channel, 0, true, {}));
        channel.modality = Modality::Discrete;
        channel.start = {5};
        QCOMPARE(decodeId(17, channel, 0, true, {})->value, 22.0);
        QVERIFY(!decodeId(1024, channel, 0, true, {}));
        channel.modality = Modality::Image;
        QVERIFY(!decodeId(1, channel, 0, true, {}));
    }

    void refusesWrongMaps() {
        auto episode = std::make_shared<MemoryEpisode>(1);
        episode->add<float>("x", Role::Observation, Modality::Continuous, {}, {1});
        episode->addText("t", Role::Observation, {"a"});
        episode->map.channels[1].key = "x";
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("two observations")));
        episode->map.channels[1].key = "t";
        episode->map.channels[1].modality = Modality::Continuous;
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("map it as text")));
        episode->map.channels[1].source = "nothing";
        QVERIFY(shown(tokens(episode)).contains(QStringLiteral("'nothing'")));
        auto camera = std::make_shared<MemoryEpisode>(1);
        camera->addImages("cam", {makeImage(16, 16)}).role = Role::Action;
        QVERIFY(shown(tokens(camera)).contains(QStringLiteral("cannot be an action")));
    }

    void emptyEpisodes() {
        auto none = std::make_shared<MemoryEpisode>(0);
        none->add<float>("x", Role::Observation, Modality::Continuous, {3}, {});
        QCOMPARE((*tokens(none))->size(), std::size_t{0});
        auto unmapped = std::make_shared<MemoryEpisode>(4);
        QCOMPARE((*tokens(unmapped))->size(), std::size_t{4}); // separators
        auto cancelled = numbersOf({1, 2});
        const auto stopped = tokenize(cancelled, cancelled->channels, cancelled->map, *makeTokenizer({}), {},
                                      [](double) { return false; });
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
    }

    void millionsOfTokens() {
        constexpr std::int64_t steps = 100000;
        auto episode = std::make_shared<MemoryEpisode>(steps);
        std::vector<double> values(static_cast<std::size_t>(steps) * 17);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::sin(static_cast<double>(i) * 0.37) * 3;
        std::vector<float> actions(static_cast<std::size_t>(steps) * 6);
        for (std::size_t i = 0; i < actions.size(); ++i)
            actions[i] = std::sin(static_cast<float>(i));
        episode->add("o", Role::Observation, Modality::Continuous, {17}, values);
        episode->add("a", Role::Action, Modality::Continuous, {6}, actions);
        QElapsedTimer timer;
        timer.start();
        const auto sequence = *tokens(episode);
        const double seconds = static_cast<double>(timer.nsecsElapsed()) * 1e-9;
        QCOMPARE(sequence->size(), std::size_t{2400000});
        timer.restart();
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < sequence->size(); i += 3)
            sum += sequence->at(i).id;
        const double each = static_cast<double>(timer.nsecsElapsed()) / static_cast<double>(sequence->size() / 3);
        qInfo("%.1f million tokens per second, at() %.0f ns (%lld)", 2.4 / seconds, each, static_cast<long long>(sum));
        QVERIFY(seconds < 5);
    }
};

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"
