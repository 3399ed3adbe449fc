// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Arrays written as NumPy reads them: .npy and .npz, and pictures as .png. Whole or not at all.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/image.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/episode/channel.h"

namespace gatoscope {

/// Row-major values in native byte order, or one string per value where dtype is Text (UTF-8, stored as <U).
struct OutputArray {
    std::string name; // of an NPZ member; slashes make no folders
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape; // steps first; empty: one value
    std::vector<std::byte> bytes;
    std::vector<std::string> text;
};

/// A column with its shape per step; `steps` rows from `from` on.
OutputArray outputArray(const std::string& name, const Column& column, const std::vector<std::int64_t>& shape,
                        std::size_t from, std::size_t steps);

Result<void> writeNpy(const std::string& path, const OutputArray& array);

enum class Packing { Stored, Deflated };
/// Names must differ. Members over 4 GiB are written with ZIP64.
Result<void> writeNpz(const std::string& path, const std::vector<OutputArray>& arrays, Packing packing,
                      const Progress& progress = {});

Result<void> writePng(const std::string& path, const Image& image);

} // namespace gatoscope
