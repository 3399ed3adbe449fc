// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the built program as a user's script would: outputs, exit codes, error lines.
#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <limits>

#include "tests/app/npz_bytes.h"

using namespace gatoscope::test;

namespace {

struct Ran {
    int code = -1;
    QByteArray out, error;
};

Ran run(const QStringList& arguments, const QString& shell = {}) {
    QProcess process;
    if (shell.isEmpty())
        process.start(QStringLiteral(GATOSCOPE_PROGRAM), arguments);
    else
        process.start(QStringLiteral("bash"), {QStringLiteral("-c"), shell});
    if (!process.waitForFinished(60000)) {
        process.kill();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 1000 + process.exitCode(),
            process.readAllStandardOutput(), process.readAllStandardError()};
}

QList<QByteArrayList> rows(const QByteArray& csv) {
    QList<QByteArrayList> all;
    for (const QByteArray& line : csv.split('\n'))
        if (!line.isEmpty())
            all.append((line.endsWith('\r') ? line.chopped(1) : line).split(','));
    return all;
}

} // namespace

class CliTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    QString path(const char* name) const { return folder_.filePath(QString::fromUtf8(name)); }
    QString write(const char* name, const std::string& bytes) const {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        return file.fileName();
    }
    QByteArray read(const QString& name) const {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
    }
    QString steps_, map_, camera_;

private Q_SLOTS:
    void initTestCase();
    void helpAndVersion_data();
    void helpAndVersion();
    void failures_data();
    void failures();
    void infoJson();
    void infoText();
    void tokenizeKnownRows();
    void tokenizeRanges();
    void tokenizeJson();
    void textIsQuoted();
    void terminalRowsKeepIndices();
    void decodeRoundTrip_data();
    void decodeRoundTrip();
    void decodeIds_data();
    void decodeIds();
    void exportValues();
    void exportFrames();
    void checkFinds();
    void doctor();
    void trainAndResume();
    void evaluate();
    void outputIsWholeOrNothing();
    void fullDisk();
    void readerGoesAway();
    void interrupt();
    void damagedFiles();
};

void CliTest::initTestCase() {
    QVERIFY(folder_.isValid());
    // The timestep of spec/gato.md 13.9 without text and camera, three times; the third is clipped.
    const std::vector<float> joints = {0.0F, -1.0F, 3.14F, 0.1F, 10.0F, 100.0F, 300.0F, -1000.0F, 1.0F};
    const std::vector<std::int64_t> gripper = {1, 0, 2};
    const std::vector<double> action = {0.5, -1.0, 0.25, 0.0, 1.0, 0.11};
    steps_ = write("steps.npz", npz({{"joints", npy("<f4", "(3, 3)", bytes(joints))},
                                     {"gripper", npy("<i8", "(3,)", bytes(gripper))},
                                     {"action", npy("<f8", "(3, 2)", bytes(action))}}));
    map_ = write("map.json", R"({"record": "episode", "fps": 20, "channels": [
        {"source": "joints", "key": "joints", "role": "observation", "modality": "continuous"},
        {"source": "gripper", "key": "gripper", "role": "observation", "modality": "discrete", "n": 3},
        {"source": "action", "key": "action", "role": "action", "modality": "continuous", "low": -1, "high": 1}]})");
    std::vector<std::uint8_t> pixels(2 * 20 * 35 * 3);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = static_cast<std::uint8_t>(i * 7);
    camera_ = write("camera.npz", npz({{"image", npy("|u1", "(2, 20, 35, 3)", bytes(pixels))},
                                       {"action", npy("<f4", "(2, 1)", bytes(std::vector<float>{0.5F, -0.5F}))}}));
}

