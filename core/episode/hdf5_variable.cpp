// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <zlib.h>

#include "core/episode/hdf5_handle.h"

namespace gatoscope {

namespace {

constexpr std::uint64_t kMostTextBytes = std::uint64_t{256} << 20; // of one column

tl::unexpected<Error> damaged(const Hdf5Raw& raw, const std::string& dataset) {
    return fail(ErrorKind::Unreadable, "The variable-length values of \"" + dataset + "\" are damaged",
                raw.file->path());
}

std::optional<std::string> inflated(const std::string& packed, std::size_t most) {
    std::string bytes(most, '\0');
    uLongf size = static_cast<uLongf>(most);
    if (uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(packed.data()),
                   static_cast<uLong>(packed.size())) != Z_OK)
        return std::nullopt;
    bytes.resize(size);
    return bytes;
}

/// Undoes the byte shuffle: the first bytes of all elements come first, then the second ones …
std::string unshuffled(const std::string& bytes, std::size_t element) {
    const std::size_t count = element == 0 ? 0 : bytes.size() / element;
    std::string plain = bytes; // a rest that fills no element stays in place
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t b = 0; b < element; ++b)
            plain[i * element + b] = bytes[b * count + i];
    return plain;
}

/// A chunk as it was before its filters; nothing where they do not fit it or are others than gzip, shuffle, fletcher32.
std::optional<std::string> unfiltered(hid_t properties, std::string bytes, std::uint32_t skipped, std::size_t size) {
    for (int i = H5Pget_nfilters(properties); i-- > 0;) {
        unsigned flags = 0, config = 0, values[8] = {};
        std::size_t count = 8;
        const H5Z_filter_t id =
            H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &count, values, 0, nullptr, &config);
        if ((skipped >> static_cast<unsigned>(i) & 1U) != 0)
            continue;
        if (id == H5Z_FILTER_DEFLATE) {
            auto plain = inflated(bytes, size + 64);
            if (!plain)
                return std::nullopt;
            bytes = std::move(*plain);
        } else if (id == H5Z_FILTER_SHUFFLE) {
            bytes = unshuffled(bytes, values[0]);
        } else if (id == H5Z_FILTER_FLETCHER32 && bytes.size() >= 4) {
            bytes.resize(bytes.size() - 4);
        } else {
            return std::nullopt;
        }
    }
    return bytes.size() == size ? std::optional(std::move(bytes)) : std::nullopt;
}

/// The grid of chunks of a dataset, and a copy of the part of one chunk that lies in the wanted rows.
struct Grid {
    std::vector<hsize_t> dims, chunk;
    hsize_t first = 0, count = 0; // rows wanted
    std::size_t element = 0;

    std::size_t chunkBytes() const {
        std::uint64_t bytes = element;
        for (const hsize_t side : chunk)
            bytes = hdf5Times(bytes, side).value_or(~std::uint64_t{0});
        return bytes > kHdf5MostColumnBytes ? 0 : static_cast<std::size_t>(bytes);
    }

    void copy(const std::string& from, const std::vector<hsize_t>& origin, std::string& to) const {
        std::vector<hsize_t> at(dims.size(), 0);
        for (std::size_t source = 0; source * element < from.size(); ++source) {
            std::size_t target = 0;
            bool inside = true;
            for (std::size_t d = 0; d < dims.size(); ++d) {
                const hsize_t index = origin[d] + at[d];
                const hsize_t low = d == 0 ? first : 0, high = d == 0 ? first + count : dims[d];
                inside = inside && index >= low && index < high;
                target = target * (high - low) + (inside ? index - low : 0);
            }
            if (inside)
                std::copy_n(from.data() + source * element, element, to.data() + target * element);
            for (std::size_t d = dims.size(); d-- > 0 && ++at[d] == chunk[d] && d > 0;)
                at[d] = 0;
        }
    }

    /// The next chunk that crosses the rows; false after the last.
    bool next(std::vector<hsize_t>& origin) const {
        for (std::size_t d = dims.size(); d-- > 0;) {
            origin[d] += chunk[d];
            if (origin[d] < (d == 0 ? first + count : dims[d]))
                return true;
            if (d > 0)
                origin[d] = 0;
        }
        return false;
    }
};

/// Stored bytes of a chunk; 0 for one that was never written, nothing when the index of chunks is damaged.
std::optional<std::uint64_t> storedBytes(hid_t dataset, const std::vector<hsize_t>& origin) {
    hsize_t size = 0;
    if (H5Dget_chunk_storage_size(dataset, origin.data(), &size) >= 0)
        return size;
    unsigned skipped = 0;
    haddr_t address = HADDR_UNDEF;
    if (H5Dget_chunk_info_by_coord(dataset, origin.data(), &skipped, &address, &size) < 0)
        return std::nullopt;
    return address == HADDR_UNDEF ? 0 : size;
}

Result<std::string> chunkedReferences(const Hdf5Raw& raw, const Hdf5OpenDataset& dataset, hid_t properties, Grid grid) {
    grid.chunk.resize(grid.dims.size());
    const std::size_t bytes =
        H5Pget_chunk(properties, static_cast<int>(grid.chunk.size()), grid.chunk.data()) < 0 ? 0 : grid.chunkBytes();
    if (bytes == 0)
        return damaged(raw, dataset.path);
    std::size_t all = grid.element * grid.count;
    for (std::size_t d = 1; d < grid.dims.size(); ++d)
        all *= grid.dims[d];
    std::string references(all, '\0');
    std::vector<hsize_t> origin(grid.dims.size(), 0);
    origin[0] = grid.first / grid.chunk[0] * grid.chunk[0];
    do {
        const auto size = storedBytes(dataset.id.get(), origin);
        if (!size || *size > raw.file->size())
            return damaged(raw, dataset.path);
        if (*size == 0)
            continue; // never written: empty values
        std::string stored(static_cast<std::size_t>(*size), '\0');
        std::uint32_t skipped = 0;
        if (H5Dread_chunk(dataset.id.get(), H5P_DEFAULT, origin.data(), &skipped, stored.data()) < 0)
            return damaged(raw, dataset.path);
        const auto plain = unfiltered(properties, std::move(stored), skipped, bytes);
        if (!plain)
            return damaged(raw, dataset.path);
        grid.copy(*plain, origin, references);
    } while (grid.next(origin));
    return references;
}

} // namespace

