// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private door between open_dataset and the formats: each knows how to recognise and how to open its own kind.
#include <memory>
#include <string>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/episode/dataset.h"

namespace gatoscope {

using OpenedDataset = Result<std::shared_ptr<Dataset>>;

// HDF5 families; `path` is a file or a folder that holds them.
bool isHdf5File(const std::string& path);
OpenedDataset openMinari(const std::string& path,
                         const Progress& progress); // folder, its data/ child or main_data.hdf5
OpenedDataset openRobomimic(const std::string& path, const Progress& progress); // robomimic and LIBERO
OpenedDataset openD4rl(const std::string& path, const Progress& progress);
OpenedDataset openAloha(const std::string& path, const Progress& progress); // one file, or a folder of them
OpenedDataset openGenericHdf5(const std::string& path, const Progress& progress);
/// Looks inside an HDF5 file and opens it with the reader of its family (spec/formats.md 4.5).
OpenedDataset openHdf5(const std::string& path, const Progress& progress);

// Arrays and pictures; `path` is what was asked for, `files` what it holds of the kind, in natural order.
OpenedDataset openNpz(const std::vector<std::string>& files, const std::string& path, const Progress& progress);
OpenedDataset openNpy(const std::vector<std::string>& files, const std::string& path, const Progress& progress);
OpenedDataset openImageFolder(const std::string& path, const Progress& progress); // a folder or a single image
OpenedDataset openImages(const std::vector<std::string>& files, const std::string& path, const Progress& progress);

} // namespace gatoscope
