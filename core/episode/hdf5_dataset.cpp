// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/episode/hdf5_handle.h"

namespace gatoscope {

namespace {

constexpr std::uint64_t kMostChunkBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kMostCacheBytes = std::uint64_t{64} << 20; // of one dataset
constexpr std::uint64_t kAllCacheBytes = std::uint64_t{128} << 20; // of one file
constexpr std::size_t kMostOpenDatasets = 24;
constexpr std::uint64_t kSuspectBytes = std::uint64_t{64} << 20; // larger ones must be on the disk too
constexpr std::uint64_t kMostDeflation = 1100;                   // deflate reaches 1,032 : 1
constexpr std::uint64_t kMostFrameBytes = std::uint64_t{256} << 20;

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
    // Pictures are read one by one: a recorder that reserved more frames than it wrote does no harm.
    const bool bytewise = opened.array.kind == Hdf5Array::Kind::Number && opened.array.dtype == DType::U8;
    const std::uint64_t frame = bytes / static_cast<std::uint64_t>(std::max<std::int64_t>(dims.front(), 1));
    if (bytewise && dims.size() >= 3 && frame <= kMostFrameBytes && stored > 0)
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

} // namespace gatoscope
