// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The processes of a run: which device each takes, how they agree on NCCL or Gloo, what is said where the module of
// NCCL is missing or broken. A stand-in takes the place of NCCL.
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/learn/process_group.h"
#include "tests/core/learn_fake_module.h"
#include "tests/support/child_process.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

/// What a process found after it joined and summed.
struct Outcome {
    std::string backend, note, error;
    bool right = false;
};

Outcome joinAndSum(int rank, int size, const QByteArray& port, const GroupOptions& options) {
    Launch launch;
    launch.rank = launch.localRank = rank;
    launch.size = size;
    launch.port = port.toInt();
    auto group = ProcessGroup::join(launch, options);
    if (!group)
        return {{}, {}, group.error().text, false};
    Outcome out{(*group)->backend(), (*group)->note(), {}, false};
    const at::Tensor one = at::full({3}, rank + 1.0), two = at::full({2, 2}, 10.0 * (rank + 1));
    if (const auto done = (*group)->sum({one, two}); !done) {
        out.error = done.error().text;
        return out;
    }
    const double all = size * (size + 1) / 2.0;
    out.right = one.eq(all).all().item<bool>() && two.eq(10 * all).all().item<bool>();
    return out;
}

struct Case {
    const char* name;
    std::string backend = "auto";
    FakeModule first = {}, second = {};
    std::string expected, note0, note1, error; // of both processes; notes: parts of them
};

std::vector<Case> cases() {
    const auto fake = [](const char* gpu, const char* connecting = "", bool breaks = false) {
        FakeModule module;
        module.gpu = gpu;
        module.connecting = connecting;
        module.breaks = breaks;
        return module;
    };
    const FakeModule a = fake("a"), b = fake("b"), none = fake("");
    return {
        {"both can", "auto", a, b, "nccl", "", "", ""},
        {"gloo was asked for", "gloo", a, b, "gloo", "", "", ""},
        {"one has no device", "auto", a, none, "gloo", "process 1 has no NCCL", "the GPU does not answer", ""},
        {"one GPU for both", "auto", a, a, "gloo", "processes 0 and 1 share one GPU", "share one GPU", ""},
        {"one cannot connect", "auto", a, fake("b", "NCCL: no route"), "gloo", "another process", "no route", ""},
        {"nccl or nothing", "nccl", a, none, "", "", "", "NCCL was asked for and cannot be used"},
        {"lost", "auto", fake("a", "", true), fake("b", "", true), "nccl", "", "", "lost another process of the run"},
    };
}

/// 0 as wanted; else it says why.
int judge(const Outcome& found, const Case& wanted, const std::string& note) {
    const bool noted = note.empty() ? found.note.empty() : found.note.find(note) != std::string::npos;
    const bool failed =
        found.error.find(wanted.error) != std::string::npos && found.error.empty() == wanted.error.empty();
    if (found.backend == wanted.expected && noted && failed && found.right == wanted.error.empty())
        return 0;
    qWarning("%s: backend '%s', note '%s', error '%s', right %d", wanted.name, found.backend.c_str(),
             found.note.c_str(), found.error.c_str(), found.right);
    return 1;
}

} // namespace

class LearnGroupTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Children come before anything of LibTorch runs here.
    void agreement_data();
    void agreement();
    void oneProcess();
    void unknownMachine();
    void module_data();
    void module();
    void deviceOfEach_data();
    void deviceOfEach();
};

void LearnGroupTest::agreement_data() {
    QTest::addColumn<int>("index");
    const std::vector<Case> all = cases();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name) << static_cast<int>(i);
}

void LearnGroupTest::agreement() {
    QFETCH(const int, index);
    const Case wanted = cases()[static_cast<std::size_t>(index)];
    const QByteArray port = freePort();
    std::vector<pid_t> children;
    for (const int rank : {0, 1})
        children.push_back(inChild([&] {
            GroupOptions options;
            options.backend = wanted.backend;
            options.device = at::Device(at::kCPU);
            options.open = [&]() -> Result<const CudaModule*> { return rank == 0 ? &wanted.first : &wanted.second; };
            return judge(joinAndSum(rank, 2, port, options), wanted, rank == 0 ? wanted.note0 : wanted.note1);
        }));
    for (const pid_t child : children)
        QCOMPARE(statusOf(child), 0);
}

