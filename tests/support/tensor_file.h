// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads a safetensors file of reference values for tests.
#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace gatoscope::test {

struct Tensor {
    std::string type; // "F32", "I64", "U8" …
    std::vector<std::int64_t> shape;
    std::vector<char> bytes;

    template <typename T>
    std::vector<T> as() const {
        std::vector<T> values(bytes.size() / sizeof(T));
        if (!values.empty())
            std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
        return values;
    }
    /// Any integer or float type, widened.
    std::vector<double> numbers() const {
        const auto widen = [](const auto& list) { return std::vector<double>(list.begin(), list.end()); };
        if (type == "F32")
            return widen(as<float>());
        if (type == "F64")
            return as<double>();
        if (type == "I64")
            return widen(as<std::int64_t>());
        if (type == "I32")
            return widen(as<std::int32_t>());
        if (type == "I16")
            return widen(as<std::int16_t>());
        return widen(as<std::uint8_t>());
    }
};

using Tensors = std::map<std::string, Tensor>;

inline Tensors readTensors(const QString& path) {
    QFile file(path);
    Tensors tensors;
    if (!file.open(QIODevice::ReadOnly))
        return tensors;
    const QByteArray all = file.readAll();
    std::uint64_t head = 0;
    if (all.size() < 8)
        return tensors;
    std::memcpy(&head, all.constData(), sizeof head);
    const QJsonObject object = QJsonDocument::fromJson(all.mid(8, static_cast<qsizetype>(head))).object();
    for (auto at = object.begin(); at != object.end(); ++at) {
        if (at.key() == QLatin1String("__metadata__"))
            continue;
        const QJsonObject entry = at.value().toObject();
        const QJsonArray offsets = entry[QLatin1String("data_offsets")].toArray();
        Tensor tensor;
        tensor.type = entry[QLatin1String("dtype")].toString().toStdString();
        for (const auto side : entry[QLatin1String("shape")].toArray())
            tensor.shape.push_back(side.toInteger());
        const auto from = offsets[0].toInteger(), to = offsets[1].toInteger();
        const char* start = all.constData() + 8 + head;
        tensor.bytes.assign(start + from, start + to);
        tensors[at.key().toStdString()] = tensor;
    }
    return tensors;
}

/// Multiplies a float32 tensor in its file; false where it is not there.
inline bool scaleTensor(const QString& path, const std::string& name, float factor) {
    QFile file(path);
    Tensors tensors = readTensors(path);
    const auto at = tensors.find(name);
    if (at == tensors.end() || at->second.type != "F32" || !file.open(QIODevice::ReadWrite))
        return false;
    const QByteArray all = file.readAll(),
                     old(at->second.bytes.data(), static_cast<qsizetype>(at->second.bytes.size()));
    std::vector<float> values = at->second.as<float>();
    for (float& value : values)
        value *= factor;
    return file.seek(all.indexOf(old)) &&
           file.write(reinterpret_cast<const char*>(values.data()), old.size()) == old.size();
}

/// The folder of reference data beside the source tree, or the place that GATOSCOPE_SHARED names; may not exist.
inline QString referenceFolder() {
    const QString named = qEnvironmentVariable("GATOSCOPE_SHARED");
    return named.isEmpty() ? QStringLiteral(GATOSCOPE_SOURCE_DIR "/../shared") : named;
}

} // namespace gatoscope::test
