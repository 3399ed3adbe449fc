// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <new>

#include "core/episode/hdf5_handle.h"

namespace gatoscope {

namespace {

constexpr std::uint64_t kMostChunkBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kMostCacheBytes = std::uint64_t{64} << 20; // of one dataset
constexpr std::uint64_t kAllCacheBytes = std::uint64_t{128} << 20; // of one file
constexpr std::size_t kMostOpenDatasets = 24;
constexpr std::uint64_t kSuspectBytes = std::uint64_t{64} << 20; // larger ones must be on the disk too
constexpr std::uint64_t kMostDeflation = 1100;                   // deflate reaches 1,032 : 1

/// Memory for variable-length values, given back at once and never more than it may be.
class Arena {
public:
    explicit Arena(std::uint64_t most) : left_(most) {}
    static void* take(std::size_t size, void* self) {
        auto& arena = *static_cast<Arena*>(self);
        if (size > arena.left_)
            return nullptr;
        arena.left_ -= size;
        arena.blocks_.push_back(std::unique_ptr<std::byte[]>(new (std::nothrow) std::byte[size + 1]));
        return arena.blocks_.back().get();
    }
    static void give(void*, void*) {}

private:
    std::uint64_t left_;
    std::vector<std::unique_ptr<std::byte[]>> blocks_;
};

std::string filterName(H5Z_filter_t id) {
    switch (id) {
    case H5Z_FILTER_SZIP:
        return "szip";
    case 32000:
        return "lzf";
    case 32001:
        return "blosc";
    case 32004:
        return "lz4";
    case 32008:
        return "bitshuffle";
    case 32013:
        return "zfp";
    case 32015:
        return "zstd";
    case 32026:
        return "blosc2";
    default:
        return "unnamed";
    }
}

/// Why the stored form cannot be read, or an empty string.
std::string refusalOfStorage(hid_t properties) {
    if (H5Pget_layout(properties) == H5D_VIRTUAL)
        return "it is a virtual dataset made of other files; these are not followed";
    if (H5Pget_external_count(properties) > 0)
        return "its values lie in another file, which is not followed";
    const int filters = H5Pget_nfilters(properties);
    for (int i = 0; i < filters; ++i) {
        unsigned flags = 0, config = 0;
        std::size_t values = 0;
        const H5Z_filter_t id =
            H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &config);
        if (id < 0 || H5Zfilter_avail(id) <= 0)
            return "it is packed with HDF5 filter " + std::to_string(id) + " (" + filterName(id) +
                   "), which is not installed; install its plugin or repack the file with gzip";
    }
    return {};
}

/// Bytes of one chunk and of the chunks that one row crosses; 0 when the dataset is not chunked.
struct Chunks {
    std::uint64_t one = 0, row = 0;
};

Chunks chunksOf(hid_t properties, const std::vector<std::int64_t>& dims, std::uint64_t elementBytes) {
    hsize_t sides[H5S_MAX_RANK] = {};
    if (H5Pget_layout(properties) != H5D_CHUNKED)
        return {};
    const int rank = H5Pget_chunk(properties, H5S_MAX_RANK, sides);
    Chunks chunks{elementBytes, 1};
    for (int i = 0; i < rank && i < static_cast<int>(dims.size()); ++i) {
        const std::uint64_t side = std::max<std::uint64_t>(sides[i], 1);
        chunks.one = hdf5Times(chunks.one, side).value_or(~std::uint64_t{0});
        const auto length = static_cast<std::uint64_t>(dims[static_cast<std::size_t>(i)]);
        if (i > 0)
            chunks.row = hdf5Times(chunks.row, (length + side - 1) / side).value_or(~std::uint64_t{0});
    }
    chunks.row = hdf5Times(chunks.row, chunks.one).value_or(~std::uint64_t{0});
    return chunks;
}

std::string refusalOfSize(hid_t dataset, const Hdf5OpenDataset& opened, const std::vector<std::int64_t>& dims,
                          std::uint64_t chunkBytes) {
    if (chunkBytes > kMostChunkBytes)
        return "its chunks are larger than 1 GiB";
    std::uint64_t bytes = opened.type.fileBytes;
    for (const std::int64_t side : dims)
        bytes = hdf5Times(bytes, static_cast<std::uint64_t>(side)).value_or(~std::uint64_t{0});
    if (bytes <= kSuspectBytes)
        return {};
    const std::uint64_t stored = H5Dget_storage_size(dataset);
    if (bytes / kMostDeflation <= stored)
        return {};
    return "it declares " + std::to_string(bytes) + " bytes where the file holds " + std::to_string(stored);
}

Hdf5Handle withCache(hid_t parentFile, hid_t dataset, std::uint64_t bytes) {
    const Hdf5Handle access{H5Pcreate(H5P_DATASET_ACCESS), H5Pclose};
    H5Pset_chunk_cache(access.get(), 10007, static_cast<std::size_t>(bytes), H5D_CHUNK_CACHE_W0_DEFAULT);
    std::string name(static_cast<std::size_t>(std::max<ssize_t>(H5Iget_name(dataset, nullptr, 0), 0)) + 1, '\0');
    if (name.size() < 2 || H5Iget_name(dataset, name.data(), name.size()) < 0)
        return {};
    return {H5Dopen2(parentFile, name.c_str(), access.get()), H5Dclose};
}

/// Fills type, shape, refusal and chunk cache of a dataset that was just opened.
void describeOpened(Hdf5OpenDataset& opened, hid_t file) {
    const Hdf5Handle stored{H5Dget_type(opened.id.get()), H5Tclose};
    const Hdf5Handle properties{H5Dget_create_plist(opened.id.get()), H5Pclose};
    opened.type = hdf5Type(stored.get());
    opened.array = opened.type.array;
    std::string refusal = properties ? refusalOfStorage(properties.get()) : "its storage could not be read";
    std::optional<std::vector<std::int64_t>> dims;
    Chunks chunks;
    if (refusal.empty()) { // a virtual dataset opens its sources when asked for its shape
        const Hdf5Handle space{H5Dget_space(opened.id.get()), H5Sclose};
        dims = hdf5Dims(space.get());
        if (!dims)
            refusal = "its shape is empty or too large to count";
    }
    if (dims && opened.array.kind != Hdf5Array::Kind::Refused) {
        chunks = chunksOf(properties.get(), *dims, opened.type.fileBytes);
        refusal = refusalOfSize(opened.id.get(), opened, *dims, chunks.one);
        opened.array.dims.insert(opened.array.dims.begin(), dims->begin(), dims->end());
    }
    if (!refusal.empty()) {
        opened.array.kind = Hdf5Array::Kind::Refused;
        opened.array.refusal = refusal;
    }
    const bool larger = chunks.row > std::uint64_t{1} << 20 && chunks.one <= kMostCacheBytes;
    opened.cacheBytes = chunks.one == 0 ? 0 : std::uint64_t{1} << 20;
    if (opened.array.kind == Hdf5Array::Kind::Refused || !larger)
        return;
    const std::uint64_t wanted = std::min(chunks.row, kMostCacheBytes);
    Hdf5Handle again = withCache(file, opened.id.get(), wanted);
    if (!again)
        return;
    opened.id = std::move(again);
    opened.cacheBytes = wanted;
}

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

/// Bytes that `count` rows take in memory, or nothing above the limit of a column.
std::optional<std::size_t> bytesOfRows(const Hdf5OpenDataset& opened, std::int64_t count) {
    const std::size_t inner = opened.type.array.dims.size();
    std::uint64_t bytes = H5Tget_size(opened.type.memory.get());
    std::uint64_t elements = static_cast<std::uint64_t>(count);
    for (std::size_t i = 1; i + inner < opened.array.dims.size(); ++i)
        elements = hdf5Times(elements, static_cast<std::uint64_t>(opened.array.dims[i])).value_or(~std::uint64_t{0});
    if (opened.array.kind == Hdf5Array::Kind::Text)
        bytes = std::max<std::uint64_t>(bytes, sizeof(std::string));
    if (hdf5Times(bytes, elements).value_or(~std::uint64_t{0}) > kHdf5MostColumnBytes)
        return std::nullopt;
    return static_cast<std::size_t>(elements * H5Tget_size(opened.type.memory.get()));
}

} // namespace

