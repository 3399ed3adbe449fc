// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// NPY arrays and NPZ archives as bytes, for tests that write their own small episodes.
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace gatoscope::test {

/// `descr` as NumPy writes it, `shape` as in Python: "(3, 2)".
inline std::string npy(const std::string& descr, const std::string& shape, const std::string& data) {
    std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
    text.resize((10 + text.size() + 1 + 63) / 64 * 64 - 10 - 1, ' ');
    text += '\n';
    std::string head = std::string("\x93NUMPY\x01\x00", 8);
    head += static_cast<char>(text.size() & 0xFF);
    head += static_cast<char>(text.size() >> 8);
    return head + text + data;
}

template <typename T>
std::string bytes(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

inline std::uint32_t crc32(const std::string& data) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : data) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

inline void put(std::string& out, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xFF);
}

/// Stored (not compressed) members "NAME.npy".
inline std::string npz(const std::vector<std::pair<std::string, std::string>>& arrays) {
    std::string out, directory;
    for (const auto& [name, data] : arrays) {
        const std::string file = name + ".npy";
        const std::size_t offset = out.size();
        std::string common;
        put(common, 20, 2); // version, flags, stored, time, date
        put(common, 0, 2);
        put(common, 0, 2);
        put(common, 0, 4);
        put(common, crc32(data), 4);
        put(common, data.size(), 4);
        put(common, data.size(), 4);
        put(common, file.size(), 2);
        put(common, 0, 2);
        out += std::string("PK\x03\x04", 4) + common + file + data;
        directory += std::string("PK\x01\x02", 4);
        put(directory, 20, 2);
        directory += common;
        put(directory, 0, 2);
        put(directory, 0, 2);
        put(directory, 0, 2);
        put(directory, 0, 4);
        put(directory, offset, 4);
        directory += file;
    }
    const std::size_t start = out.size();
    out += directory + std::string("PK\x05\x06", 4);
    put(out, 0, 4);
    put(out, arrays.size(), 2);
    put(out, arrays.size(), 2);
    put(out, directory.size(), 4);
    put(out, start, 4);
    put(out, 0, 2);
    return out;
}

} // namespace gatoscope::test
