// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstring>
#include <limits>

#include "core/episode/hdf5_handle.h"

namespace gatoscope {

namespace {

Hdf5Handle copyOf(hid_t type) { return {H5Tcopy(type), H5Tclose}; }

Hdf5Type refused(std::string why) {
    Hdf5Type type;
    type.array.refusal = std::move(why);
    return type;
}

Hdf5Type number(DType dtype, hid_t memory, std::size_t fileBytes) {
    Hdf5Type type;
    type.array.kind = Hdf5Array::Kind::Number;
    type.array.dtype = dtype;
    type.memory = copyOf(memory);
    type.fileBytes = fileBytes;
    return type;
}

Hdf5Type integerType(hid_t type) {
    const std::size_t size = H5Tget_size(type);
    const bool isSigned = H5Tget_sign(type) == H5T_SGN_2;
    if (size == 1)
        return number(isSigned ? DType::I8 : DType::U8, isSigned ? H5T_NATIVE_INT8 : H5T_NATIVE_UINT8, size);
    if (size == 2)
        return number(isSigned ? DType::I16 : DType::U16, isSigned ? H5T_NATIVE_INT16 : H5T_NATIVE_UINT16, size);
    if (size <= 4)
        return number(isSigned ? DType::I32 : DType::U32, isSigned ? H5T_NATIVE_INT32 : H5T_NATIVE_UINT32, size);
    if (size <= 8)
        return number(isSigned ? DType::I64 : DType::U64, isSigned ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64, size);
    return refused("integers of " + std::to_string(size) + " bytes are not supported");
}

Hdf5Type floatType(hid_t type) {
    const std::size_t size = H5Tget_size(type);
    std::size_t sign = 0, exponent = 0, exponentBits = 0, mantissa = 0, mantissaBits = 0;
    if (H5Tget_fields(type, &sign, &exponent, &exponentBits, &mantissa, &mantissaBits) < 0)
        return refused("a float type whose layout cannot be read");
    if (size == 2 && exponentBits == 5 && mantissaBits == 10) {
        Hdf5Type half = number(DType::F16, type, size);
        H5Tset_order(half.memory.get(), H5T_ORDER_LE);
        return half;
    }
    if (size <= 4)
        return number(DType::F32, H5T_NATIVE_FLOAT, size);
    if (size <= 16)
        return number(DType::F64, H5T_NATIVE_DOUBLE, size);
    return refused("floats of " + std::to_string(size) + " bytes are not supported");
}

/// Names of the values 0, 1, 2 … in their order; empty where the values leave gaps or there are too many.
std::vector<std::string> enumNames(hid_t type, int count) {
    std::vector<std::string> names(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        std::int64_t value = 0;
        std::byte stored[16] = {};
        const Hdf5Handle base{H5Tget_super(type), H5Tclose};
        if (!base || H5Tget_size(base.get()) > 8 || H5Tget_member_value(type, static_cast<unsigned>(i), stored) < 0)
            return {};
        if (H5Tconvert(base.get(), H5T_NATIVE_INT64, 1, stored, nullptr, H5P_DEFAULT) < 0)
            return {};
        std::memcpy(&value, stored, sizeof value);
        char* name = H5Tget_member_name(type, static_cast<unsigned>(i));
        if (name != nullptr && value >= 0 && value < count)
            names[static_cast<std::size_t>(value)] = hdf5ValidUtf8(name);
        if (name != nullptr)
            H5free_memory(name);
        if (value < 0 || value >= count)
            return {};
    }
    return names;
}

Hdf5Type enumType(hid_t type) {
    const Hdf5Handle base{H5Tget_super(type), H5Tclose};
    if (!base || H5Tget_class(base.get()) != H5T_INTEGER)
        return refused("an enum that is not made of integers");
    Hdf5Type result = integerType(base.get());
    const int count = H5Tget_nmembers(type);
    if (count < 1 || count > 1024)
        return result;
    result.array.names = enumNames(type, count);
    const std::vector<std::string>& names = result.array.names;
    if (count == 2 && result.fileBytes == 1 && names == std::vector<std::string>{"FALSE", "TRUE"}) {
        result.array.dtype = DType::Bool;
        result.array.names.clear();
    }
    return result;
}

Hdf5Type textType(hid_t type) {
    Hdf5Type result;
    result.array.kind = Hdf5Array::Kind::Text;
    result.array.dtype = DType::Text;
    if (H5Tis_variable_str(type) > 0) {
        result.fileBytes = 16;
        return result;
    }
    result.memory = copyOf(type);
    result.fileBytes = H5Tget_size(type);
    if (result.fileBytes == 0)
        return refused("strings of no size");
    return result;
}

Hdf5Type runType(hid_t type) {
    const Hdf5Handle base{H5Tget_super(type), H5Tclose};
    if (!base || H5Tget_class(base.get()) != H5T_INTEGER || H5Tget_size(base.get()) != 1)
        return refused("rows of varying length are only understood as bytes of encoded images");
    Hdf5Type result;
    result.array.kind = Hdf5Array::Kind::Bytes;
    result.array.dtype = DType::U8;
    result.fileBytes = 16;
    return result;
}

Hdf5Type arrayType(hid_t type) {
    const Hdf5Handle base{H5Tget_super(type), H5Tclose};
    const int rank = H5Tget_array_ndims(type);
    hsize_t dims[H5S_MAX_RANK] = {};
    if (!base || rank < 1 || rank > H5S_MAX_RANK || H5Tget_array_dims2(type, dims) < 0)
        return refused("an array type whose shape cannot be read");
    if (H5Tget_class(base.get()) == H5T_ARRAY)
        return refused("arrays within arrays are not supported");
    Hdf5Type result = hdf5Type(base.get());
    if (result.array.kind != Hdf5Array::Kind::Number)
        return refused("arrays of anything but numbers are not supported");
    result.memory = Hdf5Handle{H5Tarray_create2(result.memory.get(), static_cast<unsigned>(rank), dims), H5Tclose};
    result.fileBytes = H5Tget_size(type);
    for (int i = 0; i < rank; ++i)
        result.array.dims.push_back(static_cast<std::int64_t>(dims[i]));
    return result;
}

} // namespace

Hdf5Type hdf5Type(hid_t type) {
    switch (H5Tget_class(type)) {
    case H5T_INTEGER:
        return integerType(type);
    case H5T_FLOAT:
        return floatType(type);
    case H5T_ENUM:
        return enumType(type);
    case H5T_STRING:
        return textType(type);
    case H5T_VLEN:
        return runType(type);
    case H5T_ARRAY:
        return arrayType(type);
    case H5T_BITFIELD:
        if (H5Tget_size(type) == 1)
            return number(DType::U8, H5T_NATIVE_B8, 1);
        return refused("bit fields of more than 8 bits are not supported");
    case H5T_COMPOUND:
        return refused("compound values (records, complex numbers) are not supported");
    case H5T_OPAQUE:
        return refused("opaque values are not supported");
    case H5T_REFERENCE:
        return refused("references to other objects are not followed");
    case H5T_TIME:
        return refused("HDF5 time values are not supported");
    default:
        return refused("the type of its values cannot be read");
    }
}

std::optional<std::uint64_t> hdf5Times(std::uint64_t a, std::uint64_t b) {
    if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b)
        return std::nullopt;
    return a * b;
}

