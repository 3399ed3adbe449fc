// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// An episode of the reference cases (schema.json + inputs.safetensors) as an episode in memory.
#include "tests/support/memory_episode.h"
#include "tests/support/tensor_file.h"

namespace gatoscope::test {

inline QJsonObject readJson(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

inline std::vector<double> numbers(const QJsonValue& value) {
    std::vector<double> list;
    for (const auto entry : value.toArray())
        list.push_back(entry.toDouble());
    if (value.isDouble())
        list.push_back(value.toDouble());
    return list;
}

inline Image toImage(const Tensor& tensor, std::int64_t row) {
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

inline void addNumbers(MemoryEpisode& episode, const std::string& source, Role role, Modality modality,
                       const Tensor& tensor) {
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

inline void addChannel(MemoryEpisode& episode, const QJsonObject& item, Role role, const Tensors& inputs) {
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

inline std::shared_ptr<MemoryEpisode> readCase(const QString& folder) {
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

} // namespace gatoscope::test
