// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the windows of a training run begin and end: at steps, or with `crop = tokens` at any token.
#include <QTest>

#include <iterator>
#include <set>

#include "core/learn/sampler.h"
#include "tests/support/memory_episode.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// 40 steps of a 2 x 1 patch image, two numbers, a separator and an action: 6 tokens each.
class LongDataset final : public Dataset {
public:
    LongDataset() {
        const auto first = make();
        path_ = format_ = "memory";
        channels_ = first->channels;
        map_ = first->map;
    }
    std::int64_t episodeCount() const override { return 5; }
    std::int64_t stepCount() const override { return 200; }
    Result<EpisodeInfo> episodeInfo(std::int64_t) const override { return make()->info(); }

protected:
    Result<std::shared_ptr<Episode>> openEpisode(std::int64_t) const override {
        return std::shared_ptr<Episode>(make());
    }

private:
    static std::shared_ptr<MemoryEpisode> make() {
        auto episode = std::make_shared<MemoryEpisode>(40);
        std::vector<Image> images;
        std::vector<float> state;
        std::vector<std::int64_t> choice;
        for (int t = 0; t < 40; ++t) {
            images.push_back({32, 16, std::vector<std::uint8_t>(32 * 16 * 3, static_cast<std::uint8_t>(t))});
            state.insert(state.end(), {0.5F, static_cast<float>(t)});
            choice.push_back(t % 3);
        }
        episode->addImages("image", images);
        episode->add("state", Role::Observation, Modality::Continuous, {2}, state);
        episode->add("choice", Role::Action, Modality::Discrete, {}, choice).n = {3};
        return episode;
    }
};

struct Drawn {
    std::shared_ptr<const EpisodeStore> store;
    std::unique_ptr<Sampler> sampler;
};

Drawn samplerOf(Settings::Crop crop, int window, double prompts) {
    TrainOptions options;
    auto dataset = std::make_shared<LongDataset>();
    options.data.push_back({dataset, dataset->guessedMap(), 1, "memory"});
    options.settings.crop = crop;
    options.settings.context = window;
    options.promptShare = prompts;
    options.validation = 0;
    Drawn out;
    out.store = std::make_shared<EpisodeStore>(options.data, *makeTokenizer(options.settings), window, 1 << 24);
    auto made = Sampler::make(out.store, options, window);
    if (made)
        out.sampler = std::move(*made);
    return out;
}

std::vector<Sequence> sequencesOf(Sampler& sampler, std::uint64_t windows) {
    std::vector<Sequence> all;
    for (const WindowPlan& plan : sampler.plan(0, windows)) {
        auto drawn = sampler.draw(plan);
        if (drawn)
            std::move(drawn->begin(), drawn->end(), std::back_inserter(all));
    }
    return all;
}

} // namespace

class SamplerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void windowsAreWholeSteps() {
        const Drawn drawn = samplerOf(Settings::Crop::Steps, 50, 0);
        QVERIFY(drawn.sampler);
        for (const Sequence& sequence : sequencesOf(*drawn.sampler, 200)) {
            QCOMPARE(sequence.tokens(), 48U); // eight steps of six tokens
            QCOMPARE(sequence.pieces.front().skipped + sequence.pieces.front().dropped, 0U);
        }
    }

    void windowsBeginAtAnyToken() {
        const Drawn drawn = samplerOf(Settings::Crop::Tokens, 50, 0);
        QVERIFY(drawn.sampler);
        std::set<std::uint32_t> begins, ends;
        for (const Sequence& sequence : sequencesOf(*drawn.sampler, 400)) {
            const Piece& piece = sequence.pieces.front();
            QCOMPARE(sequence.tokens(), 50U);
            QVERIFY(piece.skipped < 6 && piece.dropped < 6);
            QCOMPARE(piece.end() - piece.begin(), 50U);
            QVERIFY(piece.end() <= piece.episode->tokens());
            begins.insert(piece.begin() % 6);
            ends.insert(piece.end() % 6);
        }
        QCOMPARE(begins.size(), std::size_t{6});
        QCOMPARE(ends.size(), std::size_t{6});
    }

    void promptAndRunFillTheWindow() {
        const Drawn drawn = samplerOf(Settings::Crop::Tokens, 51, 1);
        QVERIFY(drawn.sampler);
        for (const Sequence& sequence : sequencesOf(*drawn.sampler, 100)) {
            QCOMPARE(sequence.pieces.size(), std::size_t{2});
            QCOMPARE(sequence.tokens(), 51U);
            QCOMPARE(sequence.pieces.front().tokens(), 25U);
        }
    }

    void windowLongerThanTheEpisode() {
        const Drawn drawn = samplerOf(Settings::Crop::Tokens, 300, 0);
        QVERIFY(drawn.sampler);
        for (const Sequence& sequence : sequencesOf(*drawn.sampler, 20))
            QCOMPARE(sequence.tokens(), 240U);
    }
};

QTEST_GUILESS_MAIN(SamplerTest)
#include "sampler_test.moc"
