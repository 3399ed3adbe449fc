// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the include lines of every room and fails when a room, a stage or an outside library is entered from the wrong
// side. CONTRIBUTING.md tells the ladder in words.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

const QStringList kStages = {"base", "episode", "tokens", "trace", "model", "learn"};

/// An outside library: how its headers are written, and the files that may include them.
struct Library {
    QString name;
    QString headers;
    QString allowed;
};

// In this order: the first pattern that fits says which library a header belongs to.
const QList<Library> kLibraries = {
    {"the standard library", "[a-z_0-9]+", ".*"},
    {"the system", "(sys/[a-z]+|unistd|fcntl|dirent|dlfcn|elf|signal|immintrin|cxxabi|malloc|netdb|netinet/in)\\.h",
     ".*"},
    {"Qt", "(Qt?[A-Z]\\w*(/.*)?|q[a-z]+\\.h)", "(widgets|app|tests)/.*"},
    {"QCustomPlot", "qcustomplot\\.h", "widgets/(common|values)/curve_plot\\.cpp"},
    {"LibTorch", "(torch|ATen|c10)/.*", "core/(model|learn)/.*|tests/core/(model|learn|engine)\\w*\\.(cpp|h)"},
    {"tl::expected", "tl/expected\\.hpp", "core/base/result\\.h"},
    {"nlohmann-json", "nlohmann/json.*", "(core|app|tests)/.*\\.cpp|core/episode/json_text\\.h"},
    {"OpenCV", "opencv2/.*", "core/episode/image_\\w+\\.cpp|tests/.*"},
    {"sentencepiece", "sentencepiece_\\w+\\.h", "core/tokens/text_\\w+\\.cpp|tests/.*"},
    {"HDF5", "(hdf5|H5\\w+)\\.h", "core/episode/hdf5_\\w+\\.(cpp|h)|tests/.*"},
    {"Arrow", "(arrow|parquet)/.*", "(core/episode|app/commands)/parquet_\\w+\\.cpp|tests/.*"},
    {"libav", "lib(av\\w+|swscale)/.*", "(core/episode|app/commands)/video_\\w+\\.cpp|tests/.*"},
    {"zlib", "zlib\\.h", "core/episode/\\w+\\.cpp|tests/.*"},
    {"CLI11", "CLI/.*", "app/\\w+\\.cpp|tests/.*"},
    {"Gloo", "gloo/.*", "core/learn/\\w+\\.cpp"},
};

bool fits(const QString& text, const QString& pattern) {
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
}

bool isView(const QString& folder) { return folder != "common"; }

/// What `path` may not include of the project, or an empty text.
QString wrongRoom(const QString& path, const QString& included) {
    const QStringList from = path.split('/');
    const QStringList to = included.split('/');
    const bool engine = included.startsWith("core/model/") || included.startsWith("core/learn/");
    if (to.size() < 2 || !QStringList{"core", "widgets", "app", "tests"}.contains(to[0]))
        return included.endsWith(".moc") ? QString() : QString("not written from the root of the tree");
    if (from[0] == "core") {
        if (to[0] != "core")
            return "core includes nothing but core";
        if (kStages.indexOf(to[1]) > kStages.indexOf(from[1]))
            return QString("core/%1 stands to the left of core/%2").arg(from[1], to[1]);
    } else if (from[0] == "widgets") {
        if (to[0] != "core" && to[0] != "widgets")
            return "widgets include widgets and core only";
        if (engine)
            return "widgets see the policy through core/trace";
        if (to[0] == "widgets" && isView(to[1]) && to[1] != from[1])
            return "a view folder never includes another view folder";
    } else if (from[0] == "app") {
        if (to[0] == "tests")
            return "the program includes no tests";
        if (engine)
            return "app sees the policy through core/trace";
    }
    return {};
}

QString wrongLibrary(const QString& path, const QString& header) {
    for (const Library& library : kLibraries) {
        if (!fits(header, library.headers))
            continue;
        return fits(path, library.allowed) ? QString() : QString("%1 is not included here").arg(library.name);
    }
    return "a library that this test does not name";
}

QStringList wrongLicence(const QStringList& lines) {
    const bool right = lines.size() > 1 && lines[0] == "// SPDX-FileCopyrightText: 2026 The Gatoscope developers" &&
                       lines[1] == "// SPDX-License-Identifier: GPL-3.0-or-later";
    return right ? QStringList() : QStringList("1: the two SPDX lines are missing");
}

/// Every rule that `text`, the content of `path` (from the root), breaks: "line: what".
QStringList violations(const QString& path, const QString& text) {
    static const QRegularExpression include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    const QStringList lines = text.split('\n');
    QStringList found = wrongLicence(lines);
    if (path.endsWith(".h") && !lines.contains("#pragma once"))
        found << "1: #pragma once is missing";
    for (int i = 0; i < lines.size(); ++i) {
        const auto match = include.match(lines[i]);
        if (!match.hasMatch())
            continue;
        const QString name = match.captured(2);
        const QString wrong = match.captured(1) == "<" ? wrongLibrary(path, name) : wrongRoom(path, name);
        if (!wrong.isEmpty())
            found << QString("%1: %2: %3").arg(i + 1).arg(name, wrong);
    }
    return found;
}

const QString kLicence = "// SPDX-FileCopyrightText: 2026 The Gatoscope developers\n"
                         "// SPDX-License-Identifier: GPL-3.0-or-later\n#pragma once\n";

} // namespace

class RoomsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void checkerSeesPlantedViolations_data();
    void checkerSeesPlantedViolations();
    void checkerSeesMissingLines();
    void tree();
    void topLevel();
    void cmakeKeepsTorchInItsRooms();
};