Result<Hdf5OpenDataset*> Hdf5File::Open::dataset(const std::string& path, const std::string& place) {
    const auto known = std::find_if(datasets.begin(), datasets.end(), [&](const auto& d) { return d.path == path; });
    if (known != datasets.end()) {
        datasets.splice(datasets.begin(), datasets, known);
        return &datasets.front();
    }
    auto found = object(path, place);
    if (!found)
        return fail(found);
    if (H5Iget_type(found->get()) != H5I_DATASET)
        return fail(ErrorKind::Invalid, "\"" + path + "\" is no dataset of the HDF5 file", place);
    Hdf5OpenDataset opened;
    opened.path = path;
    opened.id = std::move(*found);
    describeOpened(opened, file.get());
    datasets.push_front(std::move(opened));
    std::uint64_t bytes = 0;
    for (const auto& dataset : datasets)
        bytes += dataset.cacheBytes;
    while (datasets.size() > 1 && (datasets.size() > kMostOpenDatasets || bytes > kAllCacheBytes)) {
        bytes -= datasets.back().cacheBytes;
        datasets.pop_back();
    }
    return &datasets.front();
}

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
    const Hdf5OpenDataset& opened = **found;
    if (opened.array.kind == Hdf5Array::Kind::Refused)
        return refusedDataset(dataset, opened.array, path_);
    if (opened.array.kind == Hdf5Array::Kind::Bytes)
        return fail(ErrorKind::Invalid, "The dataset \"" + dataset + "\" holds encoded bytes and no numbers", path_);
    if (first < 0 || count < 0 || first > opened.array.rows() || count > opened.array.rows() - first)
        return fail(ErrorKind::Invalid,
                    "Rows " + std::to_string(first) + " to " + std::to_string(first + count) + " of \"" + dataset +
                        "\" were looked for; it has " + std::to_string(opened.array.rows()),
                    path_);
    const auto bytes = bytesOfRows(opened, count);
    if (!bytes)
        return fail(ErrorKind::OutOfResource,
                    "The dataset \"" + dataset + "\" is larger than the 1 GiB that one column may take", path_);
    std::vector<std::byte> raw(*bytes);
    Arena arena(kHdf5MostColumnBytes);
    if (!raw.empty()) {
        const Selection rows = selectRows(opened.id.get(), first, count);
        const Hdf5Handle transfer{H5Pcreate(H5P_DATASET_XFER), H5Pclose};
        H5Pset_vlen_mem_manager(transfer.get(), Arena::take, &arena, Arena::give, &arena);
        if (!rows.file || H5Dread(opened.id.get(), opened.type.memory.get(), rows.memory.get(), rows.file.get(),
                                  transfer.get(), raw.data()) < 0)
            return fail(ErrorKind::Unreadable, "The values of \"" + dataset + "\" are damaged and could not be read",
                        path_);
    }
    return hdf5Column(opened.type, std::move(raw), static_cast<std::size_t>(count), opened.array.rowWidth());
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
        return fail(ErrorKind::Invalid,
                    "Row " + std::to_string(row) + " of encoded bytes is not in \"" + dataset + "\"", path_);
    Arena arena(kHdf5MostColumnBytes / 4);
    const Selection rows = selectRows(opened.id.get(), row, 1);
    const Hdf5Handle transfer{H5Pcreate(H5P_DATASET_XFER), H5Pclose};
    H5Pset_vlen_mem_manager(transfer.get(), Arena::take, &arena, Arena::give, &arena);
    hvl_t run{0, nullptr};
    if (!rows.file || H5Dread(opened.id.get(), opened.type.memory.get(), rows.memory.get(), rows.file.get(),
                              transfer.get(), &run) < 0)
        return fail(ErrorKind::Unreadable, "Row " + std::to_string(row) + " of \"" + dataset + "\" is damaged", path_);
    const auto* bytes = static_cast<const std::byte*>(run.p);
    return std::vector<std::byte>(bytes, bytes + (bytes == nullptr ? 0 : run.len));
} catch (const std::bad_alloc&) {
    return fail(ErrorKind::OutOfResource, "There is not enough memory for a row of \"" + dataset + "\"", path_);
}

