// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QTest>

#include "core/tokens/tokenizer.h"
#include "tests/support/memory_episode.h"
#include "tests/support/tensor_file.h"

using namespace gatoscope;
using namespace gatoscope::test;

namespace {

QJsonObject readJson(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

std::vector<double> numbers(const QJsonValue& value) {
    std::vector<double> list;
    for (const auto entry : value.toArray())
        list.push_back(entry.toDouble());
    if (value.isDouble())
        list.push_back(value.toDouble());
    return list;
}

Image toImage(const Tensor& tensor, std::int64_t row) {
    Image image;
    image.height = static_cast<int>(tensor.shape[1]);
    image.width = static_cast<int>(tensor.shape[2]);
    const auto depth = static_cast<std::size_t>(tensor.shape[3]);
    const std::size_t size = tensor.bytes.size() / static_cast<std::size_t>(tensor.shape[0]);
    const char* from = tensor.bytes.data() + static_cast<std::size_t>(row) * size;
    for (std::size_t i = 0; i < size; i += depth)
        for (std::size_t c = 0; c < 3; ++c)
            image.pixels.push_back(static_cast<std::uint8_t>(from[i + (depth == 1 ? 0 : c)]));
    return image;
}

void addNumbers(MemoryEpisode& episode, const std::string& source, Role role, Modality modality, const Tensor& tensor) {
    const std::vector<std::int64_t> shape(tensor.shape.begin() + (tensor.shape.size() > 1 ? 1 : 0), tensor.shape.end());
    const std::vector<std::int64_t> each = tensor.shape.size() > 1 ? shape : std::vector<std::int64_t>{};
    if (tensor.type == "F32")
        episode.add(source, role, modality, each, tensor.as<float>());
    else if (tensor.type == "F64")
        episode.add(source, role, modality, each, tensor.as<double>());
    else if (tensor.type == "I64")
        episode.add(source, role, modality, each, tensor.as<std::int64_t>());
    else if (tensor.type == "I32")
        episode.add(source, role, modality, each, tensor.as<std::int32_t>());
    else
        episode.add(source, role, modality, each, tensor.as<std::uint8_t>());
}

void addChannel(MemoryEpisode& episode, const QJsonObject& item, Role role, const Tensors& inputs) {
    const std::string kind = item[QLatin1String("kind")].toString().toStdString();
    const std::string source =
        item[kind == "text" ? QLatin1String("ids") : QLatin1String("array")].toString().toStdString();
    const Tensor& tensor = inputs.at(source);
    if (kind == "image") {
        std::vector<Image> images;
        for (std::int64_t row = 0; row < tensor.shape[0]; ++row)
            images.push_back(toImage(tensor, row));
        episode.addImages(source, std::move(images));
    } else {
        addNumbers(episode, source, role,
                   kind == "text"       ? Modality::TextIds
                   : kind == "discrete" ? Modality::Discrete
                                        : Modality::Continuous,
                   tensor);
    }
    MappedChannel& mapped = episode.map.channels.back();
    mapped.key = item[QLatin1String("key")].toString().toStdString();
    mapped.low = numbers(item[QLatin1String("low")]);
    mapped.high = numbers(item[QLatin1String("high")]);
    for (const double n : numbers(item[QLatin1String("n")]))
        mapped.n.push_back(static_cast<std::int64_t>(n));
    for (const double n : numbers(item[QLatin1String("start")]))
        mapped.start.push_back(static_cast<std::int64_t>(n));
    if (kind == "text") {
        const std::string lengths = item[QLatin1String("lengths")].toString().toStdString();
        mapped.lengths = lengths;
        addNumbers(episode, lengths, Role::Ignore, Modality::Discrete, inputs.at(lengths));
    }
}

std::shared_ptr<MemoryEpisode> readCase(const QString& folder) {
    const QJsonObject schema = readJson(folder + QStringLiteral("/schema.json"));
    const Tensors inputs = readTensors(folder + QStringLiteral("/inputs.safetensors"));
    auto episode = std::make_shared<MemoryEpisode>(1000000); // the map, not this count, must decide T
    for (const auto item : schema[QLatin1String("observations")].toArray())
        addChannel(*episode, item.toObject(), Role::Observation, inputs);
    for (const auto item : schema[QLatin1String("actions")].toArray())
        addChannel(*episode, item.toObject(), Role::Action, inputs);
    const QString record = schema[QLatin1String("record")].toString();
    episode->map.record = record == QLatin1String("document")     ? Record::Document
                          : record == QLatin1String("image_text") ? Record::ImageText
                                                                  : Record::Episode;
    return episode;
}

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
