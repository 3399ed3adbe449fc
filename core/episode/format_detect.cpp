// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/format_detect.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/files.h"
#include "core/episode/json_text.h"
#include "core/episode/picture_folders.h"

namespace gatoscope {
namespace {

constexpr std::uint64_t kMetadataCap = std::uint64_t{64} << 20;

tl::unexpected<Error> refuse(const std::string& what, const std::string& advice, const std::string& path) {
    return fail(ErrorKind::Unsupported, "this is " + what + ", which is not read; " + advice, path);
}

bool isFile(const std::string& folder, const char* name) { return pathKind(joinPath(folder, name)) == PathKind::File; }

bool isHdf5Name(const std::string& extension) { return extension == "hdf5" || extension == "h5" || extension == "he5"; }

bool isVideoName(const std::string& extension) {
    static const std::array<const char*, 6> known = {"mp4", "mkv", "webm", "avi", "mov", "m4v"};
    return std::find(known.begin(), known.end(), extension) != known.end();
}

/// A Minari folder stores its data format in metadata.json; HDF5 is the one that is read.
Result<std::optional<Detected>> detectMinari(const std::string& path) {
    for (const std::string& folder : {path, joinPath(path, "data")}) {
        const std::string metadata = joinPath(folder, "metadata.json");
        if (isFile(folder, "main_data.hdf5"))
            return Detected{Format::Minari, folder, {}};
        if (!isFile(folder, "metadata.json"))
            continue;
        const auto text = readFile(metadata, kMetadataCap);
        if (!text)
            return fail(text);
        const auto json = parseJson(*text, metadata);
        if (!json || !json->is_object() || !json->contains("data_format"))
            continue;
        const std::string format = (*json)["data_format"].is_string() ? (*json)["data_format"].get<std::string>() : "";
        if (format == "arrow" || format == "parquet")
            return refuse("a Minari data set stored as " + format, "convert it to HDF5 with Minari", folder);
        return fail(ErrorKind::NotFound,
                    "this is a Minari data set by its metadata.json, but main_data.hdf5 is missing beside it", folder);
    }
    return std::optional<Detected>();
}

/// Families that are laid out as folders and are refused by name.
std::optional<Error> refusedFolder(const std::string& path) {
    const std::string advice = "export its episodes as NPZ, HDF5 or pictures";
    if (isFile(joinPath(path, "meta"), "info.json"))
        return refuse("a LeRobot data set (meta/info.json)", advice, path).value();
    if (isFile(joinPath(path, "meta_data"), "info.json"))
        return refuse("a LeRobot v1 data set (meta_data/info.json)", "convert it with LeRobot's own tools first", path)
            .value();
    if (isFile(path, "dataset_info.json") && isFile(path, "features.json"))
        return refuse("an RLDS / TFDS data set (dataset_info.json, features.json)", advice, path).value();
    if (isFile(path, ".zgroup") || isFile(path, ".zarray") || isFile(path, "zarr.json"))
        return refuse("a zarr store", advice, path).value();
    if (isFile(path, "metadata.yaml"))
        return refuse("a rosbag2 folder (metadata.yaml)", advice, path).value();
    return std::nullopt;
}

struct Names {
    std::vector<std::string> hdf5, npz, npy, pictures, videos, parquet, tfrecords, folders;
};

Names sortNames(const std::string& path, const std::vector<FolderEntry>& entries) {
    Names names;
    for (const FolderEntry& entry : entries) {
        const std::string whole = joinPath(path, entry.name);
        const std::string extension = fileExtension(entry.name);
        if (entry.folder)
            names.folders.push_back(whole);
        else if (isHdf5Name(extension))
            names.hdf5.push_back(whole);
        else if (extension == "npz")
            names.npz.push_back(whole);
        else if (extension == "npy")
            names.npy.push_back(whole);
        else if (isPictureName(entry.name))
            names.pictures.push_back(whole);
        else if (isVideoName(extension))
            names.videos.push_back(whole);
        else if (extension == "parquet")
            names.parquet.push_back(whole);
        else if (entry.name.find(".tfrecord") != std::string::npos)
            names.tfrecords.push_back(whole);
    }
    return names;
}

/// What the files of the folder itself make it; the largest group decides, so that a preview picture beside them does
/// not.
std::optional<Detected> byFiles(const std::string& path, const Names& names) {
    const std::size_t arrays = std::max(names.hdf5.size(), names.npz.size());
    if (!names.pictures.empty() && names.pictures.size() > arrays &&
        (names.pictures.size() >= names.npy.size() || names.npy.size() < 2))
        return Detected{Format::Images, path, {}};
    if (!names.hdf5.empty() && names.hdf5.size() >= names.npz.size())
        return Detected{Format::Hdf5, path, names.hdf5};
    if (!names.npz.empty())
        return Detected{Format::Npz, path, names.npz};
    if (!names.npy.empty())
        return Detected{Format::Npy, path, names.npy};
    return std::nullopt;
}

bool holdsPictures(const std::string& folder) {
    const auto entries = listFolder(folder);
    if (!entries)
        return false;
    return std::any_of(entries->begin(), entries->end(),
                       [](const FolderEntry& entry) { return !entry.folder && isPictureName(entry.name); });
}

/// Sub-folders of pictures: episodes or cameras, one or two levels down.
bool holdsPictureFolders(const std::vector<std::string>& folders) {
    for (std::size_t i = 0; i < folders.size() && i < 8; ++i) {
        if (holdsPictures(folders[i]))
            return true;
        const auto entries = listFolder(folders[i]);
        for (std::size_t k = 0; entries && k < entries->size() && k < 8; ++k)
            if ((*entries)[k].folder && holdsPictures(joinPath(folders[i], (*entries)[k].name)))
                return true;
    }
    return false;
}

tl::unexpected<Error> nothingFound(const std::string& path, const Names& names) {
    if (!names.videos.empty())
        return refuse("a folder of video files", "extract the frames as pictures and open their folder", path);
    if (!names.parquet.empty())
        return refuse("a folder of Parquet files", "export its episodes as NPZ or HDF5", path);
    if (!names.tfrecords.empty())
        return refuse("a folder of TFRecord files", "export its episodes as NPZ or HDF5", path);
    return fail(
        ErrorKind::Unsupported,
        "no data set was found in this folder; looked for Minari, robomimic, D4RL and ALOHA HDF5 files, .npz, .npy "
        "and pictures",
        path);
}

tl::unexpected<Error> severalFound(const std::string& path, const std::vector<std::string>& found, std::size_t most) {
    std::string list;
    for (std::size_t i = 0; i < found.size() && i < 3; ++i)
        list += (i == 0 ? "" : ", ") +
                found[i].substr(std::min(found[i].size(), path.size() + (path.back() == '/' ? 0 : 1)));
    const std::string count = found.size() >= most ? "at least " + std::to_string(most) : std::to_string(found.size());
    return fail(ErrorKind::Unsupported,
                "this folder is no data set itself but holds " + count + " (" + list +
                    (found.size() > 3 ? ", ..." : "") + "); open one of them",
                path);
}

bool looksLikeDataset(const std::string& path, const Names& names) {
    return isFile(path, "main_data.hdf5") || isFile(joinPath(path, "data"), "main_data.hdf5") || refusedFolder(path) ||
           !names.npz.empty() || !names.npy.empty() || !names.pictures.empty();
}

void search(const std::string& path, int depth, std::size_t most, int& visits, std::vector<std::string>& found) {
    const auto entries = listFolder(path);
    if (!entries || ++visits > 2000)
        return;
    const Names names = sortNames(path, *entries);
    if (depth > 0 && looksLikeDataset(path, names)) {
        found.push_back(path);
        return;
    }
    for (const std::string& file : names.hdf5)
        if (found.size() < most)
            found.push_back(file);
    for (const std::string& folder : names.folders)
        if (found.size() < most && depth < 5)
            search(folder, depth + 1, most, visits, found);
}

Result<Detected> detectFolder(const std::string& path, int depth) {
    if (auto refused = refusedFolder(path))
        return tl::unexpected<Error>(std::move(*refused));
    const auto minari = detectMinari(path);
    if (!minari)
        return fail(minari);
    if (*minari)
        return **minari;
    const auto entries = listFolder(path);
    if (!entries)
        return fail(entries);
    const Names names = sortNames(path, *entries);
    if (auto found = byFiles(path, names))
        return *found;
    constexpr std::size_t kMost = 50;
    const std::vector<std::string> below = findDatasets(path, kMost);
    // A folder of data sets may hold pictures somewhere too; only where there is nothing else they are one data set.
    if (holdsPictureFolders(names.folders) && std::all_of(below.begin(), below.end(), holdsPictures))
        return Detected{Format::Images, path, {}};
    if (below.size() == 1 && depth < 6)
        return pathKind(below.front()) == PathKind::Folder ? detectFolder(below.front(), depth + 1)
                                                           : detectFile(below.front());
    if (below.size() > 1)
        return severalFound(path, below, kMost);
    return nothingFound(path, names);
}

} // namespace

Result<Detected> detectFormat(const std::string& path) {
    switch (pathKind(path)) {
    case PathKind::Folder:
        return detectFolder(path, 0);
    case PathKind::File:
        return detectFile(path);
    case PathKind::Other:
        return fail(ErrorKind::Unsupported, "this is neither a file nor a folder, so no data set can be read from it",
                    path);
    default:
        return fail(ErrorKind::NotFound, "there is no file or folder with this name", path);
    }
}

std::vector<std::string> findDatasets(const std::string& path, std::size_t most) {
    std::vector<std::string> found;
    int visits = 0;
    search(path, 0, most, visits, found);
    return found;
}

} // namespace gatoscope
