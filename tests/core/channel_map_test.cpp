// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/episode/channel_map.h"

using namespace gatoscope;

namespace {

Channel vector(const std::string& source, DType dtype, std::vector<std::int64_t> shape) {
    Channel channel;
    channel.source = source;
    channel.dtype = dtype;
    channel.shape = std::move(shape);
    return channel;
}

std::string errorOf(const std::string& json) {
    const auto map = parseChannelMap(json, "map.json");
    return map ? std::string() : map.error().text;
}

} // namespace

class ChannelMapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheContractsExample() {
        const auto map = parseChannelMap(R"({"record": "episode", "fps": 10, "channels": [
          {"source": "observations/image", "key": "image", "role": "observation", "modality": "image"},
          {"source": "actions", "key": "actions", "role": "action", "modality": "discrete", "n": 7, "names": ["left", "right"]}]})",
                                         "map.json");
        QVERIFY2(map, map ? "" : map.error().text.c_str());
        QCOMPARE(map->channels.size(), std::size_t{2});
        QCOMPARE(map->channels[1].n, std::vector<std::int64_t>{7});
        QCOMPARE(*map->fps, 10.0);
    }

    void printsWhatItReads() {
        ChannelMap map;
        map.record = Record::ImageText;
        map.fps = 29.97;
        MappedChannel all;
        all.source = "obs/ü \"x\"";
        all.key = "x";
        all.role = Role::Observation;
        all.modality = Modality::TextIds;
        all.lengths = "obs/lengths";
        all.n = {3, 4};
        all.start = {-1};
        all.low = {-0.1, -std::numeric_limits<double>::infinity()};
        all.high = {0.1};
        all.names = {"a"};
        all.unit = "rad";
        all.shift = -2;
        all.size = {{480, 640}};
        all.flipVertical = all.swapRedBlue = all.scale255 = true;
        all.frameStack = 4;
        map.channels = {all, MappedChannel{}};
        map.channels[1].source = map.channels[1].key = "y";
        const auto again = parseChannelMap(toJson(map), "map.json");
        QVERIFY2(again, again ? "" : again.error().text.c_str());
        QVERIFY(*again == map);
    }

    void namesTheNearest_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("field") << QByteArray(R"({"chanels": []})") << QByteArray("\"channels\"");
        QTest::newRow("channel field") << QByteArray(R"({"channels": [{"sorce": "a"}]})") << QByteArray("\"source\"");
        QTest::newRow("role") << QByteArray(R"({"channels": [{"source": "a", "role": "actoin"}]})")
                              << QByteArray("\"action\"");
        QTest::newRow("modality") << QByteArray(
                                         R"({"channels": [{"source": "a", "role": "action", "modality": "discret"}]})")
                                  << QByteArray("\"discrete\"");
        QTest::newRow("type") << QByteArray(R"({"channels": [{"source": "a", "n": "x"}]})")
                              << QByteArray("\"n\" must be");
        QTest::newRow("record") << QByteArray(R"({"record": "episod", "channels": []})") << QByteArray("\"episode\"");
        QTest::newRow("broken") << QByteArray(R"({"channels": [)") << QByteArray("valid JSON");
        QTest::newRow("list") << QByteArray("[]") << QByteArray("object");
        QTest::newRow("deep") << QByteArray(100000, '[') << QByteArray("nested");
    }
    void namesTheNearest() {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, part);
        const std::string text = errorOf(json.toStdString());
        QVERIFY2(QByteArray::fromStdString(text).contains(part), text.c_str());
    }

    void validates_data() {
        QTest::addColumn<QByteArray>("channel");
        QTest::addColumn<QByteArray>("part");
        const auto row = [](const char* name, const char* channel, const char* part) {
            QTest::newRow(name) << QByteArray(channel) << QByteArray(part);
        };
        row("good", R"({"source": "act", "role": "action", "modality": "continuous", "low": -1, "high": 1})", "");
        row("unknown", R"({"source": "akt", "role": "action", "modality": "continuous"})", "nearest is \"act\"");
        row("equal", R"({"source": "act", "role": "action", "modality": "continuous", "low": 1, "high": 1})", "equals");
        row("half", R"({"source": "act", "role": "action", "modality": "continuous", "low": 1})", "only one");
        row("count", R"({"source": "act", "role": "action", "modality": "continuous", "low": [0, 0], "high": [1, 1]})",
            "3 components");
        row("float discrete", R"({"source": "act", "role": "action", "modality": "discrete"})", "whole numbers");
        row("text", R"({"source": "act", "role": "observation", "modality": "text"})", "not text");
        row("image", R"({"source": "act", "role": "observation", "modality": "image"})", "height x width");
    }
    void validates() {
        QFETCH(QByteArray, channel);
        QFETCH(QByteArray, part);
        const auto map = parseChannelMap("{\"channels\": [" + channel.toStdString() + "]}", "map.json");
        QVERIFY2(map, map ? "" : map.error().text.c_str());
        const auto good = validate(*map, {vector("act", DType::F32, {3}), vector("id", DType::I64, {})});
        if (part.isEmpty()) {
            QVERIFY2(good, good ? "" : good.error().text.c_str());
        } else {
            QVERIFY(!good);
            QVERIFY2(QByteArray::fromStdString(good.error().text).contains(part), good.error().text.c_str());
        }
    }

    void refusesDoubledKeys() {
        const auto map = parseChannelMap(R"({"channels": [
          {"source": "a", "key": "k", "role": "action", "modality": "continuous"},
          {"source": "b", "key": "k", "role": "action", "modality": "continuous"}]})",
                                         "map.json");
        QVERIFY(map);
        QVERIFY(!validate(*map, {vector("a", DType::F32, {}), vector("b", DType::F32, {})}));
    }

    void makesKeys() {
        QCOMPARE(defaultKey("observations/image"), std::string("image"));
        QCOMPARE(defaultKey("observations"), std::string("observations"));
        QCOMPARE(defaultKey("obs/a/b"), std::string("a/b"));
        QCOMPARE(defaultKey("observation.state"), std::string("state"));
        QCOMPARE(defaultKey("steps/observation/image"), std::string("image"));
        QCOMPARE(defaultKey("actions"), std::string("actions"));
    }
};

QTEST_GUILESS_MAIN(ChannelMapTest)
#include "channel_map_test.moc"