std::optional<std::vector<std::int64_t>> hdf5Dims(hid_t space) {
    if (H5Sget_simple_extent_type(space) == H5S_SCALAR)
        return std::vector<std::int64_t>{};
    if (H5Sget_simple_extent_type(space) != H5S_SIMPLE)
        return std::nullopt;
    hsize_t dims[H5S_MAX_RANK] = {};
    const int rank = H5Sget_simple_extent_dims(space, dims, nullptr);
    if (rank < 0 || rank > H5S_MAX_RANK)
        return std::nullopt;
    std::vector<std::int64_t> result;
    std::uint64_t product = 1;
    for (int i = 0; i < rank; ++i) {
        const auto grown = hdf5Times(product, std::max<std::uint64_t>(dims[i], 1));
        if (!grown || *grown > std::uint64_t{1} << 58)
            return std::nullopt;
        product = *grown;
        result.push_back(static_cast<std::int64_t>(dims[i]));
    }
    return result;
}

namespace {

/// Length of the well-formed UTF-8 sequence at `at`, 0 where there is none.
std::size_t sequenceLength(const std::string& text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned lead = byte(at);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(at + i) & 0xC0U) != 0x80)
            return 0;
    const unsigned second = byte(at + 1);
    const bool tooLong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    return tooLong || outside ? 0 : length;
}

std::string fixedText(const char* bytes, std::size_t size, H5T_str_t padding) {
    std::string text(bytes, size);
    if (padding == H5T_STR_NULLTERM) {
        text.resize(std::min(text.find('\0'), text.size()));
        return text;
    }
    const char pad = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
    while (!text.empty() && (text.back() == pad || text.back() == '\0'))
        text.pop_back();
    return text;
}

} // namespace

std::string hdf5ValidUtf8(std::string text) {
    std::string valid;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceLength(text, at);
        if (length == 0)
            valid += "\xEF\xBF\xBD"; // U+FFFD stands for what is no UTF-8
        else
            valid.append(text, at, length);
        at += std::max<std::size_t>(length, 1);
    }
    return valid;
}

Column hdf5Column(const Hdf5Type& type, std::vector<std::byte> raw, std::size_t rows, std::size_t width) {
    Column column;
    column.dtype = type.array.dtype;
    column.rows = rows;
    column.width = width;
    if (type.array.kind != Hdf5Array::Kind::Text) {
        if (column.dtype == DType::Bool)
            for (std::byte& value : raw)
                value = value == std::byte{0} ? std::byte{0} : std::byte{1};
        column.bytes = std::move(raw);
        return column;
    }
    const std::size_t size = H5Tget_size(type.memory.get());
    const H5T_str_t padding = H5Tget_strpad(type.memory.get());
    column.text.reserve(rows * width);
    for (std::size_t i = 0; i < rows * width; ++i) {
        const char* at = reinterpret_cast<const char*>(raw.data()) + i * size;
        column.text.push_back(hdf5ValidUtf8(fixedText(at, size, padding)));
    }
    return column;
}

} // namespace gatoscope
