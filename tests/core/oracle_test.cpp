// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QTest>

#include "core/tokens/tokenizer.h"
#include "tests/support/oracle_case.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

std::string kindName(double kind) {
    static const char* const names[] = {"text",      "image",           "discrete",          "continuous",
                                        "separator", "discrete_action", "continuous_action", "pad"};
    return names[static_cast<int>(kind)];
}

/// "" where every token of the sequence equals the reference's.
QString difference(const TokenSequence& sequence, const Tensors& expected) {
    const auto column = [&](const char* name) { return expected.at(name).numbers(); };
    const auto ids = column("ids"), kind = column("kind"), local = column("local"), step = column("timestep"),
               key = column("key"), flat = column("flat"), target = column("target"), clipped = column("clipped"),
               rowcol = column("rowcol");
    if (sequence.size() != ids.size())
        return QStringLiteral("%1 tokens for %2").arg(sequence.size()).arg(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Token token = sequence.at(i);
        const double own[] = {double(token.row.lo),    double(token.row.hi),    double(token.row.eval),
                              double(token.column.lo), double(token.column.hi), double(token.column.eval)};
        bool same = token.id == ids[i] && name(token.kind) == kindName(kind[i]) && token.local == local[i] &&
                    token.step == step[i] && token.channel == key[i] && token.element == flat[i] &&
                    double(token.target) == target[i] && double((token.flags & Clipped) != 0) == clipped[i] &&
                    sequence.id(i) == token.id && sequence.kind(i) == token.kind;
        for (std::size_t k = 0; k < 6 && token.kind == Kind::Image; ++k)
            same = same && own[k] == rowcol[6 * i + k];
        if (!same)
            return QStringLiteral("token %1: id %2 for %3").arg(i).arg(token.id).arg(ids[i]);
    }
    return {};
}

} // namespace

class OracleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void episodesEqualTheReference_data() {
        QTest::addColumn<QString>("folder");
        const QString root = referenceFolder() + QStringLiteral("/oracle/cases");
        QDirIterator cases(root, {QStringLiteral("schema.json")}, QDir::Files, QDirIterator::Subdirectories);
        while (cases.hasNext()) {
            const QString folder = QFileInfo(cases.next()).path();
            QTest::newRow(qPrintable(folder.mid(root.size() + 1))) << folder;
        }
        if (!QDir(root).exists())
            QTest::newRow("no reference data") << QString();
    }

    void episodesEqualTheReference() {
        QFETCH(QString, folder);
        if (folder.isEmpty())
            QSKIP("no reference data beside the source tree");
        const auto settings =
            readSettings({}, (QFileInfo(folder).path() + QStringLiteral("/config.json")).toStdString());
        QVERIFY2(settings, settings ? "" : settings.error().text.c_str());
        const auto tokenizer = makeTokenizer(*settings);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().text.c_str());
        const auto episode = readCase(folder);
        const auto sequence = tokenize(episode, episode->channels, episode->map, *tokenizer);
        QVERIFY2(sequence, sequence ? "" : sequence.error().text.c_str());
        QCOMPARE(episode->decoded, 0); // sizes are enough
        const Tensors expected = readTensors(folder + QStringLiteral("/expected.safetensors"));
        QCOMPARE(difference(**sequence, expected), QString());
        const auto patches = patchesOf(**sequence, 0, (*sequence)->steps());
        QVERIFY(patches);
        QVERIFY(*patches == expected.at("patches").as<float>());
    }
};

QTEST_GUILESS_MAIN(OracleTest)
#include "oracle_test.moc"
