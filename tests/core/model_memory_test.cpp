// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a run gives up for want of memory: the order of the steps, their messages, and that every form of the kept
// attention reads the same. Allocations fail by an allocator of LibTorch's that refuses as often as a test asks.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstring>

#include <c10/core/CPUAllocator.h>

#include "core/model/memory_ladder.h"
#include "core/trace/attention_statistics.h"
#include "core/trace/residual_cache.h"
#include "tests/support/small_model.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// The processor's memory, but for as many refusals as are left.
class Refusing : public c10::Allocator {
public:
    c10::DataPtr allocate(std::size_t size) override {
        constexpr std::size_t least = 1024; // smaller ones are granted
        if (size >= least && left > 0) {
            --left;
            TORCH_CHECK_WITH(OutOfMemoryError, false, "no room for ", size, " bytes");
        }
        void* memory = ::operator new(size);
        return {memory, memory, &release, c10::Device(c10::kCPU)};
    }
    c10::DeleterFnPtr raw_deleter() const override { return &release; }
    void copy_data(void* to, const void* from, std::size_t size) const override { std::memcpy(to, from, size); }

    std::atomic<int> left = 0;

private:
    static void release(void* memory) { ::operator delete(memory); }
};

/// Queries times `factor`: fresh weights look everywhere alike, which would hide mistakes.
void sharpen(const QString& path, int layers, float factor) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray all = file.readAll();
    std::uint64_t head = 0;
    std::memcpy(&head, all.constData(), sizeof head);
    const QJsonObject header = QJsonDocument::fromJson(all.mid(8, static_cast<qsizetype>(head))).object();
    for (int layer = 0; layer < layers; ++layer)
        for (const char* part : {"q.weight", "k.weight", "v.weight", "q.bias", "k.bias", "rel_u", "rel_v"}) {
            const auto entry = header[QStringLiteral("blocks.%1.attn.%2").arg(layer).arg(QLatin1String(part))];
            const auto offsets = entry.toObject()[QLatin1String("data_offsets")].toArray();
            if (offsets.isEmpty())
                continue;
            const bool bias = QLatin1String(part).contains(QLatin1String("bias"));
            for (qint64 at = offsets[0].toInteger(); at < offsets[1].toInteger(); at += 4) {
                float value = 0;
                char* place = all.data() + 8 + static_cast<qsizetype>(head) + at;
                std::memcpy(&value, place, 4);
                value = bias ? std::sin(static_cast<float>(at)) : value * factor;
                std::memcpy(place, &value, 4);
            }
        }
    QVERIFY(file.seek(0));
    file.write(all);
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
    double most = a.size() == b.size() ? 0 : 1e9;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        most = std::max(most, static_cast<double>(std::abs(a[i] - b[i])));
    return most;
}

} // namespace

class ModelMemoryTest : public QObject {
    Q_OBJECT

    struct Sharp {
        std::shared_ptr<Model> model;
        std::shared_ptr<const Policy> policy;
    };
    Sharp sharpModel(int position, const char* dtype = "") {
        auto made = makeModel(withPosition(position));
        if (!made)
            return {};
        sharpen((*made)->folder.filePath(QStringLiteral("model.safetensors")), 3, 6);
        auto policy = (*openEngine())->openPolicy((*made)->folder.path().toStdString(), {"cpu", dtype}, {});
        return {*made, policy ? *policy : nullptr};
    }

    /// Steps 0 to 6 of the row's sharp model, with attention kept whole and as the residual cache; null where a run
    /// failed.
    struct Kept {
        Sharp sharp;
        std::shared_ptr<const Trace> whole, residual;
    };
    Kept keepBoth() {
        QFETCH(int, position);
        QFETCH(QByteArray, dtype);
        Kept kept{sharpModel(position, dtype.constData()), nullptr, nullptr};
        if (!kept.sharp.policy)
            return kept;
        RunOptions options;
        options.attention = true;
        if (auto whole = kept.sharp.policy->run(*kept.sharp.model->sequence, {0, 6, 0}, options, {}))
            kept.whole = *whole;
        options.keep = AttentionKeep::Residual;
        if (auto residual = kept.sharp.policy->run(*kept.sharp.model->sequence, {0, 6, 0}, options, {}))
            kept.residual = *residual;
        return kept;
    }

private Q_SLOTS:
    void orderOnADevice() {
        RunOptions options;
        options.attention = true;
        MemoryLadder ladder({0, 5, 0}, options, true);
        QCOMPARE(ladder.note(), std::string());
        QVERIFY(ladder.down() && ladder.keep() == AttentionKeep::Half);
        QCOMPARE(ladder.note(), std::string("the device ran out of memory; attention is kept in half precision"));
        QVERIFY(ladder.down() && ladder.keep() == AttentionKeep::Residual && ladder.sparing());
        QVERIFY(ladder.note().find("residual stream") != std::string::npos);
        QVERIFY(ladder.down() && ladder.window().beginStep == 3);
        QVERIFY(ladder.note().ends_with("the first 3 steps were left out"));
        QVERIFY(ladder.down() && ladder.window().beginStep == 4 && ladder.window().endStep == 5);
        QVERIFY(ladder.down() && ladder.onCpu() && !ladder.sparing());
        QVERIFY(ladder.window().beginStep == 0 && ladder.keep() == AttentionKeep::Whole);
        QCOMPARE(ladder.note(), std::string("the device ran out of memory; this ran on the CPU"));
        QVERIFY(!ladder.down());
    }

