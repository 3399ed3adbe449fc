// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What kind of data set a path is, from its content, in the order of spec/formats.md 4; what is recognised and not read
// is refused here with one sentence.
#include <string>
#include <vector>

#include "core/base/result.h"

namespace gatoscope {

enum class Format { Minari, Hdf5, Npz, Npy, Images };

struct Detected {
    Format format = Format::Hdf5;
    std::string path;               // the file or folder that the reader opens; may lie a level below the one asked for
    std::vector<std::string> files; // the episodes' files in natural order, where the format keeps one per file
};

Result<Detected> detectFormat(const std::string& path);

/// A file by its first bytes.
Result<Detected> detectFile(const std::string& path);

/// Folders and files below `path` that look like data sets, at most `most`, found within a few levels and a bounded
/// time.
std::vector<std::string> findDatasets(const std::string& path, std::size_t most);

} // namespace gatoscope
