// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/episode/open_dataset.h"

#include <new>
#include <utility>

#include "core/base/files.h"
#include "core/episode/dataset_formats.h"
#include "core/episode/format_detect.h"

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
    return openHdf5(detected.path, progress);
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

} // namespace

Result<std::shared_ptr<const Dataset>> openDataset(const std::vector<std::string>& paths,
                                                   std::shared_ptr<FrameCache> cache, const Progress& progress) {
    if (paths.empty())
        return fail(ErrorKind::Invalid, "no path was given; name a folder or a file");
    if (paths.size() > 1)
        return fail(ErrorKind::Unsupported, "several paths were given; open one folder or one file", paths.front());
    try {
        auto detected = detectFormat(paths.front());
        if (!detected)
            return fail(detected);
        auto opened = openDetected(*detected, progress);
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
