// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What each HDF5 family becomes: episodes, channels, map and report, also where the file contradicts itself.
#include <QTemporaryDir>
#include <QtTest>

#include "core/episode/image_codec.h"
#include "core/episode/named_parts.h"
#include "core/episode/open_dataset.h"
#include "tests/support/hdf5_writer.h"

#include <cmath>
#include <numeric>

using namespace gatoscope;
using test::Hdf5Writer;

namespace {

std::string box(const std::string& shape, const std::string& low, const std::string& high,
                const char* dtype = "float32") {
    return "{\"type\": \"Box\", \"dtype\": \"" + std::string(dtype) + "\", \"shape\": " + shape + ", \"low\": " + low +
           ", \"high\": " + high + "}";
}

bool reported(const Dataset& dataset, const char* id, Severity severity) {
    for (const Finding& finding : dataset.report())
        if (finding.id == id && finding.severity == severity)
            return true;
    return false;
}

std::string png(int height, int width, std::uint8_t level) {
    Image image{width, height, {}};
    image.pixels.assign(static_cast<std::size_t>(height * width * 3), level);
    return *encodePng(image);
}

void minariEpisode(Hdf5Writer& writer, const std::string& name, hsize_t steps) {
    writer.zeros(name + "/observations/state", {steps + 1, 2}, H5T_IEEE_F32LE);
    writer.zeros(name + "/observations/view", {steps + 1, 20, 24, 3}, H5T_STD_U8LE);
    writer.zeros(name + "/observations/code", {steps + 1, 3}, H5T_STD_I64LE);
    writer.texts(name + "/observations/mission", std::vector<std::string>(steps + 1, "go to " + name));
    writer.zeros(name + "/actions", {steps}, H5T_STD_I64LE);
    writer.numbers(name + "/rewards", {steps}, std::vector<double>(steps, 0.5));
    writer.bools(name + "/terminations", std::vector<signed char>(steps, 0));
    writer.bools(name + "/truncations", std::vector<signed char>(steps, 0));
    writer.attribute(name, "total_steps", static_cast<std::int64_t>(steps));
}

} // namespace

class Hdf5DatasetsTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir folder_;

    std::string path(const char* name) const {
        return (folder_.path() + QLatin1Char('/') + QLatin1String(name)).toStdString();
    }
    std::shared_ptr<const Dataset> opened(const char* name) const {
        const auto dataset = openDataset(path(name));
        if (!dataset)
            qWarning("%s", dataset.error().text.c_str());
        return dataset ? *dataset : nullptr;
    }