void CliTest::helpAndVersion_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("holds");
    const auto row = [](const char* name, const QStringList& arguments, const char* holds) {
        QTest::newRow(name) << arguments << QByteArray(holds);
    };
    row("version", {QStringLiteral("--version")}, "gatoscope 0.");
    row("overview", {QStringLiteral("--help")}, "tokenize");
    row("command", {QStringLiteral("tokenize"), QStringLiteral("--help")}, "examples:\n  gatoscope tokenize");
    row("command, short", {QStringLiteral("decode"), QStringLiteral("-h")}, "--ids ID,ID,...");
    row("help command", {QStringLiteral("help"), QStringLiteral("export")}, "--channel SOURCE");
    row("value with a colon", {QStringLiteral("help"), QStringLiteral("tokenize")}, "--steps A:B ");
    row("checked value", {QStringLiteral("help"), QStringLiteral("attention")}, "--layer L  ");
    row("man page", {QStringLiteral("help"), QStringLiteral("--man")}, ".SH EXIT STATUS");
    row("bash", {QStringLiteral("help"), QStringLiteral("--completion"), QStringLiteral("bash")},
        "complete -o filenames");
    row("zsh", {QStringLiteral("help"), QStringLiteral("--completion"), QStringLiteral("zsh")}, "#compdef gatoscope");
    row("fish", {QStringLiteral("help"), QStringLiteral("--completion"), QStringLiteral("fish")},
        "complete -c gatoscope");
}

void CliTest::helpAndVersion() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, holds);
    const Ran ran = run(arguments);
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.out.contains(holds), ran.out.constData());
    QVERIFY2(ran.error.isEmpty(), ran.error.constData());
}

void CliTest::failures_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    const auto row = [this](const char* name, const char* words, const char* says) {
        QStringList arguments;
        for (QString word : QString::fromUtf8(words).split(QLatin1Char(' '))) {
            word.replace(QStringLiteral("STEPS"), steps_).replace(QStringLiteral("MAP"), map_);
            arguments << word;
        }
        QTest::newRow(name) << arguments << QByteArray(says);
    };
    row("mistyped command", "tokenise STEPS", "the nearest command is tokenize");
    row("mistyped option", "tokenize STEPS --stepz 0:1", "the nearest is --steps");
    row("no path", "tokenize", "PATH");
    row("missing path", "info /nonexistent/here", "nonexistent");
    row("missing map", "tokenize STEPS --map /nonexistent.json", "/nonexistent.json");
    row("unknown setting", "tokenize STEPS --set muu=3", "mu");
    row("bad setting", "tokenize STEPS --set mu=-1", "mu");
    row("no equals sign", "tokenize STEPS --set mu", "KEY=VALUE");
    row("bad format", "tokenize STEPS --format xml", "parquet");
    row("episode outside", "tokenize STEPS --episode 1", "0:1");
    row("episode no number", "tokenize STEPS --episode one", "one");
    row("episode backwards", "tokenize STEPS --episode 1:0", "1:0");
    row("steps outside", "tokenize STEPS --map MAP --steps 0:9", "9");
    row("steps no numbers", "tokenize STEPS --steps a:b", "a:b");
    row("unknown channel", "export STEPS --channel jionts -o /tmp/x.npy", "'joints'");
    row("export of values as png", "export STEPS --channel joints -o /tmp/x.png", ".npy");
    row("export needs -o", "export STEPS --channel joints", "-o");
    row("decode of nothing", "decode", "--ids");
    row("decode of no table", "decode STEPS", "steps.npz");
    row("ids without role", "decode --ids 32000", "--as");
    row("ids that are none", "decode --ids 3,x --as action", "'x'");
    row("bounds upside down", "decode --ids 32000 --as action --low 1 --high 0", "--low");
    row("id outside", "decode --ids 99999 --as action", "99999");
    row("completion of an unknown shell", "help --completion tcsh", "tcsh");
}

void CliTest::failures() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, says);
    const Ran ran = run(arguments);
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.out.isEmpty(), ran.out.constData());
    QVERIFY2(ran.error.startsWith("gatoscope: error: "), ran.error.constData());
    QVERIFY2(ran.error.count('\n') == 1 && ran.error.endsWith('\n'), ran.error.constData());
    QVERIFY2(ran.error.contains(says), ran.error.constData());
}

