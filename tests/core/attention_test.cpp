// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Rows, columns, blocks, rollout, statistics and predictions against plain formulas on small random data.
#include "core/trace/attention_cache.h"
#include "core/trace/attention_statistics.h"
#include "core/trace/exp_rows.h"
#include "core/trace/prediction.h"
#include "core/trace/sampling.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace gatoscope;

namespace {

constexpr int layers = 3, heads = 2, width = 20;
constexpr std::size_t tokens = 33;

struct Example {
    std::shared_ptr<AttentionCache> cache;
    std::vector<std::vector<double>> maps; // [layer * heads + head][i * tokens + j], by the formula
};

double score(const LayerCache& layer, int head, std::size_t i, std::size_t j) {
    const std::size_t base = static_cast<std::size_t>(head) * tokens;
    double sum = 0;
    for (std::size_t c = 0; c < width; ++c) {
        sum += double(layer.query[(base + i) * width + c]) * layer.key[(base + j) * width + c];
        if (!layer.relative.empty())
            sum += double(layer.position[(base + i) * width + c]) * layer.relative[(base + i - j) * width + c];
    }
    return sum / std::sqrt(double(width));
}

Example makeExample(bool relative, bool half = false) {
    std::mt19937 generator(5);
    std::normal_distribution<float> normal;
    Example out;
    std::vector<LayerCache> all;
    for (int l = 0; l < layers; ++l) {
        LayerCache layer;
        const auto random = [&] {
            std::vector<float> table(heads * tokens * width);
            for (float& x : table)
                x = normal(generator);
            return table;
        };
        layer.query = random();
        layer.key = random();
        layer.value = random();
        if (relative) {
            layer.position = random();
            layer.relative = random();
        }
        layer.output.assign(heads * tokens * width, 0);
        layer.lse.resize(heads * tokens);
        for (int h = 0; h < heads; ++h) {
            std::vector<double> map(tokens * tokens, 0);
            for (std::size_t i = 0; i < tokens; ++i) {
                double sum = 0;
                for (std::size_t j = 0; j <= i; ++j)
                    sum += map[i * tokens + j] = std::exp(score(layer, h, i, j));
                layer.lse[static_cast<std::size_t>(h) * tokens + i] = static_cast<float>(std::log(sum));
                for (std::size_t j = 0; j <= i; ++j)
                    map[i * tokens + j] /= sum;
                for (std::size_t c = 0; c < width; ++c) {
                    double mixed = 0;
                    for (std::size_t j = 0; j <= i; ++j)
                        mixed +=
                            map[i * tokens + j] * layer.value[(static_cast<std::size_t>(h) * tokens + j) * width + c];
                    layer.output[(static_cast<std::size_t>(h) * tokens + i) * width + c] = static_cast<float>(mixed);
                }
            }
            out.maps.push_back(map);
        }
        if (half)
            for (HalfTable* table : {&layer.query, &layer.key, &layer.position, &layer.relative})
                table->halve();
        all.push_back(layer);
    }
    out.cache = std::make_shared<AttentionCache>(all, heads, tokens, width);
    return out;
}

} // namespace

class AttentionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsColumnsBlocks_data() {
        QTest::addColumn<bool>("relative");
        QTest::newRow("plain") << false;
        QTest::newRow("relative") << true;
    }
    void rowsColumnsBlocks() {
        QFETCH(bool, relative);
        const Example example = makeExample(relative);
        std::vector<float> row(tokens), column(tokens);
        for (int l = 0; l < layers; ++l)
            for (int h = 0; h < heads; ++h) {
                const auto& map = example.maps[static_cast<std::size_t>(l * heads + h)];
                for (std::size_t i = 0; i < tokens; ++i) {
                    example.cache->row(l, h, i, row);
                    example.cache->column(l, h, i, column);
                    for (std::size_t j = 0; j < tokens; ++j) {
                        QVERIFY(std::abs(row[j] - map[i * tokens + j]) < 1e-6);
                        QVERIFY(std::abs(column[j] - map[j * tokens + i]) < 1e-6);
                    }
                    const SelfCheck check = selfCheck(*example.cache, l, h, i);
                    QVERIFY(check.output < 1e-5 && check.sum < 1e-5);
                    QCOMPARE(check.future, 0.0);
                }
                Grid block(4, 6);
                example.cache->block(l, h, 20, 10, block);
                for (std::size_t r = 0; r < 4; ++r)
                    for (std::size_t c = 0; c < 6; ++c)
                        QVERIFY(std::abs(block.at(r, c) - map[(20 + r) * tokens + 10 + c]) < 1e-6);
            }
    }

    /// The values of IEEE 754 binary16, and queries and keys kept in it.
    void halfPrecision() {
        const std::pair<float, int> known[] = {
            {0.0F, 0},          {-0.0F, 0x8000},         {1.0F, 0x3C00},          {-2.0F, 0xC000},
            {65504.0F, 0x7BFF}, {65520.0F, 0x7C00},      {0x1p-14F, 0x0400},      {0x1p-24F, 0x0001},
            {0x1p-26F, 0},      {1.0009765625F, 0x3C01}, {1.00048828125F, 0x3C00}};
        for (const auto& [value, half] : known)
            QCOMPARE(static_cast<int>(toHalf(value)), half);
        for (int half = 0; half < 0x7C00; ++half)
            QCOMPARE(static_cast<int>(toHalf(fromHalf(static_cast<std::uint16_t>(half)))), half);
        QVERIFY(std::isinf(fromHalf(0x7C00)) && std::isnan(fromHalf(toHalf(NAN))));
        const Example whole = makeExample(true), half = makeExample(true, true);
        QVERIFY(half.cache->bytes() < whole.cache->bytes());
        std::vector<float> row(tokens), column(tokens);
        for (std::size_t i = 0; i < tokens; ++i) {
            half.cache->row(1, 1, i, row);
            half.cache->column(1, 1, i, column);
            for (std::size_t j = 0; j < tokens; ++j) {
                QVERIFY(std::abs(row[j] - whole.maps[1 * heads + 1][i * tokens + j]) < 5e-3);
                QVERIFY(std::abs(column[j] - whole.maps[1 * heads + 1][j * tokens + i]) < 5e-3);
            }
        }
    }

    /// The maximum is that of each cell; as shares it sums to 1.
    void maximumOfHeads() {
        const Example example = makeExample(false);
        const std::vector<int> all{0, 1};
        for (const std::size_t query : {std::size_t(0), std::size_t(9), tokens - 1}) {
            std::vector<float> largest(tokens), shares(tokens);
            fusedRow(*example.cache, 1, HeadFusion::Max, query, largest);
            fusedShares(*example.cache, 1, all, HeadFusion::Max, query, shares);
            double sum = 0, of = 0;
            for (std::size_t j = 0; j < tokens; ++j) {
                const std::size_t at = query * tokens + j;
                QVERIFY(std::abs(largest[j] - std::max(example.maps[heads][at], example.maps[heads + 1][at])) < 1e-6);
                sum += largest[j];
                of += shares[j];
            }
            QVERIFY(std::abs(of - 1) < 1e-5 && sum >= 1 - 1e-5);
            QVERIFY(std::abs(shares[query] * sum - largest[query]) < 1e-5);
        }
    }

    void rolloutEqualsMatrices() {
        const Example example = makeExample(false);
        std::vector<double> product(tokens * tokens, 0); // identity, multiplied from the left by each layer
        for (std::size_t i = 0; i < tokens; ++i)
            product[i * tokens + i] = 1;
        for (int l = 0; l < layers; ++l) {
            std::vector<double> next(tokens * tokens, 0);
            for (std::size_t i = 0; i < tokens; ++i)
                for (std::size_t k = 0; k <= i; ++k) {
                    double a = i == k ? 0.5 : 0;
                    for (int h = 0; h < heads; ++h)
                        a += 0.5 * example.maps[static_cast<std::size_t>(l * heads + h)][i * tokens + k] / heads;
                    for (std::size_t j = 0; j <= k; ++j)
                        next[i * tokens + j] += a * product[k * tokens + j];
                }
            product = next;
        }
        for (const std::size_t query : {std::size_t(0), std::size_t(7), tokens - 1}) {
            const auto row = rolloutRow(*example.cache, query);
            QVERIFY(row);
            double sum = 0;
            for (std::size_t j = 0; j < tokens; ++j) {
                sum += (*row)[j];
                QVERIFY(std::abs((*row)[j] - product[query * tokens + j]) < 1e-6);
            }
            QVERIFY(std::abs(sum - 1) < 1e-5);
        }
        RolloutOptions discard;
        discard.discard = 0.9;
        const auto cut = rolloutRow(*example.cache, tokens - 1, discard);
        double sum = 0;
        for (const float value : *cut)
            sum += value;
        QVERIFY(std::abs(sum - 1) < 1e-5);
        QVERIFY(!rolloutRow(*example.cache, tokens));
    }

    void statistics() {
        const Example example = makeExample(true);
        std::vector<std::uint8_t> groups(tokens);
        for (std::size_t j = 0; j < tokens; ++j)
            groups[j] = j % 3;
        const auto all = headStatistics(*example.cache, groups, 3, {});
        QVERIFY(all);
        const auto& map = example.maps[3];
        double entropy = 0, mass = 0;
        for (std::size_t i = 0; i < tokens; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                const double a = map[i * tokens + j];
                entropy -= a * std::log(a) / tokens;
                if (j % 3 == 1)
                    mass += a / tokens;
            }
        QVERIFY(std::abs(all->entropy.at(1, 1) - entropy) < 1e-4);
        QVERIFY(std::abs(all->groupMass[1].at(1, 1) - mass) < 1e-5);
        const Grid blocks = groupBlocks(*example.cache, 1, 1, groups, 3);
        for (std::size_t q = 0; q < 3; ++q)
            QVERIFY(std::abs(blocks.at(q, 0) + blocks.at(q, 1) + blocks.at(q, 2) - 1) < 1e-4);
    }

    void predictionNumbers() {
        const std::vector<float> logits{0, 1, 2, 3, -1};
        double z = 0;
        for (const float x : logits)
            z += std::exp(double(x));
        const Prediction p = predictionOf(logits, 1, LegalSet{{{0, 3}}});
        QCOMPARE(p.predictedId, 2);
        QVERIFY(std::abs(p.pPredicted - std::exp(2.0) / z) < 2e-7);
        QVERIFY(std::abs(p.crossEntropy - (std::log(z) - 1)) < 2e-7);
        QCOMPARE(p.rankTrue, 3);
        QVERIFY(std::abs(p.illegalMass - (std::exp(3.0) + std::exp(-1.0)) / z) < 2e-7);
        QCOMPARE(p.legalP.size(), std::size_t(3));
        QCOMPARE(p.top.front().first, 2);
        QCOMPARE(p.illegal.size(), std::size_t(2));
        QCOMPARE(p.illegal.front().first, 3);
        QVERIFY(std::abs(p.illegal.front().second - std::exp(3.0) / z) < 2e-7);
    }

    void predictionOfLongRow() { // several legal ranges, against sums in double
        std::mt19937 random(3);
        std::normal_distribution<float> normal(0, 4);
        std::vector<float> logits(33025);
        for (float& x : logits)
            x = normal(random);
        const LegalSet legal{{{5, 40}, {1000, 2000}, {33000, 33025}}};
        double z = 0, outside = 0, entropy = 0;
        for (std::size_t i = 0; i < logits.size(); ++i) {
            z += std::exp(double(logits[i]));
            outside += legal.contains(static_cast<std::int32_t>(i)) ? 0 : std::exp(double(logits[i]));
        }
        for (const float x : logits)
            entropy -= std::exp(double(x)) / z * (x - std::log(z));
        const Prediction p = predictionOf(logits, 1500, legal);
        QVERIFY(std::abs(p.entropy - entropy) < 1e-6);
        QVERIFY(std::abs(p.illegalMass - outside / z) < 2e-7);
        QVERIFY(std::abs(p.crossEntropy - (std::log(z) - logits[1500])) < 1e-6);
        QCOMPARE(p.legalP.size(), legal.size());
        QCOMPARE(p.top.size(), std::size_t(16));
        QCOMPARE(p.illegal.size(), std::size_t(8));
        std::int32_t best = 0, rank = 1;
        for (std::int32_t id = 0; id < 33025; ++id) {
            if (!legal.contains(id) && logits[std::size_t(id)] > logits[std::size_t(best)])
                best = id;
            rank += logits[std::size_t(id)] > logits[1500] ? 1 : 0;
        }
        QCOMPARE(p.illegal.front().first, best);
        QCOMPARE(p.rankTrue, rank);
        for (std::size_t i = 1; i < p.top.size(); ++i)
            QVERIFY(p.top[i - 1].second >= p.top[i].second && legal.contains(p.top[i].first));
    }

    void exponentials() {
        std::vector<float> row, wanted;
        for (float x = -87.5F; x < 40; x += 0.0137F) {
            row.push_back(x);
            wanted.push_back(std::exp(x));
        }
        expRow(row.data(), row.size(), 1, 0);
        for (std::size_t i = 0; i < row.size(); ++i)
            QVERIFY(std::abs(row[i] - wanted[i]) <= 2e-7F * wanted[i] + 1e-37F);
        std::vector<float> odd{NAN, -INFINITY, -1e30F, 0};
        expRow(odd.data(), odd.size(), 1, 0);
        QVERIFY(std::isnan(odd[0]));
        QVERIFY(odd[1] < 1e-37F && odd[2] < 1e-37F && odd[3] == 1);
        QVERIFY(std::isnan(predictionOf(std::vector<float>{0, NAN, 1}, 0, LegalSet{{{0, 3}}}).entropy));
    }

    void uniformLogits() { // spec/gato.md 13.10
        const Prediction p = predictionOf(std::vector<float>(33025, 0.25F), 17, LegalSet{{{0, 1}}});
        QVERIFY(std::abs(p.crossEntropy - 10.405020129390525) < 1e-9);
        QVERIFY(std::abs(p.entropy - 10.405020129390525) < 1e-9);
    }

    void sampling() {
        const std::vector<float> logits{5, 1, 0.5F, 0, 9};
        const LegalSet legal{{{0, 4}}};
        std::mt19937_64 generator(1);
        SampleOptions options;
        QCOMPARE(sampleId(logits, legal, options, generator), 0);
        options.raw = true;
        QCOMPARE(sampleId(logits, legal, options, generator), 4);
        options = {};
        options.greedy = false;
        options.topK = 1;
        for (int i = 0; i < 20; ++i)
            QCOMPARE(sampleId(logits, legal, options, generator), 0);
        options.topK = 0;
        options.topP = 1e-9;
        QCOMPARE(sampleId(logits, legal, options, generator), 0);
        options.topP = 1;
        options.temperature = 2;
        std::vector<int> counts(5, 0);
        for (int i = 0; i < 20000; ++i)
            ++counts[static_cast<std::size_t>(sampleId(logits, legal, options, generator))];
        double z = 0;
        for (int k = 0; k < 4; ++k)
            z += std::exp(logits[static_cast<std::size_t>(k)] / 2.0);
        for (int k = 0; k < 4; ++k)
            QVERIFY(std::abs(counts[static_cast<std::size_t>(k)] / 20000.0 -
                             std::exp(logits[static_cast<std::size_t>(k)] / 2.0) / z) < 0.015);
        QCOMPARE(counts[4], 0);
    }
};

QTEST_GUILESS_MAIN(AttentionTest)
#include "attention_test.moc"