void RoomsTest::checkerSeesPlantedViolations_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* path, const char* line, bool allowed) {
        QTest::addRow("%s %s", path, line) << QString(path) << QString(line) << allowed;
    };
    row("core/tokens/a.cpp", "#include \"core/episode/episode.h\"", true);
    row("core/episode/a.cpp", "#include \"core/tokens/token.h\"", false);
    row("core/trace/a.cpp", "#include \"core/model/block.h\"", false);
    row("core/learn/a.cpp", "#include \"core/model/block.h\"", true);
    row("core/base/a.cpp", "#include \"widgets/common/cursor.h\"", false);
    row("core/base/a.cpp", "#include <QString>", false);
    row("core/base/a.cpp", "#include <QtCore/QString>", false);
    row("core/base/a.cpp", "  #  include <qstring.h>", false);
    row("core/base/a.cpp", "#include \"result.h\"", false);
    row("core/trace/a.cpp", "#include <torch/torch.h>", false);
    row("core/model/a.cpp", "#include <ATen/ATen.h>", true);
    row("app/a.cpp", "#include <c10/core/Device.h>", false);
    row("app/a.cpp", "#include \"core/model/checkpoint.h\"", false);
    row("app/a.cpp", "#include \"widgets/tokens/token_table.h\"", true);
    row("widgets/values/a.cpp", "#include \"widgets/tokens/token_table.h\"", false);
    row("widgets/values/a.cpp", "#include \"widgets/values/b.h\"", true);
    row("widgets/values/a.cpp", "#include \"widgets/common/cursor.h\"", true);
    row("widgets/common/a.cpp", "#include \"widgets/values/b.h\"", false);
    row("widgets/common/a.cpp", "#include \"app/document.h\"", false);
    row("widgets/common/a.cpp", "#include \"core/learn/trainer.h\"", false);
    row("widgets/common/a.cpp", "#include <opencv2/core.hpp>", false);
    row("widgets/common/a.cpp", "#include <nlohmann/json.hpp>", false);
    row("core/tokens/a.h", "#include <nlohmann/json.hpp>", false);
    row("core/tokens/a.cpp", "#include <nlohmann/json.hpp>", true);
    row("core/tokens/a.cpp", "#include <hdf5.h>", false);
    row("core/episode/hdf5_file.cpp", "#include <hdf5.h>", true);
    row("core/episode/a.cpp", "#include <sentencepiece_processor.h>", false);
    row("core/tokens/text_pieces.cpp", "#include <sentencepiece_processor.h>", true);
    row("app/a.cpp", "#include <boost/any.hpp>", false);
    row("app/a.cpp", "#include <vector>", true);
    row("tests/app/a.cpp", "#include \"app/job.h\"", true);
}

void RoomsTest::checkerSeesPlantedViolations() {
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, allowed);
    const QStringList found = violations(path, kLicence + line + "\n");
    QVERIFY2(found.isEmpty() == allowed, qPrintable(found.join("; ")));
}

void RoomsTest::checkerSeesMissingLines() {
    QCOMPARE(violations("core/base/a.h", kLicence), QStringList());
    QCOMPARE(violations("core/base/a.h", QString(kLicence).remove("#pragma once")).size(), 1);
    QCOMPARE(violations("core/base/a.cpp", "#include <vector>\n").size(), 1);
    QCOMPARE(violations("core/base/a.cpp", QString(kLicence).replace("GPL-3.0", "MIT")).size(), 1);
}

void RoomsTest::tree() {
    int files = 0;
    QStringList found;
    for (const QString& room : {QString("core"), QString("widgets"), QString("app"), QString("tests")}) {
        QDirIterator it(QDir(GATOSCOPE_SOURCE_DIR).filePath(room), {"*.h", "*.cpp"}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString file = it.next();
            const QString path = QDir(GATOSCOPE_SOURCE_DIR).relativeFilePath(file);
            if (path == "tests/rooms_test.cpp") // its rows are violations on purpose
                continue;
            QFile text(file);
            QVERIFY2(text.open(QIODevice::ReadOnly), qPrintable(path));
            for (const QString& violation : violations(path, QString::fromUtf8(text.readAll())))
                found << path + ":" + violation;
            ++files;
        }
    }
    QVERIFY(files > 20);
    QVERIFY2(found.isEmpty(), qPrintable("\n" + found.join("\n")));
}

void RoomsTest::topLevel() {
    const QStringList allowed = {
        "CMakeLists.txt", "CMakePresets.json", "CONTRIBUTING.md", "LICENSE", "README.md", "app",
        "core",           "packaging",         "resources",       "tests",   "widgets",   "build"};
    for (const QString& name : QDir(GATOSCOPE_SOURCE_DIR).entryList(QDir::AllEntries | QDir::NoDotAndDotDot))
        QVERIFY2(allowed.contains(name) || name.startsWith("build-"), qPrintable(name));
    for (const QString& name :
         QDir(QDir(GATOSCOPE_SOURCE_DIR).filePath("core")).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        QVERIFY2(kStages.contains(name) || name == "cmake", qPrintable(name));
}

void RoomsTest::cmakeKeepsTorchInItsRooms() {
    for (const char* path : {"app/CMakeLists.txt", "widgets/CMakeLists.txt", "core/trace/CMakeLists.txt"}) {
        QFile text(QDir(GATOSCOPE_SOURCE_DIR).filePath(path));
        QVERIFY2(text.open(QIODevice::ReadOnly), path);
        QVERIFY2(!text.readAll().contains("gatoscope::torch"), path);
    }
}

QTEST_GUILESS_MAIN(RoomsTest)
#include "rooms_test.moc"