void CliTest::infoJson() {
    const Ran ran = run({QStringLiteral("info"), steps_, QStringLiteral("--json")});
    QCOMPARE(ran.code, 0);
    QJsonParseError wrong;
    const QJsonObject info = QJsonDocument::fromJson(ran.out, &wrong).object();
    QCOMPARE(wrong.error, QJsonParseError::NoError);
    QCOMPARE(info.keys(),
             QStringList({QStringLiteral("channels"), QStringLiteral("episode_count"), QStringLiteral("episodes"),
                          QStringLiteral("format"), QStringLiteral("map"), QStringLiteral("path"),
                          QStringLiteral("report"), QStringLiteral("step_count")}));
    QCOMPARE(info.value(QStringLiteral("episode_count")).toInt(), 1);
    QCOMPARE(info.value(QStringLiteral("step_count")).toInt(), 3);
    const QJsonObject episode = info.value(QStringLiteral("episodes")).toArray().at(0).toObject();
    QCOMPARE(episode.keys(), QStringList({QStringLiteral("id"), QStringLiteral("index"), QStringLiteral("return"),
                                          QStringLiteral("steps"), QStringLiteral("success"), QStringLiteral("task")}));
    QVERIFY(episode.value(QStringLiteral("return")).isNull());
    QSet<QString> sources;
    for (const QJsonValue& value : info.value(QStringLiteral("channels")).toArray()) {
        const QJsonObject channel = value.toObject();
        sources.insert(channel.value(QStringLiteral("key")).toString());
        QCOMPARE(channel.keys(),
                 QStringList({QStringLiteral("dtype"), QStringLiteral("high"), QStringLiteral("key"),
                              QStringLiteral("low"), QStringLiteral("names"), QStringLiteral("shape")}));
    }
    QCOMPARE(sources, QSet<QString>({QStringLiteral("joints"), QStringLiteral("gripper"), QStringLiteral("action")}));
}

void CliTest::infoText() {
    const Ran ran = run({QStringLiteral("info"), steps_});
    QCOMPARE(ran.code, 0);
    for (const char* part : {"1 episode, 3 steps", "joints", "float32", "continuous", "report:"})
        QVERIFY2(ran.out.contains(part), ran.out.constData());
}

void CliTest::tokenizeKnownRows() {
    const Ran ran = run({QStringLiteral("tokenize"), steps_, QStringLiteral("--map"), map_, QStringLiteral("--quiet")});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.startsWith(
        "episode,index,step,kind,channel,element,raw,encoded,bin,id,piece,local,row,col,target,flags\r\n"));
    const auto table = rows(ran.out);
    QCOMPARE(table.size(), 1 + 3 * 7);
    QCOMPARE(table.at(1).join(','), QByteArray("0,0,0,discrete,gripper,0,1,,,1,,0,,,0,"));
    QCOMPARE(table.at(2).join(','), QByteArray("0,1,0,continuous,joints,0,0,0,512,32512,,1,,,0,"));
    QVERIFY(table.at(3).join(',').startsWith("0,2,0,continuous,joints,1,-1,-0.45467435"));
    QVERIFY(table.at(3).join(',').endsWith(",279,32279,,2,,,0,"));
    QVERIFY(table.at(4).join(',').startsWith("0,3,0,continuous,joints,2,3.14,"));
    QCOMPARE(table.at(5).join(','), QByteArray("0,4,0,separator,,,,,,33024,,,,,0,"));
    QCOMPARE(table.at(6).join(','), QByteArray("0,5,0,continuous_action,action,0,0.5,0.5,768,32768,,,,,1,"));
    QCOMPARE(table.at(7).join(','), QByteArray("0,6,0,continuous_action,action,1,-1,-1,0,32000,,,,,1,"));
    QCOMPARE(table.at(1 + 2 * 7 + 1).join(','),
             QByteArray("0,15,2,continuous,joints,0,300,1,1023,33023,,1,,,0,clipped"));
}

void CliTest::tokenizeRanges() {
    const QStringList base = {QStringLiteral("tokenize"), steps_, QStringLiteral("--map"), map_,
                              QStringLiteral("--quiet")};
    const QByteArray whole = run(base).out;
    const QByteArray part = run(base + QStringList{QStringLiteral("--steps"), QStringLiteral("1:2")}).out;
    QCOMPARE(rows(part).mid(1), rows(whole).mid(8, 7)); // indices count from the episode's first token
    QCOMPARE(run(base + QStringList{QStringLiteral("--steps"), QStringLiteral(":")}).out, whole);
    QCOMPARE(run(base + QStringList{QStringLiteral("--episode"), QStringLiteral("0:1")}).out, whole);
}

