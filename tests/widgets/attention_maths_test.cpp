// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The maths of the attention views: facts of rows, codes and places of the map, layout of heads, scales of pictures.
#include "core/trace/attention_cache.h"
#include "widgets/attention/attended_model.h"
#include "widgets/attention/attention_facts.h"
#include "widgets/attention/attention_map.h"
#include "widgets/attention/head_matrix.h"
#include "widgets/attention/lens_strip.h"
#include "widgets/cameras/patch_heat.h"
#include "widgets/tokens/attention_paint.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <random>

using namespace gatoscope;

namespace {

/// Two layers of two heads over ten tokens with random numbers, exact log-sum-exp and outputs.
std::shared_ptr<AttentionCache> smallCache(std::size_t tokens = 10) {
    constexpr int heads = 2;
    constexpr std::size_t width = 4;
    std::mt19937 generator(3);
    std::normal_distribution<float> normal;
    std::vector<LayerCache> layers(2);
    for (LayerCache& layer : layers) {
        const auto random = [&] {
            std::vector<float> table(heads * tokens * width);
            for (float& x : table)
                x = normal(generator);
            return table;
        };
        layer.query = random();
        layer.key = random();
        layer.value = random();
        layer.output.assign(heads * tokens * width, 0);
        layer.lse.resize(heads * tokens);
        for (std::size_t i = 0; i < heads * tokens; ++i)
            layer.norms.push_back(0.5F + static_cast<float>(i % 7));
        for (std::size_t at = 0; at < heads * tokens; ++at) {
            double sum = 0;
            const std::size_t base = at / tokens * tokens;
            for (std::size_t j = base; j <= at; ++j) {
                double score = 0;
                for (std::size_t c = 0; c < width; ++c)
                    score += double(layer.query[at * width + c]) * layer.key[j * width + c];
                sum += std::exp(score / 2);
            }
            layer.lse[at] = static_cast<float>(std::log(sum));
        }
    }
    return std::make_shared<AttentionCache>(std::move(layers), heads, tokens, static_cast<int>(width));
}

} // namespace

class AttentionMathsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void factsOfRows();
    void similarHeadsFindTheTwin();
    void hidingTheFirstTokenRenormalises();
    void codesRoundTrip();
    void mapAgreesWithRows();
    void placesOnTheMap();
    void pixelsCoverEveryToken();
    void headsUnderThePointer();
    void scalesOfPictures();
    void interpolationIsExactAtCentres();
    void sharesAsText();
    void rowsAndColumnsReach();
    void bestTokensFirst();
    void lensColumns();
};

void AttentionMathsTest::factsOfRows() {
    const std::vector<float> row{0.5F, 0.25F, 0.25F, 0};
    const std::vector<std::uint8_t> groups{0, 1, 1, 5};
    const RowFacts facts = factsOf(row, 2, groups);
    QVERIFY(std::abs(facts.entropy - 1.0397207708) < 1e-6);
    QVERIFY(std::abs(facts.effective() - std::exp(1.0397207708)) < 1e-5);
    QCOMPARE(facts.distance, 0.5 * 2 + 0.25);
    QCOMPARE(facts.largest, 0.5);
    QCOMPARE(facts.first, 0.5);
    QCOMPARE(facts.self, 0.25);
    QCOMPARE(facts.mass[0], 0.5);
    QCOMPARE(facts.mass[1], 0.5);
    QCOMPARE(statisticOf(facts, HeadStatistic::ImageMass, 2), 0.5);
    QVERIFY(std::abs(statisticOf(facts, HeadStatistic::NormalisedEntropy, 2) - facts.entropy / std::log(3.0)) < 1e-12);
    QCOMPARE(statisticOf(factsOf(row, 0, groups), HeadStatistic::NormalisedEntropy, 0), 0.0);
}

void AttentionMathsTest::similarHeadsFindTheTwin() {
    Grid rows(4, 3);
    const float values[4][3] = {{1, 0, 0}, {0, 1, 0}, {0.9F, 0.1F, 0}, {0.3F, 0.3F, 0.4F}};
    for (std::size_t r = 0; r < 4; ++r)
        std::copy_n(values[r], 3, rows.row(r).begin());
    const auto found = similarHeads(rows, 2, rows.row(0), 0, 0, 2);
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].layer, 1);
    QCOMPARE(found[0].head, 0);
    QVERIFY(found[0].cosine > 0.99 && found[0].cosine < 1);
    QVERIFY(found[0].cosine >= found[1].cosine);
    QVERIFY(similarHeads(rows, 2, std::vector<float>(3, 0.0F), 0, 0, 2).empty());
}