void LearnGroupTest::oneProcess() {
    const FakeModule module;
    GroupOptions options;
    options.open = [&]() -> Result<const CudaModule*> { return &module; };
    const QByteArray port = "1"; // never used
    QCOMPARE(statusOf(inChild([&] {
                 const Outcome alone = joinAndSum(0, 1, port, options);
                 return alone.backend == "none" && alone.right ? 0 : 1;
             })),
             0);
    options.backend = "nccl";
    QCOMPARE(statusOf(inChild([&] { // a trial of the module on one device
                 GroupOptions tried = options;
                 tried.device = at::Device(at::kCPU);
                 const Outcome alone = joinAndSum(0, 1, port, tried);
                 return alone.backend == "nccl" && alone.right ? 0 : 1;
             })),
             0);
    QCOMPARE(statusOf(inChild([&] {
                 const Outcome alone = joinAndSum(0, 1, port, options);
                 return alone.error.find("this process computes on the CPU") != std::string::npos ? 0 : 1;
             })),
             0);
}

void LearnGroupTest::unknownMachine() {
    QCOMPARE(statusOf(inChild([] {
                 Launch launch;
                 launch.size = 2;
                 launch.address = "no-such-machine.invalid";
                 const auto group = ProcessGroup::join(launch, {});
                 return !group && group.error().text.find("set MASTER_ADDR") != std::string::npos ? 0 : 1;
             })),
             0);
}

void LearnGroupTest::module_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("words");
    QTest::newRow("there") << "good"
                           << "";
    QTest::newRow("missing") << "missing"
                             << "was looked for in";
    QTest::newRow("no library") << "text"
                                << "could not be opened";
    QTest::newRow("another library") << "core"
                                     << "lacks the symbol gatoscope_engine_cuda";
    QTest::newRow("another LibTorch") << "old"
                                      << "was built for another LibTorch";
}

void LearnGroupTest::module() {
    QFETCH(const QString, kind);
    QFETCH(const QString, words);
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("gatoscope-engine-cuda.so"));
    if (kind == QStringLiteral("text")) {
        QFile text(file);
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no library");
    } else if (kind == QStringLiteral("core")) {
        QVERIFY(QFile::link(QStringLiteral(GATOSCOPE_CORE_LIBRARY), file));
    } else if (kind != QStringLiteral("missing")) {
        QVERIFY(QFile::link(QStringLiteral(GATOSCOPE_FAKE_MODULE), file));
    }
    QCOMPARE(statusOf(inChild([&] {
                 qputenv("GATOSCOPE_ENGINE_DIR", folder.path().toLocal8Bit());
                 if (kind == QStringLiteral("old"))
                     qputenv("FAKE_MODULE_BUILT_FOR", "1.0.0");
                 const auto opened = openCudaModule();
                 if (words.isEmpty())
                     return opened && (*opened)->version() == "NCCL of a test" ? 0 : 1;
                 return !opened && QString::fromStdString(opened.error().text).contains(words) ? 0 : 2;
             })),
             0);
}

void LearnGroupTest::deviceOfEach_data() {
    QTest::addColumn<int>("local");
    QTest::addColumn<int>("size");
    QTest::addColumn<QString>("asked");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("device"); // empty: refused
    QTest::newRow("one process") << 0 << 1 << "auto" << 4 << "auto";
    QTest::newRow("second of eight") << 1 << 8 << "auto" << 8 << "cuda:1";
    QTest::newRow("cuda is as auto") << 3 << 8 << "cuda" << 8 << "cuda:3";
    QTest::newRow("each sees its own") << 5 << 8 << "auto" << 1 << "cuda:0";
    QTest::newRow("by name") << 1 << 2 << "cuda:0" << 2 << "cuda:0";
    QTest::newRow("CPU") << 1 << 2 << "cpu" << 0 << "cpu";
    QTest::newRow("no GPU") << 1 << 2 << "auto" << 0 << "auto";
    QTest::newRow("too many processes") << 2 << 3 << "auto" << 2 << "";
}

void LearnGroupTest::deviceOfEach() {
    QFETCH(const int, local);
    QFETCH(const int, size);
    QFETCH(const QString, asked);
    QFETCH(const int, count);
    QFETCH(const QString, device);
    Launch launch;
    launch.localRank = local;
    launch.size = size;
    const auto name = deviceOfProcess(launch, asked.toStdString(), count);
    if (device.isEmpty()) {
        QVERIFY(!name);
        QVERIFY(name.error().text.find("no more processes a machine than it has GPUs") != std::string::npos);
        return;
    }
    QVERIFY(name);
    QCOMPARE(QString::fromStdString(*name), device);
}

QTEST_GUILESS_MAIN(LearnGroupTest)
#include "learn_group_test.moc"