void CliTest::tokenizeJson() {
    const Ran ran = run({QStringLiteral("tokenize"), steps_, QStringLiteral("--map"), map_, QStringLiteral("--format"),
                         QStringLiteral("json"), QStringLiteral("--quiet")});
    QCOMPARE(ran.code, 0);
    const QJsonArray table = QJsonDocument::fromJson(ran.out).array();
    QCOMPARE(table.size(), 21);
    const QJsonObject row = table.at(4).toObject();
    QCOMPARE(row.size(), 16);
    QVERIFY(row.value(QStringLiteral("channel")).isNull());
    QCOMPARE(row.value(QStringLiteral("id")).toInt(), 33024);
    QCOMPARE(table.at(3).toObject().value(QStringLiteral("raw")).toDouble(), 3.14);
}

void CliTest::textIsQuoted() {
    const QString map = write("odd.json", R"({"channels": [
        {"source": "joints", "key": "a,\"b\"\n\u00e9\u4e16", "role": "observation", "modality": "continuous"}]})");
    const Ran ran = run({QStringLiteral("tokenize"), steps_, QStringLiteral("--map"), map, QStringLiteral("--steps"),
                         QStringLiteral("0:1"), QStringLiteral("--quiet")});
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.out.contains("continuous,\"a,\"\"b\"\"\n\u00e9\u4e16\",0,"), ran.out.constData());
    const QString table = write("odd.csv", ran.out.toStdString());
    const Ran decoded = run({QStringLiteral("decode"), table, QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(decoded.code, 0);
    QCOMPARE(QJsonDocument::fromJson(decoded.out).array().at(0).toObject().value(QStringLiteral("channel")).toString(),
             QStringLiteral("a,\"b\"\n\u00e9\u4e16"));
}

void CliTest::terminalRowsKeepIndices() {
    const Ran ran = run({QStringLiteral("tokenize"), steps_, QStringLiteral("--map"), map_, QStringLiteral("--steps"),
                         QStringLiteral("0:4")});
    QCOMPARE(ran.code, 2); // three rows are stored: there is no terminal observation to add
    QVERIFY2(ran.error.startsWith("gatoscope: error: "), ran.error.constData());
}

void CliTest::decodeRoundTrip_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("withMap");
    QTest::newRow("csv with the map") << QStringLiteral("tokens.csv") << true;
    QTest::newRow("csv alone") << QStringLiteral("tokens.csv") << false;
    QTest::newRow("parquet alone") << QStringLiteral("tokens.parquet") << false;
}

void CliTest::decodeRoundTrip() {
    QFETCH(QString, file);
    QFETCH(bool, withMap);
    const QString map = write("bounded.json", R"({"channels": [
        {"source": "joints", "key": "joints", "role": "observation", "modality": "continuous"},
        {"source": "gripper", "key": "gripper", "role": "observation", "modality": "discrete", "n": 3},
        {"source": "action", "key": "action", "role": "action", "modality": "continuous", "low": [-2, -4], "high": [2, 4]}]})");
    const QString table = folder_.filePath(file);
    QStringList made = {QStringLiteral("tokenize"), steps_, QStringLiteral("--map"),  map,
                        QStringLiteral("-o"),       table,  QStringLiteral("--quiet")};
    Ran ran = run(made);
    if (ran.code == 2 && ran.error.contains("GATOSCOPE_PARQUET"))
        QSKIP("this build has no Parquet");
    QCOMPARE(ran.code, 0);
    ran = run(QStringList{QStringLiteral("decode"), table} +
              (withMap ? QStringList{QStringLiteral("--map"), map} : QStringList()));
    QVERIFY2(ran.code == 0, ran.error.constData());
    const auto values = rows(ran.out);
    QCOMPARE(values.at(0).join(','), QByteArray("episode,step,channel,element,id,value,error"));
    QCOMPARE(values.size(), 1 + 3 * 6);
    QCOMPARE(values.at(1).join(','), QByteArray("0,0,gripper,0,1,1,0"));
    QCOMPARE(values.at(5).at(2), QByteArray("action"));
    QVERIFY(qAbs(values.at(5).at(5).toDouble() - 0.5) <= 4.0 / 2048);
    QVERIFY(qAbs(values.at(6).at(5).toDouble() + 1.0) <= 8.0 / 2048);
    for (const auto& row : values.mid(1))
        QVERIFY2(row.at(3) == "0" || row.at(5) != "", row.join(',').constData());
}

