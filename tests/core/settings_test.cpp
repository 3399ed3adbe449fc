// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/tokens/settings.h"
#include "core/tokens/tokenizer.h"
#include "core/tokens/vocabulary.h"

using namespace gatoscope;

namespace {

QString errorOf(const Result<void>& result) { return result ? QString() : QString::fromStdString(result.error().text); }
QString errorOf(const Result<Settings>& result) {
    return result ? QString() : QString::fromStdString(result.error().text);
}
Result<Settings> read(const char* json) { return applyJson({}, json, "tokenizer.json"); }

} // namespace

class SettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultsOfTheContract() {
        const struct {
            const char *key, *value;
        } rows[] = {{"dialect", "gato"},
                    {"text_model", ""},
                    {"n_text", "32000"},
                    {"n_bins", "1024"},
                    {"n_discrete", "1024"},
                    {"profile", "shared"},
                    {"append_eos", "documents"},
                    {"mu", "100"},
                    {"M", "256"},
                    {"compand_actions", "false"},
                    {"bin_rule", "clamp"},
                    {"decode_point", "centre"},
                    {"nan", "error"},
                    {"order", "modality_then_key"},
                    {"separator_in_loss", "false"},
                    {"context", "1024"},
                    {"crop", "steps"},
                    {"patch", "16"},
                    {"image_fit", "pad"},
                    {"patch_scale", "true"},
                    {"patch_pos", "128"},
                    {"patch_quantise", "round"},
                    {"patch_mean", "include_hi"},
                    {"mean_rounding", "half_up"},
                    {"local_pos", "512"},
                    {"local_standalone", "false"},
                    {"image_block", "neko"},
                    {"image_mid", "128"},
                    {"image_groups", "32"},
                    {"action_pos", "shared"},
                    {"pos_sequence", "none"},
                    {"layers", "2"},
                    {"width", "64"},
                    {"heads", "4"},
                    {"ffn_dim", "256"},
                    {"ffn", "geglu_split"},
                    {"gelu", "erf"},
                    {"norm_eps", "1e-05"},
                    {"tied_head", "true"},
                    {"factor_dim", "0"},
                    {"stochastic_depth", "0"}};
        const auto list = listSettings({});
        QCOMPARE(list.size(), std::size(rows));
        for (std::size_t i = 0; i < list.size(); ++i) {
            QCOMPARE(list[i].first, std::string(rows[i].key));
            QCOMPARE(list[i].second, std::string(rows[i].value));
        }
        QVERIFY(isModelKey("layers") && !isModelKey("mu"));
        QVERIFY(validate({}));
    }

    void errorsNameTheNearest() {
        Settings settings;
        QVERIFY(errorOf(setSetting(settings, "n_bin", "3")).contains(QStringLiteral("'n_bins'")));
        QVERIFY(errorOf(setSetting(settings, "order", "modality")).contains(QStringLiteral("modality_then_key")));
        QVERIFY(errorOf(setSetting(settings, "nan", "drop")).contains(QStringLiteral("drop_step")));
        QVERIFY(errorOf(setSetting(settings, "n_bins", "many")).contains(QStringLiteral("an integer")));
        QVERIFY(errorOf(setSetting(settings, "mu", "1,5")).contains(QStringLiteral("a number")));
        QVERIFY(errorOf(setSetting(settings, "compand_actions", "yes")).contains(QStringLiteral("true, false")));
        QVERIFY(errorOf(setSetting(settings, "n_bins", "2.5")).contains(QStringLiteral("an integer")));
        QVERIFY(errorOf(read(R"({"contxt": 5})")).contains(QStringLiteral("'context'")));
        QVERIFY(errorOf(read(R"({"context": "5"})")).contains(QStringLiteral("must be a number")));
        QVERIFY(errorOf(read(R"({"patch_scale": 1})")).contains(QStringLiteral("true or false")));
        QVERIFY(errorOf(read(R"({"order": 1})")).contains(QStringLiteral("a string")));
        QVERIFY(errorOf(read("[1]")).contains(QStringLiteral("one JSON object")));
        QVERIFY(!read("{"));
        QCOMPARE(settings, Settings{});
    }

    void limitsAndContradictions() {
        const char* const bad[] = {R"({"n_bins": 0})",
                                   R"({"n_bins": 99999999999})",
                                   R"({"n_text": 2147483647})",
                                   R"({"mu": 0})",
                                   R"({"mu": -1})",
                                   R"({"M": NaN})",
                                   R"({"M": Infinity})",
                                   R"({"patch": 0})",
                                   R"({"patch_pos": 0})",
                                   R"({"context": -3})",
                                   R"({"heads": 0})"};
        for (const char* json : bad)
            QVERIFY2(!read(json), json);
        Settings settings;
        QVERIFY(setSetting(settings, "n_text", "200"));
        QVERIFY(errorOf(validate(settings)).contains(QStringLiteral("at least 256")));
        QVERIFY(setSetting(settings, "n_text", "500"));
        QVERIFY(errorOf(validate(settings)).contains(QStringLiteral("profile")));
        QVERIFY(setSetting(settings, "profile", "disjoint"));
        QVERIFY(validate(settings));
        QVERIFY(setSetting(settings, "heads", "7"));
        QVERIFY(!validate(settings));
    }

    void dialects() {
        Settings settings;
        QVERIFY(setSettings(settings,
                            {{"order", "key_only"}, {"dialect", "neko"}})); // the dialect first, explicit keys win
        QCOMPARE(settings.order, Settings::Order::KeyOnly);
        QCOMPARE(settings.profile, Settings::Profile::Disjoint);
        QCOMPARE(settings.bin_rule, Settings::BinRule::Neko);
        QCOMPARE(settings.decode_point, Settings::DecodePoint::Left);
        QCOMPARE(settings.patch_mean, Settings::PatchMean::ExcludeHi);
        QCOMPARE(settings.mean_rounding, Settings::MeanRounding::HalfEven);
        QVERIFY(!settings.tied_head);
        QCOMPARE(settings.action_pos, Settings::ActionPos::None);
        QVERIFY(setSetting(settings, "dialect", "gia"));
        QCOMPARE(settings.bin_rule, Settings::BinRule::Clamp); // NEKO's keys are back at their defaults
        QVERIFY(settings.compand_actions && settings.separator_in_loss && !settings.patch_scale && settings.tied_head);
        QVERIFY(setSetting(settings, "dialect", "gato"));
        QCOMPARE(settings, Settings{});
        QCOMPARE(read(R"({"dialect": "neko", "bin_rule": "clamp"})")->bin_rule, Settings::BinRule::Clamp);
    }

    void derivedKeysAreChecked() {
        QVERIFY(read(
            R"({"format": "gatoscope.gato", "version": 1, "vocab": 33025, "separator": 33024, "run": {"seed": 1}})"));
        QVERIFY(errorOf(read(R"({"vocab": 34049})")).contains(QStringLiteral("33025")));
        QVERIFY(read(R"({"profile": "disjoint", "vocab": 34049, "separator": 34048})"));
        QVERIFY(!read(R"({"format": "other"})"));
        QVERIFY(!read(R"({"version": 2})"));
    }

    void vocabularies() {
        const Vocabulary shared = vocabulary({});
        QCOMPARE(shared.size, 33025);
        QCOMPARE(shared.separator, 33024);
        QCOMPARE(describeId(shared, 17), std::string("text piece 17 or discrete value 17"));
        QCOMPARE(describeId(shared, 32710), std::string("bin 710 of 1024"));
        QCOMPARE(describeId(shared, 33024), std::string("separator"));
        Settings settings;
        QVERIFY(setSetting(settings, "profile", "disjoint"));
        QCOMPARE(vocabulary(settings).size, 34049);
        QCOMPARE(vocabulary(settings).discreteBegin, 33024);
        QVERIFY(!sameVocabulary(settings, {}));
        QVERIFY(setSettings(settings, {{"profile", "gia"}, {"n_text", "30000"}}));
        QCOMPARE(vocabulary(settings).separator, 31024);
        QCOMPARE(vocabulary(settings).size, 31025);
    }

    void roundTrip() {
        Settings settings;
        QVERIFY(setSettings(
            settings,
            {{"dialect", "neko"}, {"mu", "99.5"}, {"context", "77"}, {"layers", "3"}, {"image_fit", "crop"}}));
        QCOMPARE(*applyJson({}, configJson(settings), "config.json"), settings);
        Settings tokens = *applyJson({}, tokenizerJson(settings), "t.json");
        QCOMPARE(tokens.layers, 2); // the tokenizer's file leaves the model alone
        QCOMPARE(tokens.mu, 99.5);
    }

    void textModelsBesideTheirFile() {
        QTemporaryDir folder;
        QVERIFY(QFile::copy(QStringLiteral(GATOSCOPE_SOURCE_DIR "/resources/text/gatoscope-32k.model"),
                            folder.filePath(QStringLiteral("m.model"))));
        const std::string place = folder.filePath(QStringLiteral("tokenizer.json")).toStdString();
        const auto settings = applyJson({}, R"({"text_model": "m.model"})", place);
        QVERIFY2(settings, qPrintable(errorOf(settings)));
        QCOMPARE(settings->text_model, folder.filePath(QStringLiteral("m.model")).toStdString());
        QVERIFY(errorOf(applyJson({}, R"({"text_model": "m.model", "n_text": 30000})", place))
                    .contains(QStringLiteral("32000")));
        QVERIFY(!applyJson({}, R"({"text_model": "other.model"})", place));
        QVERIFY(writeTokenizerFile(*settings, place));
        QFile written(folder.filePath(QStringLiteral("tokenizer.json")));
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.readAll().contains("\"text_model\": \"m.model\""));
        QCOMPARE(*readSettings({}, place), *settings);
        QVERIFY(makeTokenizer(*settings));
        Settings wrong = *settings;
        wrong.n_text = 1000;
        QVERIFY(!makeTokenizer(wrong));
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