    /// The allowance is asked for first and still holds on the CPU.
    void allowanceThenOrder() {
        RunOptions options;
        options.attention = true;
        MemoryLadder ladder({0, 4, 0}, options, true);
        ladder.fit(25, [](AttentionKeep keep, const Window& window) {
            return static_cast<std::size_t>((window.endStep - window.beginStep) *
                                            (keep == AttentionKeep::Whole ? 16 : 12 - 4 * static_cast<int>(keep)));
        }); // 64, 32, 16
        QVERIFY(ladder.keep() == AttentionKeep::Residual && ladder.window().beginStep == 0);
        QVERIFY(ladder.note().ends_with("to stay within the memory allowed"));
        while (!ladder.onCpu())
            QVERIFY(ladder.down());
        QVERIFY(ladder.keep() == AttentionKeep::Residual && ladder.window().beginStep == 0);
        QCOMPARE(ladder.note(), std::string("the device ran out of memory; this ran on the CPU; of attention the "
                                            "residual stream is kept and projected again where it is read to stay "
                                            "within the memory allowed"));
    }

    void runsWithoutAttention() {
        MemoryLadder ladder({0, 2, 0}, {}, false);
        QVERIFY(ladder.down() && ladder.sparing() && ladder.window().beginStep == 0);
        QCOMPARE(ladder.note(), std::string("memory ran out; heads were computed one after the other"));
        QVERIFY(ladder.down() && ladder.window().beginStep == 1);
        QVERIFY(!ladder.down());
    }

    void positions_data() {
        QTest::addColumn<int>("position");
        QTest::addColumn<QByteArray>("dtype");
        QTest::addColumn<double>("allowed");
        QTest::newRow("none") << 0 << QByteArray() << 5e-4;
        QTest::newRow("xl_relative") << 1 << QByteArray() << 5e-4;
        QTest::newRow("absolute") << 2 << QByteArray() << 5e-4;
        QTest::newRow("bfloat16") << 1 << QByteArray("bfloat16") << 1e-2;
        QTest::newRow("float16") << 1 << QByteArray("float16") << 2e-3;
    }

    /// Rows are read in float32; so the sums that they are divided by must be of float32 scores, in any precision.
    void rowsSumToOne_data() { positions_data(); }
    void rowsSumToOne() {
        const Kept kept = keepBoth();
        QVERIFY(kept.whole);
        const AttentionSource& source = *kept.whole->attention;
        double worst = 0;
        for (int layer = 0; layer < source.layers(); ++layer)
            for (int head = 0; head < source.heads(); ++head)
                for (std::size_t i = 0; i < source.tokens(); ++i)
                    worst = std::max(worst, selfCheck(source, layer, head, i).sum);
        QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
    }

    void everyReadIsTheSame_data() { positions_data(); }
    void everyReadIsTheSame() {
        QFETCH(double, allowed);
        const Kept kept = keepBoth();
        QVERIFY(kept.whole && kept.residual);
        const AttentionSource &a = *kept.whole->attention, &b = *kept.residual->attention;
        QVERIFY(dynamic_cast<const ResidualCache*>(&b) != nullptr);
        QVERIFY2(b.bytes() * 2 < a.bytes(), qPrintable(QStringLiteral("%1 of %2").arg(b.bytes()).arg(a.bytes())));
        const std::size_t n = a.tokens();
        std::vector<float> one(n), other(n);
        double rows = 0, columns = 0, again = 0, sharpest = 0;
        for (int round = 0; round < 2; ++round) // the second finds the keys projected
            for (int layer = 0; layer < a.layers(); ++layer)
                for (int head = 0; head < a.heads(); ++head)
                    for (std::size_t i = 0; i < n; ++i) {
                        a.row(layer, head, i, one);
                        b.row(layer, head, i, other);
                        double& worst = round == 0 ? rows : again;
                        worst = std::max(worst, largestDifference(one, other));
                        sharpest = std::max(sharpest,
                                            i > 8 ? static_cast<double>(*std::max_element(one.begin(), one.end())) : 0);
                        a.column(layer, head, i, one);
                        b.column(layer, head, i, other);
                        columns = std::max(columns, largestDifference(one, other));
                    }
        QVERIFY(sharpest > 0.3);
        QVERIFY2(std::max({rows, columns, again}) < allowed,
                 qPrintable(QStringLiteral("%1 %2 %3").arg(rows).arg(columns).arg(again)));
        Grid block(5, 7), same(5, 7);
        a.block(1, 2, 9, 3, block);
        b.block(1, 2, 9, 3, same);
        QVERIFY(largestDifference(block.values, same.values) < allowed);
        QCOMPARE(a.logSumExp(2, 1, 7), b.logSumExp(2, 1, 7));
        QCOMPARE(a.valueNorms(0, 3)[4], b.valueNorms(0, 3)[4]);
        QVERIFY(largestDifference(a.value(1, 1, 5), b.value(1, 1, 5)) < allowed * a.largestValue(1, 1) * 2);
        QVERIFY(std::abs(a.largestValue(1, 1) - b.largestValue(1, 1)) < allowed * a.largestValue(1, 1));
    }