void CliTest::decodeIds_data() {
    QTest::addColumn<QString>("ids");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("error");
    const QStringList action = {QStringLiteral("--as"), QStringLiteral("action")};
    const QStringList bounds = action + QStringList{QStringLiteral("--low"), QStringLiteral("-0.4"),
                                                    QStringLiteral("--high"), QStringLiteral("0.4")};
    QTest::newRow("action") << QStringLiteral("32768") << action << 0.5009765625 << 0.0009765625;
    QTest::newRow("bounded action") << QStringLiteral("32652") << bounds << 0.109765625 << 0.000390625;
    QTest::newRow("observation") << QStringLiteral("32744")
                                 << QStringList{QStringLiteral("--as"), QStringLiteral("observation")} << 0.994145
                                 << 0.0100031;
    QTest::newRow("discrete") << QStringLiteral("17") << action << 17.0 << 0.0;
}

void CliTest::decodeIds() {
    QFETCH(QString, ids);
    QFETCH(QStringList, more);
    QFETCH(double, value);
    QFETCH(double, error);
    const Ran ran = run(QStringList{QStringLiteral("decode"), QStringLiteral("--ids"), ids} + more);
    QVERIFY2(ran.code == 0, ran.error.constData());
    const auto table = rows(ran.out);
    QCOMPARE(table.size(), 2);
    QVERIFY2(qAbs(table.at(1).at(5).toDouble() - value) < 1e-6, ran.out.constData());
    QVERIFY2(qAbs(table.at(1).at(6).toDouble() - error) < 1e-6, ran.out.constData());
}

void CliTest::exportValues() {
    const QString npyFile = path("joints.npy"), csvFile = path("action.csv");
    QCOMPARE(run({QStringLiteral("export"), steps_, QStringLiteral("--channel"), QStringLiteral("joints"),
                  QStringLiteral("-o"), npyFile})
                 .code,
             0);
    const std::vector<float> joints = {0.0F, -1.0F, 3.14F, 0.1F, 10.0F, 100.0F, 300.0F, -1000.0F, 1.0F};
    const QByteArray array = read(npyFile);
    QVERIFY2(array.contains("'descr': '<f4', 'fortran_order': False, 'shape': (3, 3)"), array.left(128).constData());
    QCOMPARE(array.size() % 64, 36);
    QCOMPARE(array.right(36).toStdString(), bytes(joints));
    QCOMPARE(run({QStringLiteral("export"), steps_, QStringLiteral("--channel"), QStringLiteral("action"),
                  QStringLiteral("--steps"), QStringLiteral("1:3"), QStringLiteral("-o"), csvFile})
                 .code,
             0);
    QCOMPARE(read(csvFile), QByteArray("step,0,1\r\n1,0.25,0\r\n2,1,0.11\r\n"));
}

void CliTest::exportFrames() {
    const QStringList base = {QStringLiteral("export"), camera_, QStringLiteral("--channel"), QStringLiteral("image"),
                              QStringLiteral("-o")};
    QCOMPARE(run(base + QStringList{path("frames.npy")}).code, 0);
    const QByteArray array = read(path("frames.npy"));
    QVERIFY(array.contains("'descr': '|u1', 'fortran_order': False, 'shape': (2, 20, 35, 3)"));
    QCOMPARE(static_cast<unsigned char>(array.at(array.size() - 4200 + 3)), 21);
    QCOMPARE(run(base + QStringList{path("one.png"), QStringLiteral("--steps"), QStringLiteral("1:2")}).code, 0);
    QVERIFY(read(path("one.png")).startsWith("\x89PNG"));
    QCOMPARE(run(base + QStringList{path("many")}).code, 0);
    QVERIFY(QFile::exists(path("many/000001.png")));
    const Ran video = run(base + QStringList{path("film.mp4")});
    if (video.code == 2 && video.error.contains("GATOSCOPE_VIDEO"))
        QSKIP("this build writes no video");
    QVERIFY2(video.code == 0, video.error.constData());
    QCOMPARE(read(path("film.mp4")).mid(4, 4), QByteArray("ftyp"));
}

