// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/hdf5_raw.h"

#include <algorithm>

namespace gatoscope {

namespace {

constexpr std::uint64_t kMostHeaderBytes = std::uint64_t{16} << 20;
constexpr std::uint64_t kMostCollectionBytes = std::uint64_t{1} << 30;
constexpr std::size_t kMostChunks = 4096; // of one header
constexpr std::size_t kKeptCollections = 8;
constexpr std::uint64_t kHeadBytes = 1024; // of an object header, read at once
constexpr unsigned kContinuation = 0x10;

tl::unexpected<Error> damaged(const Hdf5Raw& raw, const char* what) {
    return fail(ErrorKind::Unreadable, std::string(what) + " of the HDF5 file is damaged", raw.file->path());
}

struct Span {
    std::uint64_t address = 0, count = 0;
};

/// The body of a message whose head was read; a continuation is added to `more`.
bool readBody(const Hdf5Raw& raw, Hdf5Cursor& cursor, std::uint64_t size, Hdf5Message& message,
              std::vector<Span>& more) {
    message.body = cursor.view(size);
    if (!cursor.good)
        return false;
    Hdf5Cursor body{message.body};
    if (message.type == kContinuation)
        more.push_back({body.number(raw.addressBytes), body.number(raw.lengthBytes)});
    return body.good;
}

/// Messages of one stretch of a version 1 header; continuations are added to `more`.
bool readMessages1(const Hdf5Raw& raw, std::string_view bytes, std::vector<Hdf5Message>& messages,
                   std::vector<Span>& more) {
    Hdf5Cursor cursor{bytes};
    while (cursor.rest.size() >= 8) {
        Hdf5Message message;
        message.type = static_cast<unsigned>(cursor.number(2));
        const std::uint64_t size = cursor.number(2);
        message.flags = static_cast<unsigned>(cursor.number(1));
        cursor.skip(3);
        if (!readBody(raw, cursor, size, message, more))
            return false;
        messages.push_back(std::move(message));
    }
    return true;
}

bool readMessages2(const Hdf5Raw& raw, std::string_view bytes, bool ordered, std::vector<Hdf5Message>& messages,
                   std::vector<Span>& more) {
    Hdf5Cursor cursor{bytes};
    const std::size_t head = ordered ? 6 : 4;
    while (cursor.rest.size() >= head) {
        Hdf5Message message;
        message.type = static_cast<unsigned>(cursor.number(1));
        const std::uint64_t size = cursor.number(2);
        message.flags = static_cast<unsigned>(cursor.number(1));
        cursor.skip(ordered ? 2 : 0);
        if (!readBody(raw, cursor, size, message, more))
            return false;
        messages.push_back(std::move(message));
    }
    return true;
}

/// The head of an object header, read at once: most headers end in it.
struct Head {
    std::uint64_t address = 0;
    std::string bytes;

    bool holds(const Span& span) const {
        return span.address >= address && span.address - address <= bytes.size() &&
               span.count <= bytes.size() - (span.address - address);
    }
};

/// Reads the stretches that a header is made of; each may point to further ones.
template <typename Read>
Result<void> readRest(const Hdf5Raw& raw, const Head& head, std::vector<Span>& more, const Read& read) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < more.size(); ++i) {
        total += more[i].count;
        if (i >= kMostChunks || more[i].count > kMostHeaderBytes || total > kMostHeaderBytes)
            return damaged(raw, "An object header");
        const Span span = more[i];
        const Result<std::string> bytes =
            head.holds(span) ? Result<std::string>(head.bytes.substr(span.address - head.address, span.count))
                             : raw.at(span.address, span.count);
        if (!bytes)
            return fail(bytes);
        if (!read(std::string_view(*bytes)))
            return damaged(raw, "An object header");
    }
    return {};
}

Result<std::vector<Hdf5Message>> messages1(const Hdf5Raw& raw, const Head& head) {
    std::vector<Hdf5Message> messages;
    Hdf5Cursor cursor{head.bytes};
    cursor.skip(8);
    std::vector<Span> more{{head.address + 16, cursor.number(4)}};
    const auto rest =
        readRest(raw, head, more, [&](std::string_view bytes) { return readMessages1(raw, bytes, messages, more); });
    if (!rest)
        return fail(rest);
    return messages;
}

Result<std::vector<Hdf5Message>> messages2(const Hdf5Raw& raw, const Head& head) {
    std::vector<Hdf5Message> messages;
    Hdf5Cursor cursor{head.bytes};
    cursor.skip(5);
    const auto flags = static_cast<unsigned>(cursor.number(1));
    cursor.skip((flags & 0x20U) != 0 ? 16 : 0);
    cursor.skip((flags & 0x10U) != 0 ? 4 : 0);
    const std::uint64_t size = cursor.number(1U << (flags & 3U));
    const std::uint64_t begin = head.bytes.size() - cursor.rest.size();
    std::vector<Span> more{{head.address + begin, size}};
    bool first = true;
    const auto rest = readRest(raw, head, more, [&](std::string_view bytes) {
        if (!first && (bytes.size() < 8 || bytes.substr(0, 4) != "OCHK"))
            return false;
        const std::string_view inner = first ? bytes : bytes.substr(4, bytes.size() - 8);
        first = false;
        return readMessages2(raw, inner, (flags & 4U) != 0, messages, more);
    });
    if (!rest)
        return fail(rest);
    return messages;
}

} // namespace

