// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <cmath>
#include <limits>
#include <random>

#include "core/tokens/tokenizer.h"
#include "tests/support/memory_episode.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// Absurd episodes, maps and settings: whatever comes, no crash, and what comes out fits together.
class Absurd {
public:
    explicit Absurd(unsigned seed) : random_(seed) {}

    std::size_t pick(std::size_t count) { return random_() % count; }
    bool chance(std::size_t one) { return pick(one) == 0; }

    double number() {
        const double all[] = {0,    -0.0, 1,   -1,   0.5,  256, -256, 1e300, -1e300, 5e-324, 7,
                              1023, 1024, 3.3, -0.1, 1e-9, 33,  kInf, -kInf, kNan,   2.5,    2147483648.0};
        return all[pick(std::size(all) - (chance(4) ? 0 : 5))];
    }

    std::shared_ptr<MemoryEpisode> episode() {
        const auto steps = static_cast<std::int64_t>(pick(6));
        auto made = std::make_shared<MemoryEpisode>(steps);
        const std::size_t channels = pick(6);
        for (std::size_t c = 0; c < channels; ++c)
            addChannel(*made, "c" + std::to_string(c), steps);
        for (std::size_t c = 0; c < made->map.channels.size(); ++c)
            spoil(*made, made->map.channels[c], made->channels[c]);
        made->map.record = static_cast<Record>(chance(4) ? pick(3) : 0);
        return made;
    }

    Settings settings() {
        Settings set;
        const char* const values[][2] = {{"dialect", "neko"},
                                         {"dialect", "gia"},
                                         {"n_bins", "2"},
                                         {"n_bins", "255"},
                                         {"n_bins", "1048576"},
                                         {"n_discrete", "1"},
                                         {"profile", "disjoint"},
                                         {"profile", "gia"},
                                         {"append_eos", "always"},
                                         {"mu", "1e-12"},
                                         {"mu", "1e12"},
                                         {"M", "1e12"},
                                         {"M", "1e-12"},
                                         {"compand_actions", "true"},
                                         {"bin_rule", "neko"},
                                         {"nan", "zero"},
                                         {"nan", "drop_step"},
                                         {"order", "key_only"},
                                         {"order", "neko"},
                                         {"order", "gia"},
                                         {"context", "1"},
                                         {"patch", "1"},
                                         {"patch", "1024"},
                                         {"patch", "7"},
                                         {"image_fit", "crop"},
                                         {"image_fit", "strict"},
                                         {"image_fit", "resize"},
                                         {"patch_pos", "1"},
                                         {"patch_pos", "1048576"},
                                         {"patch_quantise", "floor"},
                                         {"patch_mean", "exclude_hi"},
                                         {"mean_rounding", "half_even"},
                                         {"local_pos", "1"},
                                         {"local_standalone", "true"},
                                         {"n_text", "1024"}};
        for (std::size_t i = pick(6); i > 0; --i) {
            const auto& [key, value] = values[pick(std::size(values))];
            (void)setSetting(set, key, value);
        }
        return set;
    }

    TokenizeOptions options(std::int64_t steps) {
        TokenizeOptions options;
        options.tolerant = chance(2);
        if (chance(3))
            options.steps = {static_cast<std::int64_t>(pick(4)) - 1,
                             static_cast<std::int64_t>(pick(static_cast<std::size_t>(steps) + 4)) - 1};
        return options;
    }

private:
    static constexpr double kInf = std::numeric_limits<double>::infinity();
    static constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

    template <typename T>
    void addNumbers(MemoryEpisode& episode, const std::string& source, std::int64_t rows) {
        const std::vector<std::int64_t> shapes[] = {{}, {1}, {3}, {2, 2}, {0}, {4, 4, 3}, {3, 17, 5}, {2, 8, 8, 3}};
        const auto& shape = shapes[pick(std::size(shapes))];
        std::int64_t width = 1;
        for (const std::int64_t side : shape)
            width *= side;
        std::vector<T> values(static_cast<std::size_t>(rows * width));
        for (T& value : values) {
            const double x = number();
            value = std::is_floating_point_v<T> ? static_cast<T>(x) : static_cast<T>(std::abs(x) < 100 ? x : 1);
        }
        episode.add(source, role(), static_cast<Modality>(pick(5)), shape, values);
    }

    Role role() { return static_cast<Role>(pick(3)); }

    void addChannel(MemoryEpisode& episode, const std::string& source, std::int64_t steps) {
        const std::int64_t rows =
            std::max<std::int64_t>(0, steps + (chance(5) ? static_cast<std::int64_t>(pick(3)) - 1 : 0));
        switch (pick(6)) {
        case 0:
            return addNumbers<double>(episode, source, rows);
        case 1:
            return addNumbers<float>(episode, source, rows);
        case 2:
            return addNumbers<std::uint8_t>(episode, source, rows);
        case 3:
            return addNumbers<std::int64_t>(episode, source, rows);
        case 4: {
            std::vector<Image> images;
            for (std::int64_t i = 0; i < rows; ++i)
                images.push_back(chance(9) ? Image{}
                                           : makeImage(1 + static_cast<int>(pick(40)), 1 + static_cast<int>(pick(40))));
            episode.addImages(source, images, chance(3)).role = role();
            return;
        }
        default:
            break;
        }
        std::vector<std::string> texts;
        const char* const some[] = {"", "go to the red ball", "\xFF", "naïve", "日本", "<s>", "a"};
        const bool once = chance(4);
        for (std::int64_t i = 0; i < (once ? 1 : rows); ++i)
            texts.push_back(some[pick(std::size(some))]);
        episode.addText(source, role(), texts, once);
    }