void CliTest::checkFinds() {
    std::vector<float> values(20, 1.0F);
    values[7] = std::numeric_limits<float>::quiet_NaN();
    const QString bad = write("bad.npz", npz({{"obs", npy("<f4", "(20, 1)", bytes(values))},
                                              {"action", npy("<f4", "(20, 1)", bytes(std::vector<float>(20, 0.5F)))}}));
    const Ran ran = run({QStringLiteral("check"), bad, QStringLiteral("--json")});
    const QJsonArray findings = QJsonDocument::fromJson(ran.out).object().value(QStringLiteral("findings")).toArray();
    QVERIFY2(!findings.isEmpty(), ran.out.constData());
    bool nan = false, stuck = false, errors = false;
    for (const QJsonValue& value : findings) {
        const QJsonObject finding = value.toObject();
        QCOMPARE(finding.keys(),
                 QStringList({QStringLiteral("channel"), QStringLiteral("episode"), QStringLiteral("id"),
                              QStringLiteral("severity"), QStringLiteral("step"), QStringLiteral("text")}));
        const QString id = finding.value(QStringLiteral("id")).toString();
        nan = nan || (id.contains(QStringLiteral("nan")) && finding.value(QStringLiteral("step")).toInt() == 7);
        stuck = stuck || id == QStringLiteral("stuck-dimension");
        errors = errors || finding.value(QStringLiteral("severity")).toString() == QStringLiteral("error");
    }
    QVERIFY2(nan && stuck, ran.out.constData());
    QCOMPARE(ran.code, errors ? 1 : 0);
    QCOMPARE(run({QStringLiteral("tokenize"), bad}).code, 2); // nan = error
    QCOMPARE(run({QStringLiteral("tokenize"), bad, QStringLiteral("--set"), QStringLiteral("nan=zero"),
                  QStringLiteral("--quiet")})
                 .code,
             0);
}

void CliTest::doctor() {
    const Ran ran = run({QStringLiteral("doctor"), QStringLiteral("--json")});
    QCOMPARE(ran.code, 0);
    const QJsonObject report = QJsonDocument::fromJson(ran.out).object();
    QCOMPARE(report.keys(), QStringList({QStringLiteral("devices"), QStringLiteral("engine"), QStringLiteral("fonts"),
                                         QStringLiteral("libraries"), QStringLiteral("limits"),
                                         QStringLiteral("threads"), QStringLiteral("version")}));
    QVERIFY(report.value(QStringLiteral("engine")).toObject().contains(QStringLiteral("found")));
    QCOMPARE(run({QStringLiteral("doctor")}).code, 0);
}