std::uint64_t Hdf5Cursor::number(unsigned bytes) {
    const std::string_view taken = view(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = taken.size(); i-- > 0;)
        value = (value << 8U) | static_cast<unsigned char>(taken[i]);
    return value;
}

std::string_view Hdf5Cursor::view(std::uint64_t count) {
    if (count > rest.size()) {
        good = false;
        rest = {};
        return {};
    }
    const std::string_view taken = rest.substr(0, static_cast<std::size_t>(count));
    rest.remove_prefix(static_cast<std::size_t>(count));
    return taken;
}

Result<std::string> Hdf5Raw::at(std::uint64_t address, std::uint64_t count) const {
    const std::uint64_t size = file->size();
    if (address > size || base > size - address || count > size - address - base)
        return fail(ErrorKind::Unreadable, "The HDF5 file points to bytes beyond its end; it is cut short or damaged",
                    file->path());
    std::string bytes(static_cast<std::size_t>(count), '\0');
    if (const auto read = file->read(base + address, bytes.data(), bytes.size()); !read)
        return fail(read);
    return bytes;
}

Result<std::vector<Hdf5Message>> hdf5Messages(const Hdf5Raw& raw, std::uint64_t address) {
    const std::uint64_t size = raw.file->size() - std::min(raw.base, raw.file->size());
    auto bytes = raw.at(address, address < size ? std::min<std::uint64_t>(kHeadBytes, size - address) : 16);
    if (!bytes)
        return fail(bytes);
    const Head head{address, std::move(*bytes)};
    if (head.bytes.compare(0, 4, "OHDR") == 0)
        return messages2(raw, head);
    if (head.bytes.size() < 16 || head.bytes[0] != 1)
        return damaged(raw, "An object header");
    return messages1(raw, head);
}

Result<const Hdf5Heap::Collection*> Hdf5Heap::collection(const Hdf5Raw& raw, std::uint64_t address) {
    const auto known =
        std::find_if(kept_.begin(), kept_.end(), [&](const Collection& c) { return c.address == address; });
    if (known != kept_.end()) {
        kept_.splice(kept_.begin(), kept_, known);
        return &kept_.front();
    }
    const auto head = raw.at(address, 8 + raw.lengthBytes);
    if (!head)
        return fail(head);
    Hdf5Cursor cursor{*head};
    if (cursor.view(4) != "GCOL" || cursor.number(4) != 1)
        return damaged(raw, "A heap of values");
    const std::uint64_t size = cursor.number(raw.lengthBytes);
    if (size > kMostCollectionBytes)
        return damaged(raw, "A heap of values");
    auto bytes = raw.at(address, size);
    if (!bytes)
        return fail(bytes);
    while (kept_.size() >= kKeptCollections)
        kept_.pop_back();
    kept_.emplace_front();
    Collection& made = kept_.front();
    made.address = address;
    made.bytes = std::move(*bytes);
    Hdf5Cursor objects{made.bytes};
    objects.skip(8 + raw.lengthBytes);
    while (objects.rest.size() >= 8 + raw.lengthBytes) {
        const std::uint64_t index = objects.number(2);
        objects.skip(6);
        const std::uint64_t length = objects.number(raw.lengthBytes);
        if (index == 0)
            break; // free space up to the end
        const std::string_view value = objects.view(length);
        if (!objects.good)
            break; // what lies before the damage can be read
        made.objects.emplace(index, value);
        objects.skip(std::min<std::uint64_t>((8 - length % 8) % 8, objects.rest.size()));
    }
    return &made;
}

Result<std::string> Hdf5Heap::value(const Hdf5Raw& raw, std::string_view reference, std::uint64_t most) {
    Hdf5Cursor cursor{reference};
    const std::uint64_t length = cursor.number(4);
    const std::uint64_t address = cursor.number(raw.addressBytes);
    const std::uint64_t index = cursor.number(4);
    if (!cursor.good)
        return damaged(raw, "A variable-length value");
    if (length == 0 || address == 0)
        return std::string();
    const auto heap = collection(raw, address);
    if (!heap)
        return fail(heap);
    const auto found = (*heap)->objects.find(index);
    if (found == (*heap)->objects.end() || found->second.size() < length)
        return damaged(raw, "A variable-length value");
    if (length > most)
        return fail(ErrorKind::OutOfResource, "The variable-length values take more memory than is allowed",
                    raw.file->path());
    return std::string(found->second.substr(0, static_cast<std::size_t>(length)));
}

} // namespace gatoscope
