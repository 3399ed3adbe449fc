// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/tokens/tokenizer.h"
#include "tests/support/memory_episode.h"
#include "tests/support/tensor_file.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

std::shared_ptr<const TokenSequence> tokensOf(const std::shared_ptr<MemoryEpisode>& episode, const Settings& settings) {
    const auto tokenizer = makeTokenizer(settings);
    if (!tokenizer) {
        qWarning("%s", tokenizer.error().text.c_str());
        return nullptr;
    }
    const auto sequence = tokenize(episode, episode->channels, episode->map, *tokenizer);
    if (!sequence)
        qWarning("%s", sequence.error().text.c_str());
    return sequence ? *sequence : nullptr;
}

std::vector<std::int64_t> rowShape(const Tensor& tensor) { return {tensor.shape.begin() + 1, tensor.shape.end()}; }

/// The raw inputs of one of NEKO's examples, mapped as its policy reads them.
std::shared_ptr<MemoryEpisode> nekoExample(const Tensors& all, const std::string& name) {
    const auto has = [&](const char* part) { return all.count(name + ".in." + part) != 0; };
    const auto get = [&](const char* part) -> const Tensor& { return all.at(name + ".in." + part); };
    std::int64_t steps = 0;
    for (const char* part : {"images", "text", "continuous_obs", "discrete_obs"})
        if (has(part))
            steps = get(part).shape[0];
    auto episode = std::make_shared<MemoryEpisode>(steps);
    if (has("images")) {
        const Tensor& tensor = get("images"); // [T, 3, H, W]
        std::vector<std::uint8_t> values = tensor.as<std::uint8_t>();
        episode->add("images", Role::Observation, Modality::Image, rowShape(tensor), values);
        episode->channels.back().channelsFirst = true;
    }
    if (has("text"))
        episode->add("text", Role::Observation, Modality::TextIds, rowShape(get("text")),
                     get("text").as<std::int64_t>());
    if (has("continuous_obs"))
        episode->add("continuous_obs", Role::Observation, Modality::Continuous, rowShape(get("continuous_obs")),
                     get("continuous_obs").as<float>());
    if (has("discrete_obs"))
        episode->add("discrete_obs", Role::Observation, Modality::Discrete, rowShape(get("discrete_obs")),
                     get("discrete_obs").as<std::int64_t>());
    if (has("continuous_actions"))
        episode->add("continuous_actions", Role::Action, Modality::Continuous, rowShape(get("continuous_actions")),
                     get("continuous_actions").as<float>());
    if (has("discrete_actions"))
        episode->add("discrete_actions", Role::Action, Modality::Discrete, rowShape(get("discrete_actions")),
                     get("discrete_actions").as<std::int64_t>());
    return episode;
}

} // namespace

class DialectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nekosExamples_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"ex0", "ex1", "ex2", "ex3"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void nekosExamples() {
        QFETCH(QString, name);
        const Tensors all = readTensors(referenceFolder() + QStringLiteral("/oracle/neko/gelu/vectors.safetensors"));
        if (all.empty())
            QSKIP("no reference data beside the source tree");
        const std::string n = name.toStdString();
        Settings settings;
        QVERIFY(setSettings(settings, {{"n_text", "300"}, {"dialect", "neko"}}));
        const auto sequence = tokensOf(nekoExample(all, n), settings);
        QVERIFY(sequence);
        const auto ids = all.at(n + ".tokens").numbers(), local = all.at(n + ".local").numbers(),
                   target = all.at(n + ".target_mask").numbers(), row = all.at(n + ".row").numbers(),
                   column = all.at(n + ".column").numbers();
        QCOMPARE(sequence->size(), ids.size());
        std::size_t patch = 0;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const Token token = sequence->at(i);
            const bool value = token.kind != Kind::Image && token.kind != Kind::Separator; // those carry 0 in NEKO
            QCOMPARE(value ? double(token.id) : 0.0, ids[i]);
            QCOMPARE(double(token.local), local[i]);
            QCOMPARE(double(token.target), target[i]);
            if (token.kind == Kind::Image) {
                QCOMPARE(double(token.row.eval), row[patch]);
                QCOMPARE(double(token.column.eval), column[patch]);
                ++patch;
            }
        }
        QCOMPARE(patch, row.size());
    }

    void giasExamples_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"control", "atari_like"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void giasExamples() {
        QFETCH(QString, name);
        const QString root = referenceFolder() + QStringLiteral("/oracle");
        const Tensors gia = readTensors(root + QStringLiteral("/gia/vectors.safetensors"));
        const Tensors in =
            readTensors(root + QStringLiteral("/cases/base/") + name + QStringLiteral("/inputs.safetensors"));
        if (gia.empty() || in.empty())
            QSKIP("no reference data beside the source tree");
        const bool control = name == QStringLiteral("control");
        const Tensor& pixels = in.at(control ? "k1" : "k0"); // [T, H, W, C]
        auto episode = std::make_shared<MemoryEpisode>(pixels.shape[0]);
        const auto add = [&](const char* key, Role role, Modality modality, const Tensor& tensor) {
            if (tensor.type == "U8")
                episode->add(key, role, modality, rowShape(tensor), tensor.as<std::uint8_t>());
            else if (tensor.type == "I64")
                episode->add(key, role, modality, rowShape(tensor), tensor.as<std::int64_t>());
            else if (tensor.type == "F64")
                episode->add(key, role, modality, rowShape(tensor), tensor.as<double>());
            else
                episode->add(key, role, modality, rowShape(tensor), tensor.as<float>());
        };
        add("pixels", Role::Observation, Modality::Image, pixels);
        if (control) {
            const auto text = in.at("k0.ids").as<std::int32_t>(), lengths = in.at("k0.lengths").as<std::int32_t>();
            episode->add("instr", Role::Observation, Modality::TextIds, {}, text).lengths = "lengths";
            episode->add("lengths", Role::Ignore, Modality::Discrete, {}, lengths);
            add("joints", Role::Observation, Modality::Continuous, in.at("k2"));
            add("gripper", Role::Observation, Modality::Discrete, in.at("k3"));
            add("arm", Role::Action, Modality::Continuous, in.at("k4"));
        } else {
            add("state", Role::Observation, Modality::Continuous, in.at("k1"));
            add("button", Role::Action, Modality::Discrete, in.at("k2"));
        }
        Settings settings;
        QVERIFY(setSettings(settings, {{"dialect", "gia"}, {"n_text", "1500"}}));
        const auto sequence = tokensOf(episode, settings);
        QVERIFY(sequence);
        const std::string n = name.toStdString();
        const auto ids = gia.at(n + ".ids").numbers(), local = gia.at(n + ".local").numbers(),
                   loss = gia.at(n + ".loss_mask").numbers();
        QCOMPARE(sequence->size(), ids.size());
        int own = 0;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const Token token = sequence->at(i);
            if (token.kind != Kind::Image)
                QCOMPARE(double(token.id), ids[i]);
            if (!isAction(token.kind) && token.kind != Kind::Separator)
                QCOMPARE(double(token.local), local[i]);
            own += double(token.target) == loss[i] ? 0 : 1;
        }
        QCOMPARE(own, 0);
    }
};

QTEST_GUILESS_MAIN(DialectTest)
#include "dialect_test.moc"
