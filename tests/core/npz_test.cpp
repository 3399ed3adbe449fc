// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>
#include <random>
#include <thread>

#include "core/base/files.h"
#include "core/episode/array_file.h"
#include "core/episode/open_dataset.h"

using namespace gatoscope;

namespace {

/// Without the flush to disk that our own writer waits for: damage is written thousands of times.
void spill(const std::string& path, const std::string& bytes) {
    QFile file(QString::fromStdString(path));
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
}

template <typename T>
OutputArray array(const std::string& name, DType dtype, std::vector<std::int64_t> shape, std::vector<T> values) {
    OutputArray out{name, dtype, std::move(shape), {}, {}};
    out.bytes.resize(values.size() * sizeof(T));
    std::memcpy(out.bytes.data(), values.data(), out.bytes.size());
    return out;
}

OutputArray floats(const std::string& name, std::int64_t rows, std::int64_t width, float first = 0) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < rows * width; ++i)
        values.push_back(first + 0.25F * static_cast<float>(i));
    return array(name, DType::F32, {rows, width}, values);
}

OutputArray bytes(const std::string& name, std::vector<std::int64_t> shape, int seed) {
    std::size_t count = 1;
    for (const std::int64_t side : shape)
        count *= static_cast<std::size_t>(side);
    std::mt19937 random(static_cast<unsigned>(seed));
    std::vector<std::uint8_t> values(count);
    for (std::uint8_t& value : values)
        value = static_cast<std::uint8_t>(random() % 16 * 16);
    return array(name, DType::U8, std::move(shape), values);
}

OutputArray wholes(const std::string& name, std::vector<std::int64_t> values) {
    const auto rows = static_cast<std::int64_t>(values.size());
    return array(name, DType::I64, {rows}, std::move(values));
}

/// Walks everything an episode offers; nothing may crash, whatever it says.
void touch(const Dataset& dataset) {
    for (std::int64_t index = 0; index < std::min<std::int64_t>(dataset.episodeCount(), 4); ++index) {
        const auto episode = dataset.episode(index);
        if (!episode)
            continue;
        for (const Channel& channel : dataset.channels()) {
            static_cast<void>((*episode)->rows(channel.source));
            if (const auto column = (*episode)->column(channel.source))
                for (std::size_t row = 0; row < std::min<std::size_t>((*column)->rows, 5) && (*column)->width > 0;
                     ++row)
                    static_cast<void>((*column)->shown(row));
            static_cast<void>((*episode)->decodeImage(channel.source, 0));
            static_cast<void>((*episode)->decodeImage(channel.source, (*episode)->info().steps - 1));
        }
    }
}

} // namespace

class NpzTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        QVERIFY(folder_->isValid());
    }

    void guessesRolesAndSteps() {
        write("a.npz", {floats("obs", 6, 3), wholes("action", {0, 1, 2, 3, 2, 1}), floats("reward", 6, 1),
                        bytes("image", {6, 20, 24, 3}, 1), wholes("big", {0, 5000, 1, 2, 3, 4}),
                        OutputArray{"task", DType::Text, {}, {}, {"go"}}});
        const auto dataset = open("a.npz");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 6);
        const ChannelMap& map = dataset->guessedMap();
        QCOMPARE(map.find("action")->role, Role::Action);
        QCOMPARE(map.find("action")->modality, Modality::Discrete);
        QCOMPARE(map.find("reward")->role, Role::Ignore);
        QCOMPARE(map.find("image")->modality, Modality::Image);
        QCOMPARE(map.find("big")->modality, Modality::Continuous);
        QCOMPARE(map.find("task")->modality, Modality::Text);
        QCOMPARE(dataset->channel("task")->alignment, Alignment::Once);
        QCOMPARE((*dataset->episode(0))->info().task, std::string("go"));
        QVERIFY((*dataset->episode(0))->info().totalReward);
        QVERIFY(validate(map, dataset->channels()));
    }

    void seesOneObservationMore() {
        write("a.npz", {floats("observations", 6, 3), floats("actions", 5, 2)});
        const auto dataset = open("a.npz");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 5);
        QCOMPARE(dataset->channel("observations")->alignment, Alignment::StepsPlusOne);
        QCOMPARE(*(*dataset->episode(0))->rows("observations"), 6);
        const auto told = std::find_if(dataset->report().begin(), dataset->report().end(),
                                       [](const Finding& finding) { return finding.id == "terminal-observation"; });
        QVERIFY(told != dataset->report().end());
        QCOMPARE(told->where, std::string("observations"));
        QVERIFY(told->text.find("the 5 of \"actions\"") != std::string::npos);
    }

    void ignoresSeveralTextsPerStep() {
        write("a.npz", {OutputArray{"words", DType::Text, {3, 2}, {}, {"a", "b", "c", "d", "e", "f"}},
                        floats("obs", 3, 2), wholes("action", {0, 1, 2})});
        const auto dataset = open("a.npz");
        QVERIFY(dataset);
        QCOMPARE(dataset->guessedMap().find("words")->role, Role::Ignore);
        QVERIFY(std::any_of(dataset->report().begin(), dataset->report().end(),
                            [](const Finding& finding) { return finding.id == "several-texts"; }));
        QVERIFY(validate(dataset->guessedMap(), dataset->channels()));
    }

    void cutsEpisodesBesideOneRowMore() {
        write("a.npz",
              {floats("observations", 7, 2), floats("actions", 6, 1), wholes("terminals", {0, 1, 0, 0, 1, 0})});
        const auto dataset = open("a.npz");
        QVERIFY(dataset);
        QCOMPARE(dataset->episodeCount(), 3);
        QCOMPARE(dataset->channel("observations")->alignment, Alignment::Steps);
        const auto second = *dataset->episode(1);
        QCOMPARE(second->info().steps, 3);
        QCOMPARE((*second->column("observations"))->rows, std::size_t{3});
        QCOMPARE((*second->column("observations"))->number(0, 0), 1.0); // the third row
    }

    void pairsRaggedText() {
        write("a.npz", {wholes("k0.ids", {5, 6, 7, 8, 9}), wholes("k0.lengths", {2, 3}), floats("k1", 2, 4)});
        const auto dataset = open("a.npz");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 2);
        QCOMPARE(dataset->guessedMap().find("k0.ids")->modality, Modality::TextIds);
        QCOMPARE(dataset->guessedMap().find("k0.ids")->lengths, std::string("k0.lengths"));
        QCOMPARE(dataset->channel("k0.ids")->alignment, Alignment::Unaligned);
        write("b.npz", {wholes("k0.ids", {5, 6, 7}), wholes("k0.lengths", {3})});
        QCOMPARE(open("b.npz")->stepCount(), 1);
    }

    void splitsLikeD4rl() {
        write("a.npz", {floats("observations", 7, 3), floats("actions", 7, 2),
                        wholes("terminals", {0, 0, 1, 0, 0, 0, 0}), wholes("timeouts", {0, 0, 0, 0, 1, 0, 0})});
        const auto dataset = open("a.npz");
        QVERIFY(dataset);
        QCOMPARE(dataset->episodeCount(), 3);
        QCOMPARE(dataset->stepCount(), 7);
        QCOMPARE(dataset->episodeInfo(0)->steps, 3);
        QCOMPARE(dataset->episodeInfo(1)->steps, 2);
        const auto second = dataset->episode(1);
        QCOMPARE((*(*second)->column("observations"))->rows, std::size_t{2});
        QCOMPARE((*(*second)->column("observations"))->number(0, 0), 2.25);
    }

    void readsFoldersNaturally() {
        for (const int i : {1, 2, 10})
            write("ep_" + std::to_string(i) + ".npz",
                  {floats("obs", i, 2, static_cast<float>(i)), floats("action", i, 1)});
        const auto dataset = open("");
        QVERIFY(dataset);
        QCOMPARE(dataset->episodeCount(), 3);
        QCOMPARE(dataset->episodeInfo(2)->steps, 10);
        QCOMPARE(dataset->episodeInfo(1)->id, std::string("ep_2.npz"));
        QVERIFY(writeFile(place("ep_3.npz"), "PK\x03\x04 cut"));
        const auto holed = open("");
        QVERIFY(holed);
        QCOMPARE(holed->episodeCount(), 3);
        QVERIFY(std::any_of(holed->report().begin(), holed->report().end(),
                            [](const Finding& finding) { return finding.severity == Severity::Error; }));
    }

    /// Rows of a deflated member in any order equal those of a stored one.
    void readsPackedPicturesAtRandom() {
        const OutputArray images = bytes("image", {300, 64, 64, 3}, 3);
        write("stored.npz", {images});
        QVERIFY(writeNpz(place("packed.npz"), {images}, Packing::Deflated));
        const auto stored = *open("stored.npz")->episode(0);
        const auto packed = *open("packed.npz")->episode(0);
        std::mt19937 random(5);
        for (int i = 0; i < 120; ++i) {
            const std::int64_t row = i < 40 ? 299 - i : i < 80 ? i : static_cast<std::int64_t>(random() % 300);
            const auto a = stored->decodeImage("image", row);
            const auto b = packed->decodeImage("image", row);
            QVERIFY(a && b);
            QVERIFY(a->pixels == b->pixels);
        }
    }

    void isThreadSafe() {
        QVERIFY(writeNpz(place("a.npz"), {bytes("image", {60, 32, 32}, 3), floats("obs", 60, 4)}, Packing::Deflated));
        const auto dataset = open("a.npz");
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                const auto episode = *dataset->episode(0);
                for (int i = 0; i < 60; ++i)
                    good += episode->image("image", (i * 7 + t * 13) % 60) && episode->column("obs") ? 1 : 0;
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(good.load(), 240);
    }

    void keepsOthersWhenOneIsDamaged() {
        write("a.npz", {floats("obs", 50, 3), floats("action", 50, 2), floats("zz", 50, 2)});
        std::string whole = *readFile(place("a.npz"), 1 << 20);
        whole[200] ^= 0x10; // in the values of obs
        QVERIFY(writeFile(place("b.npz"), whole));
        const auto dataset = open("b.npz");
        QVERIFY(dataset);
        const auto episode = *dataset->episode(0);
        QVERIFY(!episode->column("obs"));
        QVERIFY(episode->column("obs").error().text.find("checksum") != std::string::npos);
        QVERIFY(episode->column("action"));
    }

    void keepsWhatACutFileHolds() {
        write("a.npz", {floats("action", 50, 2), floats("obs", 50, 3), floats("zz", 50, 200)});
        const std::string whole = *readFile(place("a.npz"), 1 << 20);
        spill(place("b.npz"), whole.substr(0, whole.size() / 2)); // inside zz
        const auto dataset = open("b.npz");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 50);
        QVERIFY((*dataset->episode(0))->column("obs"));
        QVERIFY(dataset->channel("zz") == nullptr);
        QVERIFY(std::any_of(dataset->report().begin(), dataset->report().end(),
                            [](const Finding& finding) { return finding.id == "damaged-file"; }));
        QVERIFY(writeNpy(place("c.npy"), floats("c", 50, 3)));
        const std::string array = *readFile(place("c.npy"), 1 << 20);
        spill(place("c.npy"), array.substr(0, array.size() - 30));
        const auto rows = open("c.npy");
        QVERIFY(rows);
        QCOMPARE(rows->stepCount(), 47);
        QCOMPARE((*(*rows->episode(0))->column("c"))->rows, std::size_t{47});
    }

    void refusesBombs() {
        QVERIFY(writeNpz(place("a.npz"), {floats("obs", 50, 3)}, Packing::Deflated));
        std::string file = *readFile(place("a.npz"), 1 << 20);
        const std::size_t entry = file.rfind("PK\x01\x02");
        const std::size_t size = file.find("obs.npy", entry) + 7 + 4; // uncompressed size in the ZIP64 extra
        for (int i = 0; i < 6; ++i)
            file[size + static_cast<std::size_t>(i)] = '\x7F';
        QVERIFY(writeFile(place("b.npz"), file));
        const auto dataset = openDataset(place("b.npz"));
        QVERIFY(!dataset);
        QVERIFY2(dataset.error().text.find("cannot hold") != std::string::npos, dataset.error().text.c_str());
    }

    void namesCannotLeadOut() {
        write("a.npz", {floats("../../etc/passwd", 3, 2), floats("/abs/x", 3, 2)});
        const auto dataset = open("a.npz");
        QVERIFY(dataset);
        QVERIFY(dataset->channel("etc/passwd") != nullptr);
        QVERIFY(dataset->channel("abs/x") != nullptr);
    }

    void survivesDamage() {
        const std::vector<OutputArray> arrays = {
            floats("obs", 20, 3), wholes("action", std::vector<std::int64_t>(20, 2)),
            bytes("image", {20, 16, 16, 3}, 2),
            OutputArray{"text", DType::Text, {20}, {}, std::vector<std::string>(20, "héllo")}};
        for (const Packing packing : {Packing::Stored, Packing::Deflated}) {
            QVERIFY(writeNpz(place("a.npz"), arrays, packing));
            const std::string whole = *readFile(place("a.npz"), 1 << 20);
            for (std::size_t part = 0; part < 16; ++part)
                damage(whole.substr(0, whole.size() * part / 16));
            std::mt19937 random(11);
            const std::size_t directory = whole.find("PK\x01\x02");
            for (int i = 0; i < 160; ++i) {
                std::string broken = whole;
                const std::size_t from = i % 2 == 0 ? directory : 0; // half of them where the structure is
                for (int k = 0; k < 1 + i % 3; ++k)
                    broken[from + random() % (broken.size() - from)] ^= static_cast<char>(1 << random() % 8);
                damage(broken);
            }
        }
    }

private:
    std::string place(const std::string& name) const {
        return folder_->path().toStdString() + (name.empty() ? "" : "/" + name);
    }
    void write(const std::string& name, const std::vector<OutputArray>& arrays) {
        const auto written = writeNpz(place(name), arrays, Packing::Stored);
        QVERIFY2(written, written ? "" : written.error().text.c_str());
    }
    std::shared_ptr<const Dataset> open(const std::string& name) {
        const auto dataset = openDataset(place(name));
        if (!dataset)
            qWarning("%s", dataset.error().text.c_str());
        return dataset ? *dataset : nullptr;
    }
    void damage(const std::string& file) {
        spill(place("b.npz"), file);
        if (const auto dataset = openDataset(place("b.npz")))
            touch(**dataset);
        else
            QVERIFY(!dataset.error().text.empty());
    }
    std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(NpzTest)
#include "npz_test.moc"
