// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/column_store.h"

#include <new>

namespace gatoscope {
namespace {

constexpr std::size_t kKeep = std::size_t{16} << 20; // columns up to this size stay while the episode's handle lives

std::size_t heldBytes(const Column& column) {
    std::size_t bytes = column.bytes.size();
    for (const std::string& text : column.text)
        bytes += sizeof(std::string) + text.size();
    return bytes;
}

} // namespace

Result<std::size_t> columnBytes(std::uint64_t rows, std::uint64_t width, DType dtype, const std::string& place) {
    const std::uint64_t each = dtype == DType::Text ? sizeof(std::string) : byteSize(dtype);
    const std::uint64_t most = kColumnCap / each;
    if (width != 0 && rows > most / width)
        return fail(ErrorKind::OutOfResource,
                    "the channel has " + std::to_string(rows) + " rows of " + std::to_string(width) + " " +
                        name(dtype) + " values, more than the " + std::to_string(kColumnCap >> 20) +
                        " MiB that one channel may take",
                    place);
    return static_cast<std::size_t>(rows * width * each);
}

std::shared_ptr<ColumnStore::Slot> ColumnStore::slot(const std::string& source) {
    const std::lock_guard lock(mutex_);
    auto& place = slots_[source];
    if (!place)
        place = std::make_shared<Slot>();
    return place;
}

Result<std::shared_ptr<const Column>> ColumnStore::get(const std::string& source, const Read& read) {
    const auto mine = slot(source);
    const std::lock_guard lock(mine->reading);
    if (auto held = mine->column.lock())
        return held;
    try {
        auto column = read();
        if (!column)
            return fail(column);
        auto shared = std::make_shared<const Column>(std::move(*column));
        mine->column = shared;
        if (heldBytes(*shared) <= kKeep)
            mine->kept = shared;
        return shared;
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::OutOfResource, "there is not enough memory to read the channel \"" + source + "\"");
    }
}

} // namespace gatoscope