    /// What the views compute of it: the self-check, rollout, statistics, effects of heads on a logit.
    void viewsReadTheSame_data() { positions_data(); }
    void viewsReadTheSame() {
        QFETCH(double, allowed);
        const Kept kept = keepBoth();
        QVERIFY(kept.whole && kept.residual);
        const AttentionSource &a = *kept.whole->attention, &b = *kept.residual->attention;
        for (int layer = 0; layer < a.layers(); ++layer)
            for (int head = 0; head < a.heads(); ++head) {
                const SelfCheck check = selfCheck(b, layer, head, a.tokens() - 3);
                QVERIFY2(check.output < allowed * std::max(1.0, check.scale) && check.sum < 4 * allowed,
                         qPrintable(QStringLiteral("%1 %2").arg(check.output).arg(check.sum)));
                QCOMPARE(check.future, 0.0);
            }
        const auto left = rolloutRow(a, a.tokens() - 1), right = rolloutRow(b, a.tokens() - 1);
        QVERIFY(left && right && largestDifference(*left, *right) < allowed);
        std::vector<std::uint8_t> groups(a.tokens());
        for (std::size_t i = 0; i < groups.size(); ++i)
            groups[i] = i % 3;
        const auto some = headStatistics(a, groups, 3, {}), others = headStatistics(b, groups, 3, {});
        QVERIFY(some && others && largestDifference(some->entropy.values, others->entropy.values) < 6 * allowed);
        const auto effects = kept.sharp.policy->logitEffects(*kept.whole, 20, 310),
                   same = kept.sharp.policy->logitEffects(*kept.residual, 20, 310);
        QVERIFY(effects && same && largestDifference(effects->values, same->values) < allowed);
    }

    /// Each step is reached by one refusal more; predictions are the same until steps are left out.
    void refusalsOnTheWay() {
        const auto model = makeModel(withPosition(1));
        QVERIFY(model);
        const TokenSequence& tokens = *(*model)->sequence;
        auto* refusing = new Refusing; // LibTorch may free into it until the process ends
        c10::SetCPUAllocator(refusing, 1);
        RunOptions options;
        options.attention = true;
        options.predict = {tokens.firstOf(4) - 1};
        const auto run = [&](int refusals) {
            refusing->left = refusals;
            return (*model)->policy->run(tokens, {0, 4, 0}, options, {});
        };
        const auto whole = run(0);
        QVERIFY(whole && (*whole)->note.empty());
        const std::vector<std::pair<const char*, std::size_t>> steps = {
            {"memory ran out; attention is kept in half precision", tokens.firstOf(0)},
            {"residual stream", tokens.firstOf(0)},
            {"the first 2 steps were left out", tokens.firstOf(2)},
            {"the first 3 steps were left out", tokens.firstOf(3)}};
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto trace = run(static_cast<int>(i) + 1);
            QVERIFY2(trace, trace ? "" : trace.error().text.c_str());
            QVERIFY2((*trace)->note.find(steps[i].first) != std::string::npos, (*trace)->note.c_str());
            QCOMPARE((*trace)->firstToken, steps[i].second);
            if (i < 2)
                QVERIFY(std::abs((*trace)->predictions[0].pTrue - (*whole)->predictions[0].pTrue) < 1e-7);
            const SelfCheck check = selfCheck(*(*trace)->attention, 2, 1, (*trace)->tokens - 1);
            QVERIFY(check.output < 5e-4 && check.sum < 5e-4);
        }
        const auto none = run(5);
        QVERIFY(!none && none.error().kind == ErrorKind::OutOfResource);
        refusing->left = 0;
    }
};

QTEST_GUILESS_MAIN(ModelMemoryTest)
#include "model_memory_test.moc"
