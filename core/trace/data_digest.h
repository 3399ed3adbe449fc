// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A name for the bytes of a dataset that costs little however large it is: recorded with a run, compared on resume.
#include <string>

namespace gatoscope {

/// sha256: of the file, where the dataset is one of at most 64 MiB (what sha256sum prints). Of a folder, or of more: of
/// every file's name and size, sorted, and of its bytes, or of 64 MiB of them all in pieces spread evenly. `of` says
/// which. Both are empty where nothing could be read.
struct DataDigest {
    std::string sha256, of;
};

DataDigest digestOf(const std::string& path);

} // namespace gatoscope