/// A run of two steps on steps.npz in `trained`, what it was made of in its config.json, and --resume.
void CliTest::trainAndResume() {
    QStringList words = {QStringLiteral("train"),
                         QStringLiteral("--data"),
                         steps_,
                         QStringLiteral("--map"),
                         map_,
                         QStringLiteral("--preset"),
                         QStringLiteral("tiny"),
                         QStringLiteral("--out"),
                         path("trained"),
                         QStringLiteral("--batch"),
                         QStringLiteral("1"),
                         QStringLiteral("--threads"),
                         QStringLiteral("1"),
                         QStringLiteral("--validate-every"),
                         QStringLiteral("0"),
                         QStringLiteral("--steps"),
                         QStringLiteral("2"),
                         QStringLiteral("--log-every"),
                         QStringLiteral("1")};
    Ran ran = run(words);
    if (ran.error.contains("gatoscope-engine"))
        QSKIP("the engine is not built");
    QVERIFY2(ran.code == 0, ran.error.constData());
    QVERIFY2(ran.error.isEmpty(), ran.error.constData()); // progress goes to terminals alone

    const QJsonObject record =
        QJsonDocument::fromJson(read(path("trained/config.json"))).object().value(QStringLiteral("run")).toObject();
    const QJsonObject data = record.value(QStringLiteral("data")).toArray().at(0).toObject();
    QCOMPARE(data.value(QStringLiteral("sha256")).toString().toLatin1(),
             QCryptographicHash::hash(read(steps_), QCryptographicHash::Sha256).toHex());
    QCOMPARE(data.value(QStringLiteral("hashed")).toString(), QStringLiteral("the file"));
    const Ran info = run({QStringLiteral("model"), QStringLiteral("info"), path("trained")});
    for (const char* part : {"Training run", "    batch               1\n", "sha256 ", "Newest metrics"})
        QVERIFY2(info.out.contains(part), info.out.constData());

    words[words.indexOf(QStringLiteral("--steps")) + 1] = QStringLiteral("3");
    words += QStringLiteral("--resume");
    ran = run(words + QStringList{QStringLiteral("--seed"), QStringLiteral("1")});
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.error.count('\n') == 1 && ran.error.contains("--seed 1 (before: 0)"), ran.error.constData());
    ran = run(words);
    QVERIFY2(ran.code == 0 && ran.error.contains("--steps 3 (before: 2)"), ran.error.constData());
    QCOMPARE(read(path("trained/metrics.jsonl")).count('\n'), 3);

    words.last() = QStringLiteral("--resume-or-start");
    words[words.indexOf(path("trained"))] = path("restarted");
    for (const char* steps : {"1", "2"}) {
        words[words.indexOf(QStringLiteral("--steps")) + 1] = QString::fromLatin1(steps);
        ran = run(words);
        QVERIFY2(ran.code == 0, ran.error.constData());
        QCOMPARE(QByteArray::number(read(path("restarted/metrics.jsonl")).count('\n')), QByteArray(steps));
    }
}

void CliTest::evaluate() {
    if (!QFile::exists(path("trained/config.json")))
        QSKIP("the engine is not built");
    for (const char* window : {"blocks", "exact"}) {
        const Ran ran =
            run({QStringLiteral("eval"), steps_, QStringLiteral("--map"), map_, QStringLiteral("--model"),
                 path("trained"), QStringLiteral("--window"), QString::fromLatin1(window), QStringLiteral("--json")});
        QVERIFY2(ran.code == 0, ran.error.constData());
        const QJsonObject done =
            QJsonDocument::fromJson(ran.out).object().value(QStringLiteral("datasets")).toArray().at(0).toObject();
        QCOMPARE(done.value(QStringLiteral("tokens")).toInt(), 6);
        const QJsonArray channels = done.value(QStringLiteral("channels")).toArray();
        QCOMPARE(channels.size(), 2);
        for (int dimension = 0; dimension < 2; ++dimension) {
            const QJsonObject row = channels.at(dimension).toObject();
            QCOMPARE(row.value(QStringLiteral("key")).toString(), QStringLiteral("action"));
            QCOMPARE(row.value(QStringLiteral("dimension")).toInt(-1), dimension);
            QCOMPARE(row.value(QStringLiteral("count")).toInt(), 3);
            QVERIFY(row.value(QStringLiteral("cross_entropy")).toDouble() > 0);
            const QJsonObject baselines = row.value(QStringLiteral("baselines")).toObject();
            for (const char* who : {"majority", "previous", "uniform", "mean", "median"})
                QVERIFY2(baselines.contains(QString::fromLatin1(who)), who);
            QCOMPARE(baselines.value(QStringLiteral("previous")).toObject().value(QStringLiteral("count")).toInt(), 2);
            QCOMPARE(row.value(QStringLiteral("worst")).toArray().size(), 3);
        }
    }
    const Ran table = run(
        {QStringLiteral("eval"), steps_, QStringLiteral("--map"), map_, QStringLiteral("--model"), path("trained")});
    QVERIFY2(table.code == 0 && table.out.contains("action[1]") && table.out.contains("  previous"),
             table.out.constData());
}

