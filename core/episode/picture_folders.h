// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which pictures of a folder and its sub-folders belong to which episode and camera, from names alone.
#include <string>
#include <vector>

#include "core/base/finding.h"
#include "core/base/progress.h"
#include "core/base/result.h"

namespace gatoscope {

struct PictureList {
    std::string folder;
    std::vector<std::string> names; // of files in the folder, in natural order
};

struct PictureEpisode {
    std::string id;
    std::vector<PictureList> cameras; // in the order of PictureFolders::cameras; empty lists where one is missing
    std::string sidecar;              // path of its actions; empty when there are none
};

struct PictureFolders {
    std::vector<std::string> cameras; // names; one empty name where there is only one
    std::vector<PictureEpisode> episodes;
};

bool isPictureName(const std::string& name);

/// Sub-folders are episodes where they are numbered, cameras where they hold equally many pictures under other names;
/// two levels are episodes of cameras. What was decided is reported.
Result<PictureFolders> findPictures(const std::string& path, std::vector<Finding>& report, const Progress& progress);

/// Numbers that the names skip ("frame_3" after "frame_1"); 0 where names are not numbered throughout.
std::size_t missingNumbers(const std::vector<std::string>& names, std::string& first);

} // namespace gatoscope