    void spoil(MemoryEpisode& episode, MappedChannel& mapped, Channel& stored) {
        if (chance(8))
            mapped.modality = static_cast<Modality>(pick(5));
        if (chance(8))
            mapped.key = chance(2) ? "" : "same";
        if (chance(8))
            mapped.source = "missing";
        if (chance(6))
            mapped.shift = chance(3) ? INT64_C(1) << 40 : static_cast<std::int64_t>(pick(7)) - 3;
        if (chance(6))
            mapped.low.assign(pick(4), number());
        if (chance(6))
            mapped.high.assign(pick(4), number());
        if (chance(8))
            mapped.n.assign(pick(4), static_cast<std::int64_t>(pick(5)) - 1);
        if (chance(8))
            mapped.start.assign(pick(4), chance(3) ? INT64_MIN : static_cast<std::int64_t>(pick(5)) - 2);
        if (chance(8))
            mapped.frameStack = static_cast<int>(pick(6));
        if (chance(8))
            mapped.size = {{static_cast<int>(pick(50)) - 2, static_cast<int>(pick(50)) - 2}};
        if (chance(8))
            mapped.lengths = episode.map.channels[pick(episode.map.channels.size())].source;
        mapped.flipVertical = chance(3);
        mapped.swapRedBlue = chance(3);
        mapped.scale255 = chance(3);
        if (chance(10))
            stored.alignment = Alignment::Once;
        if (chance(10))
            stored.channelsFirst = true;
        if (chance(12))
            stored.image = !stored.image;
        if (chance(12))
            stored.shape.assign(pick(5), static_cast<std::int64_t>(pick(40)) - 3);
    }

    std::mt19937 random_;
};

/// What every sequence promises.
bool consistent(const TokenSequence& sequence) {
    bool fine = sequence.firstOf(0) == 0 && sequence.firstOf(sequence.steps()) == sequence.size();
    for (std::size_t i = 0; i < sequence.size() && fine; ++i) {
        const Token token = sequence.at(i);
        fine = token.id == sequence.id(i) && token.kind == sequence.kind(i) && token.step == sequence.stepOf(i) &&
               i >= sequence.firstOf(token.step) && i < sequence.firstOf(token.step + 1) &&
               token.id < sequence.vocabulary().size && (token.kind == Kind::Image) == (token.id < 0);
        if (token.channel >= 0)
            fine = fine && sequence.find(token.step, token.channel, token.element) == i;
        (void)sequence.pieceOf(i);
        (void)sequence.sentenceOf(i);
        (void)sequence.rawText(i);
        (void)sequence.decodedOf(i);
        (void)sequence.unclippedOf(i);
        if (token.kind == Kind::Image)
            fine = fine && token.row.eval >= 0 && token.row.eval < sequence.settings().patch_pos &&
                   sequence.gridOf(i).count() > 0;
    }
    return fine;
}

} // namespace

class TokenizerFuzzTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void absurdInput() {
        int done = 0;
        const unsigned rounds = qEnvironmentVariableIntValue("GATOSCOPE_FUZZ") > 0
                                    ? static_cast<unsigned>(qEnvironmentVariableIntValue("GATOSCOPE_FUZZ"))
                                    : 3000U;
        for (unsigned seed = 0; seed < rounds; ++seed) {
            Absurd absurd(seed);
            const auto episode = absurd.episode();
            const auto tokenizer = makeTokenizer(absurd.settings());
            if (!tokenizer)
                continue;
            const TokenizeOptions options = absurd.options(episode->info().steps);
            const auto sequence = tokenize(episode, episode->channels, episode->map, *tokenizer, options);
            (void)hasTerminalObservation(*episode, episode->channels, episode->map);
            if (!sequence) {
                QVERIFY(!sequence.error().text.empty());
                continue;
            }
            ++done;
            QVERIFY2(consistent(**sequence), qPrintable(QStringLiteral("seed %1").arg(seed)));
            (void)patchesOf(**sequence, 0, (*sequence)->steps());
            std::int64_t next = 0;
            for (const Window& w : blockWindows(**sequence, 0, (*sequence)->steps())) {
                QCOMPARE(w.countFrom, next);
                next = w.endStep;
            }
        }
        QVERIFY2(done > static_cast<int>(rounds / 20), qPrintable(QString::number(done)));
    }
};

QTEST_GUILESS_MAIN(TokenizerFuzzTest)
#include "tokenizer_fuzz_test.moc"