Result<Column> Hdf5File::attribute(const std::string& object, const std::string& name) const try {
    const Hdf5Lock lock;
    const auto found = open_->object(object, path_);
    if (!found)
        return fail(found);
    if (H5Aexists(found->get(), name.c_str()) <= 0)
        return fail(ErrorKind::NotFound, "\"" + object + "\" has no attribute \"" + name + "\"", path_);
    const std::string what = "The attribute \"" + name + "\" of \"" + object + "\"";
    const Hdf5Handle id{H5Aopen(found->get(), name.c_str(), H5P_DEFAULT), H5Aclose};
    if (!id)
        return fail(ErrorKind::Unreadable, what + " is damaged and could not be opened", path_);
    const Hdf5Handle stored{H5Aget_type(id.get()), H5Tclose};
    const Hdf5Handle space{H5Aget_space(id.get()), H5Sclose};
    const Hdf5Type type = hdf5Type(stored.get());
    const auto dims = hdf5Dims(space.get());
    if (!dims || type.array.kind == Hdf5Array::Kind::Refused || type.array.kind == Hdf5Array::Kind::Bytes)
        return fail(ErrorKind::Unsupported, what + " has an empty shape or a type that is not understood", path_);
    std::uint64_t elements = 1, inner = 1;
    for (const std::int64_t side : *dims)
        elements *= static_cast<std::uint64_t>(side); // hdf5Dims keeps it in range
    for (const std::int64_t side : type.array.dims)
        inner *= static_cast<std::uint64_t>(side);
    const std::size_t size = H5Tget_size(type.memory.get());
    if (hdf5Times(elements, std::max<std::uint64_t>(size, 32)).value_or(~std::uint64_t{0}) > kHdf5MostAttributeBytes)
        return fail(ErrorKind::OutOfResource, what + " is larger than 64 MiB", path_);
    std::vector<std::byte> raw(static_cast<std::size_t>(elements) * size);
    if (!raw.empty() && H5Aread(id.get(), type.memory.get(), raw.data()) < 0)
        return fail(ErrorKind::Unreadable, what + " is damaged and could not be read", path_);
    if (type.array.kind != Hdf5Array::Kind::Text || H5Tis_variable_str(type.memory.get()) <= 0)
        return hdf5Column(type, std::move(raw), static_cast<std::size_t>(elements * inner), 1);
    Column column = hdf5Column(type, raw, static_cast<std::size_t>(elements), 1);
    H5Dvlen_reclaim(type.memory.get(), space.get(), H5P_DEFAULT, raw.data());
    return column;
} catch (const std::bad_alloc&) {
    return fail(ErrorKind::OutOfResource, "There is not enough memory for the attribute \"" + name + "\"", path_);
}

std::vector<std::string> Hdf5File::attributeNames(const std::string& object) const {
    const Hdf5Lock lock;
    std::vector<std::string> names;
    const auto found = open_->object(object, path_);
    if (!found)
        return names;
    const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* into) -> herr_t {
        auto& list = *static_cast<std::vector<std::string>*>(into);
        list.emplace_back(name);
        return list.size() >= 4096 ? 1 : 0;
    };
    hsize_t from = 0;
    H5Aiterate2(found->get(), H5_INDEX_NAME, H5_ITER_NATIVE, &from, collect, &names);
    return names;
}

} // namespace gatoscope