void AttentionMathsTest::hidingTheFirstTokenRenormalises() {
    std::vector<float> row{0.6F, 0.1F, 0.3F};
    hideFirst(row);
    QCOMPARE(row[0], 0.0F);
    QVERIFY(std::abs(row[1] - 0.25F) < 1e-6F && std::abs(row[2] - 0.75F) < 1e-6F);
    std::vector<float> alone{1.0F, 0, 0};
    hideFirst(alone);
    QCOMPARE(std::accumulate(alone.begin(), alone.end(), 0.0F), 0.0F);
    const auto cache = smallCache();
    const int head[] = {1};
    const std::vector<float> weighted = valueWeightedRow(*cache, 1, head, HeadFusion::Mean, 6);
    std::vector<float> row2(10);
    cache->row(1, 1, 6, row2);
    double all = 0;
    for (std::size_t j = 0; j <= 6; ++j)
        all += double(row2[j]) * cache->valueNorms(1, 1)[j];
    for (std::size_t j = 0; j <= 6; ++j)
        QVERIFY(std::abs(weighted[j] - row2[j] * cache->valueNorms(1, 1)[j] / all) < 1e-6);
    QCOMPARE(weighted[7], 0.0F);
}

void AttentionMathsTest::codesRoundTrip() {
    QCOMPARE(mapCode(0), std::uint8_t{0});
    QCOMPARE(mapCode(std::nanf("")), std::uint8_t{0});
    QCOMPARE(mapCode(1), std::uint8_t{255});
    QCOMPARE(mapCode(1e-9F), std::uint8_t{1});
    for (const float share : {1e-5F, 3e-4F, 0.01F, 0.2F, 0.99F})
        QVERIFY(std::abs(std::log10(codeShare(mapCode(share)) / share)) < 0.0125);
}

void AttentionMathsTest::mapAgreesWithRows() {
    const auto cache = smallCache(12);
    std::vector<std::uint8_t> groups(12);
    for (std::size_t i = 0; i < 12; ++i)
        groups[i] = static_cast<std::uint8_t>(i % 3);
    const std::atomic<bool> stop{false};
    const auto map = makeMap(*cache, 1, {0}, HeadFusion::Mean, groups, stop);
    QCOMPARE(map->side, std::size_t{12});
    std::vector<float> row(12);
    for (std::size_t i = 0; i < 12; ++i) {
        cache->row(1, 0, i, row);
        for (std::size_t j = 0; j < 12; ++j)
            QCOMPARE(map->at(i, j), j <= i ? mapCode(row[j]) : std::uint8_t{0});
    }
    const Grid blocks = groupBlocks(*cache, 1, 0, groups, kTintCount);
    for (std::size_t i = 0; i < blocks.values.size(); ++i)
        QVERIFY(std::abs(blocks.values[i] - map->blocks.values[i]) < 1e-6F);
    // The ratio to uniform of a row without preference is 1: the middle of its ramp.
    const std::uint8_t even = mapCode(1.0F / 8);
    const int shift = rowShift(*map, 7, MapScale::Ratio, false);
    QVERIFY(std::abs(codeLevel(*map, static_cast<std::uint8_t>(even + shift), MapScale::Ratio) - 0.5) < 0.01);
    QCOMPARE(rowShift(*map, 7, MapScale::LogShare, false), 0);
    QVERIFY(rowShift(*map, 7, MapScale::LogShare, true) >= 0);
    const std::atomic<bool> stopped{true};
    QVERIFY(!makeMap(*cache, 1, {0}, HeadFusion::Mean, groups, stopped));
}

void AttentionMathsTest::placesOnTheMap() {
    MapView view{0, 0, 100, QRectF(10, 20, 200, 200)};
    QCOMPARE(view.at(QPointF(10, 20)), QPoint(0, 0));
    QCOMPARE(view.at(QPointF(209, 21)), QPoint(99, 0));
    QVERIFY(!view.at(QPointF(9, 20)));
    QCOMPARE(view.cell(3, 7).topLeft(), QPointF(10 + 14, 20 + 6));
    const QPointF about(60, 120); // key 25, query 50
    const MapView closer = zoomed(view, 4, about, 100);
    QCOMPARE(closer.span, 25.0);
    QCOMPARE(closer.at(about), view.at(about));
    const MapView far = zoomed(closer, 1e-6, about, 100);
    QCOMPARE(far.span, 100.0);
    QCOMPARE(far.key, 0.0);
    QCOMPARE(zoomed(view, 1e6, about, 100).span, 4.0);
    const MapView moved = panned(closer, QPointF(1e6, -1e6), 100);
    QCOMPARE(moved.key, 0.0);
    QCOMPARE(moved.query, 75.0);
    const MapView block = fitted(view, QRectF(40, 10, 20, 8), 100);
    QCOMPARE(block.span, 20.0);
    QCOMPARE(block.key, 40.0);
    QCOMPARE(block.query, 4.0);
}

void AttentionMathsTest::pixelsCoverEveryToken() {
    for (const auto& [tokens, pixels] :
         {std::pair{std::size_t{1000}, 317}, {std::size_t{30}, 317}, {std::size_t{1}, 9}}) {
        const auto ranges = tokensOfPixels(0, static_cast<double>(tokens), pixels, tokens);
        std::vector<int> seen(tokens, 0);
        for (const auto& [first, last] : ranges) {
            QVERIFY(first < last && last <= tokens);
            for (std::size_t i = first; i < last; ++i)
                ++seen[i];
        }
        QVERIFY(std::all_of(seen.begin(), seen.end(), [](int n) { return n > 0; }));
    }
}

