// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <optional>

#include "core/episode/hdf5_raw.h"

namespace gatoscope {

namespace {

constexpr unsigned kMostNesting = 32; // of datatypes
constexpr std::uint64_t kMostRank = 32;
enum MessageType : unsigned {
    kSpace = 1,
    kType = 3,
    kOldFill = 4,
    kFill = 5,
    kLayout = 8,
    kFilters = 11,
    kAttribute = 12
};

std::uint64_t padded(std::uint64_t size) { return (size + 7) / 8 * 8; }

/// A name with its end mark, padded to eight bytes in older versions.
bool skipName(Hdf5Cursor& cursor, bool pads) {
    const std::size_t end = cursor.rest.find('\0');
    if (end == std::string_view::npos)
        return false;
    cursor.skip(pads ? padded(end + 1) : end + 1);
    return cursor.good;
}

struct TypeHead {
    unsigned version = 0, kind = 0;
    std::uint64_t bits = 0, size = 0;
};

std::optional<std::uint64_t> checkType(Hdf5Cursor& cursor, unsigned depth);

bool checkInteger(Hdf5Cursor& cursor, const TypeHead& head) {
    const std::uint64_t offset = cursor.number(2), precision = cursor.number(2);
    return cursor.good && precision > 0 && offset + precision <= 8 * head.size;
}

bool checkFloat(Hdf5Cursor& cursor, const TypeHead& head) {
    const std::uint64_t offset = cursor.number(2), precision = cursor.number(2);
    const std::uint64_t exponent = cursor.number(1), exponentBits = cursor.number(1);
    const std::uint64_t mantissa = cursor.number(1), mantissaBits = cursor.number(1);
    cursor.skip(4);
    const std::uint64_t sign = (head.bits >> 8U) & 0xFFU;
    return cursor.good && precision > 0 && offset + precision <= 8 * head.size && sign < 8 * head.size &&
           exponentBits > 0 && mantissaBits > 0 && exponent + exponentBits <= 8 * head.size &&
           mantissa + mantissaBits <= 8 * head.size;
}

bool checkCompound(Hdf5Cursor& cursor, const TypeHead& head, unsigned depth) {
    unsigned offsetBytes = 4;
    if (head.version >= 3)
        offsetBytes = head.size < 0x100 ? 1 : head.size < 0x10000 ? 2 : head.size < 0x1000000 ? 3 : 4;
    for (std::uint64_t i = 0; i < (head.bits & 0xFFFFU); ++i) {
        if (!skipName(cursor, head.version < 3))
            return false;
        const std::uint64_t offset = cursor.number(offsetBytes);
        if (head.version == 1) {
            if (cursor.number(1) > 4)
                return false;
            cursor.skip(27);
        }
        const auto size = checkType(cursor, depth + 1);
        if (!size || offset > head.size || (head.version > 1 && *size > head.size - offset))
            return false;
    }
    return true;
}

bool checkEnum(Hdf5Cursor& cursor, const TypeHead& head, unsigned depth) {
    const auto size = checkType(cursor, depth + 1);
    if (!size || *size != head.size)
        return false;
    const std::uint64_t count = head.bits & 0xFFFFU;
    for (std::uint64_t i = 0; i < count; ++i)
        if (!skipName(cursor, head.version < 3))
            return false;
    cursor.skip(count * *size);
    return cursor.good;
}

bool checkArray(Hdf5Cursor& cursor, const TypeHead& head, unsigned depth) {
    const std::uint64_t rank = cursor.number(1);
    if (!cursor.good || rank == 0 || rank > kMostRank)
        return false;
    cursor.skip(head.version < 3 ? 3 : 0);
    std::uint64_t count = 1;
    for (std::uint64_t i = 0; i < rank; ++i) {
        const std::uint64_t side = cursor.number(4);
        if (side == 0 || count > head.size)
            return false;
        count *= side;
    }
    cursor.skip(head.version < 3 ? 4 * rank : 0);
    const auto size = checkType(cursor, depth + 1);
    return size && count <= head.size && *size * count == head.size;
}

/// Size of the type, or nothing where its description does not hold together.
std::optional<std::uint64_t> checkType(Hdf5Cursor& cursor, unsigned depth) {
    TypeHead head;
    const std::uint64_t first = cursor.number(1);
    head.kind = first & 0xFU;
    head.version = static_cast<unsigned>(first >> 4U);
    head.bits = cursor.number(3);
    head.size = cursor.number(4);
    if (!cursor.good || depth > kMostNesting || head.version == 0 || head.version > 4 || head.size == 0)
        return std::nullopt;
    bool good = true;
    switch (head.kind) {
    case 0:
    case 4:
        good = checkInteger(cursor, head);
        break;
    case 1:
        good = checkFloat(cursor, head);
        break;
    case 2:
        cursor.skip(2);
        break;
    case 3:
    case 7:
        break;
    case 5:
        cursor.skip(head.bits & 0xFFU);
        break;
    case 6:
        good = checkCompound(cursor, head, depth);
        break;
    case 8:
        good = checkEnum(cursor, head, depth);
        break;
    case 9:
        good = checkType(cursor, depth + 1).has_value();
        break;
    case 10:
        good = checkArray(cursor, head, depth);
        break;
    default:
        good = false;
    }
    return good && cursor.good ? std::optional(head.size) : std::nullopt;
}

/// Number of elements of a dataspace, or nothing where it is damaged.
std::optional<std::uint64_t> checkSpace(std::string_view body, const Hdf5Raw& raw) {
    Hdf5Cursor cursor{body};
    const std::uint64_t version = cursor.number(1), rank = cursor.number(1), flags = cursor.number(1);
    const std::uint64_t kind = cursor.number(1);
    cursor.skip(version == 1 ? 4 : 0);
    if (!cursor.good || version < 1 || version > 2 || rank > kMostRank || (version == 2 && kind > 2))
        return std::nullopt;
    std::uint64_t count = version == 2 && kind == 2 ? 0 : 1;
    for (std::uint64_t i = 0; i < rank; ++i) {
        const std::uint64_t side = cursor.number(raw.lengthBytes);
        if (side != 0 && count > ~std::uint64_t{0} / side)
            return std::nullopt;
        count *= side;
    }
    cursor.skip((flags & 1U) != 0 ? rank * raw.lengthBytes : 0);
    return cursor.good ? std::optional(count) : std::nullopt;
}

bool checkFill(std::string_view body, unsigned type) {
    Hdf5Cursor cursor{body};
    if (type == kOldFill) {
        cursor.skip(cursor.number(4));
        return cursor.good;
    }
    const std::uint64_t version = cursor.number(1);
    if (version >= 3) {
        if ((cursor.number(1) & 0x20U) != 0)
            cursor.skip(cursor.number(4));
        return cursor.good;
    }
    cursor.skip(2);
    const bool defined = cursor.number(1) != 0;
    const std::uint64_t size = version == 1 || defined ? cursor.number(4) : 0;
    cursor.skip((size & 0x80000000U) != 0 ? 0 : size); // negative: no value
    return cursor.good;
}

bool checkLayout(std::string_view body, const Hdf5Raw& raw) {
    Hdf5Cursor cursor{body};
    const std::uint64_t version = cursor.number(1), second = cursor.number(1);
    if (version < 3) {
        const std::uint64_t kind = cursor.number(1);
        cursor.skip(5 + (kind != 0 ? raw.addressBytes : 0));
        cursor.skip(4 * second);
        cursor.skip(kind == 0 ? cursor.number(4) : 0);
        return cursor.good && second > 0 && second <= kMostRank + 1 && kind <= 2;
    }
    if (version > 3)
        return cursor.good; // these headers carry checksums
    if (second == 0)
        cursor.skip(cursor.number(2));
    else if (second == 1)
        cursor.skip(raw.addressBytes + raw.lengthBytes);
    else if (second == 2) {
        const std::uint64_t rank = cursor.number(1);
        cursor.skip(raw.addressBytes);
        if (rank < 2 || rank > kMostRank + 1)
            return false;
        for (std::uint64_t i = 0; i < rank; ++i)
            if (cursor.number(4) == 0)
                return false;
    }
    return cursor.good;
}

bool checkFilters(std::string_view body) {
    Hdf5Cursor cursor{body};
    const std::uint64_t version = cursor.number(1), count = cursor.number(1);
    cursor.skip(version == 1 ? 6 : 0);
    if (version < 1 || version > 2 || count > 32)
        return false;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t id = cursor.number(2);
        const std::uint64_t nameBytes = version == 1 || id >= 256 ? cursor.number(2) : 0;
        cursor.skip(2);
        const std::uint64_t values = cursor.number(2);
        const std::string_view name = cursor.view(version == 1 ? padded(nameBytes) : nameBytes);
        if (nameBytes > 0 && name.find('\0') == std::string_view::npos)
            return false;
        cursor.skip(4 * values + (version == 1 && values % 2 == 1 ? 4 : 0));
    }
    return cursor.good;
}

/// The parts of an attribute message; `good` is false where they do not fit it.
struct AttributeParts {
    bool good = false;
    unsigned flags = 0;
    std::string_view name, type, space, value;
};

AttributeParts attributeParts(std::string_view body) {
    AttributeParts parts;
    Hdf5Cursor cursor{body};
    const std::uint64_t version = cursor.number(1);
    parts.flags = static_cast<unsigned>(cursor.number(1));
    std::array<std::uint64_t, 3> sizes{};
    for (std::uint64_t& size : sizes)
        size = cursor.number(2);
    cursor.skip(version >= 3 ? 1 : 0);
    for (int i = 0; i < 3; ++i) {
        const std::string_view part =
            cursor.view(version == 1 ? padded(sizes[static_cast<std::size_t>(i)]) : sizes[static_cast<std::size_t>(i)]);
        (i == 0 ? parts.name : i == 1 ? parts.type : parts.space) = part;
    }
    parts.value = cursor.rest;
    const std::size_t end = parts.name.find('\0');
    parts.good = cursor.good && version >= 1 && version <= 3 && end != std::string_view::npos;
    parts.flags = version == 1 ? 0 : parts.flags;
    parts.name = parts.name.substr(0, end);
    return parts;
}

bool checkAttribute(std::string_view body, const Hdf5Raw& raw) {
    const AttributeParts parts = attributeParts(body);
    if (!parts.good || (parts.flags & 3U) != 0)
        return parts.good; // a shared type or space is a header of its own
    Hdf5Cursor type{parts.type};
    const auto size = checkType(type, 0);
    const auto count = checkSpace(parts.space, raw);
    if (!size || !count)
        return false;
    return *count == 0 || (*size <= parts.value.size() && *count <= parts.value.size() / *size);
}

bool checkMessage(const Hdf5Message& message, const Hdf5Raw& raw) {
    if ((message.flags & 2U) != 0)
        return true; // shared: the body is an address, which libhdf5 bounds
    Hdf5Cursor cursor{message.body};
    switch (message.type) {
    case kSpace:
        return checkSpace(message.body, raw).has_value();
    case kType:
        return checkType(cursor, 0).has_value();
    case kOldFill:
    case kFill:
        return checkFill(message.body, message.type);
    case kLayout:
        return checkLayout(message.body, raw);
    case kFilters:
        return checkFilters(message.body);
    case kAttribute:
        return checkAttribute(message.body, raw);
    default:
        return true;
    }
}

} // namespace

Result<void> checkHdf5Header(const Hdf5Raw& raw, std::uint64_t address) {
    const auto messages = hdf5Messages(raw, address);
    if (!messages)
        return fail(messages);
    for (const Hdf5Message& message : *messages)
        if (!checkMessage(message, raw))
            return fail(ErrorKind::Unreadable, "An object header of the HDF5 file is damaged", raw.file->path());
    return {};
}

Result<std::string> hdf5StoredAttribute(const Hdf5Raw& raw, std::uint64_t address, const std::string& name) {
    const auto messages = hdf5Messages(raw, address);
    if (!messages)
        return fail(messages);
    for (const Hdf5Message& message : *messages) {
        if (message.type != kAttribute || (message.flags & 2U) != 0)
            continue;
        const AttributeParts parts = attributeParts(message.body);
        if (parts.good && parts.name == name)
            return std::string(parts.value);
    }
    return fail(ErrorKind::NotFound, "The attribute \"" + name + "\" lies in no object header", raw.file->path());
}

} // namespace gatoscope
