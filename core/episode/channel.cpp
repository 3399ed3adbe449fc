// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/channel.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace gatoscope {
namespace {

struct TypeFacts {
    const char* name;
    std::size_t bytes;
};
constexpr std::array<TypeFacts, 13> kTypes = {{{"bool", 1},
                                               {"uint8", 1},
                                               {"int8", 1},
                                               {"uint16", 2},
                                               {"int16", 2},
                                               {"uint32", 4},
                                               {"int32", 4},
                                               {"uint64", 8},
                                               {"int64", 8},
                                               {"float16", 2},
                                               {"float32", 4},
                                               {"float64", 8},
                                               {"text", 0}}};

const TypeFacts& facts(DType dtype) { return kTypes[static_cast<std::size_t>(dtype)]; }

template <typename T>
T load(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

double fromHalf(std::uint16_t half) {
    const int exponent = (half >> 10) & 0x1F;
    const int fraction = half & 0x3FF;
    double size = 0;
    if (exponent == 31)
        size = fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    else if (exponent == 0)
        size = std::ldexp(fraction, -24);
    else
        size = std::ldexp(1024 + fraction, exponent - 25);
    return (half & 0x8000) != 0 ? -size : size;
}

const std::byte* place(const Column& column, std::size_t row, std::size_t element) {
    return column.bytes.data() + (row * column.width + element) * byteSize(column.dtype);
}

template <typename T>
std::string digits(T value) {
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

template <typename T>
std::string shortest(T value) {
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return digits(value);
}

/// Fewest decimal digits that still name this half; five always do.
std::string shortestHalf(double value) {
    if (!std::isfinite(value))
        return shortest(value);
    const double magnitude = std::fabs(value);
    // Half the gap to the neighbour: whatever lies closer rounds back to this half.
    const int exponent = magnitude < 0x1p-14 ? -14 : std::ilogb(magnitude);
    const double gap = std::ldexp(1.0, exponent - 10);
    const bool powerOfTwo = magnitude >= 0x1p-13 && std::ldexp(1.0, exponent) == magnitude;
    char text[40];
    for (int precision = 1; precision <= 5; ++precision) {
        const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, precision - 1);
        double back = 0;
        std::from_chars(text, end.ptr, back);
        const double room = std::fabs(back) < magnitude && powerOfTwo ? gap / 4 : gap / 2;
        if (std::fabs(back - value) < room)
            return digits(back);
    }
    return digits(value);
}

} // namespace

const char* name(DType dtype) { return facts(dtype).name; }

std::size_t byteSize(DType dtype) { return facts(dtype).bytes; }

bool isFloat(DType dtype) { return dtype == DType::F16 || dtype == DType::F32 || dtype == DType::F64; }

bool isInteger(DType dtype) { return !isFloat(dtype) && dtype != DType::Text; }

std::size_t width(const Channel& channel) {
    std::size_t product = 1;
    for (const std::int64_t side : channel.shape) {
        if (side <= 0)
            return 0;
        if (product > std::numeric_limits<std::size_t>::max() / static_cast<std::size_t>(side))
            return 0;
        product *= static_cast<std::size_t>(side);
    }
    return product;
}

double Column::number(std::size_t row, std::size_t element) const {
    switch (dtype) {
    case DType::F16:
        return fromHalf(load<std::uint16_t>(place(*this, row, element)));
    case DType::F32:
        return load<float>(place(*this, row, element));
    case DType::F64:
        return load<double>(place(*this, row, element));
    case DType::U64:
        return static_cast<double>(load<std::uint64_t>(place(*this, row, element)));
    case DType::Text:
        return std::numeric_limits<double>::quiet_NaN();
    default:
        return static_cast<double>(integer(row, element));
    }
}

std::int64_t Column::integer(std::size_t row, std::size_t element) const {
    const std::byte* at = place(*this, row, element);
    switch (dtype) {
    case DType::Bool:
        return load<std::uint8_t>(at) != 0 ? 1 : 0;
    case DType::U8:
        return load<std::uint8_t>(at);
    case DType::I8:
        return load<std::int8_t>(at);
    case DType::U16:
        return load<std::uint16_t>(at);
    case DType::I16:
        return load<std::int16_t>(at);
    case DType::U32:
        return load<std::uint32_t>(at);
    case DType::I32:
        return load<std::int32_t>(at);
    case DType::U64: {
        // What int64 cannot hold is held at its end, so that range checks still see it outside.
        const auto value = load<std::uint64_t>(at);
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return static_cast<std::int64_t>(value > most ? most : value);
    }
    case DType::I64:
        return load<std::int64_t>(at);
    default:
        return 0;
    }
}

std::string Column::shown(std::size_t row, std::size_t element) const {
    switch (dtype) {
    case DType::Text:
        return text[row * width + element];
    case DType::F16:
        return shortestHalf(number(row, element));
    case DType::F32:
        return shortest(load<float>(place(*this, row, element)));
    case DType::F64:
        return shortest(load<double>(place(*this, row, element)));
    case DType::U64:
        return digits(load<std::uint64_t>(place(*this, row, element)));
    default:
        return digits(integer(row, element));
    }
}

} // namespace gatoscope