void AttentionMathsTest::headsUnderThePointer() {
    for (const auto& [layers, heads] : {std::pair{8, 8}, {2, 4}, {24, 24}}) {
        const HeadMatrixLayout layout(layers, heads, 260);
        for (int l = 0; l < layers; ++l)
            for (int h = 0; h < heads; ++h)
                QCOMPARE(layout.at(layout.cell(l, h).center()), (std::optional<HeadChoice>(HeadChoice{l, h})));
        QCOMPARE(layout.at(QPointF(3, layout.cell(1, 0).center().y())), (std::optional<HeadChoice>(HeadChoice{1, -1})));
        QCOMPARE(layout.at(layout.cell(0, -1).center()), (std::optional<HeadChoice>(HeadChoice{0, -1})));
        QVERIFY(!layout.at(QPointF(40, 3)));
        QVERIFY(!layout.at(QPointF(40, layout.height() + 1)));
        QVERIFY(layout.cell(0, heads - 1).right() < 260);
    }
}

void AttentionMathsTest::scalesOfPictures() {
    const HeatRange range{0.1, 0.4, 100};
    QCOMPARE(heatLevel(HeatScale::Root, 0.1, range), 1.0);
    QCOMPARE(heatLevel(HeatScale::Root, 0.025, range), 0.5);
    QCOMPARE(heatLevel(HeatScale::Largest, 0.025, range), 0.25);
    QCOMPARE(heatLevel(HeatScale::Whole, 0.025, range), 0.025);
    QVERIFY(std::abs(heatLevel(HeatScale::Ratio, 0.01, range) - 0.5) < 1e-12);
    QCOMPARE(heatLevel(HeatScale::Ratio, 0.5, range), 1.0);
    QVERIFY(std::abs(heatLevel(HeatScale::Log, 0.01, range) - 0.5) < 1e-12);
    QCOMPARE(heatLevel(HeatScale::Log, 0, range), 0.0);
    QCOMPARE(heatLevel(HeatScale::Root, std::nan(""), range), 0.0);
    QCOMPARE(heatLabel(HeatScale::Root, 0.064, range), QStringLiteral("6.4%"));
    QCOMPARE(heatLabel(HeatScale::Picture, 0.1, range), QStringLiteral("25.0%"));
    QCOMPARE(heatLabel(HeatScale::Ratio, 0.03, range), QStringLiteral("×3"));
}

void AttentionMathsTest::interpolationIsExactAtCentres() {
    const float levels[6] = {0, 1, 0.5F, 0.25F, 0.75F, std::nanf("")};
    const QImage image = smoothHeat(levels, 2, 3, 9, 1);
    QCOMPARE(image.size(), QSize(27, 18));
    for (int r = 0; r < 2; ++r)
        for (int c = 0; c < 3; ++c) {
            const float level = levels[r * 3 + c] > 0 ? levels[r * 3 + c] : 0;
            QVERIFY(std::abs(qAlpha(image.pixel(c * 9 + 4, r * 9 + 4)) - std::lround(255 * level)) <= 1);
        }
    QCOMPARE(qAlpha(image.pixel(0, 0)), 0); // clamped at the border: no light from outside
}

void AttentionMathsTest::sharesAsText() {
    QCOMPARE(shareText(0.0044F), QString());
    QCOMPARE(shareText(0.0046F), QStringLiteral("0.5"));
    QCOMPARE(shareText(0.057F), QStringLiteral("5.7"));
    QCOMPARE(shareText(0.102F), QStringLiteral("10"));
    QCOMPARE(shareText(1.0F), QStringLiteral("100"));
    QCOMPARE(shareText(std::nanf("")), QString());
}

void AttentionMathsTest::rowsAndColumnsReach() {
    AttentionRow row;
    row.query = row.row = 12;
    row.first = 10;
    row.values = {0.2F, 0.3F, 0.5F, 0, 0};
    row.largest = 0.5F;
    QVERIFY(row.reaches(10) && row.reaches(12) && !row.reaches(13) && !row.reaches(9));
    QCOMPARE(row.of(11), 0.3F);
    QVERIFY(std::isnan(row.of(13)));
    QCOMPARE(row.level(12), 1.0);
    AttentionRow column = row;
    column.column = true;
    QVERIFY(column.reaches(12) && column.reaches(14) && !column.reaches(11) && !column.reaches(15));
}

void AttentionMathsTest::bestTokensFirst() {
    AttentionRow row;
    row.values = {0.1F, 0.4F, 0, 0.1F, 0.4F};
    const auto order = topTokens(row, 3);
    QCOMPARE(order, (std::vector<std::size_t>{1, 4, 0}));
    QCOMPARE(topTokens(row, 99).size(), std::size_t{4});
}

void AttentionMathsTest::lensColumns() {
    QCOMPARE(lensColumnAt(0, 90, 9), 0);
    QCOMPARE(lensColumnAt(89.9, 90, 9), 8);
    QCOMPARE(lensColumnAt(90, 90, 9), -1);
    QCOMPARE(lensColumnAt(5, 90, 0), -1);
}

QTEST_GUILESS_MAIN(AttentionMathsTest)
#include "attention_maths_test.moc"
