// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <new>

#include "core/episode/hdf5_handle.h"

namespace gatoscope {

namespace {

tl::unexpected<Error> refusedDataset(const std::string& dataset, const Hdf5Array& array, const std::string& place) {
    return fail(ErrorKind::Unsupported, "The dataset \"" + dataset + "\" cannot be read: " + array.refusal, place);
}

struct Selection {
    Hdf5Handle file, memory;
};

/// Rows [first, first + count) of a dataset and as many places in memory; both all of a scalar.
Selection selectRows(hid_t dataset, std::int64_t first, std::int64_t count) {
    Hdf5Handle space{H5Dget_space(dataset), H5Sclose};
    const auto dims = hdf5Dims(space.get());
    if (!dims)
        return {};
    if (dims->empty())
        return {std::move(space), Hdf5Handle{H5Screate(H5S_SCALAR), H5Sclose}};
    std::vector<hsize_t> start(dims->size(), 0);
    std::vector<hsize_t> size(dims->begin(), dims->end());
    start[0] = static_cast<hsize_t>(first);
    size[0] = static_cast<hsize_t>(count);
    if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr) < 0)
        return {};
    return {std::move(space),
            Hdf5Handle{H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr), H5Sclose}};
}

/// Memory of one element; a variable-length text counts as an empty one.
std::uint64_t elementBytes(const Hdf5Type& type) {
    return type.memory ? H5Tget_size(type.memory.get()) : sizeof(std::string);
}

/// Elements of the file's type in `count` rows, or nothing above what a column may take.
std::optional<std::uint64_t> elementsOf(const Hdf5OpenDataset& opened, std::int64_t count) {
    const std::size_t inner = opened.type.array.dims.size();
    const bool text = opened.array.kind == Hdf5Array::Kind::Text;
    const std::uint64_t each = std::max<std::uint64_t>(elementBytes(opened.type), text ? sizeof(std::string) : 1);
    std::uint64_t elements = static_cast<std::uint64_t>(count);
    for (std::size_t i = 1; i + inner < opened.array.dims.size(); ++i)
        elements = hdf5Times(elements, static_cast<std::uint64_t>(opened.array.dims[i])).value_or(~std::uint64_t{0});
    if (hdf5Times(each, elements).value_or(~std::uint64_t{0}) > kHdf5MostColumnBytes)
        return std::nullopt;
    return elements;
}

Column textColumn(std::vector<std::string> texts, std::size_t rows, std::size_t width) {
    Column column;
    column.dtype = DType::Text;
    column.rows = rows;
    column.width = width;
    column.text = std::move(texts);
    return column;
}

/// Reads through libhdf5; `raw` has the size of the rows in memory.
bool readRows(const Hdf5OpenDataset& opened, std::int64_t first, std::int64_t count, std::vector<std::byte>& raw) {
    if (raw.empty())
        return true;
    const Selection rows = selectRows(opened.id.get(), first, count);
    return rows.file && H5Dread(opened.id.get(), opened.type.memory.get(), rows.memory.get(), rows.file.get(),
                                H5P_DEFAULT, raw.data()) >= 0;
}

tl::unexpected<Error> outsideRows(const std::string& dataset, std::int64_t first, std::int64_t count,
                                  const Hdf5Array& array, const std::string& place) {
    return fail(ErrorKind::Invalid,
                "Rows " + std::to_string(first) + " to " + std::to_string(first + count) + " of \"" + dataset +
                    "\" were looked for; it has " + std::to_string(array.rows()),
                place);
}

} // namespace

Result<Hdf5Array> Hdf5File::describe(const std::string& dataset) const {
    const Hdf5Lock lock;
    const auto opened = open_->dataset(dataset, path_);
    if (!opened)
        return fail(opened);
    return (*opened)->array;
}

Result<Column> Hdf5File::readAll(const std::string& dataset) const {
    const auto array = describe(dataset);
    if (!array)
        return fail(array);
    return read(dataset, 0, array->rows());
}

Result<Column> Hdf5File::read(const std::string& dataset, std::int64_t first, std::int64_t count) const try {
    const Hdf5Lock lock;
    const auto found = open_->dataset(dataset, path_);
    if (!found)
        return fail(found);
    Hdf5OpenDataset& opened = **found;
    const Hdf5Array& array = opened.array;
    if (array.kind == Hdf5Array::Kind::Refused)
        return refusedDataset(dataset, array, path_);
    if (array.kind == Hdf5Array::Kind::Bytes)
        return fail(ErrorKind::Invalid, "The dataset \"" + dataset + "\" holds encoded bytes and no numbers", path_);
    if (first < 0 || count < 0 || first > array.rows() || count > array.rows() - first)
        return outsideRows(dataset, first, count, array, path_);
    const auto elements = elementsOf(opened, count);
    if (!elements)
        return fail(ErrorKind::OutOfResource,
                    "The dataset \"" + dataset + "\" is larger than the 1 GiB that one column may take", path_);
    if (!opened.type.memory) {
        const auto references = hdf5References(open_->raw, opened, first, count);
        auto texts =
            references ? hdf5Texts(open_->raw, open_->heap, *references) : tl::unexpected<Error>(references.error());
        if (!texts)
            return fail(texts.error().kind, "\"" + dataset + "\": " + texts.error().text, path_);
        return textColumn(std::move(*texts), static_cast<std::size_t>(count), array.rowWidth());
    }
    std::vector<std::byte> raw(static_cast<std::size_t>(*elements * elementBytes(opened.type)));
    if (!hdf5ChunksFit(open_->raw, opened, first, count) || !readRows(opened, first, count, raw))
        return fail(ErrorKind::Unreadable, "The values of \"" + dataset + "\" are damaged and could not be read",
                    path_);
    return hdf5Column(opened.type, std::move(raw), static_cast<std::size_t>(count), array.rowWidth());
} catch (const std::bad_alloc&) {
    return fail(ErrorKind::OutOfResource, "There is not enough memory for \"" + dataset + "\"", path_);
}

Result<std::vector<std::byte>> Hdf5File::readBytes(const std::string& dataset, std::int64_t row) const try {
    const Hdf5Lock lock;
    const auto found = open_->dataset(dataset, path_);
    if (!found)
        return fail(found);
    const Hdf5OpenDataset& opened = **found;
    if (opened.array.kind == Hdf5Array::Kind::Refused)
        return refusedDataset(dataset, opened.array, path_);
    if (opened.array.kind != Hdf5Array::Kind::Bytes || opened.array.dims.size() != 1 || row < 0 ||
        row >= opened.array.rows())
        return outsideRows(dataset, row, 1, opened.array, path_);
    const auto reference = hdf5References(open_->raw, opened, row, 1);
    const auto bytes = reference ? open_->heap.value(open_->raw, *reference, kHdf5MostColumnBytes / 4)
                                 : tl::unexpected<Error>(reference.error());
    if (!bytes)
        return fail(bytes.error().kind, "Row " + std::to_string(row) + " of \"" + dataset + "\": " + bytes.error().text,
                    path_);
    const auto* begin = reinterpret_cast<const std::byte*>(bytes->data());
    return std::vector<std::byte>(begin, begin + bytes->size());
} catch (const std::bad_alloc&) {
    return fail(ErrorKind::OutOfResource, "There is not enough memory for a row of \"" + dataset + "\"", path_);
}

} // namespace gatoscope
