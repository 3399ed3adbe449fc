// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/open_dataset.h"

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "core/base/files.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/format_detect.h"
#include "core/episode/joined_dataset.h"

namespace gatoscope {
namespace {

#ifdef GATOSCOPE_HDF5
OpenedDataset openHdf5Family(const Detected& detected, const Progress& progress) {
    if (detected.format == Format::Minari)
        return openMinari(detected.path, progress);
    if (pathKind(detected.path) == PathKind::File)
        return openHdf5(detected.path, progress);
    if (detected.files.size() == 1)
        return openHdf5(detected.files.front(), progress);
    std::vector<std::shared_ptr<Dataset>> parts;
    std::vector<Finding> left; // files that are not part of it, and why
    std::optional<Error> first;
    for (const std::string& file : detected.files) {
        const double done = static_cast<double>(parts.size() + left.size());
        if (!report(progress, done / static_cast<double>(detected.files.size())))
            return fail(ErrorKind::Cancelled, "opening was stopped", detected.path);
        auto part = openHdf5(file, {});
        if (part && (*part)->format() == "aloha" && parts.empty())
            return openHdf5(detected.path, progress); // one episode a file
        if (part && (parts.empty() || (*part)->format() == parts.front()->format())) {
            parts.push_back(std::move(*part));
            continue;
        }
        left.push_back({part ? Severity::Warning : Severity::Error, "file-left-out",
                        part ? "the file is of format " + (*part)->format() + ", the others of " +
                                   parts.front()->format() + "; open it by itself"
                             : part.error().text,
                        fileName(file), -1, -1});
        if (!part && !first)
            first = part.error();
    }
    if (parts.empty())
        return fail(first->kind, first->text, first->place);
    return joinDatasets(std::move(parts), detected.path, std::move(left));
}
#else
OpenedDataset openHdf5Family(const Detected& detected, const Progress&) {
    return fail(ErrorKind::Unsupported, "this is an HDF5 data set, but this program was built without HDF5",
                detected.path);
}
#endif

OpenedDataset openDetected(const Detected& detected, const Progress& progress) {
    switch (detected.format) {
    case Format::Minari:
    case Format::Hdf5:
        return openHdf5Family(detected, progress);
    case Format::Npz:
        return openNpz(detected.files, detected.path, progress);
    case Format::Npy:
        return openNpy(detected.files, detected.path, progress);
    case Format::Images:
        return openImageFolder(detected.path, progress);
    }
    return fail(ErrorKind::Unsupported, "this format is not read", detected.path);
}

bool inOneFolder(const std::vector<Detected>& all) {
    return std::all_of(all.begin(), all.end(),
                       [&](const Detected& one) { return folderName(one.path) == folderName(all.front().path); });
}

/// What cannot be opened is left out and told, as long as something can. Array files of one folder are opened together,
/// so that they are one data set by its own rules; all else part by part.
OpenedDataset openSeveral(const std::vector<Detected>& all, std::vector<Finding> notes, const Progress& progress) {
    const Format format = all.front().format;
    const bool alike = std::all_of(all.begin(), all.end(), [&](const Detected& one) {
        return one.format == format && one.files.size() == 1 && one.files.front() == one.path;
    });
    if (alike && notes.empty() && (format == Format::Npz || (format == Format::Npy && inOneFolder(all)))) {
        std::vector<std::string> files;
        for (const Detected& one : all)
            files.push_back(one.path);
        return format == Format::Npz ? openNpz(files, files.front(), progress)
                                     : openNpy(files, files.front(), progress);
    }
    std::vector<std::shared_ptr<Dataset>> parts;
    std::optional<Error> first;
    for (const Detected& one : all) {
        const double done = static_cast<double>(parts.size() + notes.size()) / static_cast<double>(all.size());
        if (!report(progress, done))
            return fail(ErrorKind::Cancelled, "opening was stopped", one.path);
        auto part = openDetected(one, {});
        if (part) {
            parts.push_back(std::move(*part));
            continue;
        }
        if (one.format != format)
            return part;
        notes.push_back({Severity::Error, "file-left-out", part.error().text, fileName(one.path), -1, -1});
        if (!first)
            first = part.error();
    }
    if (parts.empty())
        return tl::unexpected<Error>(std::move(*first));
    return joinDatasets(std::move(parts), all.front().path, std::move(notes));
}

OpenedDataset openPaths(const std::vector<std::string>& paths, const Progress& progress) {
    std::vector<Detected> all;
    std::vector<Finding> left;
    std::optional<Error> first;
    for (const std::string& path : paths) {
        auto detected = detectFormat(path);
        if (detected) {
            all.push_back(std::move(*detected));
            continue;
        }
        const bool alike = fileExtension(path) == fileExtension(paths.front());
        if (detected.error().kind == ErrorKind::NotFound || paths.size() == 1 || !alike)
            return fail(detected); // a mistyped name or another kind of file is no damaged one of these
        left.push_back({Severity::Error, "file-left-out", detected.error().text, fileName(path), -1, -1});
        if (!first)
            first = detected.error();
    }
    if (all.empty())
        return tl::unexpected<Error>(std::move(*first));
    return paths.size() == 1 ? openDetected(all.front(), progress) : openSeveral(all, std::move(left), progress);
}

} // namespace

Result<std::shared_ptr<const Dataset>> openDataset(const std::vector<std::string>& paths,
                                                   std::shared_ptr<FrameCache> cache, const Progress& progress) {
    if (paths.empty())
        return fail(ErrorKind::Invalid, "no path was given; name a folder or a file");
    try {
        auto opened = openPaths(paths, progress);
        if (!opened)
            return fail(opened);
        (*opened)->setFrameCache(cache ? std::move(cache) : std::make_shared<FrameCache>());
        return std::shared_ptr<const Dataset>(std::move(*opened));
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::OutOfResource, "there is not enough memory to open the data set", paths.front());
    } catch (const std::exception& broken) {
        return fail(ErrorKind::Unreadable, std::string("the data set cannot be opened: ") + broken.what(),
                    paths.front());
    }
}

Result<std::shared_ptr<const Dataset>> openDataset(const std::string& path, std::shared_ptr<FrameCache> cache,
                                                   const Progress& progress) {
    return openDataset(std::vector<std::string>{path}, std::move(cache), progress);
}

} // namespace gatoscope