namespace {

/// Only filters whose output can be measured here; a chunk that others made is left to libhdf5.
bool measurable(hid_t properties) {
    bool packed = false;
    for (int i = 0; i < H5Pget_nfilters(properties); ++i) {
        unsigned flags = 0, config = 0, values[8] = {};
        std::size_t count = 8;
        const H5Z_filter_t id =
            H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &count, values, 0, nullptr, &config);
        packed = packed || id == H5Z_FILTER_DEFLATE;
        if (id != H5Z_FILTER_DEFLATE && id != H5Z_FILTER_SHUFFLE && id != H5Z_FILTER_FLETCHER32)
            return false;
    }
    return packed;
}

bool chunkFits(const Hdf5Raw& raw, hid_t dataset, hid_t properties, const std::vector<hsize_t>& origin,
               std::size_t bytes) {
    const auto size = storedBytes(dataset, origin);
    if (!size || *size > raw.file->size())
        return false;
    if (*size == 0)
        return true; // never written
    std::string stored(static_cast<std::size_t>(*size), '\0');
    std::uint32_t skipped = 0;
    return H5Dread_chunk(dataset, H5P_DEFAULT, origin.data(), &skipped, stored.data()) >= 0 &&
           unfiltered(properties, std::move(stored), skipped, bytes).has_value();
}

} // namespace

bool hdf5ChunksFit(const Hdf5Raw& raw, Hdf5OpenDataset& dataset, std::int64_t first, std::int64_t count) {
    const Hdf5Handle properties{H5Dget_create_plist(dataset.id.get()), H5Pclose};
    if (count == 0 || dataset.array.dims.empty() || H5Pget_layout(properties.get()) != H5D_CHUNKED ||
        !measurable(properties.get()))
        return true;
    const Hdf5Handle type{H5Dget_type(dataset.id.get()), H5Tclose};
    const Hdf5Handle space{H5Dget_space(dataset.id.get()), H5Sclose};
    const auto dims = hdf5Dims(space.get());
    Grid grid;
    if (!dims || dims->empty())
        return false;
    grid.dims.assign(dims->begin(), dims->end());
    grid.first = static_cast<hsize_t>(first);
    grid.count = static_cast<hsize_t>(count);
    grid.element = H5Tget_size(type.get());
    grid.chunk.resize(grid.dims.size());
    const std::size_t bytes = H5Pget_chunk(properties.get(), static_cast<int>(grid.chunk.size()), grid.chunk.data()) < 0
                                  ? 0
                                  : grid.chunkBytes();
    if (bytes == 0)
        return false;
    std::vector<hsize_t> origin(grid.dims.size(), 0);
    origin[0] = grid.first / grid.chunk[0] * grid.chunk[0];
    do {
        if (dataset.soundChunks.count(origin) > 0)
            continue;
        if (!chunkFits(raw, dataset.id.get(), properties.get(), origin, bytes))
            return false;
        dataset.soundChunks.insert(origin);
    } while (grid.next(origin));
    return true;
}

Result<std::string> hdf5References(const Hdf5Raw& raw, const Hdf5OpenDataset& dataset, std::int64_t first,
                                   std::int64_t count) {
    const std::size_t element = raw.referenceBytes();
    const Hdf5Handle properties{H5Dget_create_plist(dataset.id.get()), H5Pclose};
    const std::uint64_t row = element * dataset.array.rowWidth(); // the caller has bounded the whole
    const std::uint64_t bytes = row * static_cast<std::uint64_t>(count);
    if (bytes == 0)
        return std::string();
    switch (H5Pget_layout(properties.get())) {
    case H5D_CONTIGUOUS: {
        const haddr_t begin = H5Dget_offset(dataset.id.get());
        if (begin == HADDR_UNDEF)
            return std::string(bytes, '\0');
        return raw.at(begin - raw.base + row * static_cast<std::uint64_t>(first), bytes);
    }
    case H5D_CHUNKED: {
        Grid grid;
        grid.dims.assign(dataset.array.dims.begin(), dataset.array.dims.end());
        grid.first = static_cast<hsize_t>(first);
        grid.count = static_cast<hsize_t>(count);
        grid.element = element;
        return chunkedReferences(raw, dataset, properties.get(), std::move(grid));
    }
    default:
        return fail(ErrorKind::Unsupported,
                    "The dataset \"" + dataset.path +
                        "\" keeps variable-length values in its header, which is not read",
                    raw.file->path());
    }
}

Result<std::vector<std::string>> hdf5Texts(const Hdf5Raw& raw, Hdf5Heap& heap, std::string_view references) {
    std::vector<std::string> texts;
    std::uint64_t left = kMostTextBytes;
    for (; references.size() >= raw.referenceBytes(); references.remove_prefix(raw.referenceBytes())) {
        auto text = heap.value(raw, references.substr(0, raw.referenceBytes()), left);
        if (!text)
            return fail(text);
        left -= text->size();
        text->resize(std::min(text->find('\0'), text->size()));
        texts.push_back(hdf5ValidUtf8(std::move(*text)));
    }
    return texts;
}

} // namespace gatoscope