private Q_SLOTS:
    void minariWithAttributes() {
        {
            Hdf5Writer writer(path("m.hdf5"));
            for (const auto& [name, steps] : {std::pair{"episode_0", 4}, {"episode_10", 3}, {"episode_2", 5}})
                minariEpisode(writer, name, static_cast<hsize_t>(steps));
            writer.attribute("", "total_steps", std::int64_t{99});
            writer.attribute("", "total_episodes", std::int64_t{3});
            writer.attribute(
                "", "observation_space",
                "{\"type\": \"Dict\", \"subspaces\": {\"state\": " + box("[2]", "[-Infinity, NaN]", "[Infinity, 1.0]") +
                    ", \"view\": " + box("[20, 24, 3]", "0", "255", "uint8") +
                    ", \"code\": {\"type\": \"MultiDiscrete\", \"nvec\": [3, 4, 5], \"start\": [0, 1, 2]},"
                    "\"mission\": {\"type\": \"Text\", \"max_length\": 99}}}");
            writer.attribute("", "action_space", std::string("{\"type\": \"Discrete\", \"n\": 7, \"start\": -2}"));
        }
        const auto dataset = opened("m.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->format(), std::string("minari"));
        QCOMPARE(dataset->episodeCount(), 3);
        QCOMPARE(dataset->stepCount(), 12); // the attribute lies
        QVERIFY(reported(*dataset, "metadata-contradicts", Severity::Warning));
        QVERIFY(reported(*dataset, "numbering-gaps", Severity::Info));
        QCOMPARE(dataset->episodeInfo(1)->id, std::string("episode_2"));
        QCOMPARE(dataset->episodeInfo(2)->steps, 3);
        QCOMPARE(dataset->episodeInfo(2)->task, std::string("go to episode_10"));
        QCOMPARE(*dataset->episodeInfo(0)->totalReward, 2.0);
        const Channel* view = dataset->channel("observations/view");
        QVERIFY(view->image);
        QCOMPARE(view->alignment, Alignment::StepsPlusOne);
        QCOMPARE(dataset->channel("actions")->alignment, Alignment::Steps);
        const MappedChannel* action = dataset->guessedMap().find("actions");
        QCOMPARE(action->role, Role::Action);
        QCOMPARE(action->n, std::vector<std::int64_t>{7});
        QCOMPARE(action->start, std::vector<std::int64_t>{-2});
        QCOMPARE(dataset->guessedMap().find("observations/code")->n, (std::vector<std::int64_t>{3, 4, 5}));
        QCOMPARE(dataset->guessedMap().find("rewards")->role, Role::Ignore);
        QVERIFY(std::isinf(dataset->channel("observations/state")->declared.low[1]));
        QVERIFY(validate(dataset->guessedMap(), dataset->channels()));
    }

    void minariEncodedImages() {
        {
            Hdf5Writer writer(path("encoded.hdf5"));
            std::vector<std::string> frames;
            for (int i = 0; i < 4; ++i)
                frames.push_back(png(18, 22, static_cast<std::uint8_t>(40 * i)));
            writer.runs("episode_0/observations/varying", frames);
            std::size_t longest = 0;
            for (const std::string& frame : frames)
                longest = std::max(longest, frame.size());
            std::vector<double> padded;
            for (std::string frame : frames) {
                frame.resize(longest, '\0');
                padded.insert(padded.end(), reinterpret_cast<const unsigned char*>(frame.data()),
                              reinterpret_cast<const unsigned char*>(frame.data()) + frame.size());
            }
            writer.numbers("episode_0/observations/padded", {4, longest}, padded, H5T_STD_U8LE);
            writer.runs("episode_0/observations/junk", {"no", "picture", "at", "all"});
            writer.zeros("episode_0/actions", {3, 2});
        }
        const auto dataset = opened("encoded.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->channel("observations/junk"), nullptr);
        const auto episode = *dataset->episode(0);
        for (const char* source : {"observations/varying", "observations/padded"}) {
            QCOMPARE(dataset->channel(source)->shape, (std::vector<std::int64_t>{18, 22, 3}));
            for (int row = 0; row < 4; ++row)
                QCOMPARE(int(episode->decodeImage(source, row)->pixels[5]), 40 * row);
            QCOMPARE(episode->imageSize(source, 3)->width, 22);
            QVERIFY(!episode->decodeImage(source, 4));
            QVERIFY(!episode->column(source));
        }
    }

    void minariDamagedEpisodes() {
        {
            Hdf5Writer writer(path("broken.hdf5"));
            minariEpisode(writer, "episode_0", 3);
            writer.externalLink("episode_1", path("m.hdf5"), "/episode_0");
            writer.group("episode_2");
            minariEpisode(writer, "episode_3", 0);
            writer.declared("episode_4/actions", {hsize_t{1} << 40, 1}, {64, 1}, H5T_IEEE_F32LE);
        }
        const auto dataset = opened("broken.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->episodeCount(), 5);
        QCOMPARE(dataset->stepCount(), 3);
        QVERIFY(reported(*dataset, "episode-damaged", Severity::Error));
        QVERIFY(dataset->episode(0));
        for (const int index : {1, 2, 4}) {
            QVERIFY(!dataset->episode(index));
            QCOMPARE(dataset->episodeInfo(index)->steps, 0);
        }
        QVERIFY(dataset->episode(1).error().text.find("out of the file") != std::string::npos);
        QCOMPARE(*(*dataset->episode(3))->rows("observations/state"), 1);
        QCOMPARE(dataset->episode(5).error().kind, ErrorKind::NotFound);
    }

    void minariWithoutEpisodes() {
        QVERIFY(QDir(folder_.path()).mkpath(QStringLiteral("empty/data")));
        { Hdf5Writer writer(path("empty/data/main_data.hdf5")); }
        const auto dataset = opened("empty");
        QVERIFY(dataset);
        QCOMPARE(dataset->episodeCount(), 0);
        QVERIFY(!dataset->episode(0));
        QVERIFY(reported(*dataset, "no-channels", Severity::Warning));
    }

    void tupleKeysSortAsNumbers() {
        {
            Hdf5Writer writer(path("tuple.hdf5"));
            for (int i = 0; i < 12; ++i)
                writer.zeros("episode_0/observations/_index_" + std::to_string(i), {4, 1});
            writer.zeros("episode_0/actions", {3, 1});
        }
        const auto dataset = opened("tuple.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->guessedMap().find("observations/_index_3")->key, std::string("_index_03"));
        QCOMPARE(dataset->guessedMap().find("observations/_index_11")->key, std::string("_index_11"));
    }

    void libero() {
        {
            Hdf5Writer writer(path("libero.hdf5"));
            for (const auto& [name, steps] : {std::pair{"demo_10", 6}, {"demo_2", 4}}) {
                const std::string demo = std::string("data/") + name;
                const auto rows = static_cast<hsize_t>(steps);
                writer.zeros(demo + "/obs/agentview_rgb", {rows, 32, 32, 3}, H5T_STD_U8LE);
                writer.zeros(demo + "/actions", {rows, 7}, H5T_IEEE_F64LE);
                writer.zeros(demo + "/dones", {rows}, H5T_STD_U8LE);
                writer.attribute(demo, "num_samples", std::to_string(steps));
            }
            writer.attribute("data", "problem_info",
                             std::string("{\"language_instruction\": \"\\\"open the drawer\\\"\"}"));
            writer.attribute("data", "macros_image_convention", std::string("opengl"));
            writer.group("mask");
            writer.fixedTexts("mask/train", {"demo_10", "demo_99"}, 8, H5T_STR_NULLPAD);
            writer.fixedTexts("mask/valid", {"demo_2"}, 8, H5T_STR_NULLPAD);
            writer.zeros("mask/numbers", {3});
            writer.attribute("data", "env_args", std::string("{\"env_kwargs\": {\"control_freq\": 25}}"));
        }
        const auto dataset = opened("libero.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->format(), std::string("libero"));
        QCOMPARE(dataset->episodeInfo(0)->id, std::string("demo_2"));
        QCOMPARE(dataset->stepCount(), 10);
        const ChannelMap& map = dataset->guessedMap();
        QCOMPARE(*map.fps, 25.0);
        QVERIFY(map.find("obs/agentview_rgb")->flipVertical);
        QCOMPARE(map.find("obs/agentview_rgb")->key, std::string("agentview_rgb"));
        QVERIFY(reported(*dataset, "flip-vertical", Severity::Info));
        QCOMPARE(map.find("language_instruction")->modality, Modality::Text);
        QCOMPARE(dataset->channel("language_instruction")->alignment, Alignment::Once);
        const auto episode = *dataset->episode(1);
        QCOMPARE((*episode->column("language_instruction"))->text.front(), std::string("open the drawer"));
        QCOMPARE(episode->info().task, std::string("open the drawer"));
        QCOMPARE(dataset->channel("actions")->alignment, Alignment::Steps);
        const auto* named = dynamic_cast<const NamedParts*>(dataset.get());
        QVERIFY(named);
        QCOMPARE(named->parts(), (std::vector<std::string>{"train", "valid"}));
        QCOMPARE(named->partsOf(1), std::vector<std::string>{"train"});
        QCOMPARE(named->partsOf(0), std::vector<std::string>{"valid"});
        QVERIFY(named->partsOf(2).empty());
        QVERIFY(reported(*dataset, "filter-unknown", Severity::Warning));
        QVERIFY(reported(*dataset, "filter-refused", Severity::Warning));
    }

    void d4rlSplits() {
        std::vector<double> terminals(20, 0), timeouts(20, 0);
        terminals[4] = 1;
        timeouts[9] = 1;
        {
            Hdf5Writer writer(path("d4rl.hdf5"));
            writer.numbers(
                "observations", {20, 1},
                [] {
                    std::vector<double> rows(20);
                    std::iota(rows.begin(), rows.end(), 0);
                    return rows;
                }(),
                H5T_IEEE_F32LE, 8, true);
            writer.zeros("actions", {20, 2});
            writer.numbers("rewards", {20, 1}, std::vector<double>(20, 1));
            writer.numbers("terminals", {20, 1}, terminals, H5T_IEEE_F32LE);
            writer.numbers("timeouts", {20}, timeouts, H5T_STD_U8LE);
            writer.zeros("infos/qpos", {20, 3});
            writer.zeros("metadata/policy/w", {4, 4});
        }
        const auto dataset = opened("d4rl.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->format(), std::string("d4rl"));
        QCOMPARE(dataset->episodeCount(), 3);
        QCOMPARE(dataset->episodeInfo(1)->steps, 5);
        QCOMPARE(*dataset->episodeInfo(2)->totalReward, 10.0);
        const auto observations = (*dataset->episode(1))->column("observations");
        QCOMPARE((*observations)->rows, std::size_t{5});
        QCOMPARE((*observations)->number(0), 5.0);
        QCOMPARE(dataset->channel("metadata/policy/w"), nullptr);
        QVERIFY(reported(*dataset, "split-rule", Severity::Info));
    }

    void d4rlContradictions() {
        {
            Hdf5Writer writer(path("ragged.hdf5"));
            writer.zeros("observations", {20, 1});
            writer.zeros("actions", {18, 2});
            writer.zeros("rewards", {20});
            writer.zeros("terminals", {20, 2});
        }
        const auto dataset = opened("ragged.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 18);
        QCOMPARE((*(*dataset->episode(0))->column("observations"))->rows, std::size_t{18});
        QVERIFY(reported(*dataset, "length-mismatch", Severity::Warning));
        QVERIFY(reported(*dataset, "split-rule", Severity::Warning));
    }

    void alohaFolder() {
        QVERIFY(QDir(folder_.path()).mkpath(QStringLiteral("aloha")));
        for (const auto& [name, steps] : {std::pair{"aloha/episode_10.hdf5", 3}, {"aloha/episode_2.hdf5", 4}}) {
            Hdf5Writer writer(path(name));
            const auto rows = static_cast<hsize_t>(steps);
            writer.zeros("action", {rows, 14});
            writer.zeros("observations/qpos", {rows, 14});
            writer.zeros("observations/images/top", {rows, 24, 32, 3}, H5T_STD_U8LE);
        }
        const auto dataset = opened("aloha");
        QVERIFY(dataset);
        QCOMPARE(dataset->format(), std::string("aloha"));
        QCOMPARE(dataset->episodeInfo(0)->id, std::string("episode_2"));
        QCOMPARE(dataset->stepCount(), 7);
        QCOMPARE(*dataset->guessedMap().fps, 50.0);
        QCOMPARE((*dataset->episode(1))->decodeImage("observations/images/top", 2)->width, 32);
    }

    void otherHdf5() {
        {
            Hdf5Writer writer(path("other.hdf5"));
            writer.zeros("camera", {9, 32, 32, 3}, H5T_STD_U8LE);
            writer.zeros("action", {9, 2});
            writer.zeros("reward", {9});
            writer.zeros("weights", {4, 4});
        }
        const auto dataset = opened("other.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->format(), std::string("hdf5"));
        QCOMPARE(dataset->stepCount(), 9);
        QCOMPARE(dataset->guessedMap().find("action")->role, Role::Action);
        QCOMPARE(dataset->guessedMap().find("reward")->role, Role::Ignore);
        QVERIFY(dataset->channel("camera")->image);
        QCOMPARE(dataset->channel("weights"), nullptr);
    }

    void otherHdf5WithTerminalObservation() {
        {
            Hdf5Writer writer(path("other.hdf5"));
            writer.zeros("obs/state", {9, 3});
            writer.zeros("obs/camera", {9, 32, 32, 3}, H5T_STD_U8LE);
            writer.zeros("actions", {8, 2});
            writer.zeros("reward", {8});
        }
        const auto dataset = opened("other.hdf5");
        QVERIFY(dataset);
        QCOMPARE(dataset->stepCount(), 8);
        QVERIFY(reported(*dataset, "terminal-observation", Severity::Info));
        QCOMPARE(dataset->channel("obs/state")->alignment, Alignment::StepsPlusOne);
        QCOMPARE(dataset->channel("obs/camera")->alignment, Alignment::StepsPlusOne);
        QCOMPARE(dataset->channel("actions")->alignment, Alignment::Steps);
        QCOMPARE(*(*dataset->episode(0))->rows("obs/state"), 9);
    }
};

QTEST_GUILESS_MAIN(Hdf5DatasetsTest)
#include "hdf5_datasets_test.moc"