void CliTest::outputIsWholeOrNothing() {
    const QString file = write("kept.csv", "what was here\n");
    const Ran ran = run({QStringLiteral("tokenize"), steps_, QStringLiteral("--map"), map_, QStringLiteral("--steps"),
                         QStringLiteral("0:9"), QStringLiteral("-o"), file});
    QCOMPARE(ran.code, 2);
    QCOMPARE(read(file), QByteArray("what was here\n"));
    QCOMPARE(QDir(folder_.path()).entryList({QStringLiteral(".kept*")}, QDir::Files | QDir::Hidden), QStringList());
    QCOMPARE(run({QStringLiteral("tokenize"), steps_, QStringLiteral("-o"), QStringLiteral("/nonexistent/x.csv")}).code,
             2);
}

void CliTest::fullDisk() {
    if (!QFile::exists(QStringLiteral("/dev/full")))
        QSKIP("needs /dev/full");
    for (const char* format : {"csv", "json", "parquet"}) {
        const Ran ran = run({QStringLiteral("tokenize"), steps_, QStringLiteral("--quiet"), QStringLiteral("--format"),
                             QString::fromUtf8(format), QStringLiteral("-o"), QStringLiteral("/dev/full")});
        if (ran.error.contains("GATOSCOPE_PARQUET"))
            continue;
        QVERIFY2(ran.code == 3, ran.error.constData());
        QVERIFY2(ran.error.startsWith("gatoscope: error: ") && ran.error.count('\n') == 1, ran.error.constData());
        QVERIFY(QFile::exists(QStringLiteral("/dev/full")));
    }
}

void CliTest::readerGoesAway() {
    const std::vector<float> values(400000, 0.5F);
    const QString big = write("big.npz", npz({{"obs", npy("<f4", "(100000, 4)", bytes(values))}}));
    const Ran ran = run({}, QStringLiteral("'%1' tokenize '%2' --quiet | head -2 | wc -l; echo ${PIPESTATUS[0]}")
                                .arg(QStringLiteral(GATOSCOPE_PROGRAM), big));
    QCOMPARE(ran.out, QByteArray("2\n0\n"));
    QVERIFY2(ran.error.isEmpty(), ran.error.constData());
}

void CliTest::interrupt() {
    const std::vector<double> values(8000000, 0.5);
    const QString big = write("long.npz", npz({{"obs", npy("<f8", "(1000000, 8)", bytes(values))}}));
    QProcess process;
    process.start(QStringLiteral(GATOSCOPE_PROGRAM),
                  {QStringLiteral("tokenize"), big, QStringLiteral("-o"), path("long.csv")});
    QVERIFY(process.waitForStarted());
    // The half-written table appears once the work has begun.
    const auto begun = [&] {
        return QDir(folder_.path()).entryList({QStringLiteral(".long*")}, QDir::Files | QDir::Hidden).size() > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(begun(), 30000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QVERIFY(!QFile::exists(path("long.csv")));
    QCOMPARE(QDir(folder_.path()).entryList({QStringLiteral(".long*")}, QDir::Files | QDir::Hidden), QStringList());
    QFile::remove(big);
}

void CliTest::damagedFiles() {
    const QByteArray whole = read(steps_);
    const QByteArray table = run({QStringLiteral("tokenize"), steps_, QStringLiteral("--map"), map_}).out;
    for (qsizetype size = 0; size < whole.size(); size += 149) {
        const QString cut = write("cut.npz", whole.left(size).toStdString());
        const Ran ran = run({QStringLiteral("tokenize"), cut, QStringLiteral("--quiet")});
        QVERIFY2(ran.code == 2 || ran.code == 0, QByteArray::number(size) + ": " + ran.error);
        QVERIFY2(ran.code == 0 || (ran.error.startsWith("gatoscope: error: ") && ran.error.count('\n') == 1),
                 ran.error.constData());
    }
    for (qsizetype size = 0; size < table.size(); size += 211) {
        const QString cut = write("cut.csv", table.left(size).toStdString());
        const Ran ran = run({QStringLiteral("decode"), cut});
        QVERIFY2(ran.code == 2 || ran.code == 0, QByteArray::number(size) + ": " + ran.error);
    }
}

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
